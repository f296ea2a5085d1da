import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HostReport } from '../../pipeline/check-host/index.ts'
import { ABOUT, CHECKS } from '../../pipeline/check-host/words.ts'
import { inProcess } from '../support/command-line.ts'
import { PUBLISHED, publishedFolder, RELEASE } from '../support/published-folder.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { cutFromPacked, endsWith, faultyHost, leadTo, replaced, type Wrong } from './faulty-host.ts'

let folder: string
let host: { url: string; close(): void } | undefined

beforeAll(() => {
  folder = publishedFolder()
})
afterEach(() => host?.close())

const takesGzip = (accepted: string | string[] | undefined) => String(accepted ?? '').includes('gzip')

/** What the command says of a host with a fault: its exit code, its report, and what does not pass as `check verdict`. */
async function checked(wrong: Wrong, more: string[] = [], at = '', of = folder) {
  host = await faultyHost(of, wrong)
  const { code, out, err } = await inProcess(['check-host', host.url + at, '--json', ...more])
  const report = JSON.parse(out) as HostReport
  const amiss = report.checks.filter(({ verdict }) => verdict !== 'pass')
  return { code, err, report, amiss: amiss.map(({ check, verdict }) => `${check} ${verdict}`) }
}

describe('a host that does all as it must', () => {
  it('passes every check, given by folder, page or pointer', async () => {
    const { code, report, amiss } = await checked(() => undefined)
    expect([code, amiss, report.fit, report.release]).toEqual([0, [], true, RELEASE])
    expect(report.checks.map(({ check }) => check)).toEqual([...CHECKS])
    for (const at of ['index.html?lang=id', 'latest.json'])
      expect((await inProcess(['check-host', host!.url + at, '--quiet'])).code).toBe(0)
  })

  it('is told in a table, in both languages', async () => {
    host = await faultyHost(folder, () => undefined)
    const en = await inProcess(['check-host', host.url])
    expect(en.out).toMatch(
      /^Host: http:\/\/127.*, release 0123456789abcdef\n\ncheck +verdict +got\npointer +pass/,
    )
    expect(en.out).toContain(
      'archive         pass     20008 + 1100000 bytes (kota-0123456789ab.pmtiles + zones.parquet), sha256',
    )
    expect(en.out.trimEnd()).toMatch(/The host serves the atlas as readers need it\.$/)
    const id = await inProcess(['check-host', host.url, '--lang', 'id'])
    expect(id.out).toMatch(/\npemeriksaan +hasil +diperoleh\npointer +lulus/)
  })

  it('may lie in a folder of a site, and send itself on to it', async () => {
    const { code, amiss, report } = await checked((request, response) => {
      if (request.url!.startsWith('/atlas/')) request.url = request.url!.slice('/atlas'.length)
      else {
        response.writeHead(302, { location: `/atlas${request.url}` }).end()
        return true
      }
    })
    expect([code, amiss[0], amiss.at(-1)]).toEqual([0, 'cors-preflight warn', 'transport warn'])
    expect(report.redirects[0]!.to).toMatch(/\/atlas\/latest\.json$/)
    host!.close()
    expect(
      (await checked((request) => leadTo(request, request.url!.slice('/atlas'.length)), [], 'atlas')).amiss,
    ).toEqual([])
  })
})

describe('a page that runs something else', () => {
  it('is found by its own name, and by scripts that are not its own', async () => {
    const lying = join(temporaryFolder(), 'public')
    cpSync(folder, lying, { recursive: true })
    const script = readdirSync(join(lying, 'assets')).find((name) => name.startsWith('main-'))!
    appendFileSync(join(lying, 'assets', script), '\nfetch("//example.org")')
    const changed = await checked(() => undefined, [], '', lying)
    expect([changed.code, changed.amiss]).toEqual([expect.any(Number), ['page fail']])
    expect(changed.code).not.toBe(0)
    expect(JSON.stringify(changed.report)).toContain(`assets/${script}: not what its name says`)
    host!.close()
    cpSync(folder, lying, { recursive: true })
    appendFileSync(join(lying, 'index.html'), '<script>alert(1)</script>')
    const added = await checked(() => undefined, [], '', lying)
    expect(added.amiss).toEqual(['page fail'])
    expect(JSON.stringify(added.report)).toContain('runs what is no part of the atlas: <script>alert(1)')
  })
})

