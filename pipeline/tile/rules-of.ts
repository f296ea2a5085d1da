import type { AttributeSpec } from '../archive/index.ts'
import {
  DEFAULT_LAYER_RULES,
  DEFAULT_TILESET_RULES,
  type LayerRules,
  type TilesetRules,
} from '../tiler/rules.ts'
import { clusterRules, sumOf } from './cluster-rules.ts'
import type { TileOptions } from './options.ts'
import type { ProfileLayer, TilesetProfile } from './profile.ts'
import { checkZoom, UNITS_PER_PIXEL, usage } from './usage.ts'

const WIDEST_BUFFER_UNITS = 2048

/** A layer as the files have it. */
export interface FoundLayer {
  name: string
  /** Attributes that were met, in the order of their names; all of them where the options name one that is rare. */
  attributes: AttributeSpec[]
  /** Among the first features. */
  has_polygons: boolean
}

/** Unknown until the data has been looked at. */
export interface FoundData {
  layers: FoundLayer[]
  /** Deepest zoom the data asks for. */
  maxzoom: number
}

/**
 * The rules that options and profile make, options before the profile, the profile before the defaults.
 * @throws UserError `usage` for what cannot be: zooms, buffer, level, clusters, layers called alike, unknown attributes
 */
export function rulesOf(options: TileOptions, profile: TilesetProfile, found: FoundData): TilesetRules {
  checkNames(options, profile, found.layers)
  checkAttributes(options, found.layers)
  const buffer_units =
    options.buffer === undefined
      ? (profile.buffer_units ?? DEFAULT_TILESET_RULES.buffer_units)
      : options.buffer * UNITS_PER_PIXEL
  if (!Number.isInteger(buffer_units) || buffer_units < 0 || buffer_units > WIDEST_BUFFER_UNITS) {
    throw usage('--buffer', {
      what: 'the buffer is out of reach',
      got: `${options.buffer} pixels, ${buffer_units} units of a tile`,
      expected: `0 to ${WIDEST_BUFFER_UNITS / UNITS_PER_PIXEL} pixels (256ths of a tile), in steps of 1/16`,
      next: '5, the default, is enough for lines up to 10 pixels wide',
    })
  }
  const gzip_level = options.gzipLevel ?? profile.gzip_level ?? DEFAULT_TILESET_RULES.gzip_level
  if (gzip_level < 1 || gzip_level > 9) {
    throw usage('--gzip-level', {
      what: 'there is no such level',
      got: String(gzip_level),
      expected: '1 to 9',
      next: `leave it out: ${DEFAULT_TILESET_RULES.gzip_level} is the default`,
    })
  }
  const labelled = labelledLayer(options, found.layers)
  const layers = found.layers.map((layer) =>
    layerRules(
      layer === labelled ? options : { ...options, labelLayer: undefined },
      profile,
      layer,
      found.maxzoom,
    ),
  )
  checkLabelLayers(layers)
  return { layers, buffer_units, gzip_level }
}

function layerRules(
  options: TileOptions,
  profile: TilesetProfile,
  layer: FoundLayer,
  chosenMaxzoom: number,
): LayerRules {
  const stated: Partial<ProfileLayer> = profile.layers?.find(({ name }) => name === layer.name) ?? {}
  const minzoom = options.minimumZoom ?? stated.minzoom ?? profile.minzoom ?? 0
  const maxzoom = options.maximumZoom ?? stated.maxzoom ?? profile.maxzoom ?? Math.max(chosenMaxzoom, minzoom)
  checkZooms(layer.name, minzoom, maxzoom)
  const drop_rate = options.dropRate ?? stated.drop_rate ?? DEFAULT_LAYER_RULES.drop_rate
  if (!(drop_rate >= 1)) {
    throw usage('--drop-rate', {
      what: 'the rate keeps more points than there are',
      got: String(drop_rate),
      expected: '1 (all points) or more',
      next: '1 keeps every point at every zoom; 2.5 is the default of tippecanoe',
    })
  }
  const simplification_units = toleranceUnits(
    '--simplification',
    options.simplification ?? stated.simplification_units ?? DEFAULT_LAYER_RULES.simplification_units,
  )
  const atMaxzoom = toleranceUnits(
    '--simplification-at-maximum-zoom',
    options.simplificationAtMaximumZoom ?? stated.simplification_at_maxzoom_units ?? 0,
  )
  const shared =
    options.sharedBorders === undefined
      ? undefined
      : { auto: 'auto', yes: true, no: false }[options.sharedBorders]
  const label_layer = options.labelLayer ?? stated.label_layer
  const cluster = clusterRules(options, stated.cluster, { name: layer.name, minzoom, maxzoom })
  return {
    name: layer.name,
    ...(stated.description === undefined ? {} : { description: stated.description }),
    minzoom,
    maxzoom,
    ...attributeRules(options, stated),
    tiny_polygons: options.tinyPolygons ?? stated.tiny_polygons ?? DEFAULT_LAYER_RULES.tiny_polygons,
    drop_rate,
    ...(cluster === undefined ? {} : { cluster }),
    ...(label_layer === undefined ? {} : { label_layer }),
    shared_borders:
      (shared as boolean | 'auto' | undefined) ?? stated.shared_borders ?? DEFAULT_LAYER_RULES.shared_borders,
    simplification_units,
    ...(atMaxzoom === 0 ? {} : { simplification_at_maxzoom_units: atMaxzoom }),
  }
}

