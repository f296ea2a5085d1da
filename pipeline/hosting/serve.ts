import { createServer } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { isLoopback, plainName, unmapped } from './host-name.ts'
import { sendFile } from './static-files.ts'

export interface RunningServer {
  url: string
  /** Whether others than this machine can reach it. */
  isOpen: boolean
  close(): Promise<void>
  closed: Promise<void>
}

const LOOPBACK = '127.0.0.1'
const MISDIRECTED = 'Ask for localhost, or serve with --allow-host and the name that is asked for\n'

/** How long a request may take to come in whole: who sends it byte by byte holds no place for others. */
const REQUEST_MS = 30_000
/** A reader that takes nothing of an answer for so long has gone. */
const SILENCE_MS = 120_000
const MOST_CONNECTIONS = 1024

/**
 * Serves a folder as the map needs it; port 0 takes any free one. On a loopback address only requests that name this machine
 * are answered: a name of another site that leads here (DNS rebinding) would make its pages of one origin with the map.
 * @param host address or name to listen on: the loopback address where none is given
 * @param allowed further names that are answered there, as a proxy on this machine passes them on
 * @throws UserError `usage` when the address or the port cannot be had.
 */
export async function serve(
  folder: string,
  port: number,
  host: string = LOOPBACK,
  allowed: readonly string[] = [],
): Promise<RunningServer> {
  const root = resolve(folder)
  let isOpen = true
  const names = [host, ...allowed].map(plainName)
  const options = {
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    connectionsCheckingInterval: 5000,
  }
  const server = createServer(options, (request, response) => {
    if (!isOpen && !namesThisMachine(request.headers.host, names)) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end(MISDIRECTED)
      return
    }
    sendFile(root, request, response).catch(() => response.destroy())
  })
  server.setTimeout(SILENCE_MS)
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => failed(listenFault(error, port, host)))
    server.listen(port, host, listening)
  })
  const closed = new Promise<void>((done) => server.once('close', () => done()))
  const bound = server.address() as AddressInfo
  const address = unmapped(bound.address)
  isOpen = !isLoopback(address)
  return {
    url: `http://${nameFor(address)}:${bound.port}/`,
    isOpen,
    closed,
    close() {
      server.closeAllConnections()
      server.close()
      return closed
    },
  }
}

/** Whether a `Host` header names the loopback interface, or one of these names. */
function namesThisMachine(header: string | undefined, names: readonly string[]): boolean {
  const asked = `http://${header}/`
  if (header === undefined || !URL.canParse(asked)) return false
  const name = plainName(new URL(asked).hostname)
  return name === 'localhost' || name.endsWith('.localhost') || names.includes(name) || isLoopback(name)
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
