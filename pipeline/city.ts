import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { UserError } from './errors.ts'
import { type Crs, crsFromCode } from './geo/crs-table.ts'
import type { FormatName, GeometryColumns } from './readers/types.ts'
import { type Text, tableSchemas } from './store/table-schema.ts'
import { type CheckedYaml, readYaml } from './yaml-file.ts'

export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url))
export const CITY_SCHEMA = join(PROJECT_ROOT, 'schemas/city.schema.json')
export const METHODOLOGY_DIR = join(PROJECT_ROOT, 'schemas/methodologies')

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
  repair?: boolean
  geometry?: GeometryColumns
  where?: Record<string, Scalar[]>
  columns: Record<string, ColumnMapping>
  ignore?: string[]
  values?: Record<string, Record<string, Scalar>>
  unpivot?: { key: string; value: string; columns: Record<string, string> }
  examples: { record?: number; raw: Record<string, Scalar>; canonical: Record<string, Scalar> }[]
}

/** A checked `city.yaml`, defaults filled in, with the folder it came from. */
export interface City {
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
  area: { difference_warn_pct: number; difference_error_pct: number }
  sources: Source[]
}

type RawCity = Omit<
  City,
  'directory' | 'file' | 'decree' | 'synthetic' | 'attribution' | 'privacy' | 'area'
> & {
  decree?: string
  synthetic?: Text
  attribution?: Text
  privacy?: Partial<City['privacy']>
  area?: Partial<City['area']>
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
  const validate = cityValidator()
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
    area: { difference_warn_pct: 0.1, difference_error_pct: 1, ...raw.area },
  }
  checkMeaning(city, yaml)
  return city
}

let validator: ValidateFunction<RawCity> | undefined

function cityValidator(): ValidateFunction<RawCity> {
  validator ??= new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: false,
    // The schema is ours and tested against its own schema; doing so here would take longer than all the rest.
    meta: false,
    validateSchema: false,
    code: { optimize: false },
    formats: { date: /^\d{4}-\d{2}-\d{2}$/ },
  }).compile<RawCity>(JSON.parse(readFileSync(CITY_SCHEMA, 'utf8')))
  return validator
}

function findWorkspace(nameOrPath: string): string {
  const candidates = [join(PROJECT_ROOT, 'data', nameOrPath), resolve(nameOrPath)]
  const found = candidates.find((directory) => existsSync(join(directory, 'city.yaml')))
  if (found && nameOrPath !== '') return found
  const folder = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  throw new UserError('config', {
    what: folder && nameOrPath !== '' ? 'the folder has no city.yaml' : 'there is no such city workspace',
    got: nameOrPath === '' ? 'an empty name' : nameOrPath,
    expected: `the name of a folder under data/ (${knownCities().join(', ')}) or the path of a folder that holds a city.yaml`,
    next: 'copy data/tanjungpinang/city.yaml as a start',
  })
}

function knownCities(): string[] {
  const data = join(PROJECT_ROOT, 'data')
  return readdirSync(data)
    .filter((name) => existsSync(join(data, name, 'city.yaml')))
    .sort()
}

/** A path as shown to people: relative to where they stand when it is below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown !== '' && isInside(process.cwd(), path) ? shown : path
}

/** Whether a path is the directory itself or lies below it, by its letters. */
export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** What the JSON Schema cannot say: tables, columns, ids, places. */
/** Degrees from the central meridian beyond which a transverse Mercator no longer gives the agencies' hectares. */
const ZONE_REACH_DEG = 4.5

/** Hectares are measured in `utm_crs`: it must be a transverse Mercator whose zone holds the city. */
function checkUtm(city: City, yaml: CheckedYaml): void {
  const expected = 'a UTM or TM-3 zone that holds the envelope, such as EPSG:32648'
  let meridian: number | null
  try {
    meridian = centralMeridian(crsFromCode(city.utm_crs))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    meridian = null
  }
  if (meridian === null) {
    throw yaml.fault(['utm_crs'], {
      what: 'hectares cannot be measured in this CRS',
      got: city.utm_crs,
      expected,
    })
  }
  const middle = (city.envelope[0] + city.envelope[2]) / 2
  if (Math.abs(middle - meridian) <= ZONE_REACH_DEG) return
  throw yaml.fault(['utm_crs'], {
    what: 'the city lies outside the zone of its CRS',
    got: `${city.utm_crs}, central meridian ${meridian}; the middle of the envelope is at ${middle.toFixed(2)}`,
    expected,
  })
}

/** Central meridian of a transverse Mercator in degrees, or null for another projection. */
function centralMeridian(crs: Crs): number | null {
  const zone = /\+proj=utm .*\+zone=(\d+)/.exec(crs.proj4)
  if (zone) return Number(zone[1]) * 6 - 183
  const meridian = /\+proj=tmerc .*\+lon_0=(-?[\d.]+)/.exec(crs.proj4)
  return meridian ? Number(meridian[1]) : null
}

