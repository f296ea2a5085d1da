import { type AttributeValue, type DecodedFeature, zxyOf } from '../archive/index.ts'
import type { FeatureExample, LayerComparison } from './comparison.ts'
import { FeatureTable, SEEN } from './feature-table.ts'
import { greatestDistance } from './geometry-distance.ts'
import { sameChains, sameValues } from './same.ts'

type AttributeChange = Extract<FeatureExample, { change: 'attribute' }>

/** Gathers, tile by tile, what differs between the features of one layer. */
export class LayerTally {
  readonly name: string
  readonly #limit: number
  readonly #features = new FeatureTable()
  /** Features whose values changed, by attribute. */
  readonly #attributes = new Map<string, FeatureTable>()
  readonly #changes: AttributeChange[] = []
  readonly #withoutId = { only_a: 0, only_b: 0 }

  /** @param limit examples of each kind. */
  constructor(name: string, limit: number) {
    this.name = name
    this.#limit = limit
  }

  /**
   * Holds the features of one tile against each other.
   * @param tiles how many tiles have these contents, the first of which is `tileId`.
   * @returns whether they are the same.
   */
  tile(tileId: number, tiles: number, a: readonly DecodedFeature[], b: readonly DecodedFeature[]): boolean {
    const byIdA = grouped(a)
    const byIdB = grouped(b)
    let same = this.#compareWithoutId(tiles, byIdA.get(undefined) ?? [], byIdB.get(undefined) ?? [])
    byIdA.delete(undefined)
    byIdB.delete(undefined)
    for (const [id, ofA] of byIdA) {
      const ofB = byIdB.get(id)
      if (ofB === undefined) this.#features.see(id!, SEEN.onlyA)
      else if (this.#compareFeature(tileId, id!, ofA, ofB)) continue
      same = false
    }
    for (const id of byIdB.keys()) {
      if (byIdA.has(id)) continue
      this.#features.see(id!, SEEN.onlyB)
      same = false
    }
    return same
  }

  /** Features so far seen in only one of the archives, to be looked for in all tiles of the other. */
  get oneSided(): { inA: boolean; inB: boolean } {
    let inA = false
    let inB = false
    this.#features.each((_, seen) => {
      if (isAdded(seen)) inB = true
      else if (isRemoved(seen)) inA = true
    })
    return { inA, inB }
  }

  /** A feature met in the search for those {@link oneSided}. */
  metIn(archive: 'a' | 'b', id: number): void {
    if (this.#features.has(id)) this.#features.see(id, archive === 'a' ? SEEN_IN_A : SEEN_IN_B)
  }

  finish(): {
    layer: Omit<LayerComparison, 'declared' | 'features_a' | 'features_b'>
    examples: FeatureExample[]
  } {
    const layer = {
      name: this.name,
      added: 0,
      removed: 0,
      attributes_changed: 0,
      geometry_changed: 0,
      greatest_distance: null as LayerComparison['greatest_distance'],
      tiles_changed: 0,
      without_id: this.#withoutId,
      attributes: [...this.#attributes]
        .map(([name, features]) => ({ name, features: features.count }))
        .sort((one, other) => other.features - one.features || (one.name < other.name ? -1 : 1)),
    }
    const added = new Lowest(this.#limit)
    const removed = new Lowest(this.#limit)
    const elsewhere = new Lowest(this.#limit)
    const farthest: { id: number; units: number; tileId: number }[] = []
    this.#features.each((id, seen, distance, tileId) => {
      if (isAdded(seen)) {
        layer.added++
        added.offer(id)
        return
      }
      if (isRemoved(seen)) {
        layer.removed++
        removed.offer(id)
        return
      }
      if (seen & SEEN.attributes) layer.attributes_changed++
      if (seen & (SEEN.onlyA | SEEN.onlyB)) {
        layer.tiles_changed++
        elsewhere.offer(id)
      }
      if ((seen & SEEN.geometry) === 0) return
      layer.geometry_changed++
      farthest.push({ id, units: Math.round(distance * 1000) / 1000, tileId })
      if (farthest.length > 2 * this.#limit + 2) keepFarthest(farthest, this.#limit)
    })
    keepFarthest(farthest, Math.max(this.#limit, 1))
    const first = farthest[0]
    if (first !== undefined) layer.greatest_distance = { units: first.units, tile: zxyOf(first.tileId) }
    const of = (change: 'added' | 'removed' | 'tiles', ids: Lowest): FeatureExample[] =>
      ids.kept.map((id) => ({ layer: this.name, id, change }))
    const examples: FeatureExample[] = [
      ...of('added', added),
      ...of('removed', removed),
      ...this.#changes,
      ...farthest.slice(0, this.#limit).map(
        ({ id, units, tileId }): FeatureExample => ({
          ...{ layer: this.name, id, change: 'geometry', units, tile: zxyOf(tileId) },
        }),
      ),
      ...of('tiles', elsewhere),
    ]
    return { layer, examples }
  }

  #compareFeature(tileId: number, id: number, ofA: DecodedFeature[], ofB: DecodedFeature[]): boolean {
    if (ofA.length > 1 || ofB.length > 1) {
      for (const features of [ofA, ofB])
        features.sort((one, other) => (contentOf(one) < contentOf(other) ? -1 : 1))
    }
    let sameAttributes = true
    let sameGeometry = ofA.length === ofB.length
    for (let i = 0; i < Math.min(ofA.length, ofB.length); i++) {
      const [a, b] = [ofA[i]!, ofB[i]!]
      if (!this.#compareAttributes(tileId, id, a.properties, b.properties)) sameAttributes = false
      if (!sameChains(a, b)) sameGeometry = false
    }
    if (sameAttributes && sameGeometry) return true
    this.#features.see(id, SEEN.both | (sameAttributes ? 0 : SEEN.attributes))
    if (!sameGeometry) {
      const drawingA = { type: ofA[0]!.type, chains: ofA.flatMap((feature) => feature.geometry) }
      const drawingB = { type: ofB[0]!.type, chains: ofB.flatMap((feature) => feature.geometry) }
      this.#features.moved(id, greatestDistance(drawingA, drawingB), tileId)
    }
    return false
  }

  #compareAttributes(
    tileId: number,
    id: number,
    a: Record<string, AttributeValue>,
    b: Record<string, AttributeValue>,
  ): boolean {
    if (sameValues(a, b)) return true
    for (const attribute of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const [before, after] = [heldValue(a, attribute), heldValue(b, attribute)]
      if (before === after) continue
      const features = this.#attributes.get(attribute) ?? new FeatureTable()
      this.#attributes.set(attribute, features)
      if (features.see(id, SEEN.attributes) !== 0 || this.#changes.length >= this.#limit) continue
      this.#changes.push({
        layer: this.name,
        id,
        change: 'attribute',
        attribute,
        a: before,
        b: after,
        tile: zxyOf(tileId),
      })
    }
    return false
  }

  #compareWithoutId(tiles: number, a: readonly DecodedFeature[], b: readonly DecodedFeature[]): boolean {
    if (a.length === 0 && b.length === 0) return true
    const balance = new Map<string, number>()
    for (const feature of a) add(balance, contentOf(feature), 1)
    for (const feature of b) add(balance, contentOf(feature), -1)
    let same = true
    for (const surplus of balance.values()) {
      if (surplus === 0) continue
      same = false
      if (surplus > 0) this.#withoutId.only_a += surplus * tiles
      else this.#withoutId.only_b -= surplus * tiles
    }
    return same
  }
}

/** Met by the search through all tiles; beside the bits of SEEN. */
const SEEN_IN_A = 32
const SEEN_IN_B = 64

function isAdded(seen: number): boolean {
  return (seen & (SEEN.both | SEEN.onlyA | SEEN_IN_A)) === 0
}

function isRemoved(seen: number): boolean {
  return (seen & (SEEN.both | SEEN.onlyB | SEEN_IN_B)) === 0
}

function grouped(features: readonly DecodedFeature[]): Map<number | undefined, DecodedFeature[]> {
  const byId = new Map<number | undefined, DecodedFeature[]>()
  for (const feature of features) {
    const known = byId.get(feature.id)
    if (known === undefined) byId.set(feature.id, [feature])
    else known.push(feature)
  }
  return byId
}

function heldValue(properties: Record<string, AttributeValue>, name: string): AttributeValue | null {
  return Object.hasOwn(properties, name) ? properties[name]! : null
}

/** The same text for the same content, in whatever order its attributes stand. */
function contentOf({ type, geometry, properties }: DecodedFeature): string {
  const attributes = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify([type, geometry, attributes])
}

function add(balance: Map<string, number>, key: string, count: number): void {
  balance.set(key, (balance.get(key) ?? 0) + count)
}

function keepFarthest(list: { id: number; units: number }[], count: number): void {
  list.sort((one, other) => other.units - one.units || one.id - other.id)
  list.length = Math.min(list.length, count)
}

/** The lowest of the ids offered, so that the examples do not hang on the order of tiles. */
class Lowest {
  readonly kept: number[] = []
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  offer(id: number): void {
    if (this.kept.length === this.#limit && (this.#limit === 0 || id > this.kept.at(-1)!)) return
    let at = this.kept.length
    while (at > 0 && this.kept[at - 1]! > id) at--
    this.kept.splice(at, 0, id)
    this.kept.length = Math.min(this.kept.length, this.#limit)
  }
}
