import { createServer } from 'node:http'
import { type AddressInfo, isIPv4, isIPv6 } from 'node:net'
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

/** How long a request may take to come in whole: who sends it byte by byte holds no place for others. */
const REQUEST_MS = 30_000
/** A reader that takes nothing of an answer for so long has gone. */
const SILENCE_MS = 120_000
const MOST_CONNECTIONS = 1024

/**
 * Serves a folder as the map needs it; port 0 takes any free one. On a loopback address only requests that name this machine
 * are answered: a name of another site that leads here (DNS rebinding) would make its pages of one origin with the map.
 * @param host address or name to listen on: the loopback address where none is given
 * @throws UserError `usage` when the address or the port cannot be had.
 */
export async function serve(folder: string, port: number, host: string = LOOPBACK): Promise<RunningServer> {
  const root = resolve(folder)
  let isOpen = true
  const options = {
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
    connectionsCheckingInterval: 5000,
  }
  const server = createServer(options, (request, response) => {
    if (!isOpen && !namesThisMachine(request.headers.host, host)) {
      response.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' }).end('Ask for localhost\n')
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
  isOpen = !isLoopback(bound.address)
  return {
    url: `http://${nameFor(bound.address)}:${bound.port}/`,
    isOpen,
    closed,
    close() {
      server.closeAllConnections()
      server.close()
      return closed
    },
  }
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

/** Whether a `Host` header names the loopback interface, or the name that was given to listen on. */
function namesThisMachine(header: string | undefined, given: string): boolean {
  const asked = `http://${header}/`
  if (header === undefined || !URL.canParse(asked)) return false
  const name = new URL(asked).hostname.replace(/^\[(.*)\]$/, '$1')
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === given.toLowerCase() || isLoopback(name)
  )
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
