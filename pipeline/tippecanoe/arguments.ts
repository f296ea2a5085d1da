import type { LayerKind } from '../archive/index.ts'
import { type Fault, UserError } from '../errors.ts'
import { DEFAULT_TILESET_RULES, type LayerRules, type TilesetRules } from '../tiler/rules.ts'

/** A layer as one run of tippecanoe takes it: zooms, rates and clusters are one for all layers of a run. */
export interface LayerRun {
  /** Place in the layers of the rules. */
  layer: number
  /** Files with one GeoJSON feature a line. */
  files: readonly string[]
  /** What its features are, where that is known; otherwise they may be polygons. */
  kind?: LayerKind
  /** PMTiles to write. */
  output: string
  /** Folder for temporary files. */
  temporary: string
}

/** Tippecanoe takes its distances in 256ths of a tile, in whole numbers. */
const UNITS_PER_PIXEL = 16
const WIDEST_BUFFER_PIXELS = 127
const WIDEST_CLUSTER_PIXELS = 255

/**
 * The arguments of tippecanoe that keep the rules of a layer, for a run of its own. It writes no metadata of ours: the
 * caller does. Types of attributes are not given (`-T`): tippecanoe makes 0 or false out of a null with a type.
 * @throws UserError `config` with the first rule that tippecanoe cannot keep; none is bent silently
 */
export function tippecanoeArguments(rules: TilesetRules, run: LayerRun): string[] {
  const layer = rules.layers[run.layer]
  if (layer === undefined) throw new RangeError(`there is no layer ${run.layer} in the rules`)
  const mayBePolygons = run.kind === undefined || run.kind === 'polygon'
  refuseUnkept(layer, mayBePolygons)
  return [
    '--force',
    '--read-parallel',
    '--progress-interval=1',
    `--temporary-directory=${run.temporary}`,
    `--output=${run.output}`,
    `--minimum-zoom=${layer.minzoom}`,
    `--maximum-zoom=${layer.maxzoom}`,
    '--no-feature-limit',
    '--no-tile-size-limit',
    `--buffer=${bufferPixels(rules, layer)}`,
    `--drop-rate=${layer.drop_rate}`,
    ...clusterFlags(layer),
    ...(run.kind === 'point' ? [] : simplificationFlags(layer)),
    ...attributeFlags(layer),
    ...run.files.map((file) => `--named-layer=${JSON.stringify({ file, layer: layer.name })}`),
  ]
}

function refuseUnkept(layer: LayerRules, mayBePolygons: boolean): void {
  if (mayBePolygons && layer.tiny_polygons !== 'dither') {
    throw unkept(layer, 'tiny_polygons', {
      got: layer.tiny_polygons,
      expected:
        'dither: tippecanoe either adds tiny polygons up to squares or loses most of them, it neither keeps nor drops all',
    })
  }
  if (layer.label_layer !== undefined) {
    throw unkept(layer, 'label_layer', {
      got: layer.label_layer,
      expected: 'no label layer: tippecanoe puts a label into every tile a polygon meets, not one a polygon',
    })
  }
  if (layer.drop_rate < 1) {
    throw unkept(layer, 'drop_rate', { got: String(layer.drop_rate), expected: '1 or more' })
  }
  if (layer.cluster !== undefined && layer.cluster.sums.length > 0) {
    throw unkept(layer, 'cluster.sums', {
      got: layer.cluster.sums.join(', '),
      expected: 'none: tippecanoe writes a sum over the attribute itself, not beside it',
    })
  }
  if (layer.cluster !== undefined && layer.drop_rate !== 1) {
    throw unkept(layer, 'drop_rate', {
      got: String(layer.drop_rate),
      expected: '1 where points are clustered: tippecanoe does not tell the dropped from the clustered',
    })
  }
}

function bufferPixels({ buffer_units }: TilesetRules, layer: LayerRules): number {
  const pixels = buffer_units / UNITS_PER_PIXEL
  if (Number.isInteger(pixels) && pixels >= 0 && pixels <= WIDEST_BUFFER_PIXELS) return pixels
  throw unkept(layer, 'buffer_units', {
    got: String(buffer_units),
    expected: `a multiple of ${UNITS_PER_PIXEL} from 0 to ${WIDEST_BUFFER_PIXELS * UNITS_PER_PIXEL}, such as ${DEFAULT_TILESET_RULES.buffer_units}`,
  })
}

function clusterFlags(layer: LayerRules): string[] {
  const { cluster } = layer
  if (cluster === undefined) return []
  const pixels = cluster.radius_units / UNITS_PER_PIXEL
  if (!Number.isInteger(pixels) || pixels < 1 || pixels > WIDEST_CLUSTER_PIXELS) {
    throw unkept(layer, 'cluster.radius_units', {
      got: String(cluster.radius_units),
      expected: `a multiple of ${UNITS_PER_PIXEL} from ${UNITS_PER_PIXEL} to ${WIDEST_CLUSTER_PIXELS * UNITS_PER_PIXEL}`,
    })
  }
  return [`--cluster-distance=${pixels}`, `--cluster-maxzoom=${cluster.maxzoom}`]
}

function simplificationFlags(layer: LayerRules): string[] {
  const { simplification_units, simplification_at_maxzoom_units = 0, shared_borders } = layer
  // Where no border is shared the flag changes nothing, so that it answers `auto` as well.
  const shared = shared_borders === false ? [] : ['--no-simplification-of-shared-nodes']
  if (simplification_units === 0 && simplification_at_maxzoom_units === 0)
    return [...shared, '--no-line-simplification']
  if (simplification_at_maxzoom_units === 0)
    return [...shared, `--simplification=${simplification_units}`, '--simplify-only-low-zooms']
  return [
    ...shared,
    `--simplification=${simplification_units}`,
    `--simplification-at-maximum-zoom=${simplification_at_maxzoom_units}`,
  ]
}

function attributeFlags({ attributes }: LayerRules): string[] {
  if (attributes === undefined) return []
  if (attributes.length === 0) return ['--exclude-all']
  return attributes.map(({ name }) => `--include=${name}`)
}

function unkept(layer: LayerRules, rule: string, fault: Pick<Fault, 'got' | 'expected'>): UserError {
  return new UserError('config', {
    code: 'TIPPECANOE_RULE',
    what: 'tippecanoe cannot keep this rule of the tileset',
    where: { layer: layer.name, key: rule },
    ...fault,
    next: 'change the rule, or choose the engine builtin',
  })
}
