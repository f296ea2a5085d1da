import { readdirSync, readFileSync } from 'node:fs'
import type { FeatureCollection } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { featureFault } from '../../../pipeline/release/feature-fault.ts'
import { contributionText } from '../../../pipeline/viewer/contribution.ts'
import { parseCsv } from '../../../pipeline/viewer/csv.ts'
import { type PublishedMethodology, readMethodology } from '../../../pipeline/viewer/methodology.ts'
import { rtParts } from '../../../pipeline/viewer/why-rt-parts.ts'
import { type PublishedTrace, readTrace, tracePath } from '../../../pipeline/viewer/why-trace.ts'
import { progressByZone } from '../../../pipeline/viewer/zone-progress.ts'
import { demoCity } from '../../support/demo-city.ts'

/** All that the numbers of a zone of the demo are made from: its records, RT, works, ground, buildings, facilities and surveys. */
const SOURCES_OF_A_ZONE = [
  ...['bangunan', 'defisit_2014', 'defisit_2018', 'deliniasi_2014', 'fasilitas', 'jalan', 'kegiatan_jalan'],
  ...['kegiatan_rumah', 'kelurahan', 'mitra', 'perairan', 'profil_2014', 'profil_2018', 'rt'],
  ...['sasaran_kemiskinan', 'sk', 'survei', 'verifikasi_2018'],
]

describe('what a release holds for its page', () => {
  let city: Awaited<ReturnType<typeof demoCity>>
  const text = (path: string) => readFileSync(city.released(path), 'utf8')
  beforeAll(async () => {
    city = await demoCity()
  })

  it('tells the methodology: every criterion with a unit, bands lowest first, classes worst first', () => {
    const told = readMethodology(JSON.parse(text('methodology.json'))) as PublishedMethodology
    expect(told.criteria).toHaveLength(16)
    expect(new Set(told.criteria.map(({ aspect }) => aspect))).toEqual(
      new Set(told.aspects.map(({ id }) => id)),
    )
    expect(told.criteria.every(({ unit, label }) => unit.id && unit.en && label.id && label.en)).toBe(true)
    expect(told.bands.values.map(({ min_pct, score }) => [min_pct, score])).toEqual([
      [0, 0],
      [24.995, 1],
      [50.995, 3],
      [75.995, 5],
    ])
    expect(told.classes.values.map(({ code }) => code)).toEqual(['KB', 'KS', 'KR', 'TK'])
    expect(told.max_total).toBe(80)
    expect(told.area_difference).toEqual({ warn_pct: 0.1, error_pct: 1 })
    expect(told.contribution).toMatchObject({
      portal: { at_most_pct: 100 },
      worksheet: { offset_pct: 24.99, whole_up_to_score: 15 },
    })
  })

  it('has what every contribution of works of a zone is reckoned from, by the rule it tells', () => {
    const methodology = readMethodology(JSON.parse(text('methodology.json')))
    const told = [...progressByZone(parseCsv(text('tables/zones/progress.csv'))).values()].flatMap((years) =>
      (['portal', 'worksheet'] as const).map((formula) =>
        contributionText(formula, years, methodology, 'en'),
      ),
    )
    expect(told.filter((text) => text !== null).length).toBeGreaterThan(10)
    expect(told.filter((text) => text !== null && text.arithmetic === null)).toEqual([])
  })

  it('is nothing a page of another format would take for its own', () => {
    expect([null, [], {}, { format: 'petakumuh-methodology/2' }].map(readMethodology)).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  it('has the rows of the RT by criterion, all of them and nothing else', () => {
    const whole = parseCsv(text('tables/criterion_scores.csv')).filter(({ level }) => level === 'rt')
    const files = readdirSync(city.released('tables/rt')).sort()
    expect(files).toEqual(
      [...new Set(whole.map(({ criterion }) => `criterion_scores-${criterion}.csv`))].sort(),
    )
    const parts = files.map((file) => ({ file, rows: parseCsv(text(`tables/rt/${file}`)) }))
    expect(parts.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(whole.length)
    for (const { file, rows } of parts)
      expect(
        new Set(rows.map(({ level, criterion }) => `${level} criterion_scores-${criterion}.csv`)),
      ).toEqual(new Set([`rt ${file}`]))
  })

  it('has the water the city told of as valid GeoJSON', () => {
    const { features } = JSON.parse(text('ground/water.geojson')) as FeatureCollection
    expect(features.length).toBeGreaterThan(0)
    expect(features.map(featureFault).filter((fault) => fault !== undefined)).toEqual([])
  })

  it('has the trace of every zone, whose numbers are those of the tables', () => {
    const zones = (JSON.parse(text('geojson/zones.geojson')) as FeatureCollection).features
    const paths = zones.map(({ id }) => tracePath(id as number))
    expect(readdirSync(city.released('traces/zones')).sort()).toEqual(
      paths.map((path) => path.slice('traces/zones/'.length)).sort(),
    )
    const listed = new Map(city.manifest().files.map((file) => [file.path, file]))
    const scores = new Map(
      parseCsv(text('tables/criterion_scores.csv')).map((row) => [
        [row.level, row.id, row.vintage, row.criterion].join(' '),
        row,
      ]),
    )
    const number = (cell: string | undefined) => (cell === '' || cell === undefined ? null : Number(cell))
    let told = 0
    for (const { properties: p, id } of zones) {
      const path = tracePath(id as number)
      const trace = readTrace(JSON.parse(text(path)), p!.zone_id) as PublishedTrace
      const { bytes, sources, licence, title } = listed.get(path)!
      expect(bytes).toBeLessThan(64_000)
      expect(sources).toEqual(SOURCES_OF_A_ZONE)
      expect(licence).toBe('CC0-1.0')
      expect(title.id).toBe(`Asal angka lokasi ${p!.zone_id} ${p!.name}`)
      expect(trace.name).toBe(p!.name)
      expect([trace.total!.score_total, trace.total!.score_class]).toEqual([p!.score_total, p!.score_class])
      expect(trace.areas).toMatchObject({
        area_ha_utm: p!.area_ha_utm,
        area_ha_geodesic: p!.area_ha_geodesic,
      })
      expect(trace.density).toMatchObject({ population: p!.population, buildings: p!.buildings })
      expect(trace.density!.parts.reduce((sum, part) => sum + part.population!, 0)).toBe(p!.population)
      for (const way of trace.criteria) {
        const row = (level: string, unit: string) =>
          scores.get([level, unit, trace.vintage, way.criterion].join(' '))!
        const own = row('zone', trace.zone_id)
        expect([way.volume, way.denominator, way.percent, way.score]).toEqual(
          [own.volume, own.denominator, own.percent, own.score].map(number),
        )
        expect(way.sum.agrees).toBe(way.volume === null || way.denominator === null ? null : true)
        for (const part of rtParts(trace, way)) {
          const of = row('rt', part.rt_id)
          expect([part.volume, part.denominator, part.percent, part.score, part.source_row]).toEqual(
            [of.volume, of.denominator, of.percent, of.score, of.source_row].map(number),
          )
          expect(part.source === null ? '' : trace.files[part.source]!.source_id).toBe(of.source_id)
          told++
        }
      }
    }
    expect(told).toBeGreaterThan(500)
  })
})
