import { createServer } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { sendFile } from './static-files.ts'

export interface RunningServer {
  url: string
  /** Whether others than this machine can reach it. */
  isOpen: boolean
  close(): Promise<void>
  closed: Promise<void>
}

const LOOPBACK = '127.0.0.1'

/**
 * Serves a folder as the map needs it; port 0 takes any free one.
 * @param host address or name to listen on: the loopback address where none is given
 * @throws UserError `usage` when the address or the port cannot be had.
 */
export async function serve(folder: string, port: number, host: string = LOOPBACK): Promise<RunningServer> {
  const root = resolve(folder)
  const server = createServer((request, response) => {
    sendFile(root, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => failed(listenFault(error, port, host)))
    server.listen(port, host, listening)
  })
  const closed = new Promise<void>((done) => server.once('close', () => done()))
  const bound = server.address() as AddressInfo
  return {
    url: `http://${nameFor(bound.address)}:${bound.port}/`,
    isOpen: !/^(?:127\.|::1$)/.test(bound.address),
    closed,
    close() {
      server.closeAllConnections()
      server.close()
      return closed
    },
  }
}

/** What to type for an address that is listened on: for all of them, the first by which others reach this machine. */
function nameFor(address: string): string {
  if (address !== '0.0.0.0' && address !== '::') return isIPv6(address) ? `[${address}]` : address
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)
  return outer?.address ?? LOOPBACK
}

function listenFault(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const ofPort = { EADDRINUSE: 'the port is taken', EACCES: 'the system does not give this port away' }[
    error.code ?? ''
  ]
  if (ofPort !== undefined)
    return new UserError(
      'usage',
      { what: ofPort, got: String(port), next: 'choose another with --port' },
      { cause: error },
    )
  if (!['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(error.code ?? '')) return error
  return new UserError(
    'usage',
    {
      what: 'this machine has no such address',
      got: host,
      expected:
        '127.0.0.1 for this machine only, 0.0.0.0 for the whole network, or an address of this machine',
      next: 'choose another with --host',
    },
    { cause: error },
  )
}
