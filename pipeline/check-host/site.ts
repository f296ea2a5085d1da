import { POINTER } from '../release/manifest.ts'
import { type Answer, type Client, Unanswered } from './client.ts'
import { type Fault, type Finding, judged, same, shown, type Text } from './finding.ts'

/** A file that a published folder promises. */
export interface SiteFile {
  /** Relative to the folder. */
  path: string
  url: URL
  bytes: number
  sha256: string
  mediaType: string
}

/** A published folder as its pointer and its manifest describe it. */
export interface Site {
  base: URL
  pointer: SiteAddress
  manifest: SiteAddress
  release: string
  /** Of the release that is served. */
  files: SiteFile[]
  /** Tile archives, the first of which the map draws. */
  archives: SiteFile[]
  style: SiteFile
}

export interface SiteAddress {
  url: URL
  answer: Answer
}

type Json = Record<string, unknown>

/**
 * Reads `latest.json` and the manifest that it names. Where one of them is not as it must be, there is no site to look at
 * and `site` is null.
 *
 * @param base address of the folder, with a closing slash
 * @throws Unanswered when the host does not answer for `latest.json`
 */
export async function readSite(
  client: Client,
  base: URL,
): Promise<{ site: Site | null; findings: Finding[]; first: Answer }> {
  const pointerUrl = new URL(POINTER, base)
  const first = await client.ask(pointerUrl)
  const named = pointerNames(first, pointerUrl)
  const asked = `GET ${pointerUrl.href}`
  if (Array.isArray(named))
    return {
      site: null,
      first,
      findings: [judged('pointer', faults(asked, named), { asked, got: same('') })],
    }
  const passed = { asked, got: same(`200, release ${named.release}`) }
  const pointer = judged('pointer', [], passed)

  const manifestAsked = `GET ${named.manifest.href}`
  const answer = await client.ask(named.manifest).catch((error) => {
    if (error instanceof Unanswered) return error
    throw error
  })
  const read = answer instanceof Unanswered ? [noAnswer(answer)] : manifestFiles(answer, named, base)
  if (answer instanceof Unanswered || Array.isArray(read)) {
    const finding = judged('manifest', faults(manifestAsked, read as Text[]), passed)
    return { site: null, first, findings: [pointer, finding] }
  }
  const { files, archives, style } = read
  const got = { id: `200, ${files.length} berkas`, en: `200, ${files.length} files` }
  return {
    first,
    findings: [pointer, judged('manifest', [], { asked: manifestAsked, got })],
    site: {
      base,
      pointer: { url: pointerUrl, answer: first },
      manifest: { url: named.manifest, answer },
      release: named.release,
      files,
      archives,
      style,
    },
  }
}

const faults = (asked: string, texts: Text[]): Fault[] => texts.map((got) => ({ asked, got }))

export function noAnswer(error: Unanswered): Text {
  return { id: `tanpa jawaban: ${error.message}`, en: `no answer: ${error.message}` }
}

interface Named {
  release: string
  manifest: URL
  style: URL
  tiles: URL[]
}

/** What a pointer names, or what is wrong with it. */
function pointerNames(answer: Answer, url: URL): Named | Text[] {
  if (answer.status !== 200) return [shown(answer, 'Content-Type')]
  const pointer = jsonOf(answer)
  if (pointer === null) return [notJson(answer)]
  const { release, manifest, style, tiles } = pointer
  const paths = [manifest, style, ...(Array.isArray(tiles) && tiles.length > 0 ? tiles : [null])]
  if (typeof release !== 'string' || !paths.every((path) => typeof path === 'string'))
    return [
      {
        id: 'tanpa "release", "manifest", "style" dan "tiles"',
        en: 'no "release", "manifest", "style" and "tiles" in it',
      },
    ]
  const [manifestUrl, styleUrl, ...tileUrls] = (paths as string[]).map((path) => addressOf(path, url))
  const all = [manifestUrl, styleUrl, ...tileUrls]
  const outside = all.findIndex((at) => at === undefined || at.origin !== url.origin)
  if (outside >= 0)
    return [
      { id: `${paths[outside]} berada di luar situs ini`, en: `${paths[outside]} lies outside of this site` },
    ]
  return { release, manifest: manifestUrl!, style: styleUrl!, tiles: tileUrls as URL[] }
}

/** The files of a manifest, or what is wrong with it. */
function manifestFiles(
  answer: Answer,
  named: Named,
  base: URL,
): Pick<Site, 'files' | 'archives' | 'style'> | Text[] {
  if (answer.status !== 200) return [shown(answer, 'Content-Type')]
  const manifest = jsonOf(answer)
  if (manifest === null) return [notJson(answer)]
  if (manifest.release !== named.release)
    return [
      {
        id: `manifes rilis ${String(manifest.release)}, latest.json menyebut ${named.release}`,
        en: `a manifest of release ${String(manifest.release)}, latest.json names ${named.release}`,
      },
    ]
  const files = (Array.isArray(manifest.files) ? (manifest.files as Json[]) : []).flatMap((file) => {
    const { path, bytes, sha256, media_type } = file ?? {}
    if (typeof path !== 'string' || typeof bytes !== 'number' || typeof sha256 !== 'string') return []
    const url = addressOf(path, named.manifest)
    if (url === undefined || !url.href.startsWith(base.href)) return []
    const below = decodeURIComponent(url.href.slice(base.href.length))
    return [{ path: below, url, bytes, sha256, mediaType: String(media_type ?? '') }]
  })
  const byAddress = new Map(files.map((file) => [file.url.href, file]))
  const [style, ...archives] = [named.style, ...named.tiles].map((url) => byAddress.get(url.href))
  if (style === undefined || archives.includes(undefined))
    return [
      {
        id: 'manifes tidak memuat gaya atau ubin yang disebut latest.json',
        en: 'the manifest lists no style or no tiles that latest.json names',
      },
    ]
  return { files, archives: archives as SiteFile[], style }
}

function jsonOf(answer: Answer): Json | null {
  try {
    const value = JSON.parse(answer.body.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    return null
  }
}

function notJson(answer: Answer): Text {
  const start = answer.body.toString('utf8').trim().slice(0, 40)
  return { id: `bukan JSON: ${start}`, en: `not JSON: ${start}` }
}

/** A path of a file beside another; names may hold any letter. */
function addressOf(path: string, beside: URL): URL | undefined {
  const written = path.split('/').map(encodeURIComponent).join('/')
  return URL.canParse(written, beside.href) ? new URL(written, beside.href) : undefined
}
