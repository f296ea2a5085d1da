/** A request as it goes over the wire, and the status that answers it: those from 400 on are refusals. */
export interface HostileRequest {
  what: string
  request: string
  status: number | 'refused'
}

export const asked = (path: string, host = 'localhost', method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

const paths: [string, string][] = [
  ['a link to a file', '/link.txt'],
  ['a file behind a link to a folder', '/folder/nik.txt'],
  ['a pipe, which would be waited for', '/pipe'],
  ['the way up', '/../stages/nik.txt'],
  ['the way up, encoded', '/%2e%2e/stages/nik.txt'],
  ['the way up, encoded twice', '/%252e%252e/stages/nik.txt'],
  ['the way up of Windows', '/..%5cstages%5cnik.txt'],
  ['a name that ends before its ending', '/releases/a.txt%00.png'],
  ['a stream of Windows', '/index.html::$DATA'],
  ['a drive of Windows', '/C:/Windows/win.ini'],
  ['a device of Windows', '/releases/NUL.txt'],
  ['overlong UTF-8', '/%c0%ae%c0%ae/stages/nik.txt'],
  ['a whole address', 'http://localhost/../stages/nik.txt'],
  ['a line in the address', '/%0d%0aX-Planted:%201'],
  ['a line separator in the address', '/%E2%80%A8X-Planted:%201'],
]
const hosts = [
  'evil.example',
  'evil.example:8080',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '0.0.0.0',
  '',
  '@',
]
const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND']
const planted = '\r\nHost: localhost\r\nX-Planted: 1\r\nConnection: close\r\n\r\n'
const raw: [string, string][] = [
  ['TRACE', `TRACE / HTTP/1.1${planted}`],
  ['CONNECT', `CONNECT evil.example:443 HTTP/1.1${planted}`],
  ['no such version', `GET / HTTP/9.9${planted}`],
  ['no request', `nonsense${planted}`],
  ['two lengths', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ['a header without end', `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(70_000)}\r\n\r\n`],
  [
    'two ways to say how long it is',
    'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
]

export const HOSTILE_REQUESTS: readonly HostileRequest[] = [
  ...paths.map(([what, path]) => ({ what, request: asked(path), status: 404 })),
  ...hosts.map((host) => ({ what: `the host «${host}»`, request: asked('/index.html', host), status: 421 })),
  ...methods.map((method) => ({
    what: method,
    request: asked('/index.html', 'localhost', method),
    status: 405,
  })),
  ...raw.map(([what, request]) => ({ what, request, status: 'refused' as const })),
]
