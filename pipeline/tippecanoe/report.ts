import type { LayerRules } from '../tiler/rules.ts'
import type { LayerReport, ZoomReport } from '../tiler/tileset.ts'
import type { RunMessages } from './messages.ts'
import { skimTile } from './skim.ts'

/** What became of a layer, as far as tippecanoe and its tiles tell. */
export interface TippecanoeReport extends LayerReport {
  /** Features not taken in for a reason that tippecanoe did not tell one by one. */
  refused_untold: number
  /** What it warned of, with how often; features are counted by their ids, so without ids `zooms` tells nothing of them. */
  warnings: Record<string, number>
}

const NO_GEOMETRY = /^null geometry/

/** Gathers the report of one layer while its tiles are read in rising order. */
export class LayerTally {
  readonly report: TippecanoeReport
  readonly #rules: LayerRules
  #zoom: ZoomReport | undefined
  #ids = new Set<number>()
  #squares = new Set<number>()
  #nameless = 0

  constructor(rules: LayerRules, features_read: number, { taken, warnings }: RunMessages) {
    this.#rules = rules
    const features_taken = taken ?? 0
    const lost = Math.max(0, features_read - features_taken)
    const onlyEmpty = [...warnings.keys()].filter(isRefusal).every((kind) => NO_GEOMETRY.test(kind))
    const told = lost > 0 && onlyEmpty && [...warnings.keys()].some((kind) => NO_GEOMETRY.test(kind))
    this.report = {
      name: rules.name,
      features_read,
      features_taken,
      refused: told ? { no_geometry: lost } : {},
      refused_untold: told ? 0 : lost,
      warnings: Object.fromEntries([...warnings].sort(([a], [b]) => (a < b ? -1 : 1))),
      zooms: [],
    }
  }

  /** @param tile the layer's part of a tile, not compressed */
  add(zoom: number, tile: Uint8Array): void {
    if (this.#zoom?.zoom !== zoom) this.#begin(zoom)
    const { drawings, nameless } = skimTile(tile, this.#ids, this.#squares)
    this.#zoom!.drawings += drawings
    this.#zoom!.tiles++
    this.#nameless += nameless
  }

  end(): void {
    this.#finish()
    const { zooms } = this.report
    for (let zoom = this.#rules.minzoom; zoom <= this.#rules.maxzoom; zoom++) {
      if (!zooms.some((each) => each.zoom === zoom)) zooms.push(this.#counted(emptyZoom(zoom), 0, 0))
    }
    zooms.sort((a, b) => a.zoom - b.zoom)
    // A feature in two tiles cannot be told from two features.
    if (this.#nameless > 0) this.report.zooms = []
  }

  #begin(zoom: number): void {
    this.#finish()
    this.#zoom = emptyZoom(zoom)
  }

  #finish(): void {
    if (this.#zoom === undefined) return
    this.report.zooms.push(this.#counted(this.#zoom, this.#ids.size, this.#squares.size))
    this.#zoom = undefined
    this.#ids = new Set()
    this.#squares = new Set()
  }

  #counted(zoom: ZoomReport, features: number, features_tiny: number): ZoomReport {
    const { cluster } = this.#rules
    const missing = Math.max(0, this.report.features_taken - features)
    const isClustered = cluster !== undefined && zoom.zoom <= cluster.maxzoom
    return {
      ...zoom,
      features,
      features_tiny,
      ...(isClustered ? { features_clustered: missing } : { features_dropped: missing }),
    }
  }
}

/** A warning about an id leaves the feature in. */
function isRefusal(kind: string): boolean {
  return !/^Warning: Can't represent .* feature ID/.test(kind)
}

function emptyZoom(zoom: number): ZoomReport {
  return {
    zoom,
    features: 0,
    features_tiny: 0,
    features_dropped: 0,
    features_clustered: 0,
    drawings: 0,
    tiles: 0,
  }
}
