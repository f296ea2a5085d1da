import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { initCity } from '../../pipeline/init/init-city.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { writeShapefile } from '../support/shapefile-writer.ts'
import { given, init, refusal, squares } from './workspace.ts'

const ZONE = (code: string) => ({
  KODE_LOK: code,
  KODE_KEL: '21.72.01.1003',
  LUAS_KUMUH: 1.2,
  NO_SK: '1/2020',
})
const DEGREES = squares([
  { properties: { ...ZONE('A') }, at: [104.44, 0.92] },
  { properties: { ...ZONE('B') }, at: [104.45, 0.93] },
])
/** Metres of zone 48 north. */
const metres = (crs?: string, kelurahan = '21.72.01.1003') =>
  squares(
    [437_000, 437_500].map((x, i) => ({
      properties: { ...ZONE(`C${i}`), KODE_KEL: kelurahan },
      at: [x, 101_000] as const,
    })),
    { crs, size: 100 },
  )
const SOUTH = 'urn:ogc:def:crs:EPSG::32748'

describe('a stated CRS of the wrong hemisphere', () => {
  it('is overruled beside a layer whose CRS fits, and never tells where the city is', async () => {
    const { workspace, text } = await init({
      'zona_kumuh.geojson': DEGREES,
      'delineasi.geojson': metres(SOUTH),
    })
    const city = loadCity(workspace)
    expect(city.utm_crs).toBe('EPSG:32648')
    expect(city.envelope).toEqual([104.41, 0.89, 104.48, 0.96])
    expect(city.sources.find(({ id }) => id === 'delineasi')!.crs).toBe('EPSG:32648')
    expect(text).toMatch(/crs: EPSG:32648 # CHECK: [^\n]*EPSG:32748[^\n]*CRS_HEMISPHERE/)
    expect(text).not.toContain('the file does not state it')
  })

  it('is overruled alone, since one other hemisphere of its zone falls into Indonesia', async () => {
    const { workspace, text } = await init({ 'delineasi.geojson': metres(SOUTH) })
    const city = loadCity(workspace)
    expect([city.utm_crs, city.sources[0]!.crs]).toEqual(['EPSG:32648', 'EPSG:32648'])
    expect(city.envelope[1]).toBeGreaterThan(0.8)
    expect(text).toMatch(/CHECK: [^\n]*EPSG:32748[^\n]*CRS_HEMISPHERE/)
  })
})

describe('a stated CRS that fits nowhere', () => {
  it('is refused with the readings that do, and leaves no city.yaml', async () => {
    const { home, files } = given({ 'delineasi.geojson': metres('EPSG:4326') })
    const error = await refusal(initCity(join(home, 'kota'), files, {}, createProgress('quiet')))
    expect(error.message).toMatch(/EPSG:4326[\s\S]*EPSG:32648/)
    expect(error.fault.next).toContain('crs')
    expect(error.message).not.toContain('--crs')
    expect(existsSync(join(home, 'kota', 'city.yaml'))).toBe(false)
  })
})

it('says that a .prj of a web page was no CRS', async () => {
  const { home, files } = given({ 'zona_kumuh.geojson': DEGREES })
  const ring = [
    [437_000, 101_000],
    [437_000, 101_100],
    [437_100, 101_100],
    [437_100, 101_000],
    [437_000, 101_000],
  ]
  const shp = writeShapefile(join(home, 'given'), 'delineasi', {
    shapeType: 5,
    shapes: [{ parts: [ring] }],
    fields: [
      { name: 'KODE_LOK', type: 'C', length: 5 },
      { name: 'NO_SK', type: 'C', length: 9 },
    ],
    rows: [['A1', '1/2020']],
    prj: '<!DOCTYPE html><html><body>404</body></html>',
  })
  await initCity(join(home, 'kota'), [...files, shp], {}, createProgress('quiet'))
  const text = readFileSync(join(home, 'kota', 'city.yaml'), 'utf8')
  expect(text).toMatch(/crs: EPSG:32648 # CHECK: what the file states was not understood/)
})

it('says that the order of the axes was overruled', async () => {
  const turned = squares([
    { properties: ZONE('A'), at: [0.92, 104.44] },
    { properties: ZONE('B'), at: [0.93, 104.45] },
  ])
  const { text } = await init({ 'zona_kumuh.geojson': turned })
  expect(text).toMatch(
    /axis_order: lat_lon # CHECK: [^\n]*longitude first[^\n]*EPSG:4326[^\n]*CRS_AXIS_ORDER/,
  )
})

it('never counts stray records outside Indonesia for the place of the city', async () => {
  const stray = squares(
    Array.from({ length: 20 }, (_, i) => ({
      properties: ZONE(`S${i}`),
      at: i === 7 ? ([0, 0] as const) : ([104.44 + i / 1000, 0.92] as const),
    })),
  )
  const { workspace } = await init({ 'zona_kumuh.geojson': stray })
  expect(loadCity(workspace).envelope).toEqual([104.42, 0.9, 104.48, 0.95])
})

it('leaves the city.yaml that was there when the new one does not load', async () => {
  const { workspace, text } = await init({ 'zona_kumuh.geojson': DEGREES })
  const path = join(workspace, 'sources/zona_kumuh.geojson')
  const again = initCity(workspace, [path], { force: true, title: '' }, createProgress('quiet'))
  expect((await refusal(again)).kind).toBe('config')
  expect(readFileSync(join(workspace, 'city.yaml'), 'utf8')).toBe(text)
  expect(readdirSync(workspace).sort()).toEqual(['city.yaml', 'sources'])
})
