import type { PMTiles } from 'pmtiles'
import { zxyOf } from './hilbert.ts'
import { type Loss, type LossCode, Losses, type PromisedFeature, type PromisedLayer } from './loss.ts'
import { type DecodedFeature, decodeMvt, ringArea } from './mvt.ts'
import { ArchiveFile } from './pmtiles-reader.ts'
import { BOUNDS_UNITS, compareGeometry, type DrawnPiece } from './prove-geometry.ts'
import { checkHeader } from './prove-metadata.ts'

export interface ZoomProof {
  zoom: number
  /** Tiles that hold something of the layer. */
  tiles: number
  /** Different features within the tiles themselves, their buffers apart. */
  features: number
  /** Drawings; a feature has one in every tile it touches. */
  drawings: number
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

export interface Proof {
  tiles: number
  bounds_units: typeof BOUNDS_UNITS
  layers: LayerProof[]
  /** All losses, and of each kind, layer and zoom the first 20. */
  loss_count: number
  losses: Loss[]
}

/**
 * Decodes every tile with the reference readers and holds it against what was promised.
 * @returns plain JSON; nothing was lost when `loss_count` is 0. The same archive and promise give the same proof.
 * @throws UserError `source` when the file cannot be opened; Error when it cannot be decoded (see `verifyPmtiles`).
 */
export async function proveTiles(
  path: string,
  promise: { layers: readonly PromisedLayer[] },
): Promise<Proof> {
  const file = await ArchiveFile.open(path)
  try {
    const losses = new Losses()
    const layers = new Map(promise.layers.map((layer) => [layer.name, new LayerCheck(layer, losses)]))
    const reader = file.reference()
    let tiles = 0
    for await (const entry of file.entries(await file.header())) {
      for (let id = entry.tileId; id < entry.tileId + entry.runLength; id++) {
        tiles++
        await checkTile(reader, zxyOf(id), layers, losses)
      }
    }
    const proofs = [...layers.values()].map((check) => check.finish())
    await checkHeader(reader, promise.layers, losses)
    return {
      tiles,
      bounds_units: BOUNDS_UNITS,
      layers: proofs,
      loss_count: losses.count,
      losses: losses.kept,
    }
  } finally {
    await file.close()
  }
}

async function checkTile(
  reader: PMTiles,
  [z, x, y]: [number, number, number],
  layers: Map<string, LayerCheck>,
  losses: Losses,
): Promise<void> {
  const answer = await reader.getZxy(z, x, y)
  if (answer === undefined) {
    losses.add({ code: 'encoding', zoom: z, detail: `the reader finds no tile ${z}/${x}/${y}` })
    return
  }
  for (const layer of decodeMvt(new Uint8Array(answer.data))) {
    const check = layers.get(layer.name)
    if (check === undefined) {
      losses.add({
        code: 'unknown',
        layer: layer.name,
        zoom: z,
        detail: `layer in tile ${z}/${x}/${y} was not promised`,
      })
      continue
    }
    if (layer.version !== 2) {
      losses.add({
        code: 'encoding',
        layer: layer.name,
        zoom: z,
        detail: `vector tile version ${layer.version}`,
      })
    }
    check.tile(z, x, y, layer.extent, layer.features)
  }
}

const TYPE = { point: 1, line: 2, polygon: 3 } as const

/** Gathers what the tiles hold of one layer. */
class LayerCheck {
  readonly #layer: PromisedLayer
  readonly #losses: Losses
  readonly #index: Map<number, number>
  readonly #zooms = new Map<number, { tiles: number; drawings: number; present: Uint8Array }>()
  /** Pieces at maxzoom by feature. */
  readonly #pieces: DrawnPiece[][]
  #extent = 4096

  constructor(layer: PromisedLayer, losses: Losses) {
    this.#layer = layer
    this.#losses = losses
    this.#index = new Map(layer.features.map((feature, i) => [feature.id, i]))
    this.#pieces = layer.features.map(() => [])
    for (let zoom = layer.minzoom; zoom <= layer.maxzoom; zoom++) {
      this.#zooms.set(zoom, { tiles: 0, drawings: 0, present: new Uint8Array(layer.features.length) })
    }
  }

  #lose(code: LossCode, zoom: number, id: number | undefined, detail: string): void {
    this.#losses.add({ code, layer: this.#layer.name, zoom, ...(id === undefined ? {} : { id }), detail })
  }

