import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { temporaryFolder } from '../support/small-city.ts'

let server: RunningServer
let open: RunningServer

beforeAll(async () => {
  const root = temporaryFolder()
  const folder = join(root, 'public')
  mkdirSync(join(folder, 'releases'), { recursive: true })
  mkdirSync(join(root, 'stages'))
  writeFileSync(join(root, 'stages/nik.txt'), 'secret')
  writeFileSync(join(folder, 'index.html'), 'atlas')
  writeFileSync(join(folder, 'releases/a.txt'), 'atlas')
  symlinkSync(join(root, 'stages/nik.txt'), join(folder, 'link.txt'))
  symlinkSync(join(root, 'stages'), join(folder, 'folder'))
  symlinkSync('index.html', join(folder, 'inside.html'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')])
  server = await serve(folder, 0)
  open = await serve(folder, 0, '0.0.0.0')
})
afterAll(async () => {
  await server.close()
  await open.close()
})

/** What a server answers to bytes that no client library would send. */
function answerTo(request: string, to: RunningServer = server): Promise<string> {
  return new Promise((done, failed) => {
    const { port } = new URL(to.url)
    const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => socket.write(request))
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
    })
    socket.on('error', failed)
    socket.on('close', () => done(text))
  })
}

const asked = (path: string, host = 'localhost', method = 'GET'): string =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`

const statusOf = (answer: string): number => Number(answer.split(' ')[1])

describe('what lies outside the published folder', () => {
  it.each([
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
  ])('%s is not found', async (_what, path) => {
    const answer = await answerTo(asked(path))
    expect([statusOf(answer), answer.includes('secret')]).toEqual([404, false])
  })

  it('is told from a link that stays inside', async () => {
    expect(await answerTo(asked('/inside.html'))).toContain('atlas')
  })
})

describe('a request', () => {
  it.each([
    ['evil.example', 421],
    ['evil.example:8080', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost.evil.example', 421],
    ['0.0.0.0', 421],
    ['', 421],
    ['@', 421],
    ['localhost', 200],
    ['LOCALHOST:8080', 200],
    ['127.0.0.1', 200],
    ['[::1]:8080', 200],
  ])('for the host «%s» is answered %d on the loopback address', async (host, status) => {
    expect(statusOf(await answerTo(asked('/index.html', host)))).toBe(status)
  })

  it('for any host is answered where the map was opened to the network', async () => {
    expect(statusOf(await answerTo(asked('/index.html', 'peta.kota.example'), open))).toBe(200)
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])('to %s changes nothing', async (method) => {
    expect(statusOf(await answerTo(asked('/index.html', 'localhost', method)))).toBe(405)
  })

  it.each(['TRACE / HTTP/1.1', 'CONNECT evil.example:443 HTTP/1.1', 'GET / HTTP/9.9', 'nonsense'])(
    'of the form %s is refused and shows nothing back',
    async (line) => {
      const answer = await answerTo(`${line}\r\nHost: localhost\r\nX-Planted: 1\r\nConnection: close\r\n\r\n`)
      expect(answer).not.toContain('X-Planted')
      expect(answer).not.toMatch(/^HTTP\/1.1 200/)
    },
  )

  it.each(['/%0d%0aX-Planted:%201', '/index.html?%0d%0aX-Planted:%201', '/%E2%80%A8X-Planted:%201'])(
    'for %s puts no line into the headers',
    async (path) => {
      expect(await answerTo(asked(path))).not.toMatch(/^X-Planted/im)
    },
  )

  it.each([
    ['two lengths', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a header without end', `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'a'.repeat(70_000)}\r\n\r\n`],
    [
      'two ways to say how long it is',
      'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('with %s is refused', async (_what, request) => {
    expect(statusOf(await answerTo(request))).toBeGreaterThanOrEqual(400)
  })
})
