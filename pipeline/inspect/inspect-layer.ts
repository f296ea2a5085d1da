import { openGeos } from '../geo/geos.ts'
import { RECORD_LIMITS } from '../readers/limits.ts'
import type { LayerEncoding, SourceLayer } from '../readers/types.ts'
import { CrsSketch } from './crs-sketch.ts'
import { FieldSketch } from './field-sketch.ts'
import { FindingCounter } from './finding-titles.ts'
import { GeometrySketch } from './geometry-sketch.ts'
import type { OpenedLayer } from './open-layer.ts'
import { personalColumns } from './personal-columns.ts'
import { natureOfGeometry, placeColumns, withoutHomes } from './place-columns.ts'
import { proposeMapping } from './table-guess.ts'
import type { LayerSummary } from './types.ts'

/** Different values counted exactly, for the first columns and for the many that may follow. */
const DISTINCT_CAP = 10_000
const DISTINCT_CAP_LATER = 500
const FIRST_COLUMNS = 100

/**
 * Reads a layer once, keeping sketches of bounded size, and says what it holds.
 *
 * @param advance called with the number of records that were read since the last call
 * @throws UserError `source`: what its reader throws
 */
export async function inspectLayer(
  { layer, place, crs: stated }: OpenedLayer,
  advance: (more: number) => void,
): Promise<LayerSummary> {
  const fields = new Map<string, FieldSketch>()
  let cellsNotRead = 0
  const sketchOf = (name: string): FieldSketch | undefined => {
    const known = fields.get(name)
    if (known) return known
    if (fields.size >= RECORD_LIMITS.columns) {
      cellsNotRead++
      return undefined
    }
    const cap = fields.size < FIRST_COLUMNS ? DISTINCT_CAP : DISTINCT_CAP_LATER
    const made = new FieldSketch(name, layer.numericFields?.has(name) ?? false, cap)
    fields.set(name, made)
    return made
  }
  layer.fields.forEach(sketchOf)
  const geometries = new GeometrySketch(openGeos)
  const crs = new CrsSketch({ crs: stated })
  const met = new FindingCounter()
  let records = 0
  for await (const { record, cells, geometry } of layer.records()) {
    records++
    advance(1)
    met.take(layer.findings)
    for (const name of Object.keys(cells)) sketchOf(name)?.add(cells[name] ?? null)
    crs.add(await geometries.add(geometry, record), record)
  }
  met.take(layer.findings)
  const sketches = [...fields.values()]
  const personal = personalColumns(sketches)
  const summaries = sketches.map((sketch) => sketch.summary(records, personal.get(sketch.name) ?? null))
  const geometry = geometries.summary
  const isTable = Object.keys(geometry.types).length === 0
  const isPlaced = place !== null || isTable
  const found = place ?? (isTable ? placeColumns(summaries) : null)
  const nature = {
    file: layer.file,
    layer: layer.layer,
    geometry: natureOfGeometry(geometry.types, found, summaries),
    isPlaced,
  }
  return {
    file: layer.file,
    layer: layer.layer,
    format: layer.format,
    records,
    deleted: layer.deleted,
    geometry,
    crs: crs.summary(geometry.bbox, geometries.positions),
    encoding: safeEncoding(layer, sketches, personal),
    fields: withoutHomes(summaries),
    cellsNotRead,
    isUnnamed: isUnnamed(summaries.map(({ name }) => name)),
    findings: [...met.counts, ...geometries.faults],
    place: found,
    mapping: proposeMapping(nature, summaries),
  }
}

const NO_NAME = /^(?:[A-Z]{1,2}|(?:column|field|kolom|unnamed)[ _:]*\d*)$/i

function isUnnamed(names: readonly string[]): boolean {
  const nameless = names.filter((name) => NO_NAME.test(name)).length
  return nameless >= 3 && nameless > names.length / 2
}

/** The sample of a reader may be of any column: where some are personal, one of the others is given. */
function safeEncoding(
  { encoding }: SourceLayer,
  sketches: readonly FieldSketch[],
  personal: ReadonlyMap<string, unknown>,
): LayerEncoding {
  const { name, how } = encoding
  const shown = sketches.find((sketch) => !personal.has(sketch.name) && sketch.beyondAscii !== null)
  const sample = shown?.beyondAscii ?? (personal.size === 0 ? encoding.sample : undefined)
  return { name, how, ...(sample === undefined ? {} : { sample }) }
}