/** The layer that `--label-layer` is for: the only one, or the only one with polygons. */
function labelledLayer({ labelLayer }: TileOptions, layers: readonly FoundLayer[]): FoundLayer | undefined {
  const able = layers.length === 1 ? layers : layers.filter(({ has_polygons }) => has_polygons)
  if (labelLayer === undefined || able.length === 1) return able[0]
  throw usage('--label-layer', {
    what: 'the labels are those of one layer of polygons',
    got: able.length === 0 ? 'no layer of polygons' : able.map(({ name }) => name).join(', '),
    expected: 'one layer of polygons, alone or beside layers of points and lines',
    next: 'give each layer its own label_layer in a file for --profile',
  })
}

function toleranceUnits(option: string, units: number): number {
  if (units >= 0 && units <= 64) return units
  throw usage(option, {
    what: 'lines cannot be simplified so',
    got: String(units),
    expected: '0 to 64 units (4096ths of a tile)',
    next: 'leave it out: the default cannot be seen',
  })
}

function attributeRules(
  options: TileOptions,
  stated: Partial<ProfileLayer>,
): Pick<LayerRules, 'attributes' | 'include' | 'exclude'> {
  const exclude = [...new Set([...(stated.exclude ?? []), ...(options.exclude ?? [])])]
  const rules: Pick<LayerRules, 'attributes' | 'include' | 'exclude'> = {}
  if (stated.attributes !== undefined) rules.attributes = stated.attributes
  if (options.include !== undefined) rules.include = [...new Set(options.include)]
  else if (options.excludeAll) rules.include = []
  if (exclude.length > 0) rules.exclude = exclude
  return rules
}

function checkZooms(layer: string, minzoom: number, maxzoom: number): void {
  checkZoom('--minimum-zoom', minzoom)
  checkZoom('--maximum-zoom', maxzoom)
  if (minzoom <= maxzoom) return
  throw usage('--minimum-zoom', {
    what: 'the lowest zoom is deeper than the deepest',
    where: { layer, key: '--minimum-zoom' },
    got: `-Z ${minzoom} -z ${maxzoom}`,
    expected: 'a lowest zoom up to the deepest',
    next: `give -Z ${maxzoom} -z ${minzoom}, if they are turned round`,
  })
}

function checkNames(options: TileOptions, profile: TilesetProfile, layers: readonly FoundLayer[]): void {
  const twice = layers.find(({ name }, i) => layers.findIndex((other) => other.name === name) !== i)
  if (twice !== undefined) {
    throw usage('--layer', {
      what: 'two layers have one name',
      got: twice.name,
      expected: 'a name for each file',
      next: 'put all files into one layer with -l NAME, or name each with -L NAME:FILE',
    })
  }
  const unused = profile.layers?.find((stated) => !layers.some(({ name }) => name === stated.name))
  if (unused === undefined) return
  throw usage('--profile', {
    what: 'the profile names a layer that no file gives',
    where: { file: options.profile, layer: unused.name },
    got: layers.map(({ name }) => name).join(', '),
    expected: unused.name,
    next: `call a file so with -L ${unused.name}:FILE, or correct the name in the profile`,
  })
}

function checkAttributes(options: TileOptions, layers: readonly FoundLayer[]): void {
  const known = new Set(layers.flatMap(({ attributes }) => attributes.map(({ name }) => name)))
  const named = [
    ...(options.include ?? []).map((name) => ['--include', name] as const),
    ...(options.accumulateAttribute ?? []).map((text) => ['--accumulate-attribute', sumOf(text)] as const),
    ...(options.useAttributeForId === undefined
      ? []
      : [['--use-attribute-for-id', options.useAttributeForId] as const]),
  ]
  for (const [key, name] of named) {
    if (known.has(name)) continue
    throw usage(key, {
      what: 'no feature has this attribute',
      got: name,
      expected: known.size === 0 ? 'features with attributes' : `one of ${[...known].sort().join(', ')}`,
      next: 'mind capitals; petakumuh inspect FILE lists the columns with examples',
    })
  }
}

function checkLabelLayers(layers: readonly LayerRules[]): void {
  const names = new Set(layers.map(({ name }) => name))
  for (const { name, label_layer } of layers) {
    if (label_layer === undefined) continue
    if (!names.has(label_layer)) {
      names.add(label_layer)
      continue
    }
    throw usage('--label-layer', {
      what: 'the layer of labels has the name of another',
      where: { layer: name, key: '--label-layer' },
      got: label_layer,
      expected: 'a name that no other layer has',
      next: `give ${name}_labels`,
    })
  }
}
