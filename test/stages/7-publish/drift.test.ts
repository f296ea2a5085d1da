import { describe, expect, it } from 'vitest'
import { UNKNOWN_DECREE } from '../../../pipeline/city.ts'
import {
  type Comparison,
  type DriftLimits,
  type Gate,
  incomparableGate,
  judgeDrift,
  type LayerDrift,
} from '../../../pipeline/stages/7-publish/drift.ts'
import { compareRows, type ListedRows } from '../../../pipeline/stages/7-publish/drift-rows.ts'
import { gateLine } from '../../../pipeline/stages/7-publish/drift-words.ts'
import { madeUpCity } from '../../support/stage-context.ts'

const LIMITS: DriftLimits = madeUpCity().drift
const NO_ROWS = { tables: [], sources: [] }

function layer(
  name: string,
  old: number | null,
  now: number | null,
  more: Partial<LayerDrift> = {},
): LayerDrift {
  return { layer: name, features: { old, new: now }, ids: null, classes: null, ...more }
}

function judged(comparison: Partial<Comparison>, limits: Partial<DriftLimits> = {}): Gate[] {
  const whole = {
    decree: { old: '1/2014', new: '1/2014' },
    areas: [],
    layers: [],
    rows: NO_ROWS,
    ...comparison,
  }
  return judgeDrift(whole, { ...LIMITS, ...limits })
}

const beyond = (gates: Gate[]) =>
  gates.filter((gate) => gate.beyond).map(({ gate, subject }) => `${gate} ${subject}`)
const gone = (count: number, ids: string[] = []) => ({ ids: { gone: count, come: 0, first_gone: ids } })
const changed = (count: number, both: number) => ({
  classes: { both, changed: count, first_changed: [{ id: 'K1', from: 'ringan', to: null }] },
})

