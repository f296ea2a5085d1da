import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file as the manifest of its release lists it. */
export interface ListedFile {
  /** Relative to the folder of the release, with forward slashes. */
  path: string
  bytes: number
  sha256: string
  media_type: string
  rows: number | null
}

export interface ListedLayer {
  name: string
  minzoom: number
  maxzoom: number
  /** Its GeoJSON. */
  path: string
}

/** What is read of a manifest; it says more, all of which its id is made from. */
export interface ReadManifest {
  release: string
  files: ListedFile[]
  layers: ListedLayer[]
  /** Everything but the id. */
  content: Record<string, unknown>
}

export const MANIFEST = 'manifest.json'
export const RELEASE_FORMAT = 'petakumuh-release/1'
/** In a public folder: names what is served. */
export const POINTER = 'latest.json'
/** Beside the manifest, and like it not listed in it. */
export const CHECKSUMS = 'SHA256SUMS'

/**
 * The manifest of a release.
 * @throws Error that says in words what of it cannot be read.
 */
export function readManifest(release: string): ReadManifest {
  const read = parsed(readFileSync(join(release, MANIFEST), 'utf8'))
  const { release: id, ...content } = read
  if (content.format !== RELEASE_FORMAT) throw new Error(`format is ${JSON.stringify(content.format)}`)
  if (typeof id !== 'string') throw new Error('release is no text')
  const { files, layers } = content
  if (!Array.isArray(files)) throw new Error('files is no list')
  const wrong = files.findIndex((file) => !isListedFile(file))
  if (wrong !== -1) throw new Error(`files[${wrong}] has no path, bytes, sha256, media_type and rows`)
  if (!Array.isArray(layers)) throw new Error('layers is no list')
  const lost = layers.findIndex((layer) => !isListedLayer(layer))
  if (lost !== -1) throw new Error(`layers[${lost}] has no name, path, minzoom and maxzoom`)
  return { release: id, files, layers, content }
}

/** The same, or null where it cannot be read. */
export function readManifestOrNull(release: string): ReadManifest | null {
  try {
    return readManifest(release)
  } catch {
    return null
  }
}

/** The first file of a release that is not there in its full length, or null; files are measured, not read. */
export function missingFromRelease(release: string): string | null {
  const manifest = readManifestOrNull(release)
  if (manifest === null) return MANIFEST
  const lost = manifest.files.find(
    ({ path, bytes }) => statSync(join(release, path), { throwIfNoEntry: false })?.size !== bytes,
  )
  return lost?.path ?? null
}

/** Name of the city and number of its decree in force; null where the manifest has none. */
export function manifestCity({ content }: ReadManifest): { name: string | null; decree: string | null } {
  const { city } = content as { city?: { name?: string; decree?: { number?: string } | null } }
  return { name: city?.name ?? null, decree: city?.decree?.number ?? null }
}

/** Whether a name has the form of an id: what lies beside releases under another one is not ours. */
export function isReleaseId(name: string): boolean {
  return /^[0-9a-f]{16}$/.test(name)
}

/** The content of any JSON file of a release or beside it, or null where there is none that can be read. */
export function readJson(path: string): unknown {
  if (!existsSync(path)) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** The release that the pointer of a public folder names, or null where there is none, or none that names one. */
export function servedRelease(publicFolder: string): string | null {
  const path = join(publicFolder, POINTER)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return null
  const pointer = readJson(path) as { release?: unknown } | null
  const release = pointer?.release
  // It becomes a part of a path.
  return typeof release === 'string' && /^[\w-]+$/.test(release) ? release : null
}

function parsed(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no JSON object')
  return value as Record<string, unknown>
}

function isListedFile(value: unknown): value is ListedFile {
  const { path, bytes, sha256, media_type, rows } = (value ?? {}) as Record<string, unknown>
  return (
    typeof path === 'string' &&
    isSafePath(path) &&
    Number.isInteger(bytes) &&
    typeof sha256 === 'string' &&
    typeof media_type === 'string' &&
    (rows === null || Number.isInteger(rows))
  )
}

/** Within its release, by its letters. */
export function isSafePath(path: string): boolean {
  return (
    path !== '' && !path.includes('\\') && path.split('/').every((part) => !['', '.', '..'].includes(part))
  )
}

function isListedLayer(value: unknown): value is ListedLayer {
  const { name, path, minzoom, maxzoom } = (value ?? {}) as Record<string, unknown>
  return (
    typeof name === 'string' &&
    typeof path === 'string' &&
    Number.isInteger(minzoom) &&
    Number.isInteger(maxzoom)
  )
}
