import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { FeatureCollection } from 'geojson'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { areaM2Planar, M2_PER_HA } from '../../pipeline/geo/area.ts'
import { crsFromCode, fromLonLat } from '../../pipeline/geo/crs.ts'
import type { Report } from '../../pipeline/stages/2-validate/report/types.ts'
import { parquet, Store } from '../../pipeline/store/index.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import { type BuiltCity, buildCity } from '../support/built-city.ts'
import { differingWorks } from '../viewer/support/works-and-costs.ts'

const DATA = '../shared/data'
const present = existsSync(`${DATA}/pekalongan/sk2020.kmz`)
if (!present) console.log('skipped: Kota Pekalongan needs ../shared/data/pekalongan')

const FILES = ['sk2020.kmz', 'rtrw.json', 'kumuhRT-2019-2021.json', 'kawasan.json', 'investasi.json']
const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')
type Stated = { kelurahan: string; text: string; area_ha_decree: number; area_ha_utm: number }
/** One RT and criterion with works of 2020 and 2021. */
interface WorksCell {
  unit_id: string
  kawasan: string
  start: number
  expected: number
  surveyed: number
}
type Baseline = Record<string, number> & { totalNilai: number; tingkatKekumuhan: string }

describe.skipIf(!present)('Kota Pekalongan from its files as they were handed over', () => {
  let workspace: string
  let city: BuiltCity

  beforeAll(async () => {
    workspace = mkdtempSync(join(tmpdir(), 'petakumuh-pekalongan-'))
    mkdirSync(join(workspace, 'sources'))
    cpSync('test/real/pekalongan/city.yaml', join(workspace, 'city.yaml'))
    for (const file of FILES) {
      copyFileSync(`${DATA}/pekalongan/${file}`, join(workspace, 'sources', file))
    }
    copyFileSync(
      `${DATA}/admin/slices/pekalongan_33.75.geojson`,
      join(workspace, 'sources/pekalongan_33.75.geojson'),
    )
    city = await buildCity(workspace)
  })

  afterAll(() => {
    city?.remove()
    rmSync(workspace, { recursive: true, force: true })
  })

  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(city.released(`tables/${name}.csv`)), { columns: true, bom: true })

  it('accounts for the 438 polygons inside the KMZ: 430 published, 8 that repeat a key set aside', () => {
    const quarantine = join(city.output, 'stages/2-validate/quarantine/deliniasi.geojson')
    const aside = JSON.parse(readFileSync(quarantine, 'utf8')).features
    expect([city.layer('zones').features.length, aside.length]).toEqual([430, 8])
    expect(new Set(aside.map((one: { properties: { code: string } }) => one.properties.code))).toEqual(
      new Set(['KEY_DUP']),
    )
  })

  it('finds the 15 pairs over the same ground: 12 of accepted RT, 3 with one set aside for its key', () => {
    const report = JSON.parse(
      readFileSync(join(city.output, 'stages/2-validate/report.json'), 'utf8'),
    ) as Report
    const rule = (code: string) => report.rules.find((one) => one.code === code)
    expect([rule('ZONE_OVERLAP')?.count, rule('ZONE_REPEATED')?.count]).toEqual([12, 3])
    const repeated = rule('ZONE_REPEATED')!.examples.map(({ source_row, got }) => [
      source_row,
      got?.split(':')[0],
    ])
    expect(repeated).toContainEqual([347, '1.8443 ha (100.0 %)'])
  })

  it('names the 5 of the 8 repeated codes that are other ground, and their hectares, with the decree', () => {
    const report = JSON.parse(
      readFileSync(join(city.output, 'stages/2-validate/report.json'), 'utf8'),
    ) as Report
    const lost = report.rules.find(({ code }) => code === 'DECREE_INCOMPLETE')!.examples
    expect(lost.map(({ key, got }) => [key, got])).toEqual([['sk-2020', '5 (12.03 ha)']])
  })

  it('carries the printed area, tolerates its rounding and finds the stale ones', () => {
    const zones = city.layer('zones').features.map(({ properties }) => properties!)
    const report = JSON.parse(
      readFileSync(join(city.output, 'stages/2-validate/report.json'), 'utf8'),
    ) as Report
    const count = (code: string) => report.rules.find((one) => one.code === code)?.count
    // Of the 438 polygons 53 differ by more than 1 % beyond their rounding, 57 by more than 0.1 %.
    expect([count('AREA_WRONG'), count('AREA_STALE')]).toEqual([53, 4])
    const status = (one: string) => zones.filter(({ area_status }) => area_status === one).length
    expect([status('wrong'), status('stale'), status('ok')]).toEqual([51, 4, 375])
  })

  it('reconciles the decree in total: of the 430 zones 496.12 ha as stated, 514.52 ha on the map', () => {
    const [total, ...others] = table('decree_areas')
    expect(others).toEqual([])
    expect(total).toMatchObject({
      ...{ zones: '430', zones_ok: '375', zones_stale: '4', zones_wrong: '51', zones_missing: '0' },
      ...{ area_ha_total_stated: '', compared_by: 'zones', area_status: 'wrong', area_rule: 'AREA_WRONG' },
    })
    const round = (column: string) => Number(total![column]).toFixed(2)
    expect(['area_ha_decree', 'area_ha_utm', 'area_difference_pct'].map(round)).toEqual([
      '496.12',
      '514.52',
      '-3.58',
    ])
    // Ground under two zones counts once: the 12 pairs of accepted RT share 238 m2.
    expect((Number(total!.area_ha_utm) - Number(total!.area_ha_utm_once)).toFixed(3)).toBe('0.024')
  })

  it('holds every figure of the 438 polygons: those published with the 8 set aside', async () => {
    const toUtm = fromLonLat(crsFromCode('EPSG:32749'))
    const quarantine = join(city.output, 'stages/2-validate/quarantine/deliniasi.geojson')
    const aside = (JSON.parse(readFileSync(quarantine, 'utf8')) as FeatureCollection).features
    const store = await Store.open({ threads: 1 })
    const stages = join(city.output, 'stages')
    const accepted = await store.rows<Stated>(
      `SELECT z.kelurahan, z.area_ha_decree_text AS text, a.area_ha_decree, a.area_ha_utm
       FROM ${parquet(`${stages}/2-validate/zones.parquet`)} z
       JOIN ${parquet(`${stages}/3-area/zone_areas.parquet`)} a USING (decree_number, zone_id)`,
    )
    store.close()
    const all = [
      ...accepted,
      ...aside.map(({ geometry, properties }) => ({
        kelurahan: properties!.kelurahan as string,
        text: properties!.area_ha_decree_text as string,
        area_ha_decree: properties!.area_ha_decree as number,
        area_ha_utm: areaM2Planar(geometry, toUtm) / M2_PER_HA,
      })),
    ]
    expect(all).toHaveLength(438)
    const decimals = (text: string) => text.split('.')[1]?.length ?? 0
    expect([0, 1, 2].map((n) => all.filter(({ text }) => decimals(text) === n).length)).toEqual([3, 41, 394])
    const sum = (of: (one: Stated) => number) => all.reduce((total, one) => total + of(one), 0)
    expect(sum((one) => one.area_ha_decree).toFixed(2)).toBe('512.69')
    expect(sum((one) => one.area_ha_utm).toFixed(2)).toBe('523.16')
    // Beyond half a unit of the last digit, reckoned here from the text alone.
    const beyond_pct = (one: Stated) =>
      (100 * (Math.abs(one.area_ha_decree - one.area_ha_utm) - 0.5 * 10 ** -decimals(one.text))) /
      one.area_ha_utm
    const wrong = all.filter((one) => beyond_pct(one) > 1)
    expect([all.filter((one) => beyond_pct(one) > 0.1).length, wrong.length]).toEqual([57, 53])
    const byKelurahan = new Map<string, number>()
    for (const { kelurahan } of wrong) byKelurahan.set(kelurahan, (byKelurahan.get(kelurahan) ?? 0) + 1)
    expect(Object.fromEntries(byKelurahan)).toEqual({
      ...{ Degayu: 19, Klego: 10, Tirto: 10, 'Pasir Kraton Kramat': 6, 'Padukuhan Kraton': 4 },
      ...{ Bandengan: 1, Banyurip: 1, 'Kuripan Kertoharjo': 1, Setono: 1 },
    })
  })

  it('scores the 430 RT of the decree that build from their percents, as it prints total and class', async () => {
    const store = await Store.open({ threads: 1 })
    const stages = join(city.output, 'stages')
    const [count] = await store.rows(
      `SELECT count(*) AS scored, count(*) FILTER (t.score_total = z.score_stated) AS equal,
         count(*) FILTER (t.score_class = CASE WHEN z.score_stated >= 38 THEN 'KS' ELSE 'KR' END) AS classed
       FROM ${parquet(`${stages}/5-indicators/score_totals.parquet`)} t
       LEFT JOIN ${parquet(`${stages}/2-validate/zones.parquet`)} z ON t.unit_id = '33.75/' || z.zone_id
       WHERE t.level = 'rt' AND t.vintage = 2020`,
    )
    store.close()
    expect(count).toEqual({ scored: 430, equal: 430, classed: 430 })
  })

  it('names what is wrong with volumes, kawasan and works, and nothing else', async () => {
    const store = await Store.open({ threads: 1 })
    const findings = parquet(join(city.output, 'stages/2-validate/findings.parquet'))
    const rows = await store.rows<{ code: string; key: string | null; n: number }>(
      `SELECT code, count(*) AS n FROM ${findings}
       WHERE source_id IN ('volume', 'profil-2019', 'profil-2021', 'kawasan', 'kegiatan') GROUP BY code ORDER BY code`,
    )
    const kawasan = await store.rows(
      `SELECT key, field, got, expected FROM ${findings} WHERE code LIKE 'KAWASAN%' ORDER BY ALL`,
    )
    store.close()
    expect(Object.fromEntries(rows.map(({ code, n }) => [code, n]))).toMatchObject({
      RECORD_SHIFTED: 100,
      VOL_NEGATIVE: 3,
      VOL_OVER_DEN: 16,
      DENSITY_CLAIM: 14,
      KAWASAN_SUM: 3,
      UNIT_CLASH: 1,
      WORKS_VOLUME: 1,
      WORKS_COST: 1,
    })
    const never = ['SCORE_DOMAIN', 'SCORE_RECOMPUTE', 'SCORE_SUM', 'DEN_ZERO', 'HEADER_IMPLAUSIBLE']
    const silent = [...never, 'VERIFIED_AREA', 'ACTIVITY_UNKNOWN', 'TEXT_TABLE', 'KAWASAN_DOUBLE']
    expect(rows.filter(({ code }) => silent.includes(code))).toEqual([])
    expect(kawasan.map(({ field, got, expected }) => `${field} ${got} ${expected}`)).toEqual([
      'drainage_ideal_m 1028 4883',
      'families 157 594',
      'road_ideal_m 1250 4220',
    ])
  })

  it.each([2019, 2021])('scores every RT of %i as the city did, in total and class', (year) => {
    const source = JSON.parse(readFileSync(`${DATA}/pekalongan/kumuhRT-2019-2021.json`, 'utf8'))
    const rows = (source as Baseline[]).filter((row) => row.tahun === year)
    const computed = new Map(
      table('score_totals')
        .filter(({ level, vintage }) => level === 'rt' && vintage === String(year))
        .map((row) => [row.id, row]),
    )
    expect(computed.size).toBe(432)
    // Fifty rows have shifted columns: what stands in the places of their scores are no scores.
    const clean = rows.filter((row) => {
      const scores = CRITERIA.map((id) => row[`${id}n`]!)
      return (
        scores.every((s) => [0, 1, 3, 5].includes(s)) && scores.reduce((a, b) => a + b) === row.totalNilai
      )
    })
    expect(clean).toHaveLength(382)
    // A shifted record leaves its RT without data, not with a wrong score; that it is dense its header still tells.
    for (const { rt } of rows.filter((row) => !clean.includes(row)))
      expect(['0', '6.25'], `RT ${rt}`).toContain(computed.get(`33.75/${rt}`)!.completeness_pct)
    let whole = 0
    for (const row of clean) {
      const own = computed.get(`33.75/${row.rt}`)!
      if (own.completeness_pct === '100') {
        whole++
        expect([own.score_total, own.score_class], `RT ${row.rt}`).toEqual([
          String(row.totalNilai),
          row.tingkatKekumuhan,
        ])
      } else {
        // A negative volume was set aside: the total is an interval around the city's.
        expect(Number(own.score_min)).toBeLessThanOrEqual(row.totalNilai)
        expect(Number(own.score_max)).toBeGreaterThanOrEqual(row.totalNilai)
      }
    }
    console.log(`Pekalongan ${year}: ${whole} of 382 totals and classes equal, ${382 - whole} as intervals`)
    expect(whole).toBeGreaterThan(375)
  })

  describe('its works between the surveys of 2019 and 2021', () => {
    let store: Store
    const table = (name: string) => parquet(join(city.output, 'stages/5-indicators', `${name}.parquet`))
    beforeAll(async () => {
      store = await Store.open({ threads: 2 })
    })
    afterAll(() => store?.close())

    const cells = (): Promise<WorksCell[]> =>
      store.rows<WorksCell>(
        `SELECT c.unit_id, k.kawasan, c.volume_start AS start, c.volume_end AS expected, s.volume AS surveyed
         FROM ${table('progress_criteria')} c
         JOIN ${table('criterion_scores')} s ON s.level = 'rt' AND s.unit_id = c.unit_id AND s.vintage = 2021 AND s.criterion = c.criterion
         JOIN (SELECT DISTINCT rt_id, kawasan FROM ${parquet(join(city.output, 'stages/2-validate/rt_profiles.parquet'))}) k
           ON k.rt_id = c.unit_id
         WHERE c.level = 'rt' AND c.year = 2021 AND c.volume_works > 0 AND c.volume_start IS NOT NULL AND s.volume IS NOT NULL
         ORDER BY c.unit_id, c.criterion`,
      )

    it('explain the volumes of 2021 in every kawasan but three, which carried those of 2019 on', async () => {
      const all = await cells()
      const agrees = (cell: WorksCell) => Math.abs(cell.expected - cell.surveyed) < 1e-6
      const off = all.filter((cell) => !agrees(cell))
      console.log(`Pekalongan 2021: ${all.length - off.length} of ${all.length} cells with works as expected`)
      expect([all.length, all.length - off.length]).toEqual([497, 377])
      // Where there was nothing to lower, to agree says nothing.
      const telling = all.filter(({ start }) => start > 0)
      expect([telling.length, telling.filter(agrees).length]).toEqual([374, 254])
      // What is off was not lowered at all: there the works were never entered into the volumes.
      expect(off.filter(({ start, surveyed }) => Math.abs(start - surveyed) > 1e-9)).toEqual([])
      expect([...new Set(off.map(({ kawasan }) => kawasan))].sort()).toEqual([
        'Panjang Wetan',
        'Pringrejo',
        'Tirto',
      ])
    })

    it('lower no score of a later year above that of 2021', async () => {
      const risen = await store.rows(
        `SELECT p.level, p.unit_id, p.year, p.score_max, s.score_max AS before
         FROM ${table('progress')} p JOIN ${table('progress')} s ON s.level = p.level AND s.unit_id = p.unit_id
           AND s.kind = 'surveyed' AND s.year = 2021
         WHERE p.kind = 'projected' AND p.year > 2021 AND (p.score_max > s.score_max OR p.score_min > s.score_min)`,
      )
      expect(risen).toEqual([])
      const years = await store.rows<{ year: number; kind: string }>(
        `SELECT year, kind FROM ${table('progress')} WHERE level = 'city' ORDER BY year, kind DESC`,
      )
      // The decree of 2020 has percents alone, under codes of its own: no start of an account,
      // and no verification of its RT: the year is what works since 2019 leave.
      expect(years.map(({ year, kind }) => `${year} ${kind}`)).toEqual([
        ...['2019 surveyed', '2020 projected', '2021 surveyed', '2022 projected', '2023 projected'],
      ])
    })

    it('cost what the list says, under the funds of one name', async () => {
      const works = JSON.parse(readFileSync(`${DATA}/pekalongan/investasi.json`, 'utf8')) as {
        anggaran?: number | string
      }[]
      const rows = await store.rows<{ fund: string | null; works: number; cost_idr: number }>(
        `SELECT fund, sum(works)::BIGINT AS works, sum(cost_idr) AS cost_idr FROM ${table('works_costs')}
         WHERE level = 'city' GROUP BY fund ORDER BY fund NULLS LAST`,
      )
      // 1,091 rows are 792 works: many are told once for each criterion.
      expect(rows.map(({ fund, works }) => `${fund} ${works}`)).toEqual([
        ...['APBD kota 195', 'APBD provinsi 3', 'APBN 1', 'dana kelurahan 16', 'swadaya 51', 'null 526'],
      ])
      const stated = works.reduce((sum, { anggaran = 0 }) => sum + Number(anggaran), 0)
      expect(rows.reduce((sum, { cost_idr }) => sum + (cost_idr ?? 0), 0)).toBeCloseTo(stated, 0)
    })

    it('are told on the page as they are counted, in every zone', () => {
      const read = (name: string) => parseCsv(readFileSync(city.released(`tables/${name}.csv`), 'utf8'))
      const zones = city.layer('zones').features.map(({ properties }) => properties!.zone_id as string)
      const [works, costs] = [read('works'), read('works_costs')]
      expect(works).toHaveLength(792)
      expect(differingWorks(works, costs, zones)).toEqual([])
      const placed = works.filter(({ zone_id }) => zones.includes(zone_id!))
      expect(placed.length).toBeGreaterThan(0)
    })
  })
})
