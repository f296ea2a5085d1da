import { openLayer } from '../readers/formats.ts'
import type { FormatName, GeometryColumns, ReadOptions, SourceLayer } from '../readers/types.ts'
import { FieldSketch } from './field-sketch.ts'
import { personalColumns } from './personal-columns.ts'
import { placeColumns } from './place-columns.ts'

/** Formats whose records have no shapes of their own. */
const TABLES: ReadonlySet<FormatName> = new Set(['csv', 'xlsx', 'json', 'parquet'])
const PEEKED_RECORDS = 200

/** A layer with what was decided on opening it. */
export interface OpenedLayer {
  layer: SourceLayer
  /** The columns its places are read from, or null. */
  place: GeometryColumns | null
  /** The CRS the file states: none for numbers in columns, which the readers take for degrees. */
  crs: SourceLayer['crs']
}

/** Opens a layer; of a table the first records tell whether columns hold places, which are then read as geometry. */
export async function openForInspection(
  path: string,
  options: ReadOptions & { format: FormatName },
): Promise<OpenedLayer> {
  const layer = await openLayer(path, options)
  const place = TABLES.has(layer.format) ? await peekForPlace(layer) : null
  if (place === null) return { layer, place, crs: layer.crs }
  const placed = await openLayer(path, { ...options, geometry: place })
  return { layer: placed, place, crs: 'geopoint' in place ? placed.crs : layer.crs }
}

async function peekForPlace(layer: SourceLayer): Promise<GeometryColumns | null> {
  const sketches = new Map<string, FieldSketch>()
  let count = 0
  for await (const { cells, geometry } of layer.records()) {
    if (geometry !== null) return null
    for (const name of Object.keys(cells)) {
      const sketch = sketches.get(name) ?? new FieldSketch(name, layer.numericFields?.has(name) ?? false, 1)
      sketches.set(name, sketch)
      sketch.add(cells[name] ?? null)
    }
    if (++count >= PEEKED_RECORDS) break
  }
  const fields = [...sketches.values()]
  const personal = personalColumns(fields)
  return placeColumns(fields.map((sketch) => sketch.summary(count, personal.get(sketch.name) ?? null)))
}