/** Two workspaces of one name would publish over each other: under data/ the name is that of the folder. */
function checkName(city: City, yaml: CheckedYaml): void {
  const folder = basename(city.directory)
  if (dirname(city.directory) !== join(PROJECT_ROOT, 'data') || city.name === folder) return
  throw yaml.fault(['name'], {
    what: 'the name is not that of the folder, so that two cities could publish over each other',
    got: city.name,
    expected: folder,
  })
}

function checkMeaning(city: City, yaml: CheckedYaml): void {
  const [west, south, east, north] = city.envelope
  if (!(-180 <= west && west < east && east <= 180 && -90 <= south && south < north && north <= 90)) {
    throw yaml.fault(['envelope'], {
      what: 'the envelope holds no place',
      got: city.envelope.join(', '),
      expected: 'west, south, east, north in degrees, west < east, south < north',
    })
  }
  checkUtm(city, yaml)
  checkName(city, yaml)
  if (!existsSync(join(METHODOLOGY_DIR, `${city.methodology}.yaml`))) {
    throw yaml.fault(['methodology'], {
      what: 'there is no such methodology',
      got: city.methodology,
      expected: `one of ${methodologies().join(', ')}`,
    })
  }
  const seen = new Set<string>()
  city.sources.forEach((source, index) => {
    if (seen.has(source.id)) {
      throw yaml.fault(['sources', index, 'id'], {
        what: 'two sources have the same id',
        got: source.id,
        expected: 'an id that no other source has',
      })
    }
    seen.add(source.id)
    checkTable(source, index, yaml)
    checkPlace(city, source, index, yaml)
  })
}

function methodologies(): string[] {
  return readdirSync(METHODOLOGY_DIR)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

function checkTable(source: Source, index: number, yaml: CheckedYaml): void {
  const schema = tableSchemas().get(source.table)
  if (!schema) {
    throw yaml.fault(['sources', index, 'table'], {
      what: 'there is no such canonical table',
      got: source.table,
      expected: `one of ${[...tableSchemas().keys()].join(', ')}`,
    })
  }
  // Filled by the reader itself, never by a mapping.
  const columns = schema.columns.filter(({ name }) => name !== 'source_id' && name !== 'source_row')
  const { unpivot } = source
  const targets: [name: string, ...key: (string | number)[]][] = [
    ...Object.keys(source.columns).map((name) => [name, 'columns', name] as [string, string, string]),
    ...Object.keys(source.values ?? {}).map((name) => [name, 'values', name] as [string, string, string]),
    ...(unpivot
      ? (['key', 'value'] as const).map((of) => [unpivot[of], 'unpivot', of] as [string, string, string])
      : []),
    ...source.examples.flatMap(({ canonical }, example) =>
      Object.keys(canonical).map(
        (name) => [name, 'examples', example, 'canonical', name] as [string, string, number, string, string],
      ),
    ),
  ]
  for (const [name, ...key] of targets) {
    if (columns.some((column) => column.name === name)) continue
    throw yaml.fault(['sources', index, ...key], {
      what: `the table ${source.table} has no such column`,
      got: name,
      expected: `one of ${columns.map((column) => column.name).join(', ')}`,
    })
  }
  const mapped = new Set([...Object.keys(source.columns), ...(unpivot ? [unpivot.key, unpivot.value] : [])])
  const unmapped = columns.filter((column) => column.required && !mapped.has(column.name))
  if (unmapped.length > 0) {
    throw yaml.fault(['sources', index, 'columns'], {
      what: `the table ${source.table} needs ${unmapped.length === 1 ? 'a column' : 'columns'} that no mapping fills`,
      got: [...mapped].join(', ') || 'no column',
      expected: `also ${unmapped.map((column) => column.name).join(', ')}`,
    })
  }
}

/** A build reads its own folder only, so that it gives the same bytes anywhere; links are followed to tell. */
function checkPlace(city: City, source: Source, index: number, yaml: CheckedYaml): void {
  const path = sourcePath(city, source)
  const outside = !isInside(city.directory, path)
  const real = existsSync(path) ? realpathSync(path) : null
  const leadsOutside = real !== null && !isInside(realpathSync(city.directory), real)
  if (!isAbsolute(source.path) && !outside && !leadsOutside) return
  throw yaml.fault(['sources', index, 'path'], {
    what: 'a source lies outside its workspace',
    got: leadsOutside && !outside && real ? `${source.path}, a link to ${real}` : source.path,
    expected: 'a path relative to the folder of city.yaml that stays inside it',
    next: 'copy the file into the workspace',
  })
}

/** Absolute path of a source file. */
export function sourcePath(city: City, source: Source): string {
  return resolve(city.directory, source.path)
}