describe('a fault of a host is found by the check of its name:', () => {
  const faults: [string, Wrong, string[]][] = [
    [
      'no ranges',
      (request) => void delete request.headers.range,
      ['range fail', 'range-gzip fail', 'range-beyond warn', 'if-range warn'],
    ],
    [
      'no ranges from the end',
      ({ headers }) => void (/=-/.test(headers.range ?? '') && delete headers.range),
      ['range fail', 'range-gzip fail'],
    ],
    [
      'ranges one byte off',
      ({ headers }, response) => {
        const range = /^bytes=0-(\d{2,})$/.exec(headers.range ?? '')
        if (range === null) return
        headers.range = `bytes=1-${Number(range[1]) + 1}`
        replaced(response, 'Content-Range', (before) => before.replace(/\d+-\d+/, `0-${range[1]}`))
      },
      ['range fail', 'range-gzip fail'],
    ],
    [
      'archives compressed, and ranges cut from that',
      (request, response, root) =>
        endsWith(request, '.pmtiles') && takesGzip(request.headers['accept-encoding'])
          ? cutFromPacked(request, response, root)
          : undefined,
      ['range-gzip fail', 'encoding fail'],
    ],
    [
      'Parquet compressed',
      (request, response, root) =>
        endsWith(request, '.parquet') && takesGzip(request.headers['accept-encoding'])
          ? cutFromPacked(request, response, root)
          : undefined,
      ['range-gzip fail', 'encoding fail'],
    ],
    [
      'ranges of text cut from compressed text',
      (request, response, root) =>
        endsWith(request, '.geojson') &&
        request.headers.range &&
        takesGzip(request.headers['accept-encoding'])
          ? cutFromPacked(request, response, root)
          : undefined,
      ['range-gzip fail'],
    ],
    [
      'weak ETags',
      (_, response) => void replaced(response, 'ETag', (tag) => `W/${tag}`),
      ['etag fail', 'if-range warn'],
    ],
    [
      'another ETag each time',
      (_, response) => void replaced(response, 'ETag', () => `"${Math.random()}"`),
      ['etag fail', 'if-range warn', 'revalidate warn'],
    ],
    [
      'no ETags',
      (_, response) => void replaced(response, 'ETag', () => null),
      ['etag fail', 'if-range warn', 'revalidate warn'],
    ],
    ['If-Range passed over', ({ headers }) => void delete headers['if-range'], ['if-range warn']],
    ['If-None-Match passed over', ({ headers }) => void delete headers['if-none-match'], ['revalidate warn']],
    [
      'no word of other sites',
      (_, response) => {
        for (const name of ['Origin', 'Headers'])
          replaced(response, `Access-Control-Allow-${name}`, () => null)
        replaced(response, 'Access-Control-Expose-Headers', () => null)
      },
      ['cors fail', 'cors-expose warn', 'cors-preflight warn'],
    ],
    [
      'one other site alone',
      (_, response) => void replaced(response, 'Access-Control-Allow-Origin', () => 'https://satu.example'),
      ['cors fail', 'cors-preflight warn'],
    ],
    [
      'the asking site without saying so to caches',
      ({ headers }, response) =>
        void replaced(response, 'Access-Control-Allow-Origin', () => headers.origin ?? null),
      ['cors fail'],
    ],
    [
      'OPTIONS refused',
      ({ method }, response) => {
        if (method !== 'OPTIONS') return
        response.writeHead(405).end()
        return true
      },
      ['cors-preflight warn'],
    ],
    [
      'a pointer kept for a day',
      (request, response) =>
        void (endsWith(request, 'latest.json') && replaced(response, 'Cache-Control', () => 'max-age=86400')),
      ['cache-pointer fail'],
    ],
    [
      'ten minutes for everything, as GitHub Pages has it',
      (_, response) => void replaced(response, 'Cache-Control', () => 'max-age=600'),
      ['cache-pointer warn', 'cache-release warn'],
    ],
    [
      'no word of caches',
      (_, response) => void replaced(response, 'Cache-Control', () => null),
      ['cache-pointer warn', 'cache-release warn'],
    ],
    [
      'scripts called text',
      (_, response) =>
        void replaced(response, 'Content-Type', (type) => type.replace('text/javascript', 'text/plain')),
      ['page-type fail'],
    ],
    [
      'every unknown file called octets',
      (request, response) =>
        void (
          /\.(pmtiles|parquet|geojson)$/.test(request.url!) &&
          replaced(response, 'Content-Type', () => 'binary/octet-stream')
        ),
      ['media-type warn'],
    ],
    [
      'a file that is not there',
      (request) => (endsWith(request, '.csv') ? leadTo(request, '/none') : undefined),
      ['files fail'],
    ],
    [
      'a part of the page that is not there',
      (request) => (request.url!.includes('map-worker') ? leadTo(request, '/none') : undefined),
      ['page fail'],
    ],
    [
      'no page for the folder',
      (request) => (request.url === '/' ? leadTo(request, '/none') : undefined),
      ['page warn'],
    ],
    [
      'a file written anew by a proxy',
      (request, response) => {
        if (!endsWith(request, '.csv') || request.headers.range || request.method !== 'GET') return
        response.setHeader('Content-Type', 'text/csv')
        response.end('id;nama')
        return true
      },
      ['files fail'],
    ],
    [
      'a page in place of what is not there',
      (request) => (endsWith(request, 'not-there.json') ? leadTo(request, '/index.html') : undefined),
      ['missing warn'],
    ],
    [
      'what is not there kept for a year',
      (request, response) => {
        if (endsWith(request, 'not-there.json'))
          response.setHeader('Cache-Control', 'max-age=31536000, immutable')
        return undefined
      },
      ['missing warn'],
    ],
    ['text as it is', ({ headers }) => void delete headers['accept-encoding'], ['compression warn']],
    ['no Vary', (_, response) => void replaced(response, 'Vary', () => null), ['compression warn']],
    [
      'text called compressed that is not',
      (request, response) => {
        if (
          takesGzip(request.headers['accept-encoding']) &&
          !request.headers.range &&
          endsWith(request, '.geojson')
        ) {
          delete request.headers['accept-encoding']
          response.setHeader('Content-Encoding', 'gzip')
        }
        return undefined
      },
      ['compression fail'],
    ],
  ]

  it.each(faults)('%s', async (_, wrong, expected) => {
    const { code, amiss } = await checked(wrong)
    expect(amiss).toEqual(expected)
    expect(code).toBe(expected.some((one) => one.endsWith('fail')) ? 50 : 0)
  })

  it('an archive that is not what was published', async () => {
    const other = publishedFolder()
    const path = join(other, PUBLISHED.archive)
    const bytes = readFileSync(path)
    bytes[0] = 0
    writeFileSync(path, bytes)
    expect((await checked(() => undefined, [], '', other)).amiss).toEqual([
      'files fail',
      'archive fail',
      'range fail',
      'range-gzip fail',
    ])
  })
})

