import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkedBy } from './checked-schema.ts'
import { checkMeaning, decreeValue, UNKNOWN_DECREE } from './city-checks.ts'
import { UserError } from './errors.ts'
import { displayPath, isInside, METHODOLOGY_DIR, PROJECT_ROOT } from './paths.ts'
import { type Publication, publicationOf, type RawPublication } from './publication.ts'
import type { FormatName, GeometryColumns } from './readers/types.ts'
import type { Text } from './store/table-schema.ts'
import { readYaml } from './yaml-file.ts'

export { decreeValue, displayPath, isInside, METHODOLOGY_DIR, PROJECT_ROOT, UNKNOWN_DECREE }

export const CITY_SCHEMA = join(PROJECT_ROOT, 'schemas/city.schema.json')

export type Scalar = string | number | boolean | null
export type ColumnMapping = string | { column: string } | { value: Scalar } | { template: string }

/** One file of the workspace and how it becomes a canonical table. */
export interface Source {
  id: string
  title: Text
  table: string
  path: string
  layer?: string
  format?: FormatName
  crs?: string
  encoding?: string
  delimiter?: string
  /** Row with the column names of a spreadsheet or text table, 1-based, where title rows stand above it. */
  header_row?: number
  /** Order of the ordinates as stored; `lon_lat` (easting first) when left out. */
  axis_order?: 'lon_lat' | 'lat_lon'
  decimal?: ',' | '.'
  licence: string
  retrieved?: string
  /** Days since `retrieved` after which a build says so, and after which it stops. */
  freshness?: { warn_after_days?: number; error_after_days?: number }
  repair?: boolean
  /** Id of the source whose records it stands in for: it is that source's quarantine file, mended. */
  amends?: string
  geometry?: GeometryColumns
  where?: Record<string, Scalar[]>
  columns: Record<string, ColumnMapping>
  /** `city.yaml` gives no `columns`: the header of the file does. */
  columns_implied?: boolean
  ignore?: string[]
  values?: Record<string, Record<string, Scalar>>
  unpivot?: {
    key: string
    value: string
    columns: Record<string, string>
    /** Further canonical columns with one source column per key. */
    also?: Record<string, Record<string, string>>
  }
  examples: { record?: number; raw: Record<string, Scalar>; canonical: Record<string, Scalar> }[]
}

/** How a city judges by a rule of `schemas/quality-rules.yaml` in place of the catalogue, for a while and for a reason. */
export interface QualityOverride {
  code: string
  severity?: 'info' | 'warn' | 'quarantine' | 'fail'
  threshold?: number
  /** Ids of the sources it holds for; all of them when left out. */
  sources?: readonly string[]
  reason: Text
  /** ISO date: the last day on which it holds; the day after, builds stop until it is renewed or taken out. */
  until: string
}

/** A checked `city.yaml`, defaults filled in, with the folder it came from. */
export interface City extends Publication {
  directory: string
  file: string
  name: string
  title: Text
  code: string
  size_class: 'kecil' | 'sedang' | 'besar' | 'metropolitan'
  utm_crs: string
  /** West, south, east, north in degrees. */
  envelope: [number, number, number, number]
  decree: string | null
  methodology: string
  synthetic: Text | null
  attribution: Text | null
  privacy: { k: number }
  area: {
    difference_warn_pct: number
    difference_error_pct: number
    /** What of an overlay piece is narrower from border to border goes to the pieces beside it. */
    sliver_m: number
  }
  density: {
    /** Where a building across a border belongs: to the unit of a point inside it, or of its largest share. */
    buildings_by: 'point' | 'area_share'
    /** H3 resolution, chosen from extent and k when null; bandwidth of the smoothed surface, none when null. */
    grid: { resolution: number | null; bandwidth_m: number | null }
  }
  indicators: {
    /** Methodologies beside that of the scores; every one whose tables the city has when null. */
    methodologies: string[] | null
    /** Whether survey answers stand in for deficits that no record states, or are only compared with the stated ones. */
    survey: 'fill' | 'compare'
    /** Whether the volumes of a survey year are those before or after the works of that year. */
    works_of_survey_year: 'included' | 'after'
    /** Hectares of slum to be reached, and by when. */
    target: { ha: number; year: number | null }
  }
  /** How far a release may be from the one before; units and reasons are in the schema. */
  drift: {
    features_pct: number
    features_added: number
    zones_gone: number
    ids_gone_pct: number
    area_pct: number
    class_changes_pct: number
    source_rows_lost_pct: number
    table_rows_lost_pct: number
    rows_lost: number
  }
  quality: QualityOverride[]
  /** How the verb `nightly` builds it: whether at all when no city is named, and its own longest time. */
  nightly: { enabled: boolean; timeout_minutes: number | null }
  /** What cuts the map tiles; `auto` is the built-in tiler. */
  tiles: { engine: 'auto' | 'builtin' | 'tippecanoe' }
  sources: Source[]
}

