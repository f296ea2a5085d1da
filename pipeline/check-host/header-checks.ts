import { POINTER } from '../release/manifest.ts'
import type { Answer, Client, Question } from './client.ts'
import type { PageParts } from './file-checks.ts'
import { type Fault, type Finding, header, judged, members, type Step, said, same } from './finding.ts'
import type { Site } from './site.ts'

/** A site that is not this one: `.example` belongs to nobody. */
const ORIGIN = 'https://peta.example'
/** Readers of other sites need these; a browser hides what is not exposed. */
const EXPOSED = ['etag', 'content-range', 'content-length']

/** A pointer that is kept longer shows yesterday's map. */
const LONGEST_POINTER_S = 600
/** What never changes is worth keeping at least a day. */
const SHORTEST_RELEASE_S = 86_400

/** What a host must say beside the bytes: who may read them, how long they may be kept, that they come safely. */
export function headerSteps(client: Client, site: Site, parts: PageParts): Step[] {
  return [
    ['cors', () => corsFinding(client, site)],
    ['cors-expose', () => exposeFinding(client, site)],
    ['cors-preflight', () => preflightFinding(client, site)],
    ['cache-pointer', async () => pointerCacheFinding(site, parts)],
    ['cache-release', () => releaseCacheFinding(client, site, parts)],
    ['missing', () => missingFinding(client, site)],
    ['revalidate', () => revalidateFinding(client, site)],
    ['transport', () => transportFinding(client, site)],
  ]
}

const FROM_ELSEWHERE: Question = { headers: { origin: ORIGIN, range: 'bytes=0-6' }, most: 7 }

async function corsFinding(client: Client, site: Site): Promise<Finding> {
  const faults: Fault[] = []
  const files = [
    { path: POINTER, url: site.pointer.url },
    { path: site.style.path, url: site.style.url },
    ...site.archives,
  ]
  for (const { path, url } of files) {
    const answer = await client.ask(url, FROM_ELSEWHERE)
    if (lets(answer)) continue
    faults.push({
      asked: `GET ${path}, Origin: ${ORIGIN}`,
      got: same(`${path}: ${said(answer, 'Access-Control-Allow-Origin', 'Vary')}`),
    })
  }
  return judged('cors', faults, {
    asked: `GET ${files[0]!.path}, …, Origin: ${ORIGIN}`,
    got: same('Access-Control-Allow-Origin'),
  })
}

/** Whether any site may read the answer; one that names the asker must also say that it does. */
function lets(answer: Answer): boolean {
  const origin = header(answer, 'access-control-allow-origin')
  if (origin === '*') return true
  return (
    origin === ORIGIN && members(header(answer, 'vary')).some((name) => name === 'origin' || name === '*')
  )
}

async function exposeFinding(client: Client, site: Site): Promise<Finding> {
  const [file] = site.archives
  const answer = await client.ask(file!.url, FROM_ELSEWHERE)
  const exposed = members(header(answer, 'access-control-expose-headers'))
  const isWhole = exposed.includes('*') || EXPOSED.every((name) => exposed.includes(name))
  const fault = {
    asked: `GET ${file!.path}, Origin: ${ORIGIN}`,
    got: same(said(answer, 'Access-Control-Expose-Headers')),
  }
  return judged('cors-expose', isWhole ? [] : [fault], fault, 'warn')
}

async function preflightFinding(client: Client, site: Site): Promise<Finding> {
  const [file] = site.archives
  const answer = await client.ask(file!.url, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'range',
    },
    most: 0,
  })
  const allowed = members(header(answer, 'access-control-allow-headers'))
  const origin = header(answer, 'access-control-allow-origin')
  const isAllowed =
    answer.status >= 200 &&
    answer.status < 300 &&
    (origin === '*' || origin === ORIGIN) &&
    (allowed.includes('*') || allowed.includes('range'))
  const fault = {
    asked: `OPTIONS ${file!.path}, Origin: ${ORIGIN}, Access-Control-Request-Headers: range`,
    got: same(said(answer, 'Access-Control-Allow-Origin', 'Access-Control-Allow-Headers')),
  }
  return judged('cors-preflight', isAllowed ? [] : [fault], fault, 'warn')
}

function pointerCacheFinding(site: Site, parts: PageParts): Finding {
  const answers = [
    { name: POINTER, answer: site.pointer.answer },
    ...parts.filter(({ name }) => name === 'index.html'),
  ]
  const kept = answers.map(({ name, answer }) => ({ name, answer, seconds: lifetime(answer) }))
  const faults = kept
    .filter(({ seconds }) => seconds !== 0)
    .map(({ name, answer }) => ({
      asked: `GET ${name}`,
      got: same(`${name}: ${said(answer, 'Cache-Control', 'Expires')}`),
    }))
  const isTooLong = kept.some(({ seconds }) => seconds !== null && seconds > LONGEST_POINTER_S)
  return judged(
    'cache-pointer',
    faults,
    {
      asked: `GET ${answers.map(({ name }) => name).join(', ')}`,
      got: same(said(site.pointer.answer, 'Cache-Control')),
    },
    isTooLong ? 'fail' : 'warn',
  )
}

