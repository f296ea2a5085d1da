import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Cell, SourceLayer } from '../readers/types.ts'
import { contentOfLine } from '../tiler/input/odd-line.ts'
import type { InputFeature } from '../tiler/tileset.ts'

/** The records of a layer with positions as stored; cells without a value are left out. */
export async function* recordsOf(layer: SourceLayer): AsyncGenerator<InputFeature> {
  for await (const record of layer.records()) {
    layer.findings.length = 0
    const own = layer.idOf?.(record) ?? null
    const id = idOf(own?.id)
    if (own?.field != null) delete record.cells[own.field]
    yield { ...(id === undefined ? {} : { id }), geometry: record.geometry, properties: record.cells }
  }
}

/** The features of a file with one a line; lines that hold none are passed over, as the tiler counts them. */
export async function* featuresOfLines(path: string): AsyncGenerator<InputFeature> {
  const stream = createReadStream(path)
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      for (const { feature } of contentOfLine(line).features) yield feature
    }
  } finally {
    stream.destroy()
  }
}

/** Where ids come from instead of the features themselves. */
export interface IdRules {
  attribute?: string
  /** Gives the next id. */
  next?: () => number | undefined
}

/** Features with ids as the rules say and geometries in degrees. */
export async function* prepared(
  features: AsyncIterable<InputFeature>,
  { attribute, next }: IdRules,
  toDegrees: ((geometry: NonNullable<InputFeature['geometry']>) => InputFeature['geometry']) | null,
): AsyncGenerator<InputFeature> {
  for await (const feature of features) {
    if (attribute !== undefined) feature.id = idOf(feature.properties[attribute] as Cell | undefined)
    else if (next !== undefined) feature.id = next()
    if (toDegrees !== null && feature.geometry !== null) feature.geometry = toDegrees(feature.geometry)
    yield feature
  }
}

/** A whole number that a tile can hold and JavaScript can tell from its neighbours. */
function idOf(cell: Cell | undefined): number | undefined {
  const value = typeof cell === 'string' && /^\d{1,16}$/.test(cell) ? Number(cell) : cell
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
