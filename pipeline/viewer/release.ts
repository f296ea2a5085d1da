import type { Bilingual } from './legend.ts'

export type Bounds = [west: number, south: number, east: number, north: number]

/** Sea, rivers and lakes that the city has told of, in a release that has any. */
export const WATER_FILE = 'ground/water.geojson'

export interface ReleaseFile {
  path: string
  /** Null in releases that do not tell it. */
  title: Bilingual | null
  bytes: number
  media_type: string | null
  rows: number | null
  /** Ids of the sources it is made of. */
  sources: string[]
}

export interface ReleaseSource {
  id: string
  title: Bilingual
  licence: string | null
  /** ISO date. */
  retrieved: string | null
  /** The file as it was given, and the hash of its bytes. */
  path: string | null
  sha256: string | null
  rows_read: number | null
  rows_accepted: number | null
}

export interface ReleaseLayer {
  name: string
  title: Bilingual
  path: string
}

/** Raster tiles under the atlas, from elsewhere. */
export interface Basemap {
  /** Address of a tile with `{z}`, `{x}` and `{y}` in it. */
  url: string
  attribution: Bilingual
  /** Side of a tile in pixels. */
  tile_size: number
  minzoom: number
  maxzoom: number
}

export interface ReleaseCity {
  /** What the command line calls the city. */
  name: string | null
  /** The criteria the zones are scored by. */
  methodology: string | null
  /** Projected CRS in which hectares are measured, such as EPSG:32648. */
  utm_crs: string | null
  title: Bilingual
  decree: { number: string; title: Bilingual | null; date: string } | null
  synthetic: Bilingual | null
  /** Null where the city states none. */
  attribution: Bilingual | null
  bounds: Bounds
  basemap: Basemap | null
}

/** What the page needs of `latest.json` and `manifest.json`, checked; paths in it are relative to `base`. */
export interface Release {
  id: string
  city: ReleaseCity
  files: ReleaseFile[]
  sources: ReleaseSource[]
  layers: ReleaseLayer[]
  /** Absolute address of the folder of `manifest.json`. */
  base: string
  style: string
}

/** The page could not read its release; `stage` says which part, `got` what was received instead. */
export class LoadFailure extends Error {
  readonly stage: 'pointer' | 'release'
  readonly address: string
  readonly got: string

  constructor(stage: 'pointer' | 'release', address: string, got: string) {
    super(`${address}: ${got}`)
    this.name = 'LoadFailure'
    this.stage = stage
    this.address = address
    this.got = got
  }
}

/**
 * Follows `latest.json` beside the page to the manifest.
 *
 * @throws LoadFailure when a file is missing, is no JSON or lacks what the page cannot do without
 */
export async function loadRelease(page: string): Promise<Release> {
  const pointerUrl = new URL('latest.json', page).href
  const pointer = record(await fetchJson('pointer', pointerUrl, 'no-cache'))
  const manifestPath = text(pointer.manifest)
  const stylePath = text(pointer.style)
  if (manifestPath === null || stylePath === null) {
    throw new LoadFailure('pointer', pointerUrl, 'no "manifest" and "style" in it')
  }
  const base = sameOrigin(manifestPath, pointerUrl)
  const manifest = record(await fetchJson('release', base))
  const city = readCity(record(manifest.city))
  if (city === null) throw new LoadFailure('release', base, 'no "city" with title and bounds in it')
  return {
    id: text(manifest.release) ?? text(pointer.release) ?? '',
    city,
    files: list(manifest.files).flatMap((file) => {
      const path = text(file.path)
      if (path === null) return []
      const title = file.title ? bilingual(file.title, path) : null
      const [bytes, rows] = [number(file.bytes) ?? 0, number(file.rows)]
      const sources = Array.isArray(file.sources) ? file.sources.flatMap((id) => text(id) ?? []) : []
      return [{ path, title, bytes, media_type: text(file.media_type), rows, sources }]
    }),
    sources: list(manifest.sources).flatMap((source) => {
      const id = text(source.id)
      if (id === null) return []
      const [licence, retrieved] = [text(source.licence), text(source.retrieved)]
      const [path, sha256] = [text(source.path), text(source.sha256)]
      const [rows_read, rows_accepted] = [number(source.rows_read), number(source.rows_accepted)]
      const title = bilingual(source.title, id)
      return [{ id, title, licence, retrieved, path, sha256, rows_read, rows_accepted }]
    }),
    layers: list(manifest.layers).flatMap((layer) => {
      const name = text(layer.name)
      const path = text(layer.path)
      return name === null || path === null ? [] : [{ name, path, title: bilingual(layer.title, name) }]
    }),
    base,
    style: sameOrigin(stylePath, pointerUrl),
  }
}

/** Reads a JSON file of the release. @throws LoadFailure */
export async function fetchJson(
  stage: LoadFailure['stage'],
  address: string,
  cache: 'default' | 'no-cache' = 'default',
): Promise<unknown> {
  const body = await fetchText(stage, address, cache)
  try {
    return JSON.parse(body)
  } catch {
    throw new LoadFailure(stage, address, `not JSON: ${body.trim().slice(0, 60)}`)
  }
}

/** Reads a text file of the release. @throws LoadFailure */
export async function fetchText(
  stage: LoadFailure['stage'],
  address: string,
  cache: 'default' | 'no-cache' = 'default',
): Promise<string> {
  let response: Response
  try {
    response = await fetch(address, { cache } as RequestInit)
  } catch (error) {
    throw new LoadFailure(stage, address, error instanceof Error ? error.message : String(error))
  }
  if (!response.ok) throw new LoadFailure(stage, address, `HTTP ${response.status}`)
  return response.text()
}

/** An address of the release; the page never leaves its own origin, whatever a file asks for. */
export function sameOrigin(path: string, base: string): string {
  const url = new URL(path, base)
  if (url.origin !== new URL(base).origin) throw new LoadFailure('release', url.href, 'outside this site')
  return url.href
}

function readCity(city: Record<string, unknown>): ReleaseCity | null {
  const bounds = Array.isArray(city.bounds) ? city.bounds.map(Number) : []
  if (bounds.length !== 4 || !bounds.every(Number.isFinite)) return null
  const decree = record(city.decree)
  const decreeNumber = text(decree.number)
  return {
    name: text(city.name),
    methodology: text(city.methodology),
    utm_crs: text(city.utm_crs),
    title: bilingual(city.title, text(city.name) ?? ''),
    decree:
      decreeNumber === null
        ? null
        : {
            number: decreeNumber,
            title: decree.title ? bilingual(decree.title, '') : null,
            date: text(decree.date) ?? '',
          },
    synthetic: city.synthetic ? bilingual(city.synthetic, '') : null,
    attribution: city.attribution ? bilingual(city.attribution, '') : null,
    bounds: bounds as Bounds,
    basemap: readBasemap(record(city.basemap)),
  }
}

function readBasemap(basemap: Record<string, unknown>): Basemap | null {
  const url = text(basemap.url)
  if (url === null || !/^https?:\/\/[^/{}]+\//.test(url)) return null
  return {
    url,
    attribution: bilingual(basemap.attribution, ''),
    tile_size: number(basemap.tile_size) ?? 256,
    minzoom: number(basemap.minzoom) ?? 0,
    maxzoom: number(basemap.maxzoom) ?? 19,
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : []
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function bilingual(value: unknown, fallback: string): Bilingual {
  if (typeof value === 'string' && value !== '') return { id: value, en: value }
  const both = record(value)
  const id = text(both.id) ?? text(both.en) ?? fallback
  return { id, en: text(both.en) ?? id }
}
