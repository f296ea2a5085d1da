import type { LossCode, Losses, PromisedLayer } from '../loss.ts'
import { DEFAULT_SIMPLIFICATION_UNITS } from './bounds.ts'
import { Clusters } from './clusters.ts'
import { type ComparedZoom, Comparison } from './compare.ts'
import { Drawings } from './drawings.ts'
import { twiceRingArea } from './flat-rings.ts'
import { type FlatTileLayer, NO_ID } from './flat-tile.ts'
import { type Sources, sortPairs } from './sources.ts'
import { Unnamed } from './unnamed.ts'

/**
 * Why the rings `from .. to` are no valid polygons (each ring open, ring r the points `ringStart[r] .. ringStart[r + 1]` of
 * `xy`, in whole tile units; `holes[r]` 1 for a hole of the exterior ring before it), or undefined when they are valid.
 */
export type InvalidReason = (
  xy: Int32Array,
  ringStart: Int32Array,
  holes: Uint8Array,
  from: number,
  to: number,
) => string | undefined

export interface ZoomProof {
  zoom: number
  /** Tiles that hold something of the layer. */
  tiles: number
  /** Different features within the tiles themselves, their buffers apart. */
  features: number
  /** Drawings; a feature has one in every tile it touches. */
  drawings: number
  /** Promised features that are not drawn as themselves, as the rules of the layer allow. */
  features_dropped: number
  features_clustered: number
  /** Features for which a square or stroke of two units stands. */
  marks: number
  /** Comparison with the source, in tile units of the zoom. */
  max_error_units: number
  vertices: number
  thin_vertices: number
  /** Source vertices within another part of their feature and within what is drawn. */
  covered_vertices: number
  /** Drawn vertices farther from the source than rounding moves them, as crossings made by cleaning may be. */
  made_vertices: number
}

export interface LayerProof {
  name: string
  features: number
  zooms: ZoomProof[]
  /** Comparison with the source at maxzoom, in tile units. */
  max_error_units: number
  vertices: number
  thin_vertices: number
}

const TYPE = { point: 1, line: 2, polygon: 3 } as const

/** Holds one layer of the archive to its promise, zoom after zoom. */
export class LayerCheck {
  readonly promise: PromisedLayer
  readonly sources: Sources
  readonly #losses: Losses
  readonly #invalidReason: InvalidReason | undefined
  readonly #zooms: ZoomProof[] = []
  readonly #drawings = new Drawings()
  readonly #comparison = new Comparison()
  #present: Uint8Array
  #before: Uint8Array
  /** Features whose drawing has a loss already, which comparing would only tell again. */
  readonly #faulty: Uint8Array
  /** Number of the tile that drew each feature last. */
  readonly #lastTile: Int32Array
  #tileNumber = 0
  #zoom = -1
  #counts = { tiles: 0, drawings: 0 }
  #clusters: Clusters
  #unnamed: Unnamed | undefined
  #holes = new Uint8Array(64)
  #pairs = new Int32Array(64)

  constructor(
    promise: PromisedLayer,
    sources: Sources,
    losses: Losses,
    invalidReason: InvalidReason | undefined,
  ) {
    this.promise = promise
    this.sources = sources
    this.#losses = losses
    this.#invalidReason = invalidReason
    this.#present = new Uint8Array(sources.count)
    this.#before = new Uint8Array(sources.count)
    this.#faulty = new Uint8Array(sources.count)
    this.#lastTile = new Int32Array(sources.count)
    this.#clusters = new Clusters(promise)
  }

