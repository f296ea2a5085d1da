import type { LossCode, Losses, PromisedLayer } from '../loss.ts'
import { AttributeCheck, attributesOf } from './attribute-check.ts'
import { limitsAt, type ZoomLimits } from './bounds.ts'
import { Clusters } from './clusters.ts'
import { Comparison } from './compare.ts'
import { Drawings } from './drawings.ts'
import { type FlatTileLayer, NO_ID } from './flat-tile.ts'
import { emptyZoomProof, type LayerProof, type ZoomProof } from './layer-proof.ts'
import { checkPresence } from './presence.ts'
import { reportFaults } from './report-check.ts'
import { type InvalidReason, RingCheck } from './ring-check.ts'
import type { Sources } from './sources.ts'
import { Unnamed } from './unnamed.ts'

const TYPE = { point: 1, line: 2, polygon: 3 } as const

/** Holds one layer of the archive to its promise, zoom after zoom. */
export class LayerCheck {
  readonly promise: PromisedLayer
  readonly sources: Sources
  readonly #losses: Losses
  readonly #rings: RingCheck
  readonly #attributes: AttributeCheck
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
  /** Feature of the tile in hand; undefined when it has no id. */
  #id: number | undefined
  readonly #loseRing = (code: 'ring' | 'invalid', detail: string): void => this.#lose(code, this.#id, detail)

  constructor(
    promise: PromisedLayer,
    sources: Sources,
    losses: Losses,
    invalidReason: InvalidReason | undefined,
  ) {
    this.promise = promise
    this.sources = sources
    this.#losses = losses
    this.#rings = new RingCheck(invalidReason)
    this.#attributes = new AttributeCheck(sources)
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
    this.#unnamed = matched ? new Unnamed(sources, zoom, this.promise.drawn_as === 'inside') : undefined
  }

  tile(x: number, y: number, layer: FlatTileLayer): void {
    const { promise } = this
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
    this.#attributes.beginTile(layer)
    for (let i = 0; i < layer.count; i++) this.#drawing(layer, i, x, y, name)
  }

  #drawing(layer: FlatTileLayer, i: number, x: number, y: number, name: string): void {
    const { promise, sources } = this
    this.#counts.drawings++
    const type = layer.types[i]!
    const clustered = promise.cluster !== undefined && this.#zoom <= promise.cluster.maxzoom
    if (clustered && type === 1 && this.#clusters.take(layer, i)) return
    const id = layer.ids[i] === NO_ID ? undefined : layer.ids[i]!
    this.#id = id
    const isSound = type !== TYPE.polygon || this.#rings.isSound(layer, i, this.#loseRing, name)
    let f = -1
    if (id !== undefined) f = sources.index.get(id) ?? -1
    else if (sources.withoutId > 0) {
      // Above maxzoom a feature without an id is one of a number; at maxzoom it is found by its place and attributes.
      if (this.#unnamed === undefined) {
        if (clustered && type === TYPE.point) this.#clusters.takeNameless(layer, i, x, y, 2 ** this.#zoom - 1)
        return
      }
      const tile = this.#tileNumber
      const isFree = (candidate: number) => this.#lastTile[candidate] !== tile
      f = this.#unnamed.find(layer, i, x, y, this.#attributes.pairsOf(layer, i).slice(), isFree)
    }
    if (f < 0) {
      const nameless =
        id === undefined ? `: ${JSON.stringify(Object.fromEntries(attributesOf(layer, i)))}` : ''
      this.#lose('unknown', id, `tile ${name} holds a feature that was not promised${nameless}`)
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
    if (type !== expected || !isSound) {
      this.#faulty[f] = 1
      return
    }
    if (id !== undefined) {
      for (const fault of this.#attributes.faults(layer, i, f, name)) this.#lose('attribute', id, fault)
    }
    this.#drawings.add(f, x, y, layer, layer.chainStart[i]!, layer.chainStart[i + 1]!)
  }

  endZoom(): void {
    const { promise } = this
    const zoom = this.#zoom
    if (zoom < promise.minzoom || zoom > promise.maxzoom) return
    const limits = limitsAt(promise, zoom)
    const proof = { ...emptyZoomProof(zoom), ...this.#counts, features_clustered: this.#clusters.points }
    this.#checkPresence(proof, limits)
    this.#compareAll(proof, limits)
    const isNamed = this.sources.withoutId === 0 || zoom === promise.maxzoom
    for (const fault of reportFaults(promise, proof, isNamed)) this.#lose('count', undefined, fault)
    this.#zooms.push(proof)
  }

  #checkPresence(proof: ZoomProof, limits: ZoomLimits): void {
    const { promise, sources } = this
    checkPresence(
      { promise, sources, clusters: this.#clusters, present: this.#present, before: this.#before },
      proof,
      (f) => this.#comparison.mayBeLeftOut(sources, f, limits, this.#drawings.extent),
      (code, f, detail) => {
        if (f === undefined) this.#lose(code, undefined, detail)
        else
          this.#lose(
            code,
            sources.idOf(f),
            code === 'missing' ? detail + this.#attributes.nameless(f) : detail,
          )
      },
    )
  }

  #compareAll(proof: ZoomProof, limits: ZoomLimits): void {
    const { promise, sources } = this
    const comparison = this.#comparison
    this.#drawings.sort(sources.count)
    for (let f = 0; f < sources.count; f++) {
      if (this.#present[f] === 0) continue
      if (this.#faulty[f] === 1) {
        proof.thin_features++
        continue
      }
      if (promise.drawn_as === 'inside') comparison.comparePointInside(sources, f, this.#drawings, limits)
      else comparison.compare(sources, f, this.#drawings, limits)
      if (comparison.isMark) proof.marks++
      if (comparison.isSurelyMark) proof.sure_marks++
      if (comparison.isPerhapsMark) proof.thin_features++
      if (comparison.maxErrorUnits > proof.max_error_units) proof.max_error_units = comparison.maxErrorUnits
      proof.vertices += comparison.vertices
      proof.thin_vertices += comparison.thinVertices
      proof.covered_vertices += comparison.coveredVertices
      proof.made_vertices += comparison.madeVertices
      if (comparison.fault !== undefined) {
        this.#lose('geometry', sources.idOf(f), `${comparison.fault}${this.#attributes.nameless(f)}`)
      }
    }
    proof.max_error_units = Math.round(proof.max_error_units * 1000) / 1000
  }

  finish(): LayerProof {
    const deepest = this.#zooms.at(-1)
    return {
      name: this.promise.name,
      features: this.sources.count,
      features_without_id: this.sources.withoutId,
      zooms: this.#zooms,
      max_error_units: deepest?.max_error_units ?? 0,
      vertices: deepest?.vertices ?? 0,
      thin_vertices: deepest?.thin_vertices ?? 0,
    }
  }
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
