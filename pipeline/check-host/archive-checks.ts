import { createHash } from 'node:crypto'
import { isText } from '../hosting/media-types.ts'
import type { Answer, Client, Question } from './client.ts'
import { type Fault, type Finding, header, judged, type Step, said, same, shown } from './finding.ts'
import type { Site, SiteFile } from './site.ts'

type Range = [first: number, last: number]

/** What is asked of browsers, and what compressing proxies act on. */
const TAKES_ALL = 'gzip, deflate, br, zstd'

const HEADER_BYTES = 127
const MIDDLE_BYTES = 4096
/** Beyond this an archive is not read whole: its ranges are then held to their lengths alone. */
const MOST_READ_WHOLE = 256 * 1024 * 1024

/** A file that is read by ranges, with the bytes that these must have once it has been read whole. */
interface Ranged {
  file: SiteFile
  ranges: { header: string; range: Range; bytes: Buffer | null }[]
  /** SHA-256 of what came, or null where it has not been read whole. */
  sha256: string | null
  whole: Answer | null
}

/** What a host must do with files that are read by ranges: tile archives, and the largest Parquet file. */
export function archiveSteps(client: Client, site: Site): Step[] {
  const parquet = site.files
    .filter(({ path }) => path.endsWith('.parquet'))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 1)
  const ranged: Ranged[] = [...site.archives, ...parquet].map((file) => ({
    file,
    sha256: null,
    whole: null,
    ranges: rangesOf(file.bytes).map((one) => ({ ...one, bytes: null })),
  }))
  return [
    ['archive', () => wholeFinding(client, ranged)],
    ['range', () => rangeFinding(client, 'range', ranged, [])],
    [
      'range-gzip',
      async () => rangeFinding(client, 'range-gzip', ranged, await textRangeFaults(client, site)),
    ],
    ['range-beyond', () => beyondFinding(client, ranged)],
    ['encoding', () => encodingFinding(client, ranged)],
    ['etag', () => etagFinding(client, ranged)],
    ['if-range', () => ifRangeFinding(client, ranged)],
  ]
}

/** First bytes, a piece of the middle, the last byte, and the end by its length. */
function rangesOf(bytes: number): { header: string; range: Range }[] {
  const last = bytes - 1
  const middle = Math.floor(last / 2)
  const ranges: Range[] = [
    [0, Math.min(HEADER_BYTES - 1, last)],
    [middle, Math.min(middle + MIDDLE_BYTES - 1, last)],
    [last, last],
  ]
  const suffix = Math.min(HEADER_BYTES, bytes)
  return [
    ...ranges.map((range) => ({ header: `bytes=${range[0]}-${range[1]}`, range })),
    { header: `bytes=-${suffix}`, range: [bytes - suffix, last] },
  ]
}

async function wholeFinding(client: Client, ranged: readonly Ranged[]): Promise<Finding> {
  const read = ranged.filter(({ file }) => file.bytes <= MOST_READ_WHOLE)
  if (read.length === 0)
    return {
      check: 'archive',
      verdict: 'skipped',
      asked: '',
      got: { id: 'lebih besar dari 256 MiB', en: 'larger than 256 MiB' },
    }
  const faults: Fault[] = []
  for (const one of read) {
    await readWhole(client, one)
    const { file, whole, sha256 } = one
    if (whole?.status === 200 && sha256 === file.sha256) continue
    const text = `${whole!.status}, sha256 ${sha256!.slice(0, 12)}…`
    const awaited = `${file.sha256.slice(0, 12)}…`
    faults.push({
      asked: `GET ${file.path}`,
      got: { id: `${text}, bukan ${awaited}`, en: `${text}, not ${awaited}` },
    })
  }
  const bytes = read.map(({ file }) => file.bytes).join(' + ')
  return judged('archive', faults, {
    asked: read.map(({ file }) => `GET ${file.path}`).join('; '),
    got: {
      id: `${bytes} bita (${namesOf(read)}), sha256 sesuai`,
      en: `${bytes} bytes (${namesOf(read)}), sha256 as listed`,
    },
  })
}

