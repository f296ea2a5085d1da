import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { classOfTotal, percentOf, scoreOfPercent } from '../../../pipeline/methodology/score.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { stageContext } from '../../support/stage-context.ts'
import { type CriterionRow, type Header, type Rt, stagesOf, type TotalRow } from './fixtures.ts'

// Each run plans SQL for sixteen criteria: 0.4 s of work, much more on a busy machine.

const methodology = loadMethodology('permen-pupr-14-2018')
const ids = methodology.criteria.map((criterion) => criterion.id)

async function score(rts: Rt[]): Promise<{ cells: CriterionRow[]; totals: TotalRow[] }> {
  const context = await stageContext(indicators, { tables: stagesOf(rts) })
  try {
    await indicators.run(context)
    return { cells: await context.read('criterion_scores'), totals: await context.read('score_totals') }
  } finally {
    context.close()
  }
}

type SourceHeader = Record<
  | 'luasVerifikasi'
  | 'jumlahBangunan'
  | 'jumlahPenduduk'
  | 'jumlahKK'
  | 'panjangJalanIdeal'
  | 'panjangDrainaseIdeal',
  number
>

function headerOf(raw: SourceHeader): Required<Omit<Header, 'road_existing_m'>> {
  return {
    area_ha_verified: raw.luasVerifikasi,
    buildings: raw.jumlahBangunan,
    population: raw.jumlahPenduduk,
    families: raw.jumlahKK,
    road_ideal_m: raw.panjangJalanIdeal,
    drainage_ideal_m: raw.panjangDrainaseIdeal,
  }
}

const VECTORS = '../shared/domain/vectors_pekalongan.json'
if (!existsSync(VECTORS)) console.log(`skipped: ${VECTORS} is absent`)

describe.skipIf(!existsSync(VECTORS))('published RT vectors', () => {
  interface Vector {
    header: SourceHeader
    volume: Record<string, number>
    percent: Record<string, number>
    nilai: Record<string, number>
    total: number
    kelas: string
  }

  it('reproduces every percent, score, total and class', async () => {
    const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[]
    expect(vectors.length).toBeGreaterThan(10)
    const idOf = (i: number) => `99.71.01.1001/RT${String(i).padStart(3, '0')}-RW001`
    const { cells, totals } = await score(
      vectors.map((v, i) => ({ rt_id: idOf(i), ...headerOf(v.header), volumes: v.volume })),
    )
    vectors.forEach((vector, i) => {
      const own = cells.filter((cell) => cell.level === 'rt' && cell.unit_id === idOf(i))
      expect(own.map((cell) => cell.criterion)).toEqual(ids)
      for (const cell of own) {
        expect(cell.percent).toBeCloseTo(100 * vector.percent[cell.criterion]!, 8)
        expect(cell.score).toBe(vector.nilai[cell.criterion])
      }
      const total = totals.find((row) => row.level === 'rt' && row.unit_id === idOf(i))!
      expect([total.score_total, total.score_class]).toEqual([vector.total, vector.kelas])
    })
  })
})

const FOLDER = '../shared/data/pekalongan'
if (!existsSync(FOLDER)) console.log(`skipped: ${FOLDER} is absent`)

describe.skipIf(!existsSync(FOLDER)).each([2019, 2021])('the city baseline of %i', (year) => {
  type Deficits = Record<string, number> & { totalNilai: number; tingkatKekumuhan: string }
  const read = <T>(file: string) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as T
  const load = () => {
    const headers = new Map(
      read<(SourceHeader & { id: number; kawasan: number })[]>('rtrw.json').map((h) => [h.id, h]),
    )
    const rows = read<Deficits[]>('kumuhRT-2019-2021.json').filter((row) => row.tahun === year)
    // Fifty rows have shifted columns: their scores are no scores.
    const clean = rows.filter((row) => {
      const scores = ids.map((id) => row[`${id}n`]!)
      return (
        scores.every((s) => [0, 1, 3, 5].includes(s)) && scores.reduce((a, b) => a + b, 0) === row.totalNilai
      )
    })
    const rts: Rt[] = clean.map((row) => ({
      rt_id: `rt ${String(row.rt).padStart(3, '0')}`,
      vintage: year,
      ...headerOf(headers.get(row.rt!)!),
      zone_id: `kawasan ${String(headers.get(row.rt!)!.kawasan).padStart(2, '0')}`,
      volumes: Object.fromEntries(ids.map((id) => [id, row[`${id}v`]!])),
    }))
    return { rows, clean, rts }
  }

  it('reproduces 16 x 382 scores, all totals and all classes of the clean rows', async () => {
    const { rows, clean, rts } = load()
    expect([rows.length, clean.length]).toEqual([432, 382])
    const { cells, totals } = await score(rts)
    const computed = new Map(
      cells.filter((c) => c.level === 'rt').map((c) => [`${c.unit_id} ${c.criterion}`, c.score]),
    )
    const total = new Map(totals.filter((t) => t.level === 'rt').map((t) => [t.unit_id, t]))
    let [right, wrong] = [0, 0]
    clean.forEach((row, i) => {
      for (const id of ids) computed.get(`${rts[i]!.rt_id} ${id}`) === row[`${id}n`] ? right++ : wrong++
      const own = total.get(rts[i]!.rt_id)!
      expect([own.score_total, own.score_class]).toEqual([row.totalNilai, row.tingkatKekumuhan])
    })
    expect([right, wrong]).toEqual([6112, 0])
  })

  it('scores a kawasan from sums, as a sum by hand does', async () => {
    const { rts } = load()
    const { cells, totals } = await score(rts)
    const zones = new Set(rts.map((rt) => rt.zone_id!))
    expect(zones.size).toBeGreaterThan(20)
    for (const zone of zones) {
      const own = rts.filter((rt) => rt.zone_id === zone)
      let total = 0
      for (const { id, denominator } of methodology.criteria) {
        const volume = own.reduce((sum, rt) => sum + rt.volumes[id]!, 0)
        const percent = percentOf(
          methodology,
          volume,
          own.reduce((sum, rt) => sum + rt[denominator as keyof Header]!, 0),
        )
        const cell = cells.find((c) => c.level === 'zone' && c.unit_id === zone && c.criterion === id)!
        expect(cell.percent).toBeCloseTo(percent, 6)
        expect(cell.score).toBe(scoreOfPercent(methodology, percent))
        total += cell.score!
      }
      const row = totals.find((t) => t.level === 'zone' && t.unit_id === zone)!
      expect([row.score_total, row.score_class]).toEqual([total, classOfTotal(methodology, total)])
    }
  })
})
