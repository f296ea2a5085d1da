import { copyFileSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HostReport } from '../../pipeline/check-host/index.ts'
import { mediaType } from '../../pipeline/hosting/media-types.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { inProcess } from '../support/command-line.ts'
import { publishedFolder } from '../support/published-folder.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'
import { freePorts, serverOrSkip, startServer } from './web-server.ts'

const TEXTS = ['releases/0123456789abcdef/lineage.md', 'releases/0123456789abcdef/tables/rt.csv']
const HIDDEN = [
  '.latest.json.new',
  'releases/.0123456789abcdef.old/lineage.md',
  '.well-known/.security.txt.new',
]
const WELL_KNOWN = '.well-known/security.txt'

const HOSTING = join(PROJECT_ROOT, 'docs/hosting')

const nginx = serverOrSkip('nginx')
const caddy = serverOrSkip('caddy')
const apache = serverOrSkip('apache2')
const folder = nginx === null && caddy === null && apache === null ? '' : publishedFolder()

if (folder !== '') {
  const files = Object.fromEntries(
    [...TEXTS, ...HIDDEN, WELL_KNOWN].map((path) => [path, 'Sei Ladi, 5 m\u00b2']),
  )
  writeFiles(folder, files)
  // Apache gives a file that changed within the last second a weak tag, which proves no range.
  const yesterday = Date.now() / 1000 - 86_400
  for (const path of readdirSync(folder, { recursive: true }) as string[])
    utimesSync(join(folder, path), yesterday, yesterday)
}

/** Media types of texts with their charset, statuses of what is hidden and of what is not. */
async function answers(url: string) {
  const ask = async (path: string) => fetch(url + path)
  const types = await Promise.all(TEXTS.map(async (path) => (await ask(path)).headers.get('content-type')))
  const hidden = await Promise.all(HIDDEN.map(async (path) => (await ask(path)).status))
  return { types, hidden, wellKnown: (await ask(WELL_KNOWN)).status }
}

/** As `petakumuh serve` says them. */
const TYPES = TEXTS.map(mediaType)

async function checked(url: string) {
  const { code, out } = await inProcess(['check-host', url, '--json'])
  const { host, checks } = JSON.parse(out) as HostReport
  const amiss = checks.filter(({ verdict }) => verdict !== 'pass')
  return { code, host, checks, amiss: amiss.map(({ check, verdict }) => `${check} ${verdict}`) }
}

describe.skipIf(nginx === null)('nginx', () => {
  let server: { close(): Promise<void> }
  let ports: number[]

  beforeAll(async () => {
    const prefix = temporaryFolder()
    ports = await freePorts(4)
    const shipped = `include ${HOSTING}/nginx.conf;`
    const blocks = [
      `root ${folder}; ${shipped}`,
      `root ${dirname(folder)}; ${shipped}`,
      `root ${folder}; gzip on; gzip_types *; gzip_min_length 0;`,
      `root ${folder}; ${shipped} max_ranges 0; location /releases/ { add_header X-Atlas kota; }`,
    ].map((lines, i) => `server { listen 127.0.0.1:${ports[i]}; ${lines} }`)
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${prefix}/${name};`,
    )
    copyFileSync('/etc/nginx/mime.types', join(prefix, 'mime.types'))
    writeFileSync(
      join(prefix, 'nginx.conf'),
      `daemon off; master_process off; pid ${prefix}/pid; error_log stderr crit; events {}
       http { include mime.types; default_type application/octet-stream; access_log off; ${folders.join(' ')}
       ${blocks.join('\n')} }`,
    )
    const args = ['-p', prefix, '-c', join(prefix, 'nginx.conf'), '-e', 'stderr']
    server = await startServer(nginx!, args, {}, `http://127.0.0.1:${ports[0]}/`)
  })
  afterAll(() => server?.close())

  it('with the shipped configuration passes every check', async () => {
    const { code, host, amiss } = await checked(`http://127.0.0.1:${ports[0]}/`)
    expect([code, host, amiss]).toEqual([0, 'nginx', []])
  })

  it('passes in a folder of a site too', async () => {
    expect((await checked(`http://127.0.0.1:${ports[1]}/public/`)).amiss).toEqual([])
  })

  it('that compresses everything and lets no other site read is found out', async () => {
    const { code, amiss, checks } = await checked(`http://127.0.0.1:${ports[2]}/`)
    expect(code).toBe(50)
    expect(amiss.filter((one) => one.endsWith('fail'))).toEqual([
      'range-gzip fail',
      'encoding fail',
      'cors fail',
    ])
    expect(checks.find(({ check }) => check === 'range-gzip')).toMatchObject({
      got: expect.stringMatching(/^200, Content-Range: -, Content-Encoding: gzip/),
      mend: expect.stringContaining('no gzip_types *'),
    })
  })

  it('with a line more that hides the headers, and without ranges, is found out', async () => {
    const { code, amiss } = await checked(`http://127.0.0.1:${ports[3]}/`)
    expect(code).toBe(50)
    expect(amiss).toEqual(expect.arrayContaining(['range fail', 'cors fail', 'cache-release warn']))
  })

  it('says that texts are UTF-8, and hides what is being written and nothing else', async () => {
    expect(await answers(`http://127.0.0.1:${ports[0]}/`)).toEqual({
      types: TYPES,
      hidden: [404, 404, 404],
      wellKnown: 200,
    })
  })
})