/** Names of the files without their folders, in the order of their bytes. */
function namesOf(read: readonly Ranged[]): string {
  return read.map(({ file }) => file.path.slice(file.path.lastIndexOf('/') + 1)).join(' + ')
}

/** Reads a file whole, and keeps of it what its ranges must hold. */
async function readWhole(client: Client, one: Ranged): Promise<void> {
  const hash = createHash('sha256')
  const kept = one.ranges.map(({ range }) => Buffer.alloc(range[1] - range[0] + 1))
  let at = 0
  one.whole = await client.ask(one.file.url, {
    take(piece) {
      hash.update(piece)
      one.ranges.forEach(({ range: [first, last] }, i) => {
        const from = Math.max(first, at)
        const to = Math.min(last + 1, at + piece.length)
        if (from < to) piece.copy(kept[i]!, from - first, from - at, to - at)
      })
      at += piece.length
    },
  })
  one.sha256 = hash.digest('hex')
  // Bytes of something else prove nothing about ranges.
  if (one.whole.status !== 200 || one.sha256 !== one.file.sha256) return
  one.ranges.forEach((range, i) => {
    range.bytes = kept[i]!
  })
}

async function rangeFinding(
  client: Client,
  check: 'range' | 'range-gzip',
  ranged: readonly Ranged[],
  others: Fault[],
): Promise<Finding> {
  const encoding: Record<string, string> = check === 'range' ? {} : { 'accept-encoding': TAKES_ALL }
  const noted = check === 'range' ? '' : `, Accept-Encoding: ${TAKES_ALL}`
  const faults: Fault[] = []
  for (const { file, ranges } of ranged) {
    for (const { header: range, range: wanted, bytes } of ranges) {
      const answer = await client.ask(file.url, asking({ range, ...encoding }, wanted))
      const isArchive = file.path.endsWith('.pmtiles') && wanted[0] === 0
      const fault = rangeFault(answer, wanted, file.bytes, bytes, isArchive)
      if (fault !== null) faults.push({ asked: `GET ${file.path}, Range: ${range}${noted}`, got: fault })
    }
  }
  const [first] = ranged
  const headers = first!.ranges.map((one) => one.header.slice('bytes='.length)).join(', ')
  return judged(check, [...faults, ...others], {
    asked: `GET ${first!.file.path}, Range: bytes=${headers}${noted}`,
    got: { id: '206, persis bita yang diminta', en: '206, exactly the bytes asked for' },
  })
}

const asking = (headers: Record<string, string>, [first, last]: Range): Question => ({
  headers,
  most: last - first + 1,
})

/** What is wrong with the answer for a range, or null. @param bytes what must come, or null where it is not known */
function rangeFault(
  answer: Answer,
  [first, last]: Range,
  size: number,
  bytes: Buffer | null,
  isHeader: boolean,
): Fault['got'] | null {
  const encoding = header(answer, 'content-encoding')
  const said = shown(answer, 'Content-Range', 'Content-Encoding', 'Content-Length')
  const length = header(answer, 'content-length')
  const isExact =
    answer.status === 206 &&
    (encoding === undefined || encoding === 'identity') &&
    header(answer, 'content-range') === `bytes ${first}-${last}/${size}` &&
    !answer.isCut &&
    answer.body.length === last - first + 1 &&
    (length === undefined || Number(length) === answer.body.length)
  if (!isExact) return said
  if (bytes !== null && !answer.body.equals(bytes))
    return {
      id: `${said.id}, tetapi isinya berbeda dari berkas utuh`,
      en: `${said.en}, but other bytes than the whole file has there`,
    }
  if (isHeader && !(answer.body.toString('latin1', 0, 7) === 'PMTiles' && answer.body[7] === 3))
    return { id: `${said.id}, tetapi bukan PMTiles v3`, en: `${said.en}, but no PMTiles v3` }
  return null
}