describe('a drift', () => {
  it('is none where nothing changed', () => {
    const gates = judged({
      areas: [{ subject: 'zones.area_ha_utm', old: 150.41, new: 150.41 }],
      layers: [layer('zones', 7, 7, { ...gone(0), ...changed(0, 7) })],
    })
    expect(gates.map(({ gate, change, limit }) => [gate, change, limit])).toEqual([
      ['decree', null, null],
      ['area', 0, 5],
      ['features', 0, 10],
      ['ids_gone', 0, 0],
      ['class_changes', 0, 25],
    ])
    expect(beyond(gates)).toEqual([])
  })

  it('may hide behind what cannot be compared, which is beyond every limit', () => {
    const what = 'public/releases/a/manifest.json is missing or damaged'
    const gate = incomparableGate({ subject: 'last release', what })
    expect(beyond([gate])).toEqual(['not_comparable last release'])
    expect(gateLine(gate)).toBe(`last release: not comparable, ${what}`)
  })

  it('is another decree in force, named before all that follows from it', () => {
    const gates = judged({ decree: { old: '1/2014', new: '9/2024' }, layers: [layer('zones', 7, 3)] })
    expect(beyond(gates)).toEqual(['decree decree in force', 'features zones'])
    expect(gateLine(gates[0]!)).toBe(
      'decree in force: 1/2014 -> 9/2024; what else changed may follow from it',
    )
    // The number in the place of the placeholder is none, and the placeholder in the place of a number one.
    expect(beyond(judged({ decree: { old: UNKNOWN_DECREE, new: '9/2024' } }))).toEqual([])
    expect(beyond(judged({ decree: { old: '9/2024', new: UNKNOWN_DECREE } }))).toEqual([
      'decree decree in force',
    ])
    expect(beyond(judged({ decree: { old: '1/2014', new: null } }))).toEqual(['decree decree in force'])
    expect(beyond(judged({ decree: { old: null, new: null } }))).toEqual([])
  })

  it.each([
    ['a tenth fewer', 100, 90, false],
    ['a tenth and one fewer', 100, 89, true],
    ['a tenth more', 100, 110, false],
    ['a tenth and one more', 100, 111, true],
    ['one of four fewer: a small layer loses nothing unseen', 4, 3, true],
    ['five more of four: few make percents silly', 4, 9, false],
    ['six more of four', 4, 10, true],
  ])('of features: %s', (_what, old, now, expected) => {
    expect(beyond(judged({ layers: [layer('kelurahan', old, now)] }))).toEqual(
      expected ? ['features kelurahan'] : [],
    )
  })

  it('of features has no floor for zones: a decree gains no location by itself', () => {
    expect(beyond(judged({ layers: [layer('zones', 7, 8)] }))).toEqual(['features zones'])
    expect(beyond(judged({ layers: [layer('zones', 100, 105)] }))).toEqual([])
  })

  it('is a layer that is gone, whatever the limits; one that is new is none', () => {
    const lax = { features_pct: 1000, ids_gone_pct: 1000, area_pct: 1000, zones_gone: 1000 }
    const gates = judged({ layers: [layer('buildings', 2, null, gone(2, ['B1', 'B2']))] }, lax)
    expect(beyond(gates)).toEqual(['layer_gone buildings'])
    expect(gateLine(gates[1]!)).toBe('buildings: 2 features -> none, the whole layer is gone: B1, B2')
    expect(beyond(judged({ layers: [layer('buildings', 2, 0)] }, lax))).toEqual(['layer_gone buildings'])
    expect(beyond(judged({ layers: [layer('buildings', null, 900)] }))).toEqual([])
    expect(beyond(judged({ layers: [layer('buildings', 0, 900)] }))).toEqual([])
  })

  it('is any zone that is gone, even one of a hundred, and even where another came for it', () => {
    const gates = judged({ layers: [layer('zones', 100, 100, gone(1, ['K07']))] })
    expect(beyond(gates)).toEqual(['ids_gone zones'])
    expect(gateLine(gates.at(-1)!)).toBe('zones: 1 of 100 ids gone (limit 0): K07')
    expect(beyond(judged({ layers: [layer('zones', 100, 99, gone(1))] }, { zones_gone: 1 }))).toEqual([])
  })

  it('of ids in other layers is by the percent', () => {
    const buildings = (count: number) =>
      judged({ layers: [layer('buildings', 1000, 1000, gone(count, ['B1']))] })
    expect(beyond(buildings(100))).toEqual([])
    expect(beyond(buildings(101))).toEqual(['ids_gone buildings'])
    expect(gateLine(buildings(101).at(-1)!)).toBe('buildings: 101 of 1000 ids gone, -10.1 % (limit 10 %): B1')
  })

  it.each([
    ['within the limit', 100, 104.9, false],
    ['at the limit', 100, 95, false],
    ['below it', 100, 94.9, true],
    ['above it', 100, 105.1, true],
    ['not stated any more', 100, null, true],
    ['nothing any more', 100, 0, true],
    ['stated for the first time', null, 100, false],
  ])('of hectares: %s', (_what, old, now, expected) => {
    const areas = [{ subject: 'zones.area_ha_decree', old, new: now }]
    expect(beyond(judged({ areas }))).toEqual(expected ? ['area zones.area_ha_decree'] : [])
  })

  it('of hectares to nothing is one whatever the limit', () => {
    const areas = [{ subject: 'zones.area_ha_utm', old: 12.345, new: null }]
    const gates = judged({ areas }, { area_pct: 500 })
    expect(gateLine(gates[1]!)).toBe('zones.area_ha_utm: 12.35 ha -> none, -100 % (limit 500 %)')
    expect(gates[1]!.beyond).toBe(true)
  })

  it('of classes says which from which to which', () => {
    expect(beyond(judged({ layers: [layer('rt', 4, 4, changed(1, 4))] }))).toEqual([])
    const gates = judged({ layers: [layer('rt', 7, 7, changed(2, 7))] })
    expect(beyond(gates)).toEqual(['class_changes rt.score_class'])
    expect(gateLine(gates.at(-1)!)).toBe(
      'rt.score_class: 2 of 7 changed, +28.57 % (limit 25 %): K1 (ringan -> none)',
    )
    expect(beyond(judged({ layers: [layer('rt', 7, 7, changed(0, 0))] }))).toEqual([])
  })

  it('follows the limits of the city', () => {
    const layers = [layer('rt', 100, 99, { ...gone(1), ...changed(1, 99) })]
    const areas = [{ subject: 'zones.area_ha_utm', old: 100, new: 99.9 }]
    const strict = { features_pct: 0, ids_gone_pct: 0, area_pct: 0, class_changes_pct: 0 }
    expect(beyond(judged({ layers, areas }))).toEqual([])
    expect(beyond(judged({ layers, areas }, strict))).toEqual([
      'area zones.area_ha_utm',
      'features rt',
      'ids_gone rt',
      'class_changes rt.score_class',
    ])
  })
})

