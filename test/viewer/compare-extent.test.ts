import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { decreeExtent, extentLook, knownDecrees } from '../../pipeline/viewer/compare-extent.ts'

const geometry = { type: 'Point' as const, coordinates: [0, 0] }
const piece = (change: string, zone_id: string, from = '1/2014', to = 'verifikasi-2018'): Feature => ({
  type: 'Feature',
  geometry,
  properties: {
    ...{ change, zone_id, from_zone_id: zone_id, to_zone_id: zone_id },
    ...{ from_decree: from, to_decree: to },
    ...{ from_vintage: Number(/\d{4}/.exec(from)?.[0]), to_vintage: Number(/\d{4}/.exec(to)?.[0]) },
  },
})
const zone = (zone_id: string, decree_number: string): Feature => ({
  type: 'Feature',
  geometry,
  properties: { zone_id, decree_number },
})
const told = (number: string, inForce: string | null, pieces: Feature[], zones: Feature[]) =>
  decreeExtent(number, inForce, pieces, zones).features.map(
    ({ properties }) => `${properties?.zone_id} ${properties?.part}`,
  )

describe('the extent of a decree', () => {
  const pieces = [piece('kept', 'A'), piece('left', 'A'), piece('added', 'A')]
  const zones = [zone('A', '1/2014'), zone('B', '1/2014')]

  it('is the zones themselves for the decree in force', () => {
    expect(told('1/2014', '1/2014', pieces, zones)).toEqual(['A own', 'B own'])
  })

  it('is what was kept and added for a verification, and says which zones it does not speak of', () => {
    expect(told('verifikasi-2018', '1/2014', pieces, zones)).toEqual(['A own', 'A own', 'B carried'])
  })

  it('is what was kept and left for an older decree, which carries nothing over', () => {
    const older = [piece('kept', 'A', '9/2010', '1/2014'), piece('left', 'Z', '9/2010', '1/2014')]
    expect(told('9/2010', '1/2014', [...older, ...pieces], zones)).toEqual(['A own', 'Z own'])
  })

  it('prefers the pair with the decree in force, and is empty for a decree nobody compared', () => {
    const three = [piece('kept', 'X', '9/2010', '2/2012'), piece('kept', 'A', '9/2010', '1/2014')]
    expect(told('9/2010', '1/2014', three, zones)).toEqual(['A own'])
    expect(told('7/1999', '1/2014', three, zones)).toEqual([])
    expect(told('2/2012', null, three, [])).toEqual(['X own'])
  })

  it('knows each decree once, oldest first', () => {
    const older = piece('kept', 'A', '9/2010', '1/2014')
    expect(knownDecrees([...pieces, older]).map(({ number }) => number)).toEqual([
      '9/2010',
      '1/2014',
      'verifikasi-2018',
    ])
    expect(knownDecrees([{ type: 'Feature', geometry, properties: null }])).toEqual([])
  })
})

describe('extentLook', () => {
  const fill = (id: string) => ({ id, type: 'fill' as const, source: 's', paint: { 'fill-opacity': 0.8 } })

  it('leaves a layer as it is while the theme is drawn, and hides the extent', () => {
    expect(extentLook(fill('zones-fill'), false)).toEqual(fill('zones-fill'))
    expect(extentLook(fill('extent-fill'), false).layout).toEqual({ visibility: 'none' })
  })

  it('clears the colours of the theme, and keeps zones that can be pointed at', () => {
    expect(extentLook(fill('zones-fill'), true).paint).toEqual({ 'fill-opacity': 0 })
    for (const id of ['rt-fill', 'grid-fill', 'zone_changes-fill', 'zones-missing'])
      expect([id, extentLook(fill(id), true).layout?.visibility]).toEqual([id, 'none'])
    for (const id of ['kelurahan-fill', 'zones-chosen']) expect(extentLook(fill(id), true)).toEqual(fill(id))
    expect(extentLook(fill('extent-fill'), true).layout).toEqual({ visibility: 'visible' })
  })
})
