import type { Bounds } from './header.ts'
import type { ArchiveMeta } from './metadata.ts'
import { EXTENT_ROWS } from './metadata-rows.ts'
import type { AddFault } from './verify/faults.ts'

const WORLD: Bounds = [-180, -90, 180, 90]

/** What the rows of the metadata of MBTiles say. */
export interface Stated extends Pick<ArchiveMeta, 'center' | 'bounds'> {
  isVector: boolean
  /** As in PMTiles: what stands in the row `json` at the top, without what the header says there. */
  metadata: Record<string, unknown>
}

/** Reads what {@link metadataRows} writes, of a table or of the `metadata.json` of a folder of tiles. */
export function statedBy(rows: ReadonlyMap<string, string>, fault: AddFault): Stated {
  return {
    isVector: rows.get('format') === 'pbf',
    bounds: boundsOf(rows.get('bounds')),
    center: centerOf(rows.get('center')),
    metadata: metadataOf(rows, fault),
  }
}

function boundsOf(text: string | undefined): Bounds {
  const numbers = (text ?? '').split(',').map(Number)
  return text !== undefined && numbers.length === 4 && numbers.every(Number.isFinite)
    ? (numbers as Bounds)
    : WORLD
}

function centerOf(text: string | undefined): ArchiveMeta['center'] {
  const [lon, lat, zoom] = (text ?? '').split(',').map(Number)
  return [lon, lat, zoom].every(Number.isFinite) ? { lon: lon!, lat: lat!, zoom: zoom! } : undefined
}

function metadataOf(rows: ReadonlyMap<string, string>, fault: AddFault): Record<string, unknown> {
  const metadata: Record<string, unknown> = {}
  const elsewhere = ['json', 'petakumuh', ...EXTENT_ROWS]
  for (const [name, value] of rows) if (!elsewhere.includes(name)) metadata[name] = value
  Object.assign(metadata, objectOf(rows, 'json', fault))
  if (rows.has('petakumuh')) metadata.petakumuh = objectOf(rows, 'petakumuh', fault)
  return metadata
}

function objectOf(rows: ReadonlyMap<string, string>, name: string, fault: AddFault): object {
  try {
    const value: unknown = JSON.parse(rows.get(name) ?? '{}')
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Told below, as is a value that is no object.
  }
  fault('metadata', `the row ${name} of the metadata is not a JSON object`)
  return {}
}
