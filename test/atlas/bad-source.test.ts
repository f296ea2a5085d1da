import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sha256 } from '../../pipeline/freshness.ts'
import { builtCity } from '../support/built-city.ts'
import { inProcess } from '../support/command-line.ts'
import { at, featureSource, kelurahanSource, rectangle } from '../support/made-up-places.ts'
import { workspace } from '../support/workspace.ts'

it('keeps serving the release before when a source turns bad, and says what is wrong', async () => {
  const outline = rectangle(100, 100, 100, 100)
  const { directory, output } = await workspace({
    sources: [
      kelurahanSource(),
      featureSource('zones', [{ zone_id: 'K1', decree_number: '1/2014', geometry: outline }]),
      featureSource('facilities', [
        { facility_id: 'F1', kind: 'market', geometry: { type: 'Point', coordinates: at(500, 500) } },
      ]),
    ],
  })
  const build = () => inProcess(['build', directory, '--output', output, '--jobs', '1'])
  const first = await build()
  expect(first.code, first.err).toBe(0)
  const served = readFileSync(join(output, 'public/latest.json'), 'utf8')
  const release = builtCity(output)
  const expectServed = () => {
    expect(readFileSync(join(output, 'public/latest.json'), 'utf8')).toBe(served)
    const { files } = release.manifest()
    expect(files.length).toBeGreaterThan(5)
    for (const file of files) expect(sha256(readFileSync(release.released(file.path)))).toBe(file.sha256)
  }

  const kelurahan = join(directory, 'sources/kelurahan.geojson')
  const whole = readFileSync(kelurahan)
  rmSync(kelurahan)
  const broken = await build()
  expect(broken.code, broken.err).toBe(21)
  expect(broken.err).toContain('sources/kelurahan.geojson')
  expectServed()
  expect(readdirSync(join(output, 'stages')).filter((name) => name.startsWith('.'))).toEqual([])

  writeFileSync(kelurahan, whole)
  const facilities = join(directory, 'sources/facilities.geojson')
  writeFileSync(
    facilities,
    readFileSync(facilities, 'utf8').replace(/"geometry":\{[^}]*\}/g, '"geometry":null'),
  )
  const emptied = await build()
  expect(emptied.code, emptied.err).toBe(22)
  expect(emptied.err).toMatch(/no row of a source was accepted[\s\S]*sources\.facilities[\s\S]*GEOM_MISSING/)
  expectServed()
})
