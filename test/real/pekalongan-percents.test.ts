import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { openLayer } from '../../pipeline/readers/formats.ts'
import { indicators } from '../../pipeline/stages/5-indicators/index.ts'
import { writeScores } from '../../pipeline/stages/5-indicators/scores/write-scores.ts'
import { type Rt, stagesOf, type TotalRow } from '../stages/5-indicators/fixtures.ts'
import { stageContext } from '../support/stage-context.ts'

const KMZ = '../shared/data/pekalongan/sk2020.kmz'
if (!existsSync(KMZ)) console.log(`skipped: ${KMZ} is absent`)

const methodology = loadMethodology('permen-pupr-14-2018')
/** The columns are named as in 02/2016, the criteria are those of 14/2018: what is built badly is 4c now and was 4e. */
const columnOf = (id: string) => `k${id[0]}_${id === '4c' ? 'e' : id[1]}_p`

interface Reading {
  percents: Record<string, number>
  total: number
  name: string
}

async function readings(): Promise<Reading[]> {
  const layer = await openLayer(KMZ, { label: KMZ, layer: 'KOTA PEKALONGAN' })
  const found: Reading[] = []
  for await (const { cells } of layer.records()) {
    expect([cells.k4_c_p, cells.k4_d_p, cells.k6_c_p]).toEqual([null, null, null])
    found.push({
      percents: Object.fromEntries(methodology.criteria.map(({ id }) => [id, Number(cells[columnOf(id)])])),
      total: Number(cells.skor_awal),
      name: String(cells.kum_awal),
    })
  }
  return found
}

async function totalsOf(rts: Rt[]): Promise<TotalRow[]> {
  const context = await stageContext(indicators, { tables: stagesOf(rts) })
  try {
    await writeScores(context, methodology, null)
    return (await context.read<TotalRow>('score_totals')).filter(({ level }) => level === 'rt')
  } finally {
    context.close()
  }
}

describe.skipIf(!existsSync(KMZ))('the 438 records of the decree of 2020', () => {
  it('give from their percents alone the stated total and class, 438 of 438', async () => {
    const records = await readings()
    expect(records).toHaveLength(438)
    // Eight records repeat a key: here each has a key of its own.
    const keyOf = (i: number) => `rekaman ${String(i).padStart(3, '0')}`
    const totals = await totalsOf(
      records.map(({ percents }, i) => ({
        rt_id: keyOf(i),
        vintage: 2020,
        profiled: false,
        volumes: {},
        percents,
      })),
    )
    const names = new Map(methodology.classes.values.map(({ code, label }) => [code, label.id.toUpperCase()]))
    const right = records.filter(({ total, name }, i) => {
      const own = totals.find(({ unit_id }) => unit_id === keyOf(i))!
      return own.score_total === total && names.get(own.score_class!) === name && own.completeness_pct === 100
    })
    expect(right).toHaveLength(438)
  })

  it('are not what 4e of the older set would make of them', async () => {
    const [first] = await readings()
    const { '4c': drainage, ...rest } = first!.percents
    const [total] = await totalsOf([
      { rt_id: 'a', profiled: false, volumes: {}, percents: { ...rest, '4e': drainage! } },
    ])
    expect([total!.score_total, total!.score_min <= first!.total, total!.score_max >= first!.total]).toEqual([
      null,
      true,
      true,
    ])
  })
})
