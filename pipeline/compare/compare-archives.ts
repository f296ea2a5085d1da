import {
  type DecodedLayer,
  damaged,
  decodeMvt,
  MAX_ZOOM,
  type TileRun,
  type TileSource,
  zoomOf,
  zxyOf,
} from '../archive/index.ts'
import { UserError } from '../errors.ts'
import type {
  Comparison,
  FeatureExample,
  LayerComparison,
  TileCounts,
  TileExample,
  Verdict,
} from './comparison.ts'
import { declaredDifferences, declaredLayers, differentMetadata } from './declared-layers.ts'
import { featureIds } from './feature-ids.ts'
import { LayerTally } from './layer-tally.ts'
import { runsWithin, walkPair } from './tile-walk.ts'

export interface CompareFilters {
  /** First and last zoom looked at. */
  zooms?: [number, number]
  /** Names of the layers looked at. */
  layers?: string[]
}

const ALL_ZOOMS: [number, number] = [0, MAX_ZOOM]
/** Distances are told in units of which a tile has so many, whatever the extents of the layers. */
const EXTENT = 4096

/**
 * Holds two archives against each other by tile, layer and feature. Tiles are read side by side and not kept; what is kept
 * are features that differ, some 60 bytes each.
 * @param limit examples of each kind and layer.
 * @throws UserError `source` where an archive is damaged; `usage` for a layer asked for that neither has.
 */
export async function compareArchives(
  a: TileSource,
  b: TileSource,
  filters: CompareFilters,
  limit: number,
): Promise<Comparison> {
  return new ArchiveComparison(a, b, filters, limit).run()
}

class ArchiveComparison {
  readonly #a: TileSource
  readonly #b: TileSource
  readonly #filters: CompareFilters
  readonly #limit: number
  readonly #zooms = new Map<number, TileCounts>()
  readonly #tallies = new Map<string, LayerTally>()
  readonly #examples: TileExample[] = []
  /** Names of all layers met in tiles that were decoded. */
  readonly #met = new Set<string>()

  constructor(a: TileSource, b: TileSource, filters: CompareFilters, limit: number) {
    this.#a = a
    this.#b = b
    this.#filters = filters
    this.#limit = limit
  }

  async run(): Promise<Comparison> {
    let previous: { a: number | undefined; b: number | undefined; verdict: Verdict } | undefined
    for await (const { tileId, tiles, a, b } of walkPair(
      this.#a,
      this.#b,
      this.#filters.zooms ?? ALL_ZOOMS,
    )) {
      const isKnown = previous?.a === a?.content && previous?.b === b?.content
      const verdict = isKnown && previous ? previous.verdict : await this.#judge(tileId, tiles, a, b)
      const isEqual = verdict === 'equal_bytes' || verdict === 'equal_content'
      previous = isEqual ? { a: a?.content, b: b?.content, verdict } : undefined
      if (verdict !== undefined) this.#count(tileId, tiles, verdict)
    }
    await this.#searchOneSided()
    return this.#finish()
  }

  #count(tileId: number, tiles: number, verdict: Verdict): void {
    const zoom = zoomOf(tileId)
    const counts = this.#zooms.get(zoom) ?? noTiles()
    this.#zooms.set(zoom, counts)
    counts[verdict] += tiles
    if (verdict === 'equal_bytes' || verdict === 'equal_content') return
    for (let i = 0; i < tiles && this.#examples.length < this.#limit; i++)
      this.#examples.push({ tile: zxyOf(tileId + i), verdict })
  }