describe('nothing more is asked of a host', () => {
  const broken: [string, Wrong, string, RegExp][] = [
    [
      'without a pointer',
      (r) => (endsWith(r, 'latest.json') ? leadTo(r, '/none') : undefined),
      'pointer',
      /404/,
    ],
    [
      'that sends its page for everything',
      (r) => (endsWith(r, 'latest.json') ? leadTo(r, '/index.html') : undefined),
      'pointer',
      /not JSON: <!doctype/,
    ],
    [
      'whose pointer leads elsewhere',
      (r, response) => {
        if (!endsWith(r, 'latest.json')) return
        const at = 'https://lain.example/manifest.json'
        response.end(JSON.stringify({ release: 'r', manifest: `../..//${at}`, style: 's', tiles: [] }))
        return true
      },
      'pointer',
      /no "release"/,
    ],
    [
      'without a manifest',
      (r) => (endsWith(r, 'manifest.json') ? leadTo(r, '/none') : undefined),
      'manifest',
      /404/,
    ],
    [
      'with a manifest of another release',
      (r, response) => {
        if (!endsWith(r, 'manifest.json')) return
        response.end('{"release":"f","files":[]}')
        return true
      },
      'manifest',
      /a manifest of release f, latest.json names 0123/,
    ],
    [
      'whose manifest does not know the tiles',
      (r, response) => {
        if (!endsWith(r, 'manifest.json')) return
        response.end(JSON.stringify({ release: RELEASE, files: [null, { path: 1 }] }))
        return true
      },
      'manifest',
      /lists no style or no tiles/,
    ],
  ]

  it.each(broken)('%s', async (_, wrong, check, got) => {
    const { code, report, amiss } = await checked(wrong)
    expect([code, amiss]).toEqual([50, [`${check} fail`]])
    expect(report.checks.at(-1)!.got).toMatch(got)
    expect(report.checks.length).toBeLessThan(3)
  })
})

