import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { CITY_SCHEMA, isInside, loadCity, sourcePath } from '../pipeline/city.ts'
import { refusal } from './support/city-refusal.ts'
import { CITY_YAML, smallCity, temporaryFolder } from './support/small-city.ts'

describe('a city.yaml', () => {
  it('becomes a city with its defaults filled in', () => {
    const folder = smallCity()
    const city = loadCity(folder)
    expect(city).toMatchObject({
      directory: folder,
      file: join(folder, 'city.yaml'),
      name: 'kota-uji',
      decree: null,
      synthetic: null,
      attribution: null,
      privacy: { k: 5 },
      area: { difference_warn_pct: 0.1, difference_error_pct: 1 },
    })
    expect(sourcePath(city, city.sources[0]!)).toBe(join(folder, 'sources/decrees.csv'))
  })

  it('keeps the defaults of what a section leaves out', () => {
    const city = loadCity(smallCity(`${CITY_YAML}area: { difference_error_pct: 2 }\nprivacy: {}\n`))
    expect(city.area).toEqual({ difference_warn_pct: 0.1, difference_error_pct: 2, sliver_m: 0.5 })
    expect(city.density).toEqual({ buildings_by: 'point', grid: { resolution: null, bandwidth_m: null } })
    expect(city.privacy).toEqual({ k: 5 })
  })

  it('may have a basemap from one host, and has none where it names none', () => {
    const basemap = (url: string) =>
      smallCity(`${CITY_YAML}viewer: { basemap: { url: "${url}", attribution: { id: a, en: b } } }\n`)
    expect(loadCity(smallCity()).viewer).toEqual({ basemap: null })
    const url = 'https://ubin.example.go.id:8443/dasar/{z}/{x}/{y}.png?k=1'
    expect(loadCity(basemap(url)).viewer.basemap).toEqual({
      ...{ url, attribution: { id: 'a', en: 'b' } },
      ...{ tile_size: 256, minzoom: 0, maxzoom: 19 },
    })
    for (const wrong of [
      'ubin/{z}/{x}/{y}.png',
      'https://{s}.example.org/{z}/{x}/{y}.png',
      'https://example.org/{z}/{x}.png',
      "https://example.org; script-src 'unsafe-inline'/{z}/{x}/{y}.png",
      'javascript:alert(1)/{z}/{x}/{y}',
    ])
      expect(refusal(basemap(wrong)).message, wrong).toContain('url')
  })

  it('may name a source that is not there yet: that is for the stage to say', () => {
    const folder = smallCity()
    rmSync(join(folder, 'sources'), { recursive: true })
    expect(loadCity(folder).sources).toHaveLength(1)
  })

  it('has a schema that is itself valid', () => {
    const schema = JSON.parse(readFileSync(CITY_SCHEMA, 'utf8'))
    const ajv = new Ajv2020({ strict: true, strictTypes: false, formats: { date: true } })
    expect(() => ajv.compile(schema)).not.toThrow()
  })
})

describe('a workspace', () => {
  it('that is not there is named, with those that are', () => {
    const error = refusal('kota-yang-tidak-ada')
    expect(error.exitCode).toBe(20)
    expect(error.fault).toMatchObject({ what: 'there is no such city workspace', got: 'kota-yang-tidak-ada' })
    expect(error.fault.expected).toMatch(
      /^the name of a folder under data\/ \(.*tanjungpinang.*\) or the path/,
    )
  })

  it('that is a folder without city.yaml is told so', () => {
    expect(refusal(temporaryFolder()).fault.what).toBe('the folder has no city.yaml')
  })

  it('that is a file is no workspace', () => {
    const folder = smallCity()
    expect(refusal(join(folder, 'city.yaml')).fault.what).toBe('there is no such city workspace')
  })

  it('without a name is no workspace, even where a city.yaml lies', () => {
    expect(refusal('').fault).toMatchObject({ what: 'there is no such city workspace', got: 'an empty name' })
  })

  it('is found by its name under data/', () => {
    expect(loadCity('tanjungpinang').name).toBe('tanjungpinang')
  })

  it('may be given by a path with a slash at its end', () => {
    const folder = smallCity()
    mkdirSync(join(folder, 'deep'))
    expect(loadCity(`${folder}/`).name).toBe('kota-uji')
    expect(loadCity(join(folder, 'deep/..')).name).toBe('kota-uji')
  })
})

it.each([
  ['/a/b', '/a/b', true],
  ['/a/b', '/a/b/c', true],
  ['/a/b', '/a/b/..c', true],
  ['/a/b', '/a/bc', false],
  ['/a/b', '/a', false],
  ['/a/b', '/a/c/b', false],
])('inside %s: %s is %s', (directory, path, inside) => {
  expect(isInside(directory, path)).toBe(inside)
})
