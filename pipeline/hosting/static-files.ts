import { constants, createReadStream } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, normalize, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { isDeviceName, isInside } from '../paths.ts'
import { byteRange } from './byte-range.ts'
import { cacheControl } from './cache-control.ts'
import { isText, mediaType } from './media-types.ts'
import { namesTag, takesGzip } from './negotiation.ts'

/** Below this the headers weigh as much as what would be saved. */
const WORTH_COMPRESSING_BYTES = 1024

/**
 * Answers a request from the files below a folder as a static host should: byte ranges, strong ETags, conditional
 * requests, CORS, nothing outside the folder, also through a link, no hidden file. Text is compressed for those who take it; a range, and a
 * file that is read by ranges, never (a compressed range of an archive cannot be used).
 */
export async function sendFile(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', 'Range, If-Match, If-None-Match, If-Range')
  response.setHeader('Access-Control-Expose-Headers', 'Accept-Ranges, Content-Length, Content-Range, ETag')
  if (request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS')
    response.setHeader('Access-Control-Max-Age', '86400')
    return end(response, 204)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD, OPTIONS')
    return end(response, 405, 'Only reading is possible')
  }
  const path = filePath(folder, request.url ?? '/')
  const file = path === null ? null : await openFile(folder, path)
  if (path === null || file === null) return end(response, 404, 'Not found')
  try {
    await answer(path, relative(folder, path).replaceAll('\\', '/'), file, request, response)
  } finally {
    await file.close()
  }
}

async function answer(
  path: string,
  name: string,
  file: FileHandle,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { size, mtimeNs, ino } = await file.stat({ bigint: true })
  const bytes = Number(size)
  const { headers } = request
  const isPacked =
    headers.range === undefined &&
    isText(name) &&
    bytes >= WORTH_COMPRESSING_BYTES &&
    takesGzip(headers['accept-encoding'])
  const version = [size, mtimeNs, ino].map((part) => part.toString(36)).join('-')
  const etag = isPacked ? `"${version}-gzip"` : `"${version}"`
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', cacheControl(name))
  response.setHeader('Accept-Ranges', 'bytes')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (isText(name)) response.setHeader('Vary', 'Accept-Encoding')
  const mustBe = headers['if-match']
  if (mustBe !== undefined && !namesTag(mustBe, etag, false)) return end(response, 412)
  const known = headers['if-none-match']
  if (known !== undefined && namesTag(known, etag, true)) return end(response, 304)
  const condition = headers['if-range']
  const range = condition === undefined || condition === etag ? byteRange(headers.range, bytes) : null
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${bytes}`)
    return end(response, 416)
  }
  const [first, last] = range ?? [0, bytes - 1]
  if (range !== null) response.setHeader('Content-Range', `bytes ${first}-${last}/${bytes}`)
  response.setHeader('Content-Type', mediaType(name))
  if (isPacked) response.setHeader('Content-Encoding', 'gzip')
  else response.setHeader('Content-Length', last - first + 1)
  response.statusCode = range === null ? 200 : 206
  if (request.method === 'HEAD' || bytes === 0) return end(response, response.statusCode)
  const content = createReadStream(path, { fd: file, start: first, end: last, autoClose: false })
  const sent = isPacked ? pipeline(content, createGzip(), response) : pipeline(content, response)
  // A client that goes away and a disk that fails end the answer, not the server.
  await sent.catch(() => response.destroy())
}

/** A pipe would be waited for without end. */
const OPENING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Path below the folder that a URL names, or null where it names none. */
function filePath(folder: string, url: string): string | null {
  let name: string
  try {
    name = decodeURIComponent(url.split(/[?#]/)[0]!)
  } catch {
    return null
  }
  // A colon parts a drive or a stream from a name on Windows.
  if (/[\0:]/.test(name)) return null
  if (name.split(/[/\\]/).some((part) => part.startsWith('.') || isDeviceName(part))) return null
  const path = normalize(join(folder, name.endsWith('/') ? `${name}index.html` : name))
  return path.startsWith(normalize(join(folder, sep))) ? path : null
}

async function openFile(folder: string, path: string): Promise<FileHandle | null> {
  let file: FileHandle
  try {
    const real = await realpath(path)
    if (!isInside(await realpath(folder), real)) return null
    file = await open(real, OPENING)
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