async function releaseCacheFinding(client: Client, site: Site, parts: PageParts): Promise<Finding> {
  const answers = parts.filter(({ name }) => name.startsWith('assets/')).slice(0, 1)
  for (const { path, url } of [site.style, ...site.archives])
    answers.push({ name: path, answer: await client.ask(url, { method: 'HEAD' }) })
  const faults = answers
    .filter(({ answer }) => (lifetime(answer) ?? 0) < SHORTEST_RELEASE_S)
    .map(({ name, answer }) => ({
      asked: `HEAD ${name}`,
      got: same(`${name}: ${said(answer, 'Cache-Control', 'Expires')}`),
    }))
  const passed = {
    asked: `HEAD ${answers.map(({ name }) => name).join(', ')}`,
    got: same(said(answers[0]!.answer, 'Cache-Control')),
  }
  return judged('cache-release', faults, passed, 'warn')
}

/** Seconds for which an answer may be used without asking again; null where the host does not say. */
function lifetime(answer: Answer): number | null {
  const rules = new Map(
    members(header(answer, 'cache-control')).map((rule) => {
      const [name = '', value = ''] = rule.split('=')
      return [name.trim(), value.trim().replaceAll('"', '')]
    }),
  )
  if (rules.has('no-cache') || rules.has('no-store')) return 0
  const ages = ['max-age', 's-maxage'].flatMap((name) => (rules.has(name) ? [Number(rules.get(name))] : []))
  if (ages.length > 0) return Math.max(...ages.map((age) => (Number.isFinite(age) ? age : 0)))
  const expires = header(answer, 'expires')
  if (expires === undefined) return null
  const seconds = (Date.parse(expires) - Date.parse(header(answer, 'date') ?? expires)) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0
}

async function missingFinding(client: Client, site: Site): Promise<Finding> {
  const url = new URL('not-there.json', site.manifest.url)
  const answer = await client.ask(url, { most: 0 })
  const fault = {
    asked: `GET ${url.href.slice(site.base.href.length)}`,
    got: same(said(answer, 'Cache-Control')),
  }
  // S3 says 403 to who may not list the bucket.
  const isRefused = answer.status === 404 || answer.status === 403 || answer.status === 410
  const isForgotten = (lifetime(answer) ?? 0) <= LONGEST_POINTER_S
  return judged('missing', isRefused && isForgotten ? [] : [fault], fault, 'warn')
}

async function revalidateFinding(client: Client, site: Site): Promise<Finding> {
  const tag = header(site.pointer.answer, 'etag')
  const asked = `GET latest.json, If-None-Match: ${tag ?? '-'}`
  if (tag === undefined)
    return judged('revalidate', [{ asked, got: same('ETag: -') }], { asked, got: same('') }, 'warn')
  const answer = await client.ask(site.pointer.url, { headers: { 'if-none-match': tag } })
  const got = same(String(answer.status))
  return judged('revalidate', answer.status === 304 ? [] : [{ asked, got }], { asked, got }, 'warn')
}

async function transportFinding(client: Client, site: Site): Promise<Finding> {
  const isSecure = site.base.protocol === 'https:'
  const sent = [...client.redirects].map(([from, to]) => ({ from, to }))
  const faults: Fault[] = sent.map(({ from, to }) => ({
    asked: `GET ${from}`,
    got: { id: `${from} diteruskan ke ${to.href}`, en: `${from} is redirected to ${to.href}` },
  }))
  const plain = isSecure ? plainAddresses((await client.ask(site.style.url)).body.toString('utf8')) : []
  faults.push(...plain.map((address) => ({ asked: `GET ${site.style.path}`, got: same(address) })))
  const isLocal = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(site.base.hostname)
  if (!isSecure && !isLocal)
    faults.push({
      asked: site.base.href,
      got: { id: 'http://, tanpa enkripsi', en: 'http://, without encryption' },
    })
  const isBlocked = plain.length > 0 || (isSecure && sent.some(({ to }) => to.protocol === 'http:'))
  const got = isSecure ? same('https://') : { id: 'mesin ini sendiri', en: 'this machine itself' }
  return judged('transport', faults, { asked: site.base.href, got }, isBlocked ? 'fail' : 'warn')
}

/** Addresses of a style that a browser would not load into a page of https. */
function plainAddresses(style: string): string[] {
  try {
    const { sources = {}, sprite, glyphs } = JSON.parse(style) as Record<string, Record<string, unknown>>
    const named = Object.values(sources).flatMap((source) => {
      const { url, tiles, data } = (source ?? {}) as Record<string, unknown>
      return [url, data, ...(Array.isArray(tiles) ? tiles : [])]
    })
    return [...named, sprite, glyphs].filter(
      (one): one is string => typeof one === 'string' && /^(?:pmtiles:\/\/)?http:/.test(one),
    )
  } catch {
    return []
  }
}