describe.skipIf(caddy === null)('Caddy', () => {
  let server: { close(): Promise<void> }
  let url: string

  beforeAll(async () => {
    const prefix = temporaryFolder()
    const [port] = await freePorts(1)
    url = `http://127.0.0.1:${port}/`
    const config = join(prefix, 'Caddyfile')
    const spaced = join(prefix, 'atlas kota')
    symlinkSync(folder, spaced)
    writeFileSync(config, `{\n\tadmin off\n\tauto_https off\n}\nimport ${HOSTING}/Caddyfile\n`)
    const env = {
      ATLAS_ADDRESS: url.slice(0, -1),
      ATLAS_FOLDER: spaced,
      HOME: prefix,
      XDG_DATA_HOME: prefix,
      XDG_CONFIG_HOME: prefix,
    }
    server = await startServer(caddy!, ['run', '--config', config, '--adapter', 'caddyfile'], env, url)
  })
  afterAll(() => server?.close())

  it('with the shipped configuration passes every check', async () => {
    const { code, host, amiss } = await checked(url)
    expect([code, host, amiss]).toEqual([0, 'caddy', []])
  })

  it('says that texts are UTF-8, and hides what is being written and nothing else', async () => {
    expect(await answers(url)).toEqual({ types: TYPES, hidden: [404, 404, 404], wellKnown: 200 })
  })
})

describe.skipIf(apache === null)('Apache', () => {
  const modules = [
    'mpm_event',
    'authz_core',
    'alias',
    'dir',
    'mime',
    'headers',
    'setenvif',
    'filter',
    'deflate',
  ]
  let server: { close(): Promise<void> }
  let url: string

  beforeAll(async () => {
    const prefix = temporaryFolder()
    const [port] = await freePorts(1)
    url = `http://127.0.0.1:${port}/`
    const config = join(prefix, 'httpd.conf')
    copyFileSync(join(HOSTING, 'htaccess'), join(folder, '.htaccess'))
    // The types that Apache itself comes with.
    writeFileSync(
      join(prefix, 'mime.types'),
      'text/html html\ntext/css css\ntext/javascript js\napplication/json json\n',
    )
    writeFileSync(
      config,
      `ServerRoot ${prefix}\nServerName localhost\nListen 127.0.0.1:${port}\nPidFile ${prefix}/pid\nErrorLog ${prefix}/log
       ${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
       TypesConfig ${prefix}/mime.types\nDocumentRoot ${folder}
       <Directory ${folder}>\nAllowOverride FileInfo Indexes Options AuthConfig\nRequire all granted\n</Directory>\n`,
    )
    server = await startServer(apache!, ['-X', '-f', config], {}, url)
  })
  afterAll(() => server?.close())

  it('with the shipped .htaccess passes every check', async () => {
    const { code, host, amiss } = await checked(url)
    expect([code, host, amiss]).toEqual([0, 'apache', []])
  })

  it('says that texts are UTF-8, and hides what is being written, the .htaccess and nothing else', async () => {
    expect(await answers(url)).toEqual({ types: TYPES, hidden: [403, 404, 403], wellKnown: 200 })
    expect((await fetch(`${url}.htaccess`)).status).toBe(403)
  })
})

describe('the rules for object stores', () => {
  const json = (name: string) => JSON.parse(readFileSync(join(HOSTING, name), 'utf8'))

  it('let any site read with ranges, and see what readers need', () => {
    const s3 = json('s3-cors.json').CORSRules
    const r2 = json('r2-cors.json').rules
    expect([s3.length, r2.length]).toEqual([1, 1])
    const of = {
      s3: {
        origins: s3[0].AllowedOrigins,
        methods: s3[0].AllowedMethods,
        headers: s3[0].AllowedHeaders,
        exposed: s3[0].ExposeHeaders,
      },
      r2: { ...r2[0].allowed, exposed: r2[0].exposeHeaders },
    }
    expect(of.s3).toEqual(of.r2)
    expect(of.s3.origins).toEqual(['*'])
    expect(of.s3.methods).toEqual(['GET', 'HEAD'])
    expect(of.s3.headers).toContain('Range')
    expect(of.s3.exposed).toEqual(expect.arrayContaining(['ETag', 'Content-Range', 'Content-Length']))
  })
})
