import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { isText } from '../hosting/media-types.ts'
import { foreignScripts, isAsNamed, namedParts } from '../release/page-parts.ts'
import { type Answer, type Client, Unanswered } from './client.ts'
import { type Fault, type Finding, header, judged, members, type Step, same, shown } from './finding.ts'
import { noAnswer, type Site, type SiteFile } from './site.ts'

/** Files up to this size are read and compared by SHA-256, larger ones by their length alone. */
const MOST_READ_BYTES = 1024 * 1024
/** The text that is asked for compressed is read whole. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024
const AT_ONCE = 8

/** The parts of the page, with what answered for them. */
export type PageParts = { name: string; answer: Answer }[]

/** Whether the page and every file of the release is there, as it was published and called what it is. */
export function fileSteps(client: Client, site: Site, parts: PageParts): Step[] {
  const answers = new Map<SiteFile, Answer>()
  return [
    ['page', () => pageFinding(client, site, parts)],
    ['files', () => filesFinding(client, site, answers)],
    ['page-type', async () => pageTypeFinding(parts)],
    ['media-type', async () => mediaTypeFinding(answers)],
    ['compression', () => compressionFinding(client, site)],
  ]
}

/** `index.html`, what it names, and what that names: parts are called by their content. */
async function pageFinding(client: Client, site: Site, parts: PageParts): Promise<Finding> {
  const faults: Fault[] = []
  const queue = ['index.html']
  for (const name of queue) {
    const answer = await client.ask(new URL(name, site.base), { most: MOST_TEXT_BYTES })
    if (answer.status !== 200) faults.push({ asked: `GET ${name}`, got: shown(answer) })
    else parts.push({ name, answer })
    const named = answer.status === 200 && isText(name) ? answer.body.toString('utf8') : ''
    const changed = answer.status === 200 ? changedPart(name, answer) : null
    if (changed !== null) faults.push({ asked: `GET ${name}`, got: changed })
    for (const part of namedParts(named)) if (!queue.includes(`assets/${part}`)) queue.push(`assets/${part}`)
  }
  const listed = await client.ask(site.base, { most: MOST_TEXT_BYTES })
  const [page] = parts
  if (faults.length === 0 && !(listed.status === 200 && listed.body.equals(page!.answer.body))) {
    const got = shown(listed)
    faults.push({
      asked: `GET ${site.base.href}`,
      got: { id: `${got.id}, bukan index.html`, en: `${got.en}, not index.html` },
    })
    return judged('page', faults, { asked: '', got }, 'warn')
  }
  return judged('page', faults, {
    asked: `GET ${queue.join(', ')}`,
    got: { id: `200, ${parts.length} bagian`, en: `200, ${parts.length} parts` },
  })
}

/** What a part holds that its name does not say, or a page runs that is no part of it: rewritten on the way, or by somebody else. */
function changedPart(name: string, { body }: Answer): Fault['got'] | null {
  if (name !== 'index.html')
    return isAsNamed(name, body)
      ? null
      : { id: `${name}: isi lain dari namanya`, en: `${name}: not what its name says` }
  const [foreign] = foreignScripts(body.toString('utf8'))
  if (foreign === undefined) return null
  const text = foreign.replaceAll(/\s+/g, ' ').slice(0, 80)
  return {
    id: `menjalankan yang bukan bagian atlas: ${text}`,
    en: `runs what is no part of the atlas: ${text}`,
  }
}

async function filesFinding(client: Client, site: Site, answers: Map<SiteFile, Answer>): Promise<Finding> {
  const faults: Fault[] = []
  const queue = [...site.files]
  let read = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
        const method = file.bytes <= MOST_READ_BYTES ? 'GET' : 'HEAD'
        const asked = `${method} ${file.path}`
        try {
          const answer = await client.ask(file.url, { method, most: MOST_READ_BYTES })
          answers.set(file, answer)
          const fault = fileFault(answer, file, method)
          if (fault !== null) faults.push({ asked, got: fault })
          else if (method === 'GET') read++
        } catch (error) {
          if (!(error instanceof Unanswered)) throw error
          faults.push({ asked, got: noAnswer(error) })
        }
      }
    }),
  )
  const others = answers.size - read
  // In the order of the manifest, whichever answered first.
  faults.sort((a, b) => (a.asked < b.asked ? -1 : 1))
  return judged('files', faults, {
    asked: `GET, HEAD × ${answers.size}`,
    got: {
      id: `200, ${read} sesuai sha256, ${others} sesuai panjangnya`,
      en: `200, ${read} by sha256, ${others} by length`,
    },
  })
}

