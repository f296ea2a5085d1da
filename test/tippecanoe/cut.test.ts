import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeMvt, zoomOf } from '../../pipeline/archive/index.ts'
import { DEFAULT_LAYER_RULES, DEFAULT_TILESET_RULES, type LayerRules } from '../../pipeline/tiler/rules.ts'
import {
  cutWithTippecanoe,
  findTippecanoe,
  type TippecanoeInput,
  type TippecanoeTileset,
} from '../../pipeline/tippecanoe/index.ts'

const program = await findTippecanoe().catch(() => null)
if (program === null) console.log('tippecanoe is not installed: its own tests are left out')

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-tippecanoe-'))
const temporary = join(folder, 'temporary')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const WEST = 104.4
const SOUTH = 0.8

function write(name: string, features: object[]): string {
  const path = join(folder, name)
  writeFileSync(path, features.map((feature) => `${JSON.stringify(feature)}\n`).join(''))
  return path
}

function feature(id: number | undefined, geometry: object | null, properties: object = {}): object {
  return { type: 'Feature', ...(id === undefined ? {} : { id }), properties, geometry }
}

/** Points 0.001 degrees apart in rows of 20. */
function points(count: number, withIds = true): object[] {
  return Array.from({ length: count }, (_, i) =>
    feature(
      withIds ? i + 1 : undefined,
      { type: 'Point', coordinates: [WEST + (i % 20) / 1000, SOUTH + Math.floor(i / 20) / 1000] },
      { nama: `Rumah ${i}`, jiwa: i % 7 === 0 ? null : i, miskin: i % 2 === 0, catatan: 'x' },
    ),
  )
}

/** Squares of the given side in degrees, that far apart. */
function squares(count: number, side: number): object[] {
  return Array.from({ length: count }, (_, i) => {
    const [west, south] = [WEST + (i % 10) * 2 * side, SOUTH + Math.floor(i / 10) * 2 * side]
    const [east, north] = [west + side, south + side]
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ]
    return feature(i + 1, { type: 'Polygon', coordinates: [ring] }, { luas_ha: 1.5 })
  })
}

function layer(name: string, more: Partial<LayerRules> = {}): LayerRules {
  return { ...DEFAULT_LAYER_RULES, name, minzoom: 0, maxzoom: 3, ...more }
}

function cut(
  layers: LayerRules[],
  inputs: TippecanoeInput[],
  gzip_level: number = DEFAULT_TILESET_RULES.gzip_level,
  threads = 2,
): Promise<TippecanoeTileset> {
  const rules = { ...DEFAULT_TILESET_RULES, gzip_level, layers }
  return cutWithTippecanoe({ rules, inputs, temporary, timeout_seconds: 60, threads, program: program! })
}

interface Drawn {
  tile_ids: number[]
  gzips: Uint8Array[]
  /** Ids by layer and zoom, such as `zones 3`. */
  ids: Map<string, Set<number | undefined>>
  properties: Map<number | undefined, Record<string, unknown>>
}

async function read({ tiles }: TippecanoeTileset): Promise<Drawn> {
  const drawn: Drawn = { tile_ids: [], gzips: [], ids: new Map(), properties: new Map() }
  for await (const { tile_id, gzip } of tiles) {
    drawn.tile_ids.push(tile_id)
    drawn.gzips.push(gzip)
    for (const { name, features } of decodeMvt(gunzipSync(gzip))) {
      const key = `${name} ${zoomOf(tile_id)}`
      const known = drawn.ids.get(key) ?? new Set()
      drawn.ids.set(key, known)
      for (const { id, properties } of features) {
        known.add(id)
        drawn.properties.set(id, properties)
      }
    }
  }
  return drawn
}

