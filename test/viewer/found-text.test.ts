import { readFileSync } from 'node:fs'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { foundKey, foundText, parseFound } from '../../pipeline/viewer/found-text.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import type { Place } from '../../pipeline/viewer/search.ts'

const legend = JSON.parse(
  readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
) as Legend

const place = (kind: Place['kind'], properties: Feature['properties']): Place => ({
  ...{ kind, id: '21.72', name: 'A', within: '', bounds: [0, 0, 1, 1], zone_id: null },
  feature: { type: 'Feature', geometry: { type: 'Point', coordinates: [0, 0] }, properties },
})
const told = (properties: Feature['properties'], lang: 'id' | 'en' = 'id') =>
  foundText({ legend }, place('rt', properties), lang).replaceAll('\u00a0', ' ')

describe('what is told of a place that was looked for', () => {
  it('is class and score of an RT with their year, people, families, buildings and area', () => {
    const of = {
      score_class: 'KR',
      score_total: 32,
      score_vintage: 2018,
      population: 1200.4,
      families: 40,
    }
    const row = legend.score_class.find(({ code }) => code === 'KR')
    expect(told({ ...of, buildings: 38, area_ha_utm: 2.305 })).toBe(
      `${row?.id}, nilai 32 (2018), 1.200 jiwa, 40 KK, 38 bangunan, luas 2,31 ha`,
    )
    expect(told({ ...of, score_class: 'no class of ours' }, 'en')).toBe(
      'score 32 (2018), 1,200 people, 40 families',
    )
  })

  it('is how much of a kelurahan is slum by the decree', () => {
    expect(told({ slum_area_ha_utm: 18.92, slum_share_pct: 12.34, area_ha_utm: 153.3 })).toBe(
      '18,92 ha kumuh menurut SK (12,3 %), luas 153,30 ha',
    )
  })

  it('is nothing where nothing is known', () => {
    expect(told({})).toBe('')
    expect(told(null)).toBe('')
  })
})

describe('the address of a place that was looked for', () => {
  it('names RT, kelurahan and kecamatan, and nothing that is chosen instead', () => {
    expect(foundKey(place('kelurahan', {}))).toBe('kelurahan:21.72')
    expect(foundKey({ ...place('zone', {}), feature: null })).toBe(null)
    expect(foundKey(place('kawasan', {}))).toBe(null)
    for (const key of ['rt:21.72/RT001-RW002', 'kecamatan:Bukit: A']) expect(parseFound(key)).toBe(key)
    for (const text of [null, '', 'rt', 'rt:', 'zone:A', '<b>:1', 'constructor:1'])
      expect(parseFound(text)).toBe(null)
  })
})