describe('a host that falls silent', () => {
  it('in the middle fails the checks that asked, and the others are made', async () => {
    const { code, report, amiss } = await checked((request) => {
      if (!endsWith(request, '.pmtiles') || request.headers.range === undefined) return
      request.socket.destroy()
      return true
    })
    expect(code).toBe(50)
    expect(amiss.filter((one) => one.endsWith('fail'))).toEqual(
      expect.arrayContaining(['range fail', 'etag fail', 'cors fail']),
    )
    expect(report.checks.find(({ check }) => check === 'range')!.got).toMatch(/no answer: .*socket hang up/)
    expect(report.checks.length).toBe(CHECKS.length)
  })

  it('while it sends a file, is told from one that is slow', async () => {
    const { report } = await checked((request, response) => {
      if (!endsWith(request, '.pmtiles') || request.headers.range !== undefined) return
      response.writeHead(200, { 'content-length': 20_008 })
      response.write('PMTiles')
      setTimeout(() => request.socket.destroy(), 20)
      return true
    })
    expect(report.checks.find(({ check }) => check === 'archive')).toMatchObject({
      verdict: 'fail',
      got: expect.stringContaining('no answer'),
    })
  })

  it('before it has said anything ends with 21', async () => {
    host = await faultyHost(folder, () => true)
    const silent = await inProcess(['check-host', host.url, '--timeout', '0.1'])
    expect([silent.code, silent.err]).toEqual([21, expect.stringContaining('no byte came for 0.1 s')])
    host.close()
    const gone = await inProcess(['check-host', host.url, '--json'])
    expect([gone.code, JSON.parse(gone.err)]).toEqual([21, expect.objectContaining({ error: 'source' })])
  })

  it('by sending on in circles ends with 21', async () => {
    host = await faultyHost(folder, (request, response) => {
      response.writeHead(302, { location: request.url }).end()
      return true
    })
    const { code, err } = await inProcess(['check-host', host.url])
    expect([code, err]).toEqual([21, expect.stringContaining('redirected in circles')])
  })
})

describe('what is told', () => {
  it('of each check that does not pass: asked, got, expected, why, and how to mend it on this host', async () => {
    host = await faultyHost(folder, (_, response) => {
      response.setHeader('Server', 'nginx/1.22.1')
      replaced(response, 'Access-Control-Allow-Origin', () => null)
      replaced(response, 'Cache-Control', () => 'no-cache\u009b')
    })
    const { code, out, err } = await inProcess(['check-host', host.url, '--lang', 'id'])
    expect(code).toBe(50)
    expect(out).toContain(
      `GAGAL: cors\n  diminta     GET latest.json, Origin: https://peta.example; GET ${PUBLISHED.style}`,
    )
    expect(out).toContain(
      `\n  mengapa     ${ABOUT.cors.why.id}\n  perbaikan   sertakan docs/hosting/nginx.conf`,
    )
    expect(err).toContain('checks that fail: cors\n')
    expect(out).not.toContain('\u009b')
  })

  it('of GitHub Pages: that it cannot be mended there', async () => {
    const { report } = await checked((request, response, root) => {
      response.setHeader('Server', 'GitHub.com')
      return endsWith(request, '.pmtiles') && takesGzip(request.headers['accept-encoding'])
        ? cutFromPacked(request, response, root)
        : undefined
    })
    expect(report.host).toBe('github-pages')
    const found = report.checks.find(({ check }) => check === 'range-gzip')!
    expect(found.got).toContain('206, Content-Range: bytes 0-126/')
    expect(found.got).toContain('Content-Encoding: gzip')
    expect(found.mend).toContain('It cannot be turned off')
  })

  it.each(['peta.kota.example', 'ftp://kota.example/', 'http://u:p@kota.example/', '/srv/atlas'])(
    '%s is no address of a folder',
    async (address) => {
      const { code, err } = await inProcess(['check-host', address])
      expect([code, err]).toEqual([2, expect.stringContaining('this is no address of a published folder')])
    },
  )
})