/** Text may be compressed whole; where a range of it is answered as such, it is one of the file itself. */
async function textRangeFaults(client: Client, site: Site): Promise<Fault[]> {
  const file = site.files.filter(({ path, bytes }) => isText(path) && bytes > 2 * MIDDLE_BYTES)[0]
  if (file === undefined) return []
  const wanted: Range = [MIDDLE_BYTES, 2 * MIDDLE_BYTES - 1]
  const range = `bytes=${wanted[0]}-${wanted[1]}`
  const plain = await client.ask(file.url, asking({ range }, wanted))
  const packed = await client.ask(file.url, asking({ range, 'accept-encoding': TAKES_ALL }, wanted))
  if (packed.status !== 206) return []
  const known = plain.status === 206 ? plain.body : null
  const fault = rangeFault(packed, wanted, file.bytes, known, false)
  const asked = `GET ${file.path}, Range: ${range}, Accept-Encoding: ${TAKES_ALL}`
  return fault === null ? [] : [{ asked, got: fault }]
}

async function encodingFinding(client: Client, ranged: readonly Ranged[]): Promise<Finding> {
  const faults: Fault[] = []
  const headers = { 'accept-encoding': TAKES_ALL }
  for (const { file } of ranged) {
    for (const method of ['HEAD', 'GET'] as const) {
      const answer = await client.ask(file.url, { method, headers, most: 0 })
      const encoding = header(answer, 'content-encoding') ?? 'identity'
      const length = header(answer, 'content-length')
      if (answer.status === 200 && encoding === 'identity' && Number(length) === file.bytes) continue
      const asked = `${method} ${file.path}, Accept-Encoding: ${TAKES_ALL}`
      faults.push({ asked, got: same(said(answer, 'Content-Encoding', 'Content-Length')) })
    }
  }
  const { file } = ranged[0]!
  return judged('encoding', faults, {
    asked: `HEAD ${file.path}, Accept-Encoding: ${TAKES_ALL}`,
    got: same(`200, Content-Length: ${file.bytes}`),
  })
}

async function beyondFinding(client: Client, ranged: readonly Ranged[]): Promise<Finding> {
  const { file } = ranged[0]!
  const range = `bytes=${file.bytes}-${file.bytes + 99}`
  const answer = await client.ask(file.url, { headers: { range }, most: 0 })
  const asked = `GET ${file.path}, Range: ${range}`
  const got = same(said(answer, 'Content-Range'))
  return judged('range-beyond', answer.status === 416 ? [] : [{ asked, got }], { asked, got }, 'warn')
}

/** Asked several times at once, so that each machine behind a name may be the one that answers. */
async function etagFinding(client: Client, ranged: readonly Ranged[]): Promise<Finding> {
  const faults: Fault[] = []
  let first: string | undefined
  for (const { file, whole } of ranged) {
    const range = `bytes=0-${Math.min(HEADER_BYTES, file.bytes) - 1}`
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.ask(file.url, { headers: { range }, most: HEADER_BYTES })),
    )
    const tags = [...answers, ...(whole === null ? [] : [whole])].map((answer) => header(answer, 'etag'))
    const seen = [...new Set(tags)].map((tag) => tag ?? '-')
    first ??= seen[0]
    if (seen.length === 1 && /^"[^"]+"$/.test(seen[0]!)) continue
    faults.push({ asked: `GET ${file.path}, Range: ${range} (4×)`, got: same(`ETag: ${seen.join(', ')}`) })
  }
  return judged('etag', faults, {
    asked: `GET ${ranged[0]!.file.path} (5×)`,
    got: same(`ETag: ${first}`),
  })
}

async function ifRangeFinding(client: Client, ranged: readonly Ranged[]): Promise<Finding> {
  const { file } = ranged[0]!
  const range = `bytes=0-${Math.min(HEADER_BYTES, file.bytes) - 1}`
  const known = header(await client.ask(file.url, { headers: { range }, most: HEADER_BYTES }), 'etag')
  const asked = `GET ${file.path}, Range: ${range}, If-Range: ${known ?? '-'} | "0"`
  const statuses: number[] = []
  for (const tag of known === undefined ? [] : [known, '"0"']) {
    const answer = await client.ask(file.url, { headers: { range, 'if-range': tag }, most: 0 })
    statuses.push(answer.status)
  }
  const got = same(statuses.length === 0 ? 'ETag: -' : statuses.join(' | '))
  const faults = got.en === '206 | 200' ? [] : [{ asked, got }]
  return judged('if-range', faults, { asked, got }, 'warn')
}
