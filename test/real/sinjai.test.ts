import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../pipeline/stages/2-validate/report/types.ts'
import { openAtlas } from '../support/atlas-page.ts'
import { type BuiltCity, buildCity } from '../support/built-city.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'

const DATA = '../shared/data'
const present = existsSync(`${DATA}/sinjai/shp/Delineasi_Kumuh_AR.shp`)
if (!present) console.log('skipped: Kabupaten Sinjai needs ../shared/data/sinjai')

describe.skipIf(!present)('Kabupaten Sinjai from its files as they were handed over', () => {
  let workspace: string
  let city: BuiltCity

  beforeAll(async () => {
    workspace = mkdtempSync(join(tmpdir(), 'petakumuh-sinjai-'))
    const sources = join(workspace, 'sources')
    mkdirSync(sources)
    cpSync('test/real/sinjai/city.yaml', join(workspace, 'city.yaml'))
    for (const file of readdirSync(`${DATA}/sinjai/shp`).filter((name) =>
      name.startsWith('Delineasi_Kumuh_AR.'),
    )) {
      copyFileSync(`${DATA}/sinjai/shp/${file}`, join(sources, file))
    }
    copyFileSync(
      `${DATA}/sinjai/other/Lampiran_Lokasi_Kawasan.derived.csv`,
      join(sources, 'Lampiran_Lokasi_Kawasan.derived.csv'),
    )
    copyFileSync(`${DATA}/admin/slices/sinjai_73.07.geojson`, join(sources, 'sinjai_73.07.geojson'))
    city = await buildCity(workspace)
  })

  afterAll(() => {
    city?.remove()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('publishes all 50 decree polygons, each LUAS_KUMUH equal to its planar UTM 51S area within 1e-6', () => {
    const zones = city.layer('zones').features
    expect(zones).toHaveLength(50)
    const worst = Math.max(
      ...zones.map(({ properties }) => Math.abs(properties!.area_ha_utm / properties!.area_ha_decree - 1)),
    )
    console.log(`Sinjai: worst relative difference of LUAS_KUMUH and area_ha_utm ${worst.toExponential(1)}`)
    expect(worst).toBeLessThan(1e-6)
    expect(zones.every(({ properties }) => properties!.area_status === 'ok')).toBe(true)
    const totals: Record<string, string>[] = parse(readFileSync(city.released('tables/decree_areas.csv')), {
      columns: true,
      bom: true,
    })
    expect(totals.map((row) => [row.zones, row.zones_ok, row.area_status])).toEqual([['50', '50', 'ok']])
    const [{ area_ha_decree, area_ha_utm, area_ha_utm_once }] = totals as [Record<string, string>]
    expect(Math.abs(Number(area_ha_decree) / Number(area_ha_utm) - 1)).toBeLessThan(1e-6)
    // The two pairs that share 2.3 and 53.7 m2.
    expect(10_000 * (Number(area_ha_utm) - Number(area_ha_utm_once))).toBeCloseTo(56, 0)
  })

  it('carries the stated scores and classes them by the criteria set', () => {
    const zones = city.layer('zones').features
    const first = zones.find(({ properties }) => properties!.source_row === 1)!.properties!
    expect(first).toMatchObject({
      score_total: 39,
      score_class: 'KS',
      score_source: 'stated',
      rt_rw: 'RT001-RW001',
    })
    const sedang = zones.filter(({ properties }) => properties!.score_class === 'KS')
    const ringan = zones.filter(({ properties }) => properties!.score_class === 'KR')
    expect([sedang.length, ringan.length]).toEqual([13, 37])
  })

  it('keeps the codes as text and the annex row by row', () => {
    const codes = city.layer('zones').features.map(({ properties }) => properties!.kelurahan_code as string)
    expect(codes.every((code) => /^73\.07\.\d{2}\.\d{4}$/.test(code))).toBe(true)
    const annex = city.manifest().files.find((file) => file.path === 'tables/decree_rows.csv')!
    expect(annex.rows).toBe(50)
  })

  it('accounts for every kelurahan: 79 valid ones published, the self-crossing one set aside', () => {
    expect(city.layer('kelurahan').features).toHaveLength(79)
    const path = join(city.output, 'stages/2-validate/quarantine/kelurahan.geojson')
    const aside = JSON.parse(readFileSync(path, 'utf8')).features
    expect(aside.map((one: { properties: { code: string } }) => one.properties.code)).toEqual([
      'GEOM_SELF_INTERSECTION',
    ])
  })

  it('names the two pairs of zones that share more than a square metre', () => {
    const report = JSON.parse(
      readFileSync(join(city.output, 'stages/2-validate/report.json'), 'utf8'),
    ) as Report
    const overlaps = report.rules.find(({ code }) => code === 'ZONE_OVERLAP')!
    expect(overlaps.examples.map(({ source_row, got }) => [source_row, got?.split(':')[0]])).toEqual([
      [4, '2.3 m2 (0.02 %)'],
      [30, '53.7 m2 (0.70 %)'],
    ])
  })

  const chromium = present ? chromiumOrSkip('the map of Sinjai') : null
  describe.skipIf(chromium === null)('in a browser', () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await launchChromium(chromium!)
    })
    afterAll(() => browser?.close())

    it('opens the map without an error or an outside request', async () => {
      const atlas = await openAtlas(browser, city.publicFolder)
      expect(await atlas.page.title()).toContain('Sinjai')
      expect(atlas.faults).toEqual([])
      await atlas.close()
    })
  })
})
