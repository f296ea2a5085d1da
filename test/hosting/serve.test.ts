import { writeFileSync } from 'node:fs'
import { type ClientRequest, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { byteRange } from '../../pipeline/hosting/byte-range.ts'
import { isHostName, plainName } from '../../pipeline/hosting/host-name.ts'
import { publicFolderOf } from '../../pipeline/hosting/public-folder.ts'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const BYTES = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))

/** Long enough to be worth compressing. */
const TABLE = 'id,nama\n'.repeat(1000)

const HAS_IPV6 = Object.values(networkInterfaces()).some((of) => of?.some(({ family }) => family === 'IPv6'))
if (!HAS_IPV6) console.log('skipped: to listen at ::ffff:127.0.0.1 needs IPv6')

let server: RunningServer
let folder: string

beforeEach(async () => {
  const root = temporaryFolder()
  folder = join(root, 'public')
  writeFiles(root, {
    'public/index.html': '<!doctype html>',
    'public/deep/index.html': 'deep',
    'public/assets/main.js': 'export {}',
    'public/releases/r/geojson/zones.geojson': '{}',
    'public/releases/r/tables/rows.csv': TABLE,
    'public/releases/r/parquet/zones.parquet': TABLE,
    'public/latest.json': '{}',
    'public/a file.txt': 'space',
    'public/empty.bin': '',
    'public/.latest.json.new': 'half',
    'public-secret/nik.txt': 'secret',
    'stages/nik.txt': 'secret',
  })
  writeFileSync(join(folder, 'atlas.pmtiles'), BYTES)
  server = await serve(folder, 0)
})
afterEach(() => server.close())

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A request whose path is sent as it is written: `fetch` would tidy it up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((done, failed) => {
    const sent: ClientRequest = request(server.url, { path, headers, method }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        done({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      )
    })
    sent.on('error', failed).end()
  })
}

describe('a file', () => {
  it('comes whole, with its length and type, and not from a cache that was not asked', async () => {
    const { status, headers, body } = await get('/atlas.pmtiles')
    expect(status).toBe(200)
    expect(body.equals(BYTES)).toBe(true)
    expect(headers).toMatchObject({
      'content-length': '1000',
      'content-type': 'application/vnd.pmtiles',
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
    })
  })

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/deep/', 'text/html; charset=utf-8'],
    ['/assets/main.js', 'text/javascript; charset=utf-8'],
    ['/releases/r/geojson/zones.geojson', 'application/geo+json'],
    ['/a%20file.txt', 'text/plain; charset=utf-8'],
    ['/index.html?lang=id', 'text/html; charset=utf-8'],
  ])('%s is %s', async (path, type) => {
    const { status, headers } = await get(path)
    expect([status, headers['content-type']]).toEqual([200, type])
  })

  it.each([
    ['/latest.json', 'no-cache'],
    ['/', 'no-cache'],
    ['/assets/main.js', 'public, max-age=31536000, immutable'],
    ['/releases/r/tables/rows.csv', 'public, max-age=31536000, immutable'],
    ['/releases/r/parquet/zones.parquet', 'public, max-age=31536000, immutable, no-transform'],
  ])('%s may be kept: %s', async (path, kept) => {
    expect((await get(path)).headers['cache-control']).toBe(kept)
  })

  it('is never compressed: a compressed range of an archive is of no use', async () => {
    const { headers, body } = await get('/atlas.pmtiles', { 'accept-encoding': 'gzip, br' })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body.length).toBe(1000)
  })

  it('may be read by a page from anywhere, ranges and ETag included', async () => {
    const { headers } = await get('/atlas.pmtiles', { origin: 'https://kota.example' })
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-expose-headers']).toContain('Content-Range')
    expect(headers['access-control-expose-headers']).toContain('ETag')
    const asked = await get('/atlas.pmtiles', { 'access-control-request-headers': 'range' }, 'OPTIONS')
    expect(asked.status).toBe(204)
    expect(asked.headers['access-control-allow-headers']).toContain('Range')
  })

  it('without a byte is sent as such', async () => {
    const { status, headers, body } = await get('/empty.bin')
    expect([status, headers['content-length'], body.length]).toEqual([200, '0', 0])
  })

  it('tells its length without its content', async () => {
    const { status, headers, body } = await get('/atlas.pmtiles', {}, 'HEAD')
    expect([status, headers['content-length'], body.length]).toEqual([200, '1000', 0])
  })
})