  tile(z: number, x: number, y: number, extent: number, features: readonly DecodedFeature[]): void {
    const name = `${z}/${x}/${y}`
    const counts = this.#zooms.get(z)
    if (counts === undefined) {
      this.#lose(
        'zoom',
        z,
        undefined,
        `tile ${name} holds a layer promised for ${this.#layer.minzoom}..${this.#layer.maxzoom}`,
      )
      return
    }
    counts.tiles++
    const here = new Set<number>()
    for (const feature of features) {
      counts.drawings++
      const { id } = feature
      const i = id === undefined ? undefined : this.#index.get(id)
      if (i === undefined) {
        this.#lose('unknown', z, id, `tile ${name} holds a feature that was not promised`)
        continue
      }
      if (here.has(i)) this.#lose('repeated', z, id, `tile ${name} holds the feature twice`)
      here.add(i)
      if (touchesTile(feature, extent)) counts.present[i] = 1
      if (feature.type !== TYPE[this.#layer.kind])
        this.#lose('kind', z, id, `type ${feature.type} in tile ${name}`)
      else if (feature.type === 3) this.#checkRings(feature, z, name)
      if (z !== this.#layer.maxzoom) continue
      this.#checkAttributes(this.#layer.features[i]!, feature, z, name)
      this.#pieces[i]!.push({ x, y, chains: feature.geometry })
      this.#extent = extent
    }
  }

  #checkRings(feature: DecodedFeature, z: number, name: string): void {
    feature.geometry.forEach((ring, r) => {
      const area = ringArea(ring)
      if (area === 0) this.#lose('ring', z, feature.id, `ring ${r} in tile ${name} has no area`)
      else if (r === 0 && area < 0)
        this.#lose('ring', z, feature.id, `the first ring in tile ${name} is wound as a hole`)
    })
  }

  #checkAttributes(source: PromisedFeature, feature: DecodedFeature, z: number, name: string): void {
    const keys = new Set([...Object.keys(source.properties), ...Object.keys(feature.properties)])
    for (const key of keys) {
      const expected = source.properties[key]
      const got = feature.properties[key]
      if (got === expected) continue
      const detail = `${key} in tile ${name} is ${JSON.stringify(got) ?? 'absent'}, promised ${JSON.stringify(expected) ?? 'absent'}`
      this.#lose('attribute', z, feature.id, detail)
    }
  }

  finish(): LayerProof {
    const layer = this.#layer
    const zooms: ZoomProof[] = []
    for (const [zoom, { tiles, drawings, present }] of this.#zooms) {
      let features = 0
      layer.features.forEach(({ id }, i) => {
        if (present[i] === 1) features++
        else this.#lose('missing', zoom, id, `the feature is in no tile of zoom ${zoom}`)
      })
      zooms.push({ zoom, tiles, features, drawings })
    }
    const proof: LayerProof = {
      name: layer.name,
      features: layer.features.length,
      zooms,
      max_error_units: 0,
      vertices: 0,
      thin_vertices: 0,
    }
    layer.features.forEach((feature, i) => {
      const pieces = this.#pieces[i]!
      if (pieces.length === 0) return
      const found = compareGeometry(layer.kind, feature.geometry, pieces, layer.maxzoom, this.#extent)
      proof.max_error_units = Math.max(proof.max_error_units, found.maxErrorUnits)
      proof.vertices += found.vertices
      proof.thin_vertices += found.thinVertices
      if (found.fault !== undefined) this.#lose('geometry', layer.maxzoom, feature.id, found.fault)
    })
    proof.max_error_units = Math.round(proof.max_error_units * 1000) / 1000
    return proof
  }
}

/** A drawing wholly in the buffer is never shown: it does not make a feature present. */
function touchesTile(feature: DecodedFeature, extent: number): boolean {
  let minX = Number.POSITIVE_INFINITY
  let minY = Number.POSITIVE_INFINITY
  let maxX = Number.NEGATIVE_INFINITY
  let maxY = Number.NEGATIVE_INFINITY
  for (const chain of feature.geometry) {
    for (const [x, y] of chain) {
      minX = Math.min(minX, x)
      minY = Math.min(minY, y)
      maxX = Math.max(maxX, x)
      maxY = Math.max(maxY, y)
    }
  }
  return maxX >= 0 && minX <= extent && maxY >= 0 && minY <= extent
}
