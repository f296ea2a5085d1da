import { beforeAll, describe, expect, it } from 'vitest'
import { type FlatValidity, openFlatValidity } from '../../../pipeline/geo/geos-valid-flat.ts'
import { ChunkBuilder } from '../../../pipeline/tiler/features/chunk-builder.ts'
import { KeyTable } from '../../../pipeline/tiler/features/keys.ts'
import { addFeature } from '../../../pipeline/tiler/input/add-feature.ts'
import type { LayerRules } from '../../../pipeline/tiler/rules.ts'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'
import { ValueDictionary } from '../../../pipeline/tiler/values/dictionary.ts'
import { randomBy } from '../points/chunks.ts'
import { build, inputsOf, layerRules, tilesetRules } from './building.ts'
import { type Drawing, drawnBy } from './drawn-tiles.ts'
import { heldValue, oddFeatures, patchOf } from './odd-features.ts'

/** More than the usual moment, and other shapes: PETAKUMUH_FUZZ_SECONDS=600 PETAKUMUH_FUZZ_SEED=7. */
const SECONDS = Number(process.env.PETAKUMUH_FUZZ_SECONDS ?? 5)
const FIRST_SEED = Number(process.env.PETAKUMUH_FUZZ_SEED ?? 1) * 1_000_000
const MOST_RUNS = process.env.PETAKUMUH_FUZZ_SECONDS === undefined ? 150 : Number.POSITIVE_INFINITY

let validity: FlatValidity
beforeAll(async () => {
  validity = await openFlatValidity()
})

/** Ids of the features that the tiler takes in, by kind. */
function takenOf(features: readonly InputFeature[]) {
  const taken = new Map<number, InputFeature>()
  let count = 0
  const builder = new ChunkBuilder(0, { minzoom: 0, maxzoom: 0, emit() {} })
  const sink = { builder, keys: new KeyTable(''), dictionary: new ValueDictionary() }
  for (const feature of features) {
    if (addFeature(sink, feature) !== null) continue
    count++
    if (Number.isSafeInteger(feature.id) && feature.id! >= 0) taken.set(feature.id!, feature)
  }
  return { taken, count }
}

const kindOf = (feature: InputFeature) =>
  feature.geometry!.type.endsWith('Point') ? 1 : feature.geometry!.type.endsWith('LineString') ? 2 : 3

async function run(seed: number): Promise<void> {
  const random = randomBy(seed)
  const maxzoom = Math.floor(random() * 21)
  const minzoom = Math.max(0, maxzoom - Math.floor(random() * 5))
  const rules: LayerRules = layerRules({
    minzoom,
    maxzoom,
    tiny_polygons: (['keep', 'keep', 'dither', 'drop'] as const)[Math.floor(random() * 4)]!,
    shared_borders: random() < 0.7,
    simplification_units: random() < 0.8 ? 1 : 5,
    simplification_at_maxzoom_units: random() < 0.8 ? 0 : 2,
    ...(random() < 0.3 ? { label_layer: 'label' } : {}),
  })
  const buffer_units = [0, 1, 5, 80, 80, 2048][Math.floor(random() * 6)]!
  const features = oddFeatures(random, patchOf(random, maxzoom), 4 + Math.floor(random() * 20), 1)
  const built = await build(tilesetRules([rules], { buffer_units, gzip_level: 1 }), inputsOf(features))
  const layers = drawnBy(built.tiles, validity)
  const { taken, count } = takenOf(features)
  const [report, labelReport] = built.report
  expect(report!.features_read).toBe(features.length)
  expect(report!.features_taken).toBe(count)
  expect(Object.values(report!.refused).reduce((sum, refused) => sum + refused, count)).toBe(features.length)
  const drawings = layers.get(rules.name) ?? []
  checkLayer(drawings, taken, rules)
  checkReport(drawings, report!, count)
  if (rules.label_layer === undefined) return
  const polygons = new Map([...taken].filter(([, feature]) => kindOf(feature) === 3))
  const labels = layers.get('label') ?? []
  checkLayer(labels, polygons, { ...rules, tiny_polygons: 'keep' }, 1)
  expect(labelReport!.zooms.map((zoom) => zoom.drawings)).toEqual(
    report!.zooms.map(({ zoom }) => labels.filter((label) => label.zoom === zoom).length),
  )
}

