import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../support/workspace.ts'

/** More rows than the 2,048 that DuckDB gives one thread at once. */
const HOUSES = 2100

const SOURCES: SourceSpec[] = [
  kelurahanSource(),
  csvSource('decrees', 'decree_number,kind,vintage\n1/2014,decree,2014\n1/2020,decree,2020'),
  featureSource('zones', [
    { zone_id: 'A', decree_number: '1/2014', area_ha_decree: 9, geometry: rectangle(0, 0, 300, 300) },
    { zone_id: 'A', decree_number: '1/2020', area_ha_decree: 9, geometry: rectangle(50, -50, 300, 300) },
    { zone_id: 'B', decree_number: '1/2020', kelurahan: 'Mlati', geometry: rectangle(900, 0, 300, 300) },
    { zone_id: 'B', decree_number: '1/2020', geometry: rectangle(900, 0, 300, 300) },
  ]),
  featureSource(
    'buildings',
    Array.from({ length: HOUSES }, (_, i) => ({
      building_id: `b${(i * 7919) % HOUSES}`,
      geometry: rectangle((i * 37) % 3000, (i * 61) % 1000, 8, 8),
    })),
  ),
  featureSource(
    'households',
    Array.from({ length: HOUSES }, (_, i) => ({
      household_id: `h${(i * 7919) % (HOUSES - 5)}`,
      population: i % 9,
      geometry: { type: 'Point', coordinates: at((i * 41) % 3100, (i * 67) % 1000) },
    })),
  ),
]

async function hashes(threads: number): Promise<[string, string][]> {
  const made = await workspace({ sources: SOURCES, threads })
  await made.run('4-density')
  return [...made.files()].map(([path, bytes]) => [path, createHash('sha256').update(bytes).digest('hex')])
}

it('every file of the stages has the same bytes in every run, on one thread and on two', async () => {
  const first = await hashes(1)
  expect(first.length).toBeGreaterThan(15)
  expect(await hashes(1)).toEqual(first)
  expect(await hashes(2)).toEqual(first)
})
