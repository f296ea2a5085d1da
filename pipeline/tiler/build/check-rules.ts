import type { AttributeValue } from '../../archive/index.ts'
import { UserError } from '../../errors.ts'
import { type FeatureChunk, POINT } from '../features/feature-chunk.ts'
import { DEEPEST_ZOOM, EXTENT } from '../grid.ts'
import { POINT_COUNT, sumName } from '../points/cluster.ts'
import type { LayerRules, TilesetRules } from '../rules.ts'
import { DECIMAL, tagOf, WHOLE } from '../values/token.ts'

const WIDEST_BUFFER_UNITS = EXTENT / 2
const GZIP_LEVELS = [1, 9] as const

/**
 * Holds rules to what `TilesetRules` says of them, before anything is read.
 * @throws RangeError for a number that cannot be, or two layers of one name: whoever makes rules of what a person wrote
 * has to refuse it in the words of that person
 * @throws UserError `config` for a sum of an attribute that the layer does not keep
 */
export function checkRules({ layers, buffer_units, gzip_level }: TilesetRules): void {
  requireWhole('gzip_level', gzip_level, ...GZIP_LEVELS)
  requireWhole('buffer_units', buffer_units, 0, WIDEST_BUFFER_UNITS)
  const names = new Set<string>()
  for (const layer of layers) {
    const { name, label_layer, minzoom, maxzoom, drop_rate } = layer
    for (const own of label_layer === undefined ? [name] : [name, label_layer]) {
      if (names.has(own)) throw new RangeError(`two layers are called ${own}, expected a name for each`)
      names.add(own)
    }
    requireWhole(`minzoom of ${name}`, minzoom, 0, DEEPEST_ZOOM)
    requireWhole(`maxzoom of ${name}`, maxzoom, minzoom, DEEPEST_ZOOM)
    if (!(drop_rate >= 1)) throw new RangeError(`drop_rate of ${name} is ${drop_rate}, expected 1 or more`)
    checkSums(layer)
  }
}

function requireWhole(what: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`${what} is ${value}, expected a whole number from ${least} to ${most}`)
}

function checkSums({ name, cluster, attributes, include, exclude }: LayerRules): void {
  const declared = attributes?.map((attribute) => attribute.name)
  for (const sum of cluster?.sums ?? []) {
    const isKept = !exclude?.includes(sum) && [declared, include].every((only) => only?.includes(sum) ?? true)
    if (isKept) continue
    throw new UserError('config', {
      code: 'TILES_SUM_LEFT_OUT',
      what: 'clusters cannot sum an attribute that is left out of their layer',
      where: { layer: name, key: 'cluster.sums' },
      got: sum,
      expected: 'an attribute that the layer keeps',
      next: `keep ${sum} as well, or do without its sum`,
    })
  }
}

/**
 * Looks whether the features of a layer carry an attribute that its clusters would carry as another.
 * @param keys names of all attributes of the features
 * @throws UserError `config`
 */
export function checkClusterNames({ name, cluster }: LayerRules, keys: readonly string[]): void {
  if (cluster === undefined) return
  const taken = [POINT_COUNT, ...cluster.sums.map(sumName)].find((own) => keys.includes(own))
  if (taken === undefined) return
  throw new UserError('config', {
    code: 'TILES_CLUSTER_NAME_TAKEN',
    what: 'features have an attribute of the name that clusters give to a figure of theirs',
    where: { layer: name, field: taken },
    got: taken,
    expected: `features without ${taken} in a layer whose points are clustered`,
    next: `exclude ${taken}, or rename it in the source`,
  })
}

/**
 * Looks whether all values that the clusters of a layer are to sum are numbers; features without a value are none.
 * @param keys names of the attributes of the features
 * @throws UserError `usage`
 */
export function checkSummedValues(
  { name, cluster }: LayerRules,
  chunks: readonly FeatureChunk[],
  keys: readonly string[],
  valueOfToken: (token: number) => AttributeValue,
): void {
  const summed = new Set(cluster?.sums.map((sum) => keys.indexOf(sum)))
  if (summed.size === 0) return
  for (const { count, kinds, tokenStart, keys: places, tokens } of chunks) {
    for (let f = 0; f < count; f++) {
      if (kinds[f] !== POINT) continue
      for (let t = tokenStart[f]!; t < tokenStart[f + 1]!; t++) {
        if (!summed.has(places[t]!)) continue
        const tag = tagOf(tokens[t]!)
        if (tag === WHOLE || tag === DECIMAL) continue
        const value = valueOfToken(tokens[t]!)
        if (typeof value !== 'number') throw noNumber(name, keys[places[t]!]!, value)
      }
    }
  }
}

function noNumber(layer: string, attribute: string, value: AttributeValue): UserError {
  return new UserError('usage', {
    code: 'TILES_SUM_OF_NO_NUMBER',
    what: 'clusters cannot sum an attribute with values that are no numbers',
    where: { layer, field: attribute },
    got: JSON.stringify(value),
    expected: 'numbers, or no value',
    next: `make numbers of ${attribute} in the source, or do without its sum`,
  })
}
