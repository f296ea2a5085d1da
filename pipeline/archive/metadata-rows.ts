import type { Extent } from './archive-writer.ts'

/** Rows that are told by what the tiles are, not by the description. */
export const EXTENT_ROWS = ['format', 'bounds', 'center', 'minzoom', 'maxzoom']
/** Rows of texts in the order in which they stand; others follow by their names. */
const TEXT_ROWS = ['attribution', 'description', 'type', 'version']

/**
 * Rows of the table `metadata` (MBTiles 1.3, section 3.2), in a fixed order: texts have a row each, `petakumuh` one of its own,
 * and all else stands in the row `json`. Rows that would be empty are left out, but for the name.
 * @param metadata as in PMTiles.
 */
export function metadataRows(
  metadata: Record<string, unknown>,
  { minZoom, maxZoom, bounds, center }: Extent,
): [string, string][] {
  const { name, petakumuh, ...rest } = metadata
  const stated = Object.entries(rest).filter(([key]) => !EXTENT_ROWS.includes(key) && key !== 'json')
  const texts = new Map(stated.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  const others = Object.fromEntries(stated.filter(([, value]) => typeof value !== 'string'))
  const rows: [string, string][] = [
    ['name', String(name ?? '')],
    ['format', 'pbf'],
    ['bounds', bounds.join(',')],
    ['center', [center.lon, center.lat, center.zoom].join(',')],
    ['minzoom', String(minZoom)],
    ['maxzoom', String(maxZoom)],
    ...TEXT_ROWS.map((key): [string, string] => [key, texts.get(key) ?? '']),
    ...[...texts].filter(([key]) => !TEXT_ROWS.includes(key)).sort(([a], [b]) => (a < b ? -1 : 1)),
    ['json', JSON.stringify(others)],
    ['petakumuh', petakumuh === undefined ? '' : JSON.stringify(petakumuh)],
  ]
  return rows.filter(([key, value]) => key === 'name' || value !== '')
}