describe('text', () => {
  const path = '/releases/r/tables/rows.csv'

  it('is compressed for who takes it, under an ETag of its own', async () => {
    const plain = await get(path)
    const packed = await get(path, { 'accept-encoding': 'br, gzip;q=0.8' })
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' })
    expect(gunzipSync(packed.body).toString()).toBe(TABLE)
    expect(packed.body.length).toBeLessThan(TABLE.length / 10)
    expect(plain.headers).toMatchObject({ 'content-length': String(TABLE.length), vary: 'Accept-Encoding' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(packed.headers.etag).not.toBe(plain.headers.etag)
    const known = { 'accept-encoding': 'gzip', 'if-none-match': packed.headers.etag! }
    expect((await get(path, known)).status).toBe(304)
    const head = await get(path, { 'accept-encoding': 'gzip' }, 'HEAD')
    expect([head.headers['content-encoding'], head.headers.etag]).toEqual(['gzip', packed.headers.etag])
  })

  it.each(['', 'br', 'gzip;q=0', 'identity', '*;q=0'])(
    'comes as it is for who takes «%s»',
    async (accepted) => {
      const { headers, body } = await get(path, { 'accept-encoding': accepted })
      expect([headers['content-encoding'], body.toString()]).toEqual([undefined, TABLE])
    },
  )

  it.each(['bytes=0-9', 'bytes=-10', 'bytes=0-', 'bytes=0-1,4-5'])(
    'is never compressed where a range is asked for: %s',
    async (range) => {
      const { headers, body } = await get(path, { range, 'accept-encoding': 'gzip' })
      expect(headers['content-encoding']).toBeUndefined()
      expect(TABLE).toContain(body.toString())
    },
  )

  it.each([['/releases/r/parquet/zones.parquet'], ['/assets/main.js']])(
    'is not what %s is: read by ranges, or too short',
    async (other) => {
      const { headers } = await get(other, { 'accept-encoding': 'gzip' })
      expect(headers['content-encoding']).toBeUndefined()
    },
  )
})

describe('a range', () => {
  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=0-126', 0, 126],
    ['bytes=127-511', 127, 511],
    ['bytes=999-', 999, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
    ['bytes=500-16383', 500, 999],
  ])('%s is answered with exactly its bytes', async (range, first, last) => {
    const { status, headers, body } = await get('/atlas.pmtiles', { range })
    expect(status).toBe(206)
    expect(headers['content-range']).toBe(`bytes ${first}-${last}/1000`)
    expect(headers['content-length']).toBe(String(last - first + 1))
    expect(body.equals(BYTES.subarray(first, last + 1))).toBe(true)
  })

  it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s beyond the end is refused', async (range) => {
    const { status, headers, body } = await get('/atlas.pmtiles', { range })
    expect([status, headers['content-range'], body.length]).toEqual([416, 'bytes */1000', 0])
  })

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=', 'bytes=-', 'bytes=0-1,5-6', 'lines=0-1', '0-5'])(
    '%s is not one, and the whole file comes',
    async (range) => {
      const { status, body } = await get('/atlas.pmtiles', { range })
      expect([status, body.length]).toEqual([200, 1000])
    },
  )

  it('of a file that has changed since is not mixed with the old one', async () => {
    const { headers } = await get('/atlas.pmtiles')
    const same = await get('/atlas.pmtiles', { range: 'bytes=0-9', 'if-range': headers.etag! })
    expect(same.status).toBe(206)
    writeFileSync(join(folder, 'atlas.pmtiles'), Buffer.alloc(1000, 1))
    const changed = await get('/atlas.pmtiles', { range: 'bytes=0-9', 'if-range': headers.etag! })
    expect([changed.status, changed.body.length]).toEqual([200, 1000])
  })

  it('of a file without a byte cannot be satisfied', () => {
    expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(byteRange('bytes=-1', 0)).toBe('unsatisfiable')
    expect(byteRange(undefined, 0)).toBeNull()
  })
})

