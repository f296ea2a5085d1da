import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  geojson: 'application/geo+json',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  pmtiles: 'application/vnd.pmtiles',
}

export interface StaticServer {
  /** Address of the folder, with a closing slash. */
  url: string
  close(): Promise<void>
}

export interface ServerOptions {
  /** Path the folder is served under, such as `/atlas/`: the page must work from any. */
  base?: string
  /** A host without byte ranges answers every request with the whole file. */
  ranges?: boolean
  /** Paths answered with 404 although the file is there. */
  fail?: (path: string) => boolean
}

/** A plain static host on a free port of localhost. */
export function serveFolder(folder: string, options: ServerOptions = {}): Promise<StaticServer> {
  const { base = '/', ranges = true, fail = () => false } = options
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const inside = path.startsWith(base) ? normalize(path.slice(base.length) || 'index.html') : null
    const file = inside === null || inside.startsWith('..') ? null : join(folder, inside)
    const size = file === null || fail(path) ? null : fileSize(file)
    if (file === null || size === null) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found')
      return
    }
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
    const range = ranges ? /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') : null
    if (range === null) {
      response.writeHead(200, { 'content-type': type, 'content-length': size })
      createReadStream(file).pipe(response)
      return
    }
    const start = Number(range[1])
    const end = Math.min(Number(range[2]), size - 1)
    response.writeHead(206, {
      'content-type': type,
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${size}`,
    })
    createReadStream(file, { start, end }).pipe(response)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      resolve({
        url: `http://127.0.0.1:${port}${base}`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections()
            server.close(() => done())
          }),
      })
    })
  })
}

function fileSize(file: string): number | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat?.isFile() ? stat.size : null
}
