import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describedTable } from '../../pipeline/layers/described-tables.ts'
import { layerProfiles } from '../../pipeline/layers/profiles.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { flagText } from '../../pipeline/values/score-codes.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { sampleCity } from './support/sample-city.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend
const methodology = loadMethodology('permen-pupr-14-2018')
const { layers, tables } = sampleCity()
const zones = layers.zones!.features.map(({ properties }) => properties as Record<string, never>)

/** Tables of the RT stand by criterion: `rt/criterion_scores-1a`. */
const tableOf = (name: string) => name.replace(/^rt\//, '').replace(/-\w+$/, '')

describe('the made-up city of the page speaks as a release does', () => {
  it.each(Object.entries(tables))(
    'has columns in %s that a release publishes, each with its type',
    (name, csv) => {
      const { columns } = describedTable(tableOf(name))
      const rows = parseCsv(csv)
      expect(rows.length).toBeGreaterThan(0)
      const faults = rows.flatMap((row) =>
        Object.entries(row).flatMap(([column, text]) => {
          const described = columns.get(column)
          if (described === undefined) return [`${column} is not published`]
          if (text === '') return []
          const isOf =
            described.type === 'boolean'
              ? /^(true|false)$/.test(text)
              : described.type === 'string' || Number.isFinite(Number(text))
          return isOf ? [] : [`${column}: ${text} is no ${described.type}`]
        }),
      )
      expect([...new Set(faults)]).toEqual([])
    },
  )

  it.each(Object.entries(layers))(
    'has attributes in the layer %s that a release publishes',
    (name, { features }) => {
      const profile = layerProfiles().find((one) => one.name === name)!
      const types = new Map(profile.attributes.map((attribute) => [attribute.name, attribute.type]))
      const faults = features.flatMap(({ properties }) =>
        Object.entries(properties ?? {}).flatMap(([attribute, value]) => {
          const type = types.get(attribute)
          // What a label says of its zone is joined by its id.
          if (type === undefined && profile.derived_from !== undefined) return []
          return type === typeof value ? [] : [`${attribute}: ${typeof value} for ${type ?? 'nothing'}`]
        }),
      )
      expect([...new Set(faults)]).toEqual([])
    },
  )

  it('has the codes of the engine, not their words', () => {
    const among = (attribute: string, codes: readonly string[]) =>
      zones.map((zone) => zone[attribute]).filter((code) => code !== undefined && !codes.includes(code))
    expect(
      among(
        'authority',
        methodology.authority.values.map(({ code }) => code),
      ),
    ).toEqual([])
    expect(among('treatment', Object.keys(methodology.treatment.labels))).toEqual([])
    expect(among('density_buildings_class', ['dense', 'below'])).toEqual([])
    for (const attribute of ['score_class', 'area_status', 'density_population_class'] as const) {
      const codes = [
        ...legend[attribute].map(({ code }) => code),
        ...(attribute === 'area_status' ? ['missing'] : []),
      ]
      expect([attribute, among(attribute, codes)]).toEqual([attribute, []])
    }
    const flags = parseCsv(tables.criterion_scores!).flatMap(({ flag }) => (flag ? [flag] : []))
    expect(flags.length).toBeGreaterThan(0)
    expect(flags.filter((flag) => flagText(flag, 'id') === flag)).toEqual([])
  })

  it('reckons totals, classes, priorities and differences of areas as the engine does', () => {
    const scores = parseCsv(tables.criterion_scores!)
    for (const zone of zones) {
      const { zone_id, score_total, score_min, score_max, score_class } = zone
      expect([zone_id, score_total ?? null]).toEqual([zone_id, score_min === score_max ? score_min : null])
      const own = scores.filter(({ id, vintage }) => id === zone_id && vintage === '2021')
      const sum = (column: string) => own.reduce((all, row) => all + Number(row[column]), 0)
      if (own.length > 0) expect([sum('score_min'), sum('score_max')]).toEqual([score_min, score_max])
      const classOf = (score: number) =>
        methodology.classes.values.find(({ min, max }) => score >= min && score <= max)!.code
      expect(score_class ?? null).toBe(
        classOf(score_min!) === classOf(score_max!) ? classOf(score_min!) : null,
      )
      const rule = methodology.priority.values.find(
        (row) => row.class === score_class && row.other_considerations === zone.other_considerations,
      )
      expect(zone.priority).toBe(rule?.priority)
      const { area_ha_decree: decree, area_ha_utm: utm, area_difference_pct } = zone
      if (decree !== undefined) expect(area_difference_pct).toBeCloseTo((100 * (decree - utm!)) / utm!, 9)
    }
    const bandOf = (percent: number) =>
      methodology.bands.values.find(({ min_pct }) => percent >= min_pct)!.score
    for (const { percent, score } of scores) if (percent) expect(bandOf(Number(percent))).toBe(Number(score))
  })
})
