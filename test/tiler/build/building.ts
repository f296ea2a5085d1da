import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bounds, LayerInfo } from '../../../pipeline/archive/index.ts'
import { cutTileset } from '../../../pipeline/tiler/build/cut-tileset.ts'
import {
  DEFAULT_LAYER_RULES,
  DEFAULT_TILESET_RULES,
  type LayerRules,
  type TilesetRules,
} from '../../../pipeline/tiler/rules.ts'
import type {
  InputFeature,
  LayerInput,
  LayerReport,
  PackedTile,
  TilesetOptions,
} from '../../../pipeline/tiler/tileset.ts'

export interface Built {
  tiles: PackedTile[]
  report: LayerReport[]
  layers: LayerInfo[]
  bounds: Bounds | undefined
}

export function layerRules(more: Partial<LayerRules> = {}): LayerRules {
  return { ...DEFAULT_LAYER_RULES, name: 'zona', minzoom: 0, maxzoom: 6, ...more }
}

export function tilesetRules(layers: LayerRules[], more: Partial<TilesetRules> = {}): TilesetRules {
  return { ...DEFAULT_TILESET_RULES, ...more, layers }
}

/** Cuts and reads all tiles; throws when anything is left in the temporary folder. */
export async function build(
  rules: TilesetRules,
  inputs: LayerInput[],
  options: Partial<TilesetOptions> = {},
): Promise<Built> {
  const temporary = mkdtempSync(join(tmpdir(), 'petakumuh-build-'))
  try {
    const cut = await cutTileset(rules, inputs, { threads: 1, memory_mb: 64, ...options, temporary })
    const tiles: PackedTile[] = []
    for await (const { tile_id, gzip } of cut.tiles) tiles.push({ tile_id, gzip: gzip.slice() })
    const left = readdirSync(temporary)
    if (left.length > 0) throw new Error(`${left.join(', ')} is left in the temporary folder`)
    return { tiles, report: cut.report, layers: cut.layers, bounds: cut.bounds }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

export function inputsOf(...layers: Iterable<InputFeature>[]): LayerInput[] {
  return layers.map((features, layer) => ({ layer, features }))
}
