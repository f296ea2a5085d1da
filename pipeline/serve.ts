import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'
import { UserError } from './errors.ts'

export interface RunningServer {
  url: string
  close(): Promise<void>
  closed: Promise<void>
}

/**
 * Serves a folder on the loopback address with Range, ETag and CORS, as the map needs it.
 * @throws UserError `usage` when the port is taken.
 */
export async function serve(folder: string, port: number): Promise<RunningServer> {
  const handler = sirv(folder, {
    etag: true,
    dev: true,
    setHeaders(response, path) {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Expose-Headers', 'ETag, Content-Range, Accept-Ranges')
      if (path.endsWith('.pmtiles')) response.setHeader('Content-Type', 'application/vnd.pmtiles')
      response.setHeader('Cache-Control', 'no-cache')
    },
  })
  const server = createServer((request, response) => {
    handler(request, response, () => {
      response.statusCode = 404
      response.end('Not found')
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      failed(
        error.code === 'EADDRINUSE'
          ? new UserError('usage', {
              what: 'the port is taken',
              got: String(port),
              next: 'choose another with --port',
            })
          : error,
      )
    })
    server.listen(port, '127.0.0.1', listening)
  })
  const closed = new Promise<void>((done) => server.once('close', () => done()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    closed,
    close() {
      server.closeAllConnections()
      server.close()
      return closed
    },
  }
}