describe.skipIf(program === null)('cutWithTippecanoe, with the real program', { timeout: 60_000 }, () => {
  it('draws every point at every zoom, values and ids as they were', async () => {
    const path = write('points.geojsonl', points(200))
    const attributes = ['nama', 'jiwa', 'miskin'].map((name) => ({ name, type: 'string' as const }))
    const tileset = await cut(
      [layer('titik', { attributes, description: 'Rumah' })],
      [{ layer: 0, path, kind: 'point' }],
    )
    const { ids, properties, tile_ids } = await read(tileset)
    expect([0, 1, 2, 3].map((zoom) => ids.get(`titik ${zoom}`)?.size)).toEqual([200, 200, 200, 200])
    expect(properties.get(9)).toEqual({ nama: 'Rumah 8', jiwa: 8, miskin: true })
    expect(properties.get(8)).toEqual({ nama: 'Rumah 7', miskin: false })
    expect(tile_ids).toEqual(tile_ids.toSorted((a, b) => a - b))
    expect(tileset.layers).toEqual([
      { name: 'titik', description: 'Rumah', kind: 'point', minzoom: 0, maxzoom: 3, attributes },
    ])
    expect(tileset.bounds).toEqual([104.4, 0.8, 104.419, 0.809])
    expect(tileset.engine).toBe(`tippecanoe ${program!.version}`)
    const [report] = tileset.report
    expect(report).toMatchObject({
      name: 'titik',
      features_read: 200,
      features_taken: 200,
      refused: {},
      warnings: {},
    })
    expect(report!.zooms.map(({ features, features_dropped }) => [features, features_dropped])).toEqual(
      Array.from({ length: 4 }, () => [200, 0]),
    )
    expect(readdirSync(temporary)).toEqual([])
  })

  it('puts layers with zooms of their own into one tileset, in the order of the rules', async () => {
    const zones = write('zones.geojsonl', squares(4, 0.01))
    const houses = write('houses.geojsonl', points(10))
    const tileset = await cut(
      [
        layer('zones', { minzoom: 8, maxzoom: 11, tiny_polygons: 'dither' }),
        layer('houses', { minzoom: 10, maxzoom: 12 }),
      ],
      [
        { layer: 1, path: houses, kind: 'point' },
        { layer: 0, path: zones },
      ],
    )
    const drawn = await read(tileset)
    expect([...drawn.ids.keys()].sort()).toEqual([
      'houses 10',
      'houses 11',
      'houses 12',
      'zones 10',
      'zones 11',
      'zones 8',
      'zones 9',
    ])
    expect(drawn.ids.get('zones 11')).toEqual(new Set([1, 2, 3, 4]))
    expect(drawn.ids.get('houses 12')?.size).toBe(10)
    const shared = drawn.gzips.map((gzip) => decodeMvt(gunzipSync(gzip)).map(({ name }) => name))
    expect(shared.filter((names) => names.length === 2)).not.toHaveLength(0)
    for (const names of shared) expect([['zones', 'houses'], ['zones'], ['houses']]).toContainEqual(names)
    expect(new Set(drawn.tile_ids).size).toBe(drawn.tile_ids.length)
    expect(tileset.layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['zones', 'polygon'],
      ['houses', 'point'],
    ])
  })

  it('reads several inputs of a layer, and gives the same bytes for one thread and two', async () => {
    const all = points(300)
    const inputs = [all.slice(0, 120), all.slice(120)].map((part, i) => ({
      layer: 0,
      path: write(`part-${i}.geojsonl`, part),
      kind: 'point' as const,
    }))
    const [one, two] = [
      await read(await cut([layer('p')], inputs, 6, 1)),
      await read(await cut([layer('p')], inputs, 6, 2)),
    ]
    expect(one.ids.get('p 3')?.size).toBe(300)
    expect(two.gzips).toEqual(one.gzips)
    const harder = await read(await cut([layer('p')], inputs, 9))
    expect(harder.gzips.map((gzip) => gunzipSync(gzip))).toEqual(one.gzips.map((gzip) => gunzipSync(gzip)))
  })

  it('counts what the rules let go: dropped points, clusters, tiny polygons', async () => {
    const path = write('many.geojsonl', points(400))
    const dropped = await cut([layer('p', { drop_rate: 2 })], [{ layer: 0, path, kind: 'point' }])
    const { ids } = await read(dropped)
    expect(dropped.report[0]!.zooms.at(-1)).toMatchObject({ features: 400, features_dropped: 0 })
    for (const { zoom, features, features_dropped } of dropped.report[0]!.zooms) {
      expect([zoom, features]).toEqual([zoom, ids.get(`p ${zoom}`)!.size])
      expect(features + features_dropped).toBe(400)
    }
    expect(dropped.report[0]!.zooms[0]!.features_dropped).toBeGreaterThan(300)

    const cluster = { maxzoom: 2, radius_units: 160, sums: [] }
    const clustered = await cut([layer('p', { cluster })], [{ layer: 0, path, kind: 'point' }])
    await read(clustered)
    expect(clustered.report[0]!.zooms.map((zoom) => zoom.features_clustered)).toEqual([399, 399, 399, 0])
    expect(clustered.report[0]!.zooms.at(-1)!.features).toBe(400)

    const tiny = write('tiny.geojsonl', squares(100, 0.0004))
    const dithered = await cut(
      [layer('q', { maxzoom: 14, tiny_polygons: 'dither' })],
      [{ layer: 0, path: tiny, kind: 'polygon' }],
    )
    await read(dithered)
    const { zooms } = dithered.report[0]!
    expect(zooms.at(-1)).toMatchObject({ features: 100, features_tiny: 0, features_dropped: 0 })
    expect(zooms[0]).toMatchObject({ features: 0, features_dropped: 100, tiles: 0 })
    expect(zooms.map(({ features_tiny }) => features_tiny).some((count) => count > 0)).toBe(true)
    for (const { features, features_tiny } of zooms) expect(features_tiny).toBeLessThanOrEqual(features)
  })

  it('says what was refused and warned of, and tells nothing of features without ids', async () => {
    const path = write('odd.geojsonl', [
      ...points(5),
      feature(6, null),
      feature(7, null),
      feature(-8, { type: 'Point', coordinates: [WEST, SOUTH] }),
    ])
    const odd = await cut([layer('p')], [{ layer: 0, path, kind: 'point' }])
    await read(odd)
    expect(odd.report[0]).toEqual({
      name: 'p',
      features_read: 8,
      features_taken: 6,
      refused: { no_geometry: 2 },
      refused_untold: 0,
      warnings: {
        "Warning: Can't represent negative feature ID -8": 1,
        'null geometry (additional not reported)': 1,
      },
      zooms: [],
    })
  })

  it('stops at a position that is none, saying so', async () => {
    const path = write('broken.geojsonl', [feature(1, { type: 'Point', coordinates: [] })])
    await expect(cut([layer('p')], [{ layer: 0, path, kind: 'point' }])).rejects.toMatchObject({
      exitCode: 41,
      fault: { code: 'TIPPECANOE_FAILED', got: expect.stringContaining('malformed point') },
    })
    expect(readdirSync(temporary)).toEqual([])
  })

  it('removes its files when the tiles are not wanted', async () => {
    const path = write('unread.geojsonl', points(3))
    const tileset = await cut([layer('p')], [{ layer: 0, path, kind: 'point' }])
    expect(readdirSync(temporary)).toHaveLength(1)
    await tileset.close()
    await tileset.close()
    expect(readdirSync(temporary)).toEqual([])
  })
})
