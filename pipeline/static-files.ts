import { createReadStream, type ReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.geojson': 'application/geo+json',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
  '.pmtiles': 'application/vnd.pmtiles',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** First and last byte, both included. */
export type ByteRange = [first: number, last: number]

/**
 * A `Range` header for a file of so many bytes (RFC 9110 section 14): the range, `null` where the whole file is to be
 * sent (no header, several ranges, not understood), or `unsatisfiable`.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), bytes)
    return length === 0 ? 'unsatisfiable' : [bytes - length, bytes - 1]
  }
  const first = Number(from)
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= bytes ? 'unsatisfiable' : [first, last]
}

/**
 * Answers a request from the files below a folder as a static host should: byte ranges, strong ETags, CORS, no
 * compression (a compressed range of an archive cannot be used), nothing outside the folder, no hidden file.
 */
export async function sendFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', 'Range, If-Match, If-None-Match')
  response.setHeader('Access-Control-Expose-Headers', 'Accept-Ranges, Content-Length, Content-Range, ETag')
  if (request.method === 'OPTIONS') return end(response, 204)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD, OPTIONS')
    return end(response, 405, 'Only reading is possible')
  }
  const path = filePath(folder, request.url ?? '/')
  const file = path === null ? null : await openFile(path)
  if (path === null || file === null) return end(response, 404, 'Not found')
  try {
    await answer(path, file, request, response)
  } finally {
    await file.close()
  }
}

async function answer(
  path: string,
  file: FileHandle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, mtimeNs, ino } = await file.stat({ bigint: true })
  const bytes = Number(size)
  const etag = `"${[size, mtimeNs, ino].map((part) => part.toString(36)).join('-')}"`
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', 'no-cache')
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) return end(response, 304)
  const condition = request.headers['if-range']
  const range = condition === undefined || condition === etag ? byteRange(request.headers.range, bytes) : null
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${bytes}`)
    return end(response, 416)
  }
  const [first, last] = range ?? [0, bytes - 1]
  if (range !== null) response.setHeader('Content-Range', `bytes ${first}-${last}/${bytes}`)
  response.setHeader('Content-Type', MEDIA_TYPES[extname(path)] ?? 'application/octet-stream')
  response.setHeader('Content-Length', last - first + 1)
  response.statusCode = range === null ? 200 : 206
  if (request.method === 'HEAD' || bytes === 0) return end(response, response.statusCode)
  await copy(createReadStream(path, { fd: file, start: first, end: last, autoClose: false }), response)
}

/** A client that goes away and a disk that fails end the answer, not the server. */
function copy(stream: ReadStream, response: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const stop = () => {
      stream.destroy()
      response.destroy()
      done()
    }
    stream.once('error', stop)
    response.once('close', stop)
    stream.pipe(response)
  })
}

/** Path below the folder that a URL names, or null where it names none. */
function filePath(folder: string, url: string): string | null {
  let name: string
  try {
    name = decodeURIComponent(url.split(/[?#]/)[0]!)
  } catch {
    return null
  }
  if (name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.'))) return null
  const path = normalize(join(folder, name.endsWith('/') ? `${name}index.html` : name))
  return path.startsWith(normalize(join(folder, sep))) ? path : null
}

async function openFile(path: string): Promise<FileHandle | null> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch {
    return null
  }
  if ((await file.stat()).isFile()) return file
  await file.close()
  return null
}

function end(response: ServerResponse, status: number, text?: string): void {
  response.statusCode = status
  if (text !== undefined) response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(text)
}
