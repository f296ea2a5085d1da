import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { byteRange } from '../../pipeline/hosting/byte-range.ts'
import { sendFile } from '../../pipeline/hosting/static-files.ts'

/** Does something wrong with a request; true where it has answered by itself. */
export type Wrong = (
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
) => boolean | undefined

/** The product's own server with a fault. */
export async function faultyHost(folder: string, wrong: Wrong): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    if (wrong(request, response, folder) !== true)
      sendFile(folder, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Sends a header with another value wherever it would be sent; without it where that is null. */
export function replaced(
  response: ServerResponse,
  header: string,
  value: (before: string) => string | null,
): void {
  const set = response.setHeader.bind(response)
  response.setHeader = (name, before) => {
    if (name.toLowerCase() !== header.toLowerCase()) return set(name, before)
    const after = value(String(before))
    return after === null ? response : set(name, after)
  }
}

export const endsWith = (request: IncomingMessage, ending: string) =>
  decodeURI(request.url ?? '').endsWith(ending)

/** Compresses the file first and cuts the range out of that, as GitHub Pages does for who takes gzip. */
export function cutFromPacked(request: IncomingMessage, response: ServerResponse, folder: string): true {
  const packed = gzipSync(readFileSync(join(folder, decodeURIComponent(request.url!))))
  const range = byteRange(request.headers.range, packed.length)
  const [first, last] = Array.isArray(range) ? range : [0, packed.length - 1]
  response.setHeader('Content-Encoding', 'gzip')
  response.setHeader('Access-Control-Allow-Origin', '*')
  if (Array.isArray(range)) {
    response.statusCode = 206
    response.setHeader('Content-Range', `bytes ${first}-${last}/${packed.length}`)
  }
  response.setHeader('Content-Length', last - first + 1)
  response.end(request.method === 'HEAD' ? undefined : packed.subarray(first, last + 1))
  return true
}

/** Answers with another file of the folder, or with none. */
export function leadTo(request: IncomingMessage, url: string): undefined {
  request.url = url
}
