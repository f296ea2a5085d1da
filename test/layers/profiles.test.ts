import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { layerProfiles } from '../../pipeline/layers/profiles.ts'
import { tableSchemas } from '../../pipeline/store/table-schema.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const layers = layerProfiles()

describe('the published layers', () => {
  it('are those of the handbook, with the columns a reader of zones counts on', () => {
    const names = layers.map((layer) => layer.name)
    for (const name of [
      'zones',
      'zone_labels',
      'zone_changes',
      'rt',
      'kelurahan',
      'kecamatan',
      'city',
      'buildings',
    ])
      expect(names).toContain(name)
    const zones = layers
      .find((layer) => layer.name === 'zones')!
      .attributes.map((attribute) => attribute.name)
    for (const column of [
      ...[
        'zone_id',
        'name',
        'decree_number',
        'decree_date',
        'kawasan',
        'kecamatan',
        'kelurahan',
        'kelurahan_code',
      ],
      ...['area_ha_decree', 'area_ha_utm', 'area_ha_geodesic', 'area_difference_pct', 'area_status'],
      ...['population', 'families', 'buildings', 'density_population_per_ha', 'density_population_class'],
      ...['density_buildings_per_ha', 'density_buildings_class', 'score_total', 'score_min', 'score_max'],
      ...['score_class', 'methodology', 'completeness_pct', 'priority', 'treatment', 'authority', 'findings'],
    ])
      expect(zones).toContain(column)
  })

  it('have a title in both languages for themselves and each attribute', () => {
    for (const { name, title, attributes } of layers) {
      for (const text of [title, ...attributes.map((attribute) => attribute.title)]) {
        expect([name, text.id?.trim() || null, text.en?.trim() || null]).not.toContain(null)
      }
    }
  })

  it('name a unit for every attribute whose name carries one', () => {
    for (const { name, attributes } of layers)
      for (const { name: attribute, unit } of attributes)
        if (/_(ha|m|m2|pct|per_ha)(_|$)/.test(attribute) && !attribute.endsWith('_class'))
          expect([name, attribute, unit]).not.toContain(undefined)
  })

  it('show no column of a class below public', () => {
    const households = tableSchemas().get('households')!
    const secret = households.columns.filter((column) => ['secret', 'internal'].includes(column.privacy))
    expect(secret.map((column) => column.name)).toContain('nik')
    for (const { attributes } of layers)
      for (const { name } of attributes) expect(secret.map((column) => column.name)).not.toContain(name)
  })
})

describe('a layer is refused', () => {
  const good = {
    name: 'rt',
    title: { id: 'RT', en: 'RT' },
    tables: ['rt_profiles'],
    geometry: 'polygon',
    zooms: [0, 16],
    key: ['rt_id'],
    attributes: [{ name: 'rt_id', type: 'string', title: { id: 'RT', en: 'RT' } }],
  }
  const attribute = (name: string) => ({ name, type: 'string', title: { id: name, en: name } })

  function load(...made: unknown[]) {
    const folder = temporaryFolder()
    writeFiles(folder, { 'layers.yaml': stringify({ layers: made }) })
    return layerProfiles(join(folder, 'layers.yaml'))
  }

  it('not when it is as it should be', () => {
    expect(load(good)).toEqual([good])
  })

  it.each([
    ['shows a secret column', { attributes: [...good.attributes, attribute('nik')] }, 'would publish nik'],
    [
      'shows an internal column',
      { attributes: [...good.attributes, attribute('household_id')] },
      'would publish household_id',
    ],
    [
      'shows households one by one',
      { tables: ['households'], attributes: [...good.attributes, attribute('toilet')] },
      'would publish toilet',
    ],
    ['has no attribute for its key', { key: ['rt_id', 'vintage'] }, 'has no attribute vintage for its key'],
    [
      'has an attribute twice',
      { attributes: [...good.attributes, ...good.attributes] },
      'has the attribute rt_id twice',
    ],
    ['is made from an unknown table', { tables: ['rt_profile'] }, 'rt_profile, which is no canonical table'],
    ['is derived from no layer', { derived_from: 'zones' }, 'is derived from zones, which is no layer'],
    ['has its zooms exchanged', { zooms: [16, 0] }, 'has the zooms 16 to 0'],
  ])('that %s', (_, change, message) => {
    expect(() => load({ ...good, ...change })).toThrow(RangeError)
    expect(() => load({ ...good, ...change })).toThrow(message)
  })

  it('that has the name of another', () => {
    expect(() => load(good, good)).toThrow('two layers are called rt')
  })

  it('not for a column that is public in one of its tables and for sums only in another', () => {
    const population = { ...attribute('population'), type: 'number' }
    const both = {
      ...good,
      tables: ['rt_profiles', 'households'],
      attributes: [...good.attributes, population],
    }
    expect(load(both)).toHaveLength(1)
  })
})
