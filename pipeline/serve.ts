import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { UserError } from './errors.ts'
import { sendFile } from './static-files.ts'

export interface RunningServer {
  url: string
  close(): Promise<void>
  closed: Promise<void>
}

/**
 * Serves a folder on the loopback address, as the map needs it; port 0 takes any free one.
 * @throws UserError `usage` when the port cannot be had.
 */
export async function serve(folder: string, port: number): Promise<RunningServer> {
  const root = resolve(folder)
  const server = createServer((request, response) => {
    sendFile(root, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => failed(portFault(error, port)))
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

function portFault(error: NodeJS.ErrnoException, port: number): Error {
  const what = { EADDRINUSE: 'the port is taken', EACCES: 'the system does not give this port away' }[
    error.code ?? ''
  ]
  if (what === undefined) return error
  return new UserError(
    'usage',
    { what, got: String(port), next: 'choose another with --port' },
    { cause: error },
  )
}