function fileFault(answer: Answer, file: SiteFile, method: 'GET' | 'HEAD'): Fault['got'] | null {
  if (answer.status !== 200) return within(file, shown(answer))
  if (method === 'HEAD') {
    const length = header(answer, 'content-length')
    if (Number(length) === file.bytes) return null
    return same(`${file.path}: Content-Length: ${length ?? '-'}, ≠ ${file.bytes}`)
  }
  const sha256 = createHash('sha256').update(answer.body).digest('hex')
  if (sha256 === file.sha256) return null
  const got = shown(answer, 'Content-Encoding')
  return within(file, { id: `${got.id}, sha256 lain`, en: `${got.en}, another sha256` })
}

const within = (file: SiteFile, { id, en }: Fault['got']): Fault['got'] => ({
  id: `${file.path}: ${id}`,
  en: `${file.path}: ${en}`,
})

/** Content types without which a browser loads no page. */
const PAGE_TYPES: Record<string, string[]> = {
  html: ['text/html'],
  css: ['text/css'],
  js: ['text/javascript', 'application/javascript', 'application/x-javascript'],
}

function pageTypeFinding(parts: PageParts): Finding {
  const faults = parts.flatMap(({ name, answer }) => {
    const wanted = PAGE_TYPES[name.slice(name.lastIndexOf('.') + 1)]
    const type = essence(answer)
    if (wanted === undefined || wanted.includes(type)) return []
    return [{ asked: `GET ${name}`, got: same(`${name}: Content-Type: ${type || '-'}`) }]
  })
  const [first] = parts
  return judged('page-type', faults, {
    asked: parts.map(({ name }) => name).join(', '),
    got: same(first === undefined ? '-' : essence(first.answer)),
  })
}

function mediaTypeFinding(answers: ReadonlyMap<SiteFile, Answer>): Finding {
  const faults = [...answers].flatMap(([file, answer]) => {
    const type = essence(answer)
    if (answer.status !== 200 || isCalled(file, type)) return []
    const got = same(`${file.path}: Content-Type: ${type || '-'}, ≠ ${file.mediaType}`)
    return [{ asked: `GET ${file.path}`, got }]
  })
  return judged(
    'media-type',
    faults,
    {
      asked: `Content-Type × ${answers.size}`,
      got: { id: 'seperti pada manifes', en: 'as the manifest says' },
    },
    'warn',
  )
}

function isCalled({ path, mediaType }: SiteFile, type: string): boolean {
  if (type === mediaType.split(';')[0]!.trim()) return true
  const isJson = (name: string) => /[/+]json$/.test(name.split(';')[0]!.trim())
  if (isJson(mediaType) && isJson(type)) return true
  // A name without an ending tells a host nothing.
  const isKnown = isText(path) && /\.\w+$/.test(path)
  return !isKnown && /\/octet-stream$|^application\/x-/.test(type)
}

function essence(answer: Answer): string {
  return (header(answer, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase()
}

/** The largest text that is not too large to be read twice. */
async function compressionFinding(client: Client, site: Site): Promise<Finding> {
  const [file] = site.files
    .filter(({ path, bytes }) => isText(path) && bytes <= MOST_TEXT_BYTES)
    .sort((a, b) => b.bytes - a.bytes)
  if (file === undefined) return { check: 'compression', verdict: 'skipped', asked: '', got: same('-') }
  const answer = await client.ask(file.url, { headers: { 'accept-encoding': 'gzip' } })
  const asked = `GET ${file.path}, Accept-Encoding: gzip`
  const got = shown(answer, 'Content-Encoding', 'Vary')
  const fault = { asked, got }
  if (answer.status !== 200) return { check: 'compression', verdict: 'skipped', ...fault }
  const encoding = header(answer, 'content-encoding')
  if (encoding !== undefined && encoding !== 'identity' && !isPacked(answer, encoding, file))
    return judged('compression', [fault], fault)
  const varies = members(header(answer, 'vary'))
  const isVaried = varies.includes('accept-encoding') || varies.includes('*')
  return judged('compression', encoding !== undefined && isVaried ? [] : [fault], fault, 'warn')
}

function isPacked(answer: Answer, encoding: string, file: SiteFile): boolean {
  if (encoding !== 'gzip') return false
  try {
    const bytes = gunzipSync(answer.body, { maxOutputLength: file.bytes + 1 })
    return createHash('sha256').update(bytes).digest('hex') === file.sha256
  } catch {
    return false
  }
}