  /** @returns undefined for tiles that hold none of the layers looked at. */
  async #judge(
    tileId: number,
    tiles: number,
    a: TileRun | undefined,
    b: TileRun | undefined,
  ): Promise<Verdict | undefined> {
    const storedA = a && (await stored(this.#a, a))
    const storedB = b && (await stored(this.#b, b))
    const oneSided = storedA === undefined ? 'only_b' : storedB === undefined ? 'only_a' : undefined
    const isEqual = storedA !== undefined && storedB !== undefined && Buffer.compare(storedA, storedB) === 0
    if (isEqual && this.#filters.layers === undefined) return 'equal_bytes'
    if (!this.#a.isVector || !this.#b.isVector) return oneSided ?? (isEqual ? 'equal_bytes' : 'different')
    const layersA = storedA ? this.#layersOf(this.#a, tileId, storedA) : []
    const layersB = storedB ? this.#layersOf(this.#b, tileId, storedB) : []
    if (this.#filters.layers !== undefined && layersA.length === 0 && layersB.length === 0) return undefined
    if (isEqual) return 'equal_bytes'
    const names = new Set([...layersA, ...layersB].map((layer) => layer.name))
    let same = true
    for (const name of names) {
      const inA = layersA.find((layer) => layer.name === name)
      const inB = layersB.find((layer) => layer.name === name)
      if (!this.#tally(name).tile(tileId, tiles, inA?.features ?? [], inB?.features ?? [])) same = false
    }
    return oneSided ?? (same ? 'equal_content' : 'different')
  }

  #tally(name: string): LayerTally {
    const tally = this.#tallies.get(name) ?? new LayerTally(name, this.#limit)
    this.#tallies.set(name, tally)
    return tally
  }

  #isLookedAt(name: string): boolean {
    return this.#filters.layers?.includes(name) ?? true
  }

  #layersOf(source: TileSource, tileId: number, bytes: Uint8Array): DecodedLayer[] {
    try {
      const all = decodeMvt(source.unpacked(bytes))
      for (const { name } of all) this.#met.add(name)
      const layers = all.filter((layer) => this.#isLookedAt(layer.name))
      for (const layer of layers) if (layer.extent !== EXTENT) scale(layer)
      return layers
    } catch (error) {
      throw damaged(source.file, error, zxyOf(tileId).join('/'))
    }
  }

  /** A feature that some tile has on one side only may be in another tile of the other archive, even in one equal in both. */
  async #searchOneSided(): Promise<void> {
    const wanted = { a: new Map<string, LayerTally>(), b: new Map<string, LayerTally>() }
    for (const [name, tally] of this.#tallies) {
      const { inA, inB } = tally.oneSided
      if (inB) wanted.a.set(name, tally)
      if (inA) wanted.b.set(name, tally)
    }
    for (const side of ['a', 'b'] as const) {
      if (wanted[side].size === 0) continue
      const source = side === 'a' ? this.#a : this.#b
      let previous: number | undefined
      for await (const { tileId, run } of runsWithin(source, this.#filters.zooms ?? ALL_ZOOMS)) {
        if (run.content === previous) continue
        previous = run.content
        const bytes = await stored(source, run)
        try {
          featureIds(source.unpacked(bytes), (name, id) => wanted[side].get(name)?.metIn(side, id))
        } catch (error) {
          throw damaged(source.file, error, zxyOf(tileId).join('/'))
        }
      }
    }
  }

  #refuseUnknown(names: ReadonlySet<string>): void {
    const unknown = this.#filters.layers?.filter((name) => !names.has(name)) ?? []
    if (unknown.length === 0) return
    throw new UserError('usage', {
      what: 'neither archive has such a layer',
      where: { key: '--layer' },
      got: unknown.join(', '),
      expected: names.size === 0 ? 'archives with layers' : `one of ${[...names].sort().join(', ')}`,
      next: 'mind capitals; a layer is named after its file where tile was given no name with -l',
    })
  }

  #finish(): Comparison {
    const declaredA = declaredLayers(this.#a)
    const declaredB = declaredLayers(this.#b)
    const names = new Set([...declaredA.keys(), ...declaredB.keys(), ...this.#met])
    this.#refuseUnknown(names)
    const layers: LayerComparison[] = []
    const features: FeatureExample[] = []
    for (const name of [...names].sort()) {
      if (!this.#isLookedAt(name)) continue
      const { layer, examples } = this.#tally(name).finish()
      layers.push({
        ...layer,
        features_a: declaredA.get(name)?.features ?? null,
        features_b: declaredB.get(name)?.features ?? null,
        declared: declaredDifferences(name, declaredA.get(name), declaredB.get(name)),
      })
      features.push(...examples)
    }
    const total = noTiles()
    for (const counts of this.#zooms.values())
      for (const verdict of Object.keys(total) as Verdict[]) total[verdict] += counts[verdict]
    const { zooms, layers: layerNames } = this.#filters
    return {
      format: 'petakumuh-compare/1',
      a: factsOf(this.#a),
      b: factsOf(this.#b),
      filters: { ...(zooms && { zooms }), ...(layerNames && { layers: layerNames }) },
      equal:
        total.different + total.only_a + total.only_b === 0 &&
        layers.every((layer) => layer.declared.length === 0),
      tiles: total,
      zooms: [...this.#zooms]
        .sort(([one], [other]) => one - other)
        .map(([zoom, counts]) => ({ zoom, ...counts })),
      layers,
      metadata: differentMetadata(this.#a, this.#b),
      examples: { tiles: this.#examples, features },
    }
  }
}

async function stored(source: TileSource, run: TileRun): Promise<Uint8Array> {
  try {
    return await source.stored(run)
  } catch (error) {
    throw damaged(source.file, error, zxyOf(run.tileId).join('/'))
  }
}

function scale(layer: DecodedLayer): void {
  const factor = EXTENT / layer.extent
  for (const feature of layer.features) {
    for (const chain of feature.geometry) {
      for (const point of chain) {
        point[0] *= factor
        point[1] *= factor
      }
    }
  }
  layer.extent = EXTENT
}

function noTiles(): TileCounts {
  return { equal_bytes: 0, equal_content: 0, different: 0, only_a: 0, only_b: 0 }
}

function factsOf({ file, bytes, minZoom, maxZoom }: TileSource): Comparison['a'] {
  return { file, bytes, zooms: [minZoom, maxZoom] }
}
