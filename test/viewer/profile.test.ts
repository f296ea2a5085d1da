import { describe, expect, it } from 'vitest'
import {
  decreeYear,
  hectaresBasis,
  isPieceOf,
  nearestText,
  peopleMethod,
} from '../../pipeline/viewer/profile-words.ts'
import type { Zone } from '../../pipeline/viewer/zones.ts'

const zone = (zone_id: string, decree_number: string | null = '2/2018'): Zone => ({
  ...{ zone_id, name: null, feature_id: 1, bounds: [0, 0, 1, 1] },
  properties: { zone_id, decree_number },
})

describe('a piece of the change between decrees', () => {
  const piece = {
    ...{ from_decree: '1/2014', to_decree: '2/2018' },
    ...{ zone_id: 'A', from_zone_id: 'A', to_zone_id: 'B; C' },
  }

  it('belongs to a zone by its code on the side of its own decree', () => {
    expect(isPieceOf(piece, zone('B'))).toBe(true)
    expect(isPieceOf(piece, zone('C'))).toBe(true)
    expect(isPieceOf(piece, zone('A', '1/2014'))).toBe(true)
  })

  it('does not belong to another zone that has the code of the other decree', () => {
    expect(isPieceOf(piece, zone('A'))).toBe(false)
    expect(isPieceOf(piece, zone('B', '1/2014'))).toBe(false)
  })

  it('is not found by a part of a code', () => {
    expect(isPieceOf({ ...piece, to_zone_id: 'B1; C' }, zone('B'))).toBe(false)
  })

  it('of what came or left has no zone on the other side', () => {
    expect(isPieceOf({ ...piece, to_zone_id: null }, zone('A'))).toBe(false)
    expect(isPieceOf({ ...piece, from_zone_id: undefined }, zone('A', '1/2014'))).toBe(false)
  })

  it('goes by the code alone where no decree is named', () => {
    expect(isPieceOf({ zone_id: 'A' }, zone('A'))).toBe(true)
    expect(isPieceOf({ zone_id: 'A' }, zone('B'))).toBe(false)
  })
})

describe('the nearest of a target', () => {
  const row = { distance_m: '842.35', method: 'network', facility_id: 'F1', facility_name: 'Pasar Baru' }

  it('is told with its way and name in both languages', () => {
    expect(nearestText(row, 'id')).toEqual({ distance: '842\u00a0m (lewat jalan)', name: 'Pasar Baru' })
    expect(nearestText({ ...row, method: 'straight_line', facility_name: '' }, 'en')).toEqual({
      ...{ distance: '842\u00a0m (straight line)', name: 'F1' },
    })
  })

  it.each([
    ['999.4', '999\u00a0m (by road)'],
    ['999.6', '1.0\u00a0km (by road)'],
    ['12345', '12.3\u00a0km (by road)'],
    ['0', 'within the zone'],
  ])('at %s m reads %s', (distance_m, text) => {
    expect(nearestText({ ...row, distance_m }, 'en')?.distance).toBe(text)
  })

  it('is left out where the city has none', () => {
    expect(nearestText({ ...row, distance_m: '', method: '' }, 'id')).toBeNull()
    expect(nearestText({}, 'id')).toBeNull()
  })
})

describe('the year of the decreed hectares', () => {
  it('is that of the decree, or of its date, or is left out', () => {
    expect(decreeYear({ decree_vintage: 2014, decree_date: '2015-01-02' })).toBe(' (2014)')
    expect([decreeYear({ decree_date: '2015-01-02' }), decreeYear({})]).toEqual([' (2015)', ''])
  })
})

describe('the people of a zone', () => {
  it('come with how they were counted, and an estimate with its standard error', () => {
    expect(peopleMethod({ population: 900, population_method: 'rt_profiles' }, 'id')).toBe('jumlah profil RT')
    const estimate = {
      ...{ population: 1234.4, population_method: 'households_weighted', population_standard_error: 1120.2 },
    }
    expect(peopleMethod(estimate, 'id')).toBe('taksiran survei rumah tangga, galat baku 1.120 jiwa')
    expect(peopleMethod(estimate, 'en')).toBe('estimate from a household survey, standard error 1,120 people')
    expect(peopleMethod({ population: 5, population_method: 'rt_profiles_by_area' }, 'en')).toBe(
      'RT profiles, in part shared out by area',
    )
  })

  it('have no method where there is no number, and one that has no words is shown as it is', () => {
    expect(peopleMethod({ population_method: 'suppressed' }, 'id')).toBeNull()
    expect(peopleMethod({ population: 5 }, 'id')).toBeNull()
    expect(peopleMethod({ population: 5, population_method: 'new_way' }, 'id')).toBe('new_way')
  })
})

describe('whose the hectares are', () => {
  const zones = (...properties: Record<string, unknown>[]) => properties.map((of) => ({ properties: of }))

  it('names the years of the decrees that state them, each once', () => {
    const stated = zones(
      { area_ha_decree: 5, decree_vintage: 2019 },
      { area_ha_decree: 4, decree_date: '2014-01-02' },
      { area_ha_decree: 3, decree_vintage: 2019 },
    )
    expect(hectaresBasis(stated, 'id')).toBe('menurut SK 2014, 2019')
    expect(hectaresBasis(zones({ area_ha_decree: 5 }), 'en')).toBe('as decreed')
  })

  it('says what is measured, and where both are added up', () => {
    const both = zones({ area_ha_decree: 5, decree_vintage: 2014 }, { area_ha_utm: 3 })
    expect(hectaresBasis(both, 'en')).toBe('as decreed 2014, where the decree has none as measured')
    expect(hectaresBasis(zones({ area_ha_utm: 3 }), 'id')).toBe('terukur')
    expect(hectaresBasis(zones({}), 'id')).toBeNull()
  })
})