type RawCity = RawPublication &
  Omit<
    City,
    | 'directory'
    | 'file'
    | 'decree'
    | 'synthetic'
    | 'attribution'
    | 'privacy'
    | 'area'
    | 'density'
    | 'indicators'
    | 'drift'
    | 'quality'
    | 'nightly'
    | 'tiles'
    | 'publish'
    | 'viewer'
    | 'sources'
  > & {
    sources: (Omit<Source, 'columns'> & { columns?: Source['columns'] })[]
    decree?: string
    synthetic?: Text
    attribution?: Text
    privacy?: Partial<City['privacy']>
    area?: Partial<City['area']>
    indicators?: Partial<Omit<City['indicators'], 'target'>> & {
      target?: Partial<City['indicators']['target']>
    }
    density?: { buildings_by?: City['density']['buildings_by']; grid?: Partial<City['density']['grid']> }
    drift?: Partial<City['drift']>
    nightly?: Partial<City['nightly']>
    tiles?: Partial<City['tiles']>
    quality?: (Omit<QualityOverride, 'reason'> & { reason: string | Text })[]
  }

/**
 * Reads and checks the workspace `data/<name>` or the folder at a path.
 * @throws UserError `config` naming file, line and key when anything in `city.yaml` is not as its schema says.
 */
export function loadCity(nameOrPath: string): City {
  const directory = findWorkspace(nameOrPath)
  const path = join(directory, 'city.yaml')
  const file = displayPath(path)
  const yaml = readYaml(path, file)
  const validate = checkedBy<RawCity>(CITY_SCHEMA)
  const raw = yaml.value
  if (!validate(raw)) throw yaml.schemaFault(validate.errors ?? [])
  const city: City = {
    ...raw,
    directory,
    file,
    decree: raw.decree ?? null,
    synthetic: raw.synthetic ?? null,
    attribution: raw.attribution ?? null,
    privacy: { k: 5, ...raw.privacy },
    area: { difference_warn_pct: 0.1, difference_error_pct: 1, sliver_m: 0.5, ...raw.area },
    indicators: {
      methodologies: raw.indicators?.methodologies ?? null,
      survey: raw.indicators?.survey ?? 'fill',
      works_of_survey_year: raw.indicators?.works_of_survey_year ?? 'included',
      target: { ha: 0, year: null, ...raw.indicators?.target },
    },
    density: {
      buildings_by: raw.density?.buildings_by ?? 'point',
      grid: { resolution: null, bandwidth_m: null, ...raw.density?.grid },
    },
    drift: { ...DRIFT_LIMITS, ...raw.drift },
    nightly: { enabled: true, timeout_minutes: null, ...raw.nightly },
    tiles: { engine: 'builtin', ...raw.tiles },
    ...publicationOf(raw),
    quality: (raw.quality ?? []).map(({ reason, ...override }) => ({
      ...override,
      reason: typeof reason === 'string' ? { id: reason, en: reason } : reason,
    })),
    sources: raw.sources.map((source) =>
      source.columns === undefined
        ? { ...source, columns: {}, columns_implied: true }
        : { ...source, columns: source.columns },
    ),
  }
  checkMeaning(city, yaml)
  return city
}

/** Limits of a city that states none, with their reasons in docs/decisions/015-drift-gates.md. */
export const DRIFT_LIMITS: City['drift'] = {
  features_pct: 10,
  features_added: 5,
  zones_gone: 0,
  ids_gone_pct: 10,
  area_pct: 5,
  class_changes_pct: 25,
  source_rows_lost_pct: 10,
  table_rows_lost_pct: 25,
  rows_lost: 5,
}

/** Whether a name or path is that of a folder with a `city.yaml`. */
export function isWorkspace(nameOrPath: string): boolean {
  return workspaceOf(nameOrPath) !== null
}

function workspacePlaces(nameOrPath: string): string[] {
  return [join(PROJECT_ROOT, 'data', nameOrPath), resolve(nameOrPath)]
}

function workspaceOf(nameOrPath: string): string | null {
  if (nameOrPath === '') return null
  const places = workspacePlaces(nameOrPath)
  return places.find((directory) => existsSync(join(directory, 'city.yaml'))) ?? null
}

function findWorkspace(nameOrPath: string): string {
  const found = workspaceOf(nameOrPath)
  if (found !== null) return found
  const folder = workspacePlaces(nameOrPath).find((path) =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory(),
  )
  throw new UserError('config', {
    what: folder && nameOrPath !== '' ? 'the folder has no city.yaml' : 'there is no such city workspace',
    got: nameOrPath === '' ? 'an empty name' : nameOrPath,
    expected: `the name of a folder under data/ (${knownCities().join(', ')}) or the path of a folder that holds a city.yaml`,
    next: 'start one with: npx petakumuh init <city> FILE...',
  })
}

/** Names of the workspaces under `data/`, sorted. */
export function knownCities(): string[] {
  const data = join(PROJECT_ROOT, 'data')
  return readdirSync(data)
    .filter((name) => existsSync(join(data, name, 'city.yaml')))
    .sort()
}

/** Absolute path of a source file. */
export function sourcePath(city: City, source: Source): string {
  return resolve(city.directory, source.path)
}

/** Where a source stands in `city.yaml`, as a key of a message: `sources[2]`. */
export function sourceKey(city: City, source: Source): string {
  return `sources[${city.sources.findIndex(({ id }) => id === source.id)}]`
}
