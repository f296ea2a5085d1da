import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { cuttingPolicy } from '../../pipeline/layers/cutting.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const engine = { tiny_polygons: 'keep', drop_rate: 1, shared_borders: true, simplification_units: 1 }
const good = {
  buffer_units: 80,
  gzip_level: 6,
  builtin: engine,
  tippecanoe: { ...engine, tiny_polygons: 'dither' },
}

function load(tiles: unknown) {
  const folder = temporaryFolder()
  writeFiles(folder, { 'layers.yaml': stringify({ tiles, layers: [] }) })
  return cuttingPolicy(join(folder, 'layers.yaml'))
}

describe('the rules by which the published layers are cut', () => {
  it('lose nothing', () => {
    expect(cuttingPolicy().builtin).toMatchObject({
      tiny_polygons: 'keep',
      drop_rate: 1,
      shared_borders: true,
    })
    expect(load(good)).toEqual(good)
  })

  it.each([
    [
      'leave small polygons out',
      { builtin: { ...engine, tiny_polygons: 'dither' } },
      'tiles.builtin.tiny_polygons is dither',
    ],
    ['leave points out', { builtin: { ...engine, drop_rate: 2.5 } }, 'tiles.builtin.drop_rate is 2.5'],
    [
      'leave points out by the other engine',
      { tippecanoe: { ...good.tippecanoe, drop_rate: 2 } },
      'tiles.tippecanoe.drop_rate',
    ],
    [
      'ask tippecanoe for what it cannot keep',
      { tippecanoe: engine },
      'tiles.tippecanoe.tiny_polygons is keep',
    ],
    ['are too coarse', { builtin: { ...engine, simplification_units: 17 } }, 'expected 0 to 16'],
    [
      'say nothing of borders',
      { builtin: { ...engine, shared_borders: undefined } },
      'shared_borders is undefined',
    ],
    ['have a buffer of half a unit', { buffer_units: 0.5 }, 'tiles.buffer_units is 0.5'],
    ['have a level that gzip has not', { gzip_level: 10 }, 'expected a whole number from 1 to 9'],
    ['name no engine', { builtin: undefined }, 'tiles.builtin.tiny_polygons is undefined'],
  ])('are refused when they %s', (_, change, message) => {
    expect(() => load({ ...good, ...change })).toThrow(RangeError)
    expect(() => load({ ...good, ...change })).toThrow(message)
  })

  it('are refused when there are none', () => {
    expect(() => load(undefined)).toThrow('tiles.buffer_units is undefined')
  })
})