describe('an ETag', () => {
  it('is strong, the same for every range, and another one when the file is', async () => {
    const whole = await get('/atlas.pmtiles')
    const part = await get('/atlas.pmtiles', { range: 'bytes=0-9' })
    expect(whole.headers.etag).toMatch(/^"[^"]+"$/)
    expect(part.headers.etag).toBe(whole.headers.etag)
    writeFileSync(join(folder, 'atlas.pmtiles'), Buffer.alloc(1000, 1))
    expect((await get('/atlas.pmtiles')).headers.etag).not.toBe(whole.headers.etag)
  })

  it('that is known saves the content', async () => {
    const { headers } = await get('/index.html')
    const { status, body } = await get('/index.html', { 'if-none-match': `"other", ${headers.etag}` })
    expect([status, body.length]).toEqual([304, 0])
    expect((await get('/index.html', { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await get('/index.html', { 'if-none-match': `W/${headers.etag}` })).status).toBe(304)
    expect((await get('/index.html', { 'if-none-match': '*' })).status).toBe(304)
  })

  it('that must be met and is not, refuses the answer', async () => {
    const { headers } = await get('/atlas.pmtiles')
    const range = 'bytes=0-9'
    expect((await get('/atlas.pmtiles', { range, 'if-match': headers.etag! })).status).toBe(206)
    expect((await get('/atlas.pmtiles', { range, 'if-match': '*' })).status).toBe(206)
    const changed = await get('/atlas.pmtiles', { range, 'if-match': `W/${headers.etag}` })
    expect([changed.status, changed.body.length]).toEqual([412, 0])
  })
})

describe('nothing but the folder', () => {
  it.each([
    '/none.json',
    '/deep',
    '/assets/',
    '/../stages/nik.txt',
    '/../public-secret/nik.txt',
    '/assets/../../stages/nik.txt',
    '/..%2fstages/nik.txt',
    '/%2e%2e/stages/nik.txt',
    '/..%5cstages%5cnik.txt',
    '/%2e%2e%2fpublic-secret/nik.txt',
    '//etc/passwd',
    '/index.html%00.txt',
    '/%zz',
    '/.latest.json.new',
  ])('%s is not found', async (path) => {
    const { status, body } = await get(path)
    expect(status).toBe(404)
    expect(body.toString()).not.toContain('secret')
  })

  it.each(['POST', 'PUT', 'DELETE'])('%s is refused', async (method) => {
    const { status, headers } = await get('/index.html', {}, method)
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })
})

describe('the server', () => {
  it('listens on the loopback address only', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const port = Number(new URL(server.url).port)
    const outer = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal)
    if (!outer) return console.log('skipped: this machine has the loopback address only')
    const reached = await new Promise<boolean>((done) => {
      const socket = connect({ host: outer.address, port, timeout: 2000 })
      socket.on('connect', () => done(true))
      for (const event of ['error', 'timeout']) socket.on(event, () => done(false))
      socket.on('connect', () => socket.destroy())
    })
    expect(reached).toBe(false)
  })

  it('listens elsewhere where it is told to, and says so', async () => {
    expect(server.isOpen).toBe(false)
    const open = await serve(folder, 0, '0.0.0.0')
    expect([open.isOpen, open.url]).toEqual([true, expect.stringMatching(/^http:\/\/[\d.]+:\d+\/$/)])
    await open.close()
    expect(open.url).not.toContain('0.0.0.0')
  })

  it.each([
    ...['localhost', 'localhost.', 'LOCALHOST.:8080', 'peta.localhost.', '[::1]:80', '[::1]'],
    ...['127.0.0.1', '127.8.9.10', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]:8080'],
  ])('answers on the loopback address to %s', async (host) => {
    expect((await get('/index.html', { host })).status).toBe(200)
  })

  it.each([
    ...['peta.kota.example', 'localhost.kota.example', 'localhost..', '.', '127.0.0.1.nip.example'],
    ...['[::ffff:203.0.113.9]', '[::2]', '0.0.0.0', 'a b'],
  ])('answers there to no other name: %j', async (host) => {
    const { status, body } = await get('/index.html', { host })
    // What is no name at all may be refused before it is looked at.
    expect([400, 421]).toContain(status)
    if (status === 421) expect(body.toString()).toContain('--allow-host')
  })

  it('answers to names that it is told of, and to these alone', async () => {
    await server.close()
    server = await serve(folder, 0, undefined, ['Peta.Kota.example', '203.0.113.9', '[2001:db8::1]'])
    expect(server.isOpen).toBe(false)
    for (const host of ['peta.kota.example', 'PETA.kota.example.:443', '203.0.113.9', '[2001:DB8::1]:8080'])
      expect([host, (await get('/index.html', { host })).status]).toEqual([host, 200])
    for (const host of ['kota.example', 'x.peta.kota.example', '203.0.113.10'])
      expect([host, (await get('/index.html', { host })).status]).toEqual([host, 421])
  })

  it.skipIf(!HAS_IPV6)(
    'listens at an address of IPv4 in the clothes of IPv6 as at the plain one',
    async () => {
      const { isOpen, url, close } = await serve(folder, 0, '::ffff:127.0.0.1')
      await close()
      expect([isOpen, url]).toEqual([false, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/)])
    },
  )

  it('takes an address of IPv4 in the clothes of IPv6 for what it is', () => {
    expect(['::ffff:127.0.0.1', '::FFFF:7f00:1', '[::1]', 'A.b.'].map(plainName)).toEqual([
      ...['127.0.0.1', '127.0.0.1', '::1', 'a.b'],
    ])
  })

  it.each([
    [true, ['peta.kota.go.id', 'Kota-Server', 'localhost', '10.0.0.7', '[2001:db8::1]']],
    [
      false,
      ['', 'https://peta.kota.go.id', 'peta.kota.go.id:8080', 'a/b', 'a b', 'me@a', '*', '::1', 'a?b', 'a#b'],
    ],
  ])('takes for names of hosts: %s', (expected, names) => {
    expect(names.filter((name) => isHostName(name) !== expected)).toEqual([])
  })

  it.each(['203.0.113.9', 'no-such-host.invalid'])(
    'says that %s is no address of this machine',
    async (host) => {
      const error = await serve(folder, 0, host).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(UserError)
      expect((error as UserError).fault).toMatchObject({
        what: 'this machine has no such address',
        got: host,
      })
    },
  )

  it('says which port is taken', async () => {
    const port = Number(new URL(server.url).port)
    const error = await serve(folder, port).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).exitCode).toBe(2)
    expect((error as UserError).fault).toEqual({
      what: 'the port is taken',
      got: String(port),
      next: 'choose another with --port',
    })
  })

  it('outlives a client that goes away in the middle of a file', async () => {
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(20_000_000))
    await new Promise<void>((done) => {
      const sent = request(server.url, { path: '/large.bin' }, (response) => {
        response.once('data', () => sent.destroy())
        response.on('error', () => {})
        response.on('close', () => done())
      })
      sent.on('error', () => {})
      sent.end()
    })
    expect((await get('/index.html')).status).toBe(200)
  })

  it('closes, and says so', async () => {
    await server.close()
    await server.closed
    await expect(get('/index.html')).rejects.toThrow('ECONNREFUSED')
    server = await serve(folder, 0)
  })
})

describe('the folder to serve', () => {
  it('is that with the published map, or the public/ of an output folder, and no other', () => {
    expect(publicFolderOf(folder)).toBe(folder)
    expect(publicFolderOf(join(folder, '..'))).toBe(folder)
    expect([join(folder, '../stages'), join(folder, 'gone'), ''].map(publicFolderOf)).toEqual([
      null,
      null,
      null,
    ])
  })
})
