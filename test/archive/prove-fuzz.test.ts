import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeArchive } from '../../pipeline/archive/archive-writer.ts'
import { proveTiles } from '../../pipeline/archive/prove.ts'
import { openFlatValidity } from '../../pipeline/geo/geos-valid-flat.ts'
import { promisesOf } from '../../pipeline/tiler/promises.ts'
import type { InputFeature } from '../../pipeline/tiler/tileset.ts'
import { build, inputsOf, layerRules, tilesetRules } from '../tiler/build/building.ts'
import { oddFeatures, patchOf } from '../tiler/build/odd-features.ts'
import { randomBy } from '../tiler/points/chunks.ts'

const RUNS = Number(process.env.PETAKUMUH_FUZZ_RUNS ?? 12)

/** Features as no one should write them, with ids. */
function featuresOf(random: () => number, maxzoom: number): InputFeature[] {
  const odd = oddFeatures(random, patchOf(random, maxzoom), 4 + Math.floor(random() * 20), 1)
  return odd.map(({ geometry }, i) => ({ id: i + 1, geometry: geometry ?? null, properties: { no: i } }))
}

it('what the tiler draws of odd features is proven by the rules, and not by rules of another promise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-fuzz-'))
  const validity = await openFlatValidity()
  let dropped = 0
  try {
    for (let seed = 3000; seed < 3000 + RUNS; seed++) {
      const random = randomBy(seed)
      const maxzoom = Math.floor(random() * 21)
      const rules = layerRules({
        minzoom: Math.max(0, maxzoom - 3),
        maxzoom,
        tiny_polygons: (['keep', 'dither', 'drop'] as const)[seed % 3]!,
        simplification_units: random() < 0.8 ? 1 : 5,
        simplification_at_maxzoom_units: random() < 0.8 ? 0 : 2,
        label_layer: 'label',
      })
      const all = tilesetRules([rules], { gzip_level: 1 })
      const features = featuresOf(random, maxzoom)
      const built = await build(all, inputsOf(features))
      if (built.tiles.length === 0) continue
      const path = join(folder, `${seed}.pmtiles`)
      const meta = { name: '', description: '', attribution: '', bounds: built.bounds!, layers: built.layers }
      await writeArchive(path, built.tiles, meta)
      const losses = async (keep: boolean) => {
        const own = keep ? tilesetRules([{ ...rules, tiny_polygons: 'keep' }]) : all
        const source = { rules: own, report: built.report, engine: 'builtin' }
        const layers = promisesOf({
          ...source,
          async *features() {
            yield* features
          },
        })
        return (await proveTiles(path, { layers }, { invalidReason: validity })).losses
      }
      expect([seed, await losses(false)]).toEqual([seed, []])
      const left = built.report[0]!.zooms.reduce((sum, zoom) => sum + zoom.features_dropped, 0)
      if (left === 0) continue
      dropped += left
      const codes = (await losses(true)).map(({ code }) => code)
      expect([seed, codes.includes('missing')]).toEqual([seed, true])
    }
    expect(dropped).toBeGreaterThan(0)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
