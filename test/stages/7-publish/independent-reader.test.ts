import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Feature, Position } from 'geojson'
import { asyncBufferFromFile, toGeoJson } from 'geoparquet'
import { compressors } from 'hyparquet-compressors'
import { describe, expect, it } from 'vitest'
import { demoCity } from '../../support/demo-city.ts'

const DEGREES = 1e-7

/** Polygons like those of other layers, by the thousand: to read them takes four times as long as all others. */
const MANY = 'buildings.parquet'

type Cell = string | number | bigint | boolean | null

/** All numbers of a geometry in their order. */
const numbersOf = ({ geometry }: Feature): number[] =>
  ((geometry as { coordinates: Position }).coordinates as unknown[]).flat(4) as number[]

const cellOf = (value: Cell | undefined): Cell =>
  typeof value === 'bigint' ? Number(value) : (value ?? null)

describe('the GeoParquet of a release', () => {
  it('holds, to a reader that is not ours, the features of the GeoJSON with all that stands in them', async () => {
    const city = await demoCity()
    const files = readdirSync(city.released('parquet')).filter((name) => name !== MANY)
    expect(files.length).toBeGreaterThan(9)
    for (const name of files) {
      const file = await asyncBufferFromFile(city.released(join('parquet', name)))
      const read = (await toGeoJson({ file, compressors })) as { features: Feature[] }
      const { features } = city.layer(basename(name, '.parquet'))
      expect([name, read.features.length]).toEqual([name, features.length])
      const unlike = features.filter((feature, at) => !isAlike(feature, read.features[at]!))
      expect([name, unlike.map(({ id }) => id)]).toEqual([name, []])
    }
  })

  it('is not taken for the GeoJSON where a place or a value is another', () => {
    const point = (x: number, properties: Record<string, Cell>): Feature => ({
      ...{ type: 'Feature', id: 1, properties },
      geometry: { type: 'Point', coordinates: [x, 0.9] },
    })
    const row = { feature_id: 1n as unknown as number, households: 3n as unknown as number }
    expect(isAlike(point(104.4, { households: 3 }), point(104.4, row))).toBe(true)
    expect(isAlike(point(104.4 + 2 * DEGREES, { households: 3 }), point(104.4, row))).toBe(false)
    expect(isAlike(point(104.4, { households: 4 }), point(104.4, row))).toBe(false)
    expect(isAlike(point(104.4, { households: 3, name: 'a' }), point(104.4, row))).toBe(false)
    expect(isAlike({ ...point(104.4, { households: 3 }), id: 2 }, point(104.4, row))).toBe(false)
  })
})

/** @param row a feature as the reader makes it of a row: its properties are all columns that are not null */
function isAlike(feature: Feature, row: Feature): boolean {
  const { feature_id, bbox: _, ...cells } = row.properties as Record<string, Cell>
  const names = new Set([...Object.keys(feature.properties!), ...Object.keys(cells)])
  const [ours, theirs] = [numbersOf(feature), numbersOf(row)]
  return (
    cellOf(feature_id) === feature.id &&
    feature.geometry.type === row.geometry.type &&
    ours.length === theirs.length &&
    ours.every((value, at) => Math.abs(value - theirs[at]!) <= DEGREES) &&
    [...names].every((name) => cellOf(feature.properties![name]) === cellOf(cells[name]))
  )
}
