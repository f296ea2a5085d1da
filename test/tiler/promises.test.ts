import { describe, expect, it } from 'vitest'
import { promisesOf } from '../../pipeline/tiler/promises.ts'
import type { LayerRules } from '../../pipeline/tiler/rules.ts'
import type { LayerReport } from '../../pipeline/tiler/tileset.ts'
import { box, polygon } from '../support/shapes.ts'

const RULES: LayerRules = {
  name: 'zona',
  minzoom: 0,
  maxzoom: 1,
  tiny_polygons: 'keep',
  drop_rate: 1,
  shared_borders: true,
  simplification_units: 1,
}
const ZOOMS = [0, 1].map((zoom) => ({
  ...{ zoom, features: 1, features_tiny: 1, features_dropped: 0, features_clustered: 0 },
  ...{ drawings: 4, tiles: 3 },
}))
const REPORT: LayerReport = {
  ...{ name: 'zona', features_read: 1, features_taken: 1, refused: [], refusals: [] },
  ...{ parts_below_grid: 2, features_beyond_map: 0, ids_left_out: 0, faults: [] },
  zooms: ZOOMS,
} as unknown as LayerReport

function promised(engine: string, layer: LayerRules = RULES, report: LayerReport[] = [REPORT]) {
  return promisesOf({
    rules: { layers: [layer], buffer_units: 80, gzip_level: 6 },
    report,
    engine,
    async *features() {
      yield { id: 1, geometry: polygon(box(104, 0, 105, 1)), properties: { name: 'A', people: 3 } }
      yield { id: 2, geometry: null, properties: {} }
    },
  })
}

describe('what is promised of a layer', () => {
  it('is every count that our own tiler made', () => {
    expect(promised('builtin')[0]).toMatchObject({ is_foreign: false, parts_below_grid: 2, report: ZOOMS })
  })

  it('is of other programs the tiles and drawings alone: they count features in buffers as others', () => {
    const [layer] = promised('tippecanoe')
    expect(layer).toMatchObject({ is_foreign: true })
    expect(layer!.report).toEqual([
      { zoom: 0, drawings: 4, tiles: 3 },
      { zoom: 1, drawings: 4, tiles: 3 },
    ])
    expect(layer).not.toHaveProperty('parts_below_grid')
  })

  it('holds nobody to counts that are not told', () => {
    expect(promised('builtin', RULES, [])[0]).not.toHaveProperty('report')
  })

  it('is nothing where nothing was taken in', () => {
    expect(promised('builtin', RULES, [{ ...REPORT, features_taken: 0 }])).toEqual([])
  })

  it('is the attributes that the rules keep, of features with a geometry', async () => {
    const [layer] = promised('builtin', { ...RULES, exclude: ['name'] })
    const features: unknown[] = []
    for await (const { id, properties } of layer!.features) features.push({ id, properties })
    expect(features).toEqual([{ id: 1, properties: { people: 3 } }])
  })
})