  #lose(code: LossCode, id: number | undefined, detail: string): void {
    const { name } = this.promise
    this.#losses.add({ code, layer: name, zoom: this.#zoom, ...(id === undefined ? {} : { id }), detail })
  }

  beginZoom(zoom: number): void {
    const { sources } = this
    this.#zoom = zoom
    this.#counts = { tiles: 0, drawings: 0 }
    ;[this.#before, this.#present] = [this.#present, this.#before]
    this.#present.fill(0)
    this.#faulty.fill(0)
    this.#drawings.clear()
    this.#clusters = new Clusters(this.promise)
    const matched = sources.withoutId > 0 && zoom === this.promise.maxzoom
    this.#unnamed = matched ? new Unnamed(sources, zoom) : undefined
  }

  tile(x: number, y: number, layer: FlatTileLayer): void {
    const { promise, sources } = this
    const name = `${this.#zoom}/${x}/${y}`
    if (this.#zoom < promise.minzoom || this.#zoom > promise.maxzoom) {
      this.#lose(
        'zoom',
        undefined,
        `tile ${name} holds a layer promised for ${promise.minzoom}..${promise.maxzoom}`,
      )
      return
    }
    if (layer.version !== 2) this.#lose('encoding', undefined, `vector tile version ${layer.version}`)
    if (this.#counts.tiles === 0) this.#drawings.extent = layer.extent
    else if (this.#drawings.extent !== layer.extent) {
      this.#lose(
        'encoding',
        undefined,
        `tile ${name} has ${layer.extent} units a side, others ${this.#drawings.extent}`,
      )
      return
    }
    this.#counts.tiles++
    this.#tileNumber++
    const keys = Int32Array.from(layer.keys, (key) => sources.keys.get(key) ?? -1)
    const values = Int32Array.from(layer.values, (value) => sources.values.get(value) ?? -1)
    for (let i = 0; i < layer.count; i++) this.#drawing(layer, i, x, y, name, keys, values)
  }

  #drawing(
    layer: FlatTileLayer,
    i: number,
    x: number,
    y: number,
    name: string,
    keys: Int32Array,
    values: Int32Array,
  ): void {
    const { promise, sources } = this
    this.#counts.drawings++
    const type = layer.types[i]!
    const clustered = promise.cluster !== undefined && this.#zoom <= promise.cluster.maxzoom
    if (clustered && type === 1 && this.#clusters.take(layer, i)) return
    const id = layer.ids[i] === NO_ID ? undefined : layer.ids[i]!
    const place = type === 3 ? this.#checkRings(layer, i, id, name) : true
    let f = -1
    if (id !== undefined) f = sources.index.get(id) ?? -1
    else if (sources.withoutId > 0) {
      // Above maxzoom a feature without an id is one of a number; at maxzoom it is found by its place and attributes.
      if (this.#unnamed === undefined) return
      const tile = this.#tileNumber
      const isFree = (candidate: number) => this.#lastTile[candidate] !== tile
      const pairs = this.#pairsOf(layer, i, keys, values)
      f = this.#unnamed.find(layer, i, x, y, pairs.slice(), isFree)
    }
    if (f < 0) {
      this.#lose(
        'unknown',
        id,
        `tile ${name} holds a feature that was not promised${this.#plainAttributes(layer, i, id)}`,
      )
      return
    }
    if (!sources.isPromised(f, this.#zoom)) {
      const zooms = `${sources.minzooms.data[f]}..${sources.maxzooms.data[f]}`
      this.#lose('unknown', id, `tile ${name} holds a feature promised for zooms ${zooms}`)
      return
    }
    if (this.#lastTile[f] === this.#tileNumber) {
      this.#lose('repeated', id, `tile ${name} holds the feature twice`)
      return
    }
    this.#lastTile[f] = this.#tileNumber
    if (touchesTile(layer, i)) this.#present[f] = 1
    const kind = promise.kind === undefined ? sources.types.data[f]! : TYPE[promise.kind]
    const expected = promise.drawn_as === 'inside' ? 1 : kind
    if (type !== expected) this.#lose('kind', id, `type ${type} in tile ${name}, promised type ${expected}`)
    if (type !== expected || !place) {
      this.#faulty[f] = 1
      return
    }
    if (id !== undefined) this.#checkAttributes(layer, i, f, keys, values, name)
    this.#drawings.add(f, x, y, layer, layer.chainStart[i]!, layer.chainStart[i + 1]!)
  }

  /** Winding, area and validity of a polygon; false when there is a loss. */
  #checkRings(layer: FlatTileLayer, i: number, id: number | undefined, name: string): boolean {
    const from = layer.chainStart[i]!
    const to = layer.chainStart[i + 1]!
    if (this.#holes.length < to) this.#holes = new Uint8Array(2 * to)
    let sound = true
    for (let c = from; c < to; c++) {
      const twice = twiceRingArea(layer.xy, layer.pointStart[c]!, layer.pointStart[c + 1]!)
      this.#holes[c] = twice < 0 ? 1 : 0
      if (twice !== 0 && (c > from || twice > 0)) continue
      sound = false
      if (twice === 0) this.#lose('ring', id, `ring ${c - from} in tile ${name} has no area`)
      else this.#lose('ring', id, `the first ring in tile ${name} is wound as a hole`)
    }
    if (!sound || this.#invalidReason === undefined) return sound
    const reason = this.#invalidReason(layer.xy, layer.pointStart, this.#holes, from, to)
    if (reason === undefined) return true
    this.#lose('invalid', id, `the polygon in tile ${name} is not valid: ${reason}`)
    return false
  }

  /** Attributes of a drawing in the numbers of `Sources`, sorted by key; valid until the next call. */
  #pairsOf(layer: FlatTileLayer, i: number, keys: Int32Array, values: Int32Array): Int32Array {
    const from = layer.tagStart[i]!
    const count = layer.tagStart[i + 1]! - from
    if (this.#pairs.length < count) this.#pairs = new Int32Array(2 * count)
    for (let t = 0; t < count; t += 2) {
      this.#pairs[t] = keys[layer.tags[from + t]!]!
      this.#pairs[t + 1] = values[layer.tags[from + t + 1]!]!
    }
    sortPairs(this.#pairs, 0, count)
    return this.#pairs.subarray(0, count)
  }

  #checkAttributes(
    layer: FlatTileLayer,
    i: number,
    f: number,
    keys: Int32Array,
    values: Int32Array,
    name: string,
  ): void {
    const pairs = this.#pairsOf(layer, i, keys, values)
    const start = this.sources.pairStart.data[f]!
    const count = this.sources.pairStart.data[f + 1]! - start
    let same = count === pairs.length
    for (let p = 0; same && p < count; p++) same = pairs[p] === this.sources.pairs.data[start + p]
    if (same) return
    const promised = this.#promisedAttributes(f)
    const got = attributesOf(layer, i)
    for (const key of new Set([...promised.keys(), ...got.keys()])) {
      if (Object.is(promised.get(key), got.get(key))) continue
      const detail = `${key} in tile ${name} is ${shown(got.get(key))}, promised ${shown(promised.get(key))}`
      this.#lose('attribute', this.sources.idOf(f), detail)
    }
  }

  #promisedAttributes(f: number): Map<string, unknown> {
    const { sources } = this
    const attributes = new Map<string, unknown>()
    for (let p = sources.pairStart.data[f]!; p < sources.pairStart.data[f + 1]!; p += 2) {
      attributes.set(sources.keyNames[sources.pairs.data[p]!]!, sources.valueList[sources.pairs.data[p + 1]!])
    }
    return attributes
  }

  #plainAttributes(layer: FlatTileLayer, i: number, id: number | undefined): string {
    return id === undefined ? `: ${JSON.stringify(Object.fromEntries(attributesOf(layer, i)))}` : ''
  }

  endZoom(): void {
    const { promise } = this
    const zoom = this.#zoom
    if (zoom < promise.minzoom || zoom > promise.maxzoom) return
    const deepest = zoom === promise.maxzoom
    const settings: ComparedZoom = {
      zoom,
      simplification: deepest ? 0 : (promise.simplification_units ?? DEFAULT_SIMPLIFICATION_UNITS),
      smallPartsMayVanish: !deepest || promise.small_parts_may_vanish === true,
    }
    const proof: ZoomProof = {
      zoom,
      ...this.#counts,
      features: 0,
      features_dropped: 0,
      features_clustered: this.#clusters.points,
      marks: 0,
      max_error_units: 0,
      vertices: 0,
      thin_vertices: 0,
      covered_vertices: 0,
      made_vertices: 0,
    }
    this.#checkPresence(proof, settings)
    this.#checkReport(proof)
    this.#compareAll(proof, settings)
    this.#zooms.push(proof)
  }

  #checkPresence(proof: ZoomProof, settings: ComparedZoom): void {
    const { promise, sources } = this
    const { zoom } = settings
    const clustered = promise.cluster !== undefined && zoom <= promise.cluster.maxzoom
    const thinned = (promise.drop_rate ?? 1) > 1 && zoom < promise.maxzoom
    const dither = (promise.tiny_polygons ?? 'keep') !== 'keep'
    const absent = new Uint8Array(sources.count)
    let absentPoints = 0
    for (let f = 0; f < sources.count; f++) {
      if (this.#present[f] === 1) {
        proof.features++
        continue
      }
      if (!sources.isPromised(f, zoom)) continue
      const id = sources.idOf(f)
      if (id === undefined && zoom < promise.maxzoom) continue
      const type = sources.types.data[f]!
      const allowed =
        (type === 1 && (clustered || thinned)) ||
        (type === 3 && dither && this.#comparison.isSmall(sources, f, settings, this.#drawings.extent))
      if (!allowed) {
        this.#lose('missing', id, `the feature is in no tile of zoom ${zoom}${this.#nameless(f)}`)
        continue
      }
      if (this.#before[f] === 1) {
        this.#lose('nested', id, `the feature is drawn at zoom ${zoom - 1} and not at zoom ${zoom}`)
      }
      absent[f] = 1
      if (type === 1) absentPoints++
      proof.features_dropped++
    }
    if (!clustered) return
    proof.features_dropped -= this.#clusters.points
    if (thinned) return
    if (this.#clusters.points !== absentPoints) {
      const detail = `the clusters of zoom ${zoom} hold ${this.#clusters.points} points, ${absentPoints} are not drawn themselves`
      this.#lose('count', undefined, detail)
    }
    for (const fault of this.#clusters.faults(sources, absent)) this.#lose('count', undefined, fault)
  }

  #nameless(f: number): string {
    if (this.sources.idOf(f) !== undefined) return ''
    return `: ${JSON.stringify(Object.fromEntries(this.#promisedAttributes(f)))}`
  }

  #checkReport(proof: ZoomProof): void {
    const { zoom } = proof
    const reported = this.promise.report?.find((entry) => entry.zoom === zoom)
    if (reported === undefined) {
      if (this.promise.report !== undefined) this.#lose('count', undefined, `the report has no zoom ${zoom}`)
      return
    }
    const named = this.sources.withoutId === 0 || zoom === this.promise.maxzoom
    const names = named
      ? (['features', 'features_dropped', 'features_clustered', 'drawings', 'tiles'] as const)
      : (['drawings', 'tiles'] as const)
    for (const name of names) {
      const expected = reported[name]
      if (expected === undefined || expected === proof[name]) continue
      this.#lose('count', undefined, `zoom ${zoom} has ${proof[name]} ${name}, the report says ${expected}`)
    }
  }

  #compareAll(proof: ZoomProof, settings: ComparedZoom): void {
    const { promise, sources } = this
    const comparison = this.#comparison
    this.#drawings.sort(sources.count)
    for (let f = 0; f < sources.count; f++) {
      if (this.#present[f] === 0 || this.#faulty[f] === 1) continue
      if (promise.drawn_as === 'inside') comparison.comparePointInside(sources, f, this.#drawings, settings)
      else comparison.compare(sources, f, this.#drawings, settings)
      if (comparison.isMark) proof.marks++
      if (comparison.maxErrorUnits > proof.max_error_units) proof.max_error_units = comparison.maxErrorUnits
      proof.vertices += comparison.vertices
      proof.thin_vertices += comparison.thinVertices
      proof.covered_vertices += comparison.coveredVertices
      proof.made_vertices += comparison.madeVertices
      if (comparison.fault !== undefined) {
        this.#lose('geometry', sources.idOf(f), `${comparison.fault}${this.#nameless(f)}`)
      }
    }
    proof.max_error_units = Math.round(proof.max_error_units * 1000) / 1000
  }

  finish(): LayerProof {
    const deepest = this.#zooms.at(-1)
    return {
      name: this.promise.name,
      features: this.sources.count,
      zooms: this.#zooms,
      max_error_units: deepest?.max_error_units ?? 0,
      vertices: deepest?.vertices ?? 0,
      thin_vertices: deepest?.thin_vertices ?? 0,
    }
  }
}

function attributesOf(layer: FlatTileLayer, i: number): Map<string, unknown> {
  const attributes = new Map<string, unknown>()
  for (let t = layer.tagStart[i]!; t < layer.tagStart[i + 1]!; t += 2) {
    attributes.set(layer.keys[layer.tags[t]!]!, layer.values[layer.tags[t + 1]!])
  }
  return attributes
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'absent'
}

/** A drawing wholly in the buffer is never shown: it does not make a feature present. */
function touchesTile({ chainStart, pointStart, xy, extent }: FlatTileLayer, i: number): boolean {
  const end = 2 * pointStart[chainStart[i + 1]!]!
  let minX = Number.POSITIVE_INFINITY
  let minY = Number.POSITIVE_INFINITY
  let maxX = Number.NEGATIVE_INFINITY
  let maxY = Number.NEGATIVE_INFINITY
  for (let p = 2 * pointStart[chainStart[i]!]!; p < end; p += 2) {
    const x = xy[p]!
    const y = xy[p + 1]!
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return maxX >= 0 && minX <= extent && maxY >= 0 && minY <= extent
}
