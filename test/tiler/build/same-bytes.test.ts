import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LayerInput, TilesetOptions } from '../../../pipeline/tiler/tileset.ts'
import { randomBy, shuffled } from '../points/chunks.ts'
import { build, inputsOf, layerRules, tilesetRules } from './building.ts'
import { houses, linesOf, roads, zones } from './town.ts'

const RULES = tilesetRules([
  layerRules({ name: 'zona', minzoom: 4, maxzoom: 13, label_layer: 'label_zona', tiny_polygons: 'dither' }),
  layerRules({ name: 'jalan', minzoom: 8, maxzoom: 13 }),
  layerRules({
    name: 'rumah',
    minzoom: 6,
    maxzoom: 14,
    cluster: { maxzoom: 9, radius_units: 512, sums: ['sewa', 'jiwa'] },
    drop_rate: 1.5,
  }),
])
const FEATURES = [zones(), roads(), houses()]
/** All of it by threads, in small pieces. */
const SMALL = { threads_from_bytes: 0, threads_from_positions: 0, stretch_bytes: 2000, range_bytes: 2000 }

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-same-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function fingerprint(
  inputs: LayerInput[],
  options: Partial<TilesetOptions> = {},
  rules = RULES,
): Promise<unknown> {
  const { tiles, report, layers, bounds } = await build(rules, inputs, options)
  const hash = createHash('sha256')
  for (const { tile_id, gzip } of tiles) hash.update(`${tile_id} ${gzip.length}\n`).update(gzip)
  return { tiles: tiles.length, hash: hash.digest('hex'), report, layers, bounds }
}

const files = FEATURES.map((features, layer): LayerInput => {
  const path = join(folder, `${layer}.geojsonl`)
  writeFileSync(path, linesOf(features))
  return { layer, path }
})

let once: unknown
beforeAll(async () => {
  once = await fingerprint(inputsOf(...FEATURES))
})

describe('tiles, report and metadata are the same', () => {
  it('when they are made again', async () => {
    expect(await fingerprint(inputsOf(...FEATURES))).toEqual(once)
  })

  it('for features in any order, in one input or in many', async () => {
    const random = randomBy(6)
    const turned = FEATURES.map((features) => shuffled(features, random))
    expect(await fingerprint(inputsOf(...turned))).toEqual(once)
    const pieces = turned.flatMap((features, layer): LayerInput[] => {
      const third = Math.ceil(features.length / 3)
      return [0, 1, 2].map((i) => ({ layer, features: features.slice(i * third, (i + 1) * third) }))
    })
    expect(await fingerprint(shuffled(pieces, random))).toEqual(once)
    async function* slowly() {
      for (const feature of FEATURES[0]!) yield feature
    }
    expect(await fingerprint([{ layer: 0, features: slowly() }, ...inputsOf(...FEATURES).slice(1)])).toEqual(
      once,
    )
  })

  it('from files as from features', async () => {
    expect(await fingerprint(files)).toEqual(once)
  })

  it.each([0, 0.02])('with a memory of %d MB', async (memory_mb) => {
    expect(await fingerprint(inputsOf(...FEATURES), { memory_mb })).toEqual(once)
  })

  it.each([
    [2, 64],
    [4, 0],
  ])('by %i threads, from files and features, with a memory of %d MB', async (threads, memory_mb) => {
    const inputs = [...files.slice(0, 2), ...inputsOf(...FEATURES).slice(2)]
    expect(await fingerprint(inputs, { threads, memory_mb, shares: SMALL })).toEqual(once)
  })

  it('by threads that are started once there is much to do', async () => {
    const shares = { ...SMALL, threads_from_bytes: Number.POSITIVE_INFINITY }
    expect(await fingerprint(inputsOf(...FEATURES), { threads: 2, shares })).toEqual(once)
    const attributes = { threads_from_attributes: 1000 }
    expect(await fingerprint(inputsOf(...FEATURES), { threads: 2, shares: attributes })).toEqual(once)
  })
})

describe('tiles are not the same', () => {
  it('for features without ids in another order, or with one place moved: the tests above can fail', async () => {
    const bare = FEATURES.map((features) =>
      features.map(({ geometry, properties }) => ({ geometry, properties })),
    )
    const asRead = await fingerprint(inputsOf(...bare))
    expect(await fingerprint(inputsOf(...bare))).toEqual(asRead)
    expect(await fingerprint(inputsOf(...bare.map((features) => features.toReversed())))).not.toEqual(asRead)
    const moved = { ...FEATURES[2]![0]!, geometry: { type: 'Point' as const, coordinates: [104.41, 0.91] } }
    expect(
      await fingerprint(inputsOf(FEATURES[0]!, FEATURES[1]!, [moved, ...FEATURES[2]!.slice(1)])),
    ).not.toEqual(once)
  })
})
