import { describe, expect, it } from 'vitest'
import type { LayerKind } from '../../pipeline/archive/index.ts'
import { UserError } from '../../pipeline/errors.ts'
import {
  DEFAULT_LAYER_RULES,
  DEFAULT_TILESET_RULES,
  type LayerRules,
  type TilesetRules,
} from '../../pipeline/tiler/rules.ts'
import { tippecanoeArguments } from '../../pipeline/tippecanoe/index.ts'

const RUN = { layer: 0, files: ['0-0.geojsonl'], output: '0.pmtiles', temporary: 'work' }

function argumentsOf(
  layer: Partial<LayerRules>,
  kind?: LayerKind,
  tileset: Partial<TilesetRules> = {},
): string[] {
  const whole: LayerRules = { ...DEFAULT_LAYER_RULES, name: 'rt', minzoom: 0, maxzoom: 14, ...layer }
  return tippecanoeArguments({ ...DEFAULT_TILESET_RULES, layers: [whole], ...tileset }, { ...RUN, kind })
}

const ALWAYS = [
  '--force',
  '--read-parallel',
  '--progress-interval=1',
  '--temporary-directory=work',
  '--output=0.pmtiles',
  '--minimum-zoom=0',
  '--maximum-zoom=14',
  '--no-feature-limit',
  '--no-tile-size-limit',
  '--buffer=5',
  '--drop-rate=1',
]
const LAYER = '--named-layer={"file":"0-0.geojsonl","layer":"rt"}'
const SHARED = '--no-simplification-of-shared-nodes'
const DITHER = { tiny_polygons: 'dither' } as const

/** Rules against the arguments, in whole. */
const WHOLE: [string, LayerKind | undefined, Partial<LayerRules>, string[]][] = [
  ['points', 'point', {}, [...ALWAYS, LAYER]],
  ['lines', 'line', {}, [...ALWAYS, SHARED, '--simplification=1', '--simplify-only-low-zooms', LAYER]],
  [
    'polygons',
    'polygon',
    DITHER,
    [...ALWAYS, SHARED, '--simplification=1', '--simplify-only-low-zooms', LAYER],
  ],
  [
    'features of a kind that is not known',
    undefined,
    DITHER,
    [...ALWAYS, SHARED, '--simplification=1', '--simplify-only-low-zooms', LAYER],
  ],
]

/** What one rule adds to, or takes from, the arguments of the default rules. */
const ONE: [LayerKind, Partial<LayerRules>, Partial<TilesetRules>, string[], string[]][] = [
  ['point', { minzoom: 4, maxzoom: 9 }, {}, ['--minimum-zoom=4', '--maximum-zoom=9'], ALWAYS.slice(5, 7)],
  ['point', {}, { buffer_units: 0 }, ['--buffer=0'], ['--buffer=5']],
  ['point', {}, { buffer_units: 2032 }, ['--buffer=127'], ['--buffer=5']],
  ['point', { drop_rate: 2.5 }, {}, ['--drop-rate=2.5'], ['--drop-rate=1']],
  [
    'point',
    { cluster: { maxzoom: 11, radius_units: 128, sums: [] } },
    {},
    ['--cluster-distance=8', '--cluster-maxzoom=11'],
    [],
  ],
  ['point', { attributes: [] }, {}, ['--exclude-all'], []],
  [
    'point',
    {
      attributes: [
        { name: 'nama; rm -rf', type: 'string' },
        { name: 'jiwa', type: 'number', description: 'people' },
      ],
    },
    {},
    ['--include=nama; rm -rf', '--include=jiwa'],
    [],
  ],
  ['polygon', { ...DITHER, shared_borders: false }, {}, [], [SHARED]],
  ['polygon', { ...DITHER, shared_borders: true }, {}, [], []],
  ['line', { simplification_units: 2.5 }, {}, ['--simplification=2.5'], ['--simplification=1']],
  [
    'line',
    { simplification_units: 0 },
    {},
    ['--no-line-simplification'],
    ['--simplification=1', '--simplify-only-low-zooms'],
  ],
  [
    'point',
    { name: 'a "quoted" layer' },
    {},
    ['--named-layer={"file":"0-0.geojsonl","layer":"a \\"quoted\\" layer"}'],
    [LAYER],
  ],
]

/** Rules it cannot keep. */
const REFUSED: [string, LayerKind | undefined, Partial<LayerRules>, Partial<TilesetRules>][] = [
  ['tiny_polygons', 'polygon', {}, {}],
  ['tiny_polygons', undefined, {}, {}],
  ['tiny_polygons', 'polygon', { tiny_polygons: 'drop' }, {}],
  ['label_layer', 'polygon', { ...DITHER, label_layer: 'rt_labels' }, {}],
  ['cluster.sums', 'point', { cluster: { maxzoom: 9, radius_units: 64, sums: ['jiwa'] } }, {}],
  ['cluster.radius_units', 'point', { cluster: { maxzoom: 9, radius_units: 8, sums: [] } }, {}],
  ['cluster.radius_units', 'point', { cluster: { maxzoom: 9, radius_units: 4096, sums: [] } }, {}],
  ['drop_rate', 'point', { drop_rate: 2.5, cluster: { maxzoom: 9, radius_units: 64, sums: [] } }, {}],
  ['drop_rate', 'point', { drop_rate: 0.5 }, {}],
  ['buffer_units', 'point', {}, { buffer_units: 100 }],
  ['buffer_units', 'point', {}, { buffer_units: 2048 }],
]

describe('tippecanoeArguments', () => {
  it.each(WHOLE)('of %s', (_, kind, layer, expected) => {
    expect(argumentsOf(layer, kind)).toEqual(expected)
  })

  it.each(ONE)('of a %s layer with %j %j', (kind, layer, tileset, added, removed) => {
    const [plain, changed] = [
      argumentsOf(kind === 'polygon' ? DITHER : {}, kind),
      argumentsOf(layer, kind, tileset),
    ]
    expect(changed.filter((each) => !plain.includes(each))).toEqual(added)
    expect(plain.filter((each) => !changed.includes(each))).toEqual(removed)
  })

  it.each(REFUSED)('refuses %s of a layer of kind %s with %j %j', (rule, kind, layer, tileset) => {
    let thrown: unknown
    try {
      argumentsOf(layer, kind, tileset)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(UserError)
    expect(thrown).toMatchObject({ kind: 'config', fault: { where: { layer: 'rt', key: rule } } })
  })

  it('names every file of a layer', () => {
    const rules = {
      ...DEFAULT_TILESET_RULES,
      layers: [{ ...DEFAULT_LAYER_RULES, name: 'p', minzoom: 0, maxzoom: 1 }],
    }
    const given = tippecanoeArguments(rules, { ...RUN, kind: 'point', files: ['a', 'b'] })
    expect(given.filter((each) => each.startsWith('--named-layer='))).toEqual([
      '--named-layer={"file":"a","layer":"p"}',
      '--named-layer={"file":"b","layer":"p"}',
    ])
    expect(() => tippecanoeArguments(rules, { ...RUN, layer: 1 })).toThrow(RangeError)
  })

  it('never gives types, which make 0 of a null', () => {
    const attributes = [{ name: 'jiwa', type: 'number' as const }]
    expect(
      argumentsOf({ attributes }, 'point').filter((each) => /^(-T|--attribute-type)/.test(each)),
    ).toEqual([])
  })
})
