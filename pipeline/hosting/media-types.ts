import { extname } from 'node:path'

/** Text first: it is worth compressing. What follows is packed already, or is read by ranges. */
const TEXT: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.geojson': 'application/geo+json',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.jsonl': 'application/jsonl; charset=utf-8',
  '.jsonld': 'application/ld+json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.qlr': 'application/xml; charset=utf-8',
  '.qml': 'application/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
}

const OTHERS: Record<string, string> = {
  '.mbtiles': 'application/vnd.sqlite3',
  '.parquet': 'application/vnd.apache.parquet',
  '.pbf': 'application/vnd.mapbox-vector-tile',
  '.pmtiles': 'application/vnd.pmtiles',
  '.png': 'image/png',
  '.qgz': 'application/zip',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
}

/** Files of a release whose name has no ending. */
const NAMED: Record<string, string> = { SHA256SUMS: TEXT['.txt']! }

export function mediaType(path: string): string {
  const ending = extname(path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  return NAMED[name] ?? TEXT[ending] ?? OTHERS[ending] ?? 'application/octet-stream'
}

/** Whether a host should compress the file for readers that take it; one that is read by ranges never. */
export function isText(path: string): boolean {
  return Object.values(TEXT).includes(mediaType(path))
}