describe('rows of sources and tables', () => {
  const rows = (sources: [id: string, table: string, accepted: number][], tables = {}): ListedRows => ({
    tables: new Map(Object.entries(tables)),
    sources: sources.map(([id, table, accepted]) => ({ id, table, accepted })),
  })
  const between = (last: ListedRows, next: ListedRows, limits: Partial<DriftLimits> = {}) =>
    judged({ rows: compareRows(last, next) }, limits)

  it.each<[string, number, number, boolean]>([
    ['twice as many', 5000, 10_000, false],
    ['a tenth fewer', 5000, 4500, false],
    ['a tenth and one fewer', 5000, 4499, true],
    ['five of nine, which a correction takes out', 9, 4, false],
    ['six of nine', 9, 3, true],
    ['all of two', 2, 0, true],
  ])('of a source: %s', (_what, old, now, expected) => {
    const gates = between(rows([['survei', 'households', old]]), rows([['survei', 'households', now]]))
    expect(beyond(gates)).toEqual(expected ? ['source_rows survei'] : [])
  })

  it('are a loss where a survey was cut short, though nothing else moved', () => {
    const gate = between(rows([['survei', 'households', 5000]]), rows([['survei', 'households', 50]])).at(-1)!
    expect(gateLine(gate)).toBe('source survei: 5000 rows accepted -> 50, -99 % (limit 10 %)')
    const lax = { source_rows_lost_pct: 100 }
    expect(beyond(between(rows([['s', 'households', 9]]), rows([['s', 'households', 1]]), lax))).toEqual([])
    expect(beyond(between(rows([['s', 'households', 9]]), rows([]), lax))).toEqual(['source_rows s'])
  })

  it('of a file under another name are held against those that it takes the place of', () => {
    const before = rows([
      ['survei-2023', 'households', 400],
      ['jalan', 'networks', 80],
    ])
    const renamed = rows([
      ['survei-2024', 'households', 410],
      ['jalan', 'networks', 80],
    ])
    expect(beyond(between(before, renamed))).toEqual([])
    const cut = rows([
      ['survei-2024', 'households', 50],
      ['jalan', 'networks', 480],
    ])
    expect(beyond(between(before, cut))).toEqual(['source_rows survei-2023'])
    // One that came beside it hides no loss of the one that stayed.
    const beside = rows([
      ['survei-2023', 'households', 40],
      ['survei-2024', 'households', 400],
      ['jalan', 'networks', 80],
    ])
    expect(beyond(between(before, beside))).toEqual(['source_rows survei-2023'])
  })

  it.each<[string, number, number, string[]]>([
    ['grown', 100, 300, []],
    ['a quarter fewer', 100, 75, []],
    ['a quarter and one fewer', 100, 74, ['table_rows tables/progress.csv']],
    ['one of two fewer', 2, 1, []],
    ['gone', 2, 0, ['table_gone tables/progress.csv']],
  ])('of a table: %s', (_what, old, now, expected) => {
    const table = (count: number) => rows([], count === 0 ? {} : { 'tables/progress.csv': count })
    expect(beyond(between(table(old), table(now)))).toEqual(expected)
  })

  it('that nobody listed before are no loss', () => {
    expect(between(rows([]), rows([['survei', 'households', 5]], { 'tables/x.csv': 3 }))).toHaveLength(1)
  })
})