function checkLayer(
  drawings: readonly Drawing[],
  taken: Map<number, InputFeature>,
  rules: LayerRules,
  as?: number,
): void {
  const seen = new Map<number, Set<number>>()
  for (const { id, zoom, type, attributes, shown } of drawings) {
    expect(zoom >= rules.minzoom && zoom <= rules.maxzoom).toBe(true)
    if (id === undefined) continue
    const feature = taken.get(id)!
    if (type !== (as ?? kindOf(feature))) throw new Error(`feature ${id} has the type ${type}`)
    checkAttributes(attributes, feature)
    if (shown) seen.set(id, (seen.get(id) ?? new Set()).add(zoom))
  }
  for (const [id, feature] of taken) {
    let before = false
    for (let zoom = rules.minzoom; zoom <= rules.maxzoom; zoom++) {
      const here = seen.get(id)?.has(zoom) === true
      const promised =
        rules.tiny_polygons === 'keep' ||
        as !== undefined ||
        kindOf(feature) === 1 ||
        (rules.tiny_polygons === 'dither' && zoom === rules.maxzoom && kindOf(feature) === 3)
      if (!here && (promised || before))
        throw new Error(
          `feature ${id} is not drawn at zoom ${zoom} (${before ? 'but above' : 'as promised'}): ${JSON.stringify(feature)}`,
        )
      before = here
    }
  }
}

function checkAttributes(attributes: Map<string, unknown>, { properties }: InputFeature): void {
  const expected = new Map<string, unknown>()
  if (typeof properties === 'object' && properties !== null && !Array.isArray(properties)) {
    for (const [name, value] of Object.entries(properties)) {
      const held = heldValue(value)
      if (held !== undefined) expected.set(name, held)
    }
  }
  for (const [name, value] of expected)
    if (!Object.is(attributes.get(name), value))
      throw new Error(`${name} is ${attributes.get(name)}, not ${value}`)
  expect(attributes.size).toBe(expected.size)
}

function checkReport(
  drawings: readonly Drawing[],
  report: Awaited<ReturnType<typeof build>>['report'][number],
  taken: number,
): void {
  for (const { zoom, ...counts } of report.zooms) {
    const here = drawings.filter((drawing) => drawing.zoom === zoom)
    const ids = new Set(here.map(({ id }) => id))
    expect(counts.drawings).toBe(here.length)
    expect(counts.tiles).toBe(new Set(here.map(({ x, y }) => `${x} ${y}`)).size)
    expect(counts.features + counts.features_dropped).toBe(taken)
    if (!ids.has(undefined)) expect(counts.features).toBeGreaterThanOrEqual(ids.size)
  }
}

describe('whatever the features are', () => {
  it(
    'tiles are sound and hold all that was taken in, nothing is thrown, and what is refused is counted',
    async () => {
      const end = performance.now() + 1000 * SECONDS
      const failures: string[] = []
      let slowest = { seed: 0, seconds: 0 }
      let runs = 0
      while (runs < MOST_RUNS && performance.now() < end && failures.length < 20) {
        const seed = FIRST_SEED + runs++
        const begun = performance.now()
        await run(seed).catch((error: Error) =>
          failures.push(`seed ${seed}: ${error.message.slice(0, 1500)}`),
        )
        const seconds = (performance.now() - begun) / 1000
        if (seconds > slowest.seconds) slowest = { seed, seconds }
      }
      expect(failures).toEqual([])
      expect(runs).toBeGreaterThan(5)
      if (MOST_RUNS === Number.POSITIVE_INFINITY)
        console.info(`${runs} runs, seed ${slowest.seed} took ${slowest.seconds} s`)
    },
    1000 * (SECONDS + 60),
  )
})
