import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { type Document, isNode, LineCounter, parseDocument } from 'yaml'
import { UserError } from './errors.ts'
import { type Text, tableSchemas } from './store/table-schema.ts'

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
  format?: 'shapefile' | 'geojson' | 'csv'
  crs?: string
  encoding?: string
  delimiter?: string
  decimal?: ',' | '.'
  licence: string
  retrieved?: string
  repair?: boolean
  geometry?: { lon: string; lat: string } | { geopoint: string }
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
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const broken = document.errors[0]
  if (broken) {
    throw new UserError('config', {
      what: 'city.yaml is not valid YAML',
      where: { file, line: lines.linePos(broken.pos[0]).line },
      got: broken.message.split('\n')[0],
      next: 'correct the indentation or quoting on that line',
    })
  }
  const raw = document.toJS() as RawCity
  const fail = failure(document, lines, file)
  const validate = new Ajv2020({
    allErrors: true,
    strict: false,
    formats: { date: /^\d{4}-\d{2}-\d{2}$/ },
  }).compile(JSON.parse(readFileSync(CITY_SCHEMA, 'utf8')))
  if (!validate(raw)) throw fail.schema(mostSpecific(validate.errors ?? []), raw)
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
  checkMeaning(city, fail)
  return city
}

function findWorkspace(nameOrPath: string): string {
  const candidates = [join(PROJECT_ROOT, 'data', nameOrPath), resolve(nameOrPath)]
  const found = candidates.find((directory) => existsSync(join(directory, 'city.yaml')))
  if (found) return found
  const path = candidates.find((directory) => existsSync(directory) && statSync(directory).isDirectory())
  throw new UserError('config', {
    what: path ? 'the folder has no city.yaml' : 'there is no such city workspace',
    where: { file: path ? displayPath(path) : nameOrPath },
    expected: 'the name of a folder under data/ or the path of a folder that holds a city.yaml',
    next: 'copy data/tanjungpinang/city.yaml as a start',
  })
}

/** A path as shown to people: relative to where they stand when it is below it. */
export function displayPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown !== '' && !shown.startsWith('..') && !isAbsolute(shown) ? shown : path
}

interface Failure {
  schema(error: ErrorObject, raw: unknown): UserError
  at(
    key: (string | number)[],
    fault: { what: string; got?: string; expected?: string; next?: string },
  ): UserError
}

function failure(document: Document, lines: LineCounter, file: string): Failure {
  const lineOf = (key: (string | number)[]): number | undefined => {
    for (let depth = key.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(key.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  const at: Failure['at'] = (key, fault) =>
    new UserError('config', { ...fault, where: { file, line: lineOf(key), key: dotted(key) } })
  return {
    at,
    schema(error, raw) {
      const key = error.instancePath.split('/').slice(1).map(unescapePointer)
      const extra = error.params as Record<string, unknown>
      if (error.keyword === 'additionalProperties') {
        const name = String(extra.additionalProperty)
        const allowed = Object.keys((error.parentSchema?.properties as object | undefined) ?? {})
        return at([...key, name], {
          what: 'unknown key',
          got: name,
          expected: `one of ${allowed.join(', ')}`,
        })
      }
      if (error.keyword === 'required') {
        return at(key, { what: 'a key is missing', got: 'nothing', expected: String(extra.missingProperty) })
      }
      const allowed = error.keyword === 'enum' ? ` ${(extra.allowedValues as unknown[]).join(', ')}` : ''
      return at(key, {
        what: 'a value is not as expected',
        got: JSON.stringify(valueAt(raw, key)),
        expected: `${error.message}${allowed}`,
      })
    },
  }
}

function mostSpecific(errors: ErrorObject[]): ErrorObject {
  const depth = (error: ErrorObject) => error.instancePath.split('/').length
  const plain = errors.filter((error) => error.keyword !== 'oneOf')
  return [...(plain.length > 0 ? plain : errors)].sort((a, b) => depth(b) - depth(a))[0]!
}

function valueAt(root: unknown, key: (string | number)[]): unknown {
  return key.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], root)
}

function unescapePointer(part: string): string | number {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(text) ? Number(text) : text
}

function dotted(key: (string | number)[]): string {
  return key
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `["${part}"]`,
    )
    .join('')
    .replace(/^\./, '')
}

/** What the JSON Schema cannot say: tables, columns, ids and files that must exist. */
function checkMeaning(city: City, fail: Failure): void {
  const [west, south, east, north] = city.envelope
  if (!(west < east && south < north)) {
    throw fail.at(['envelope'], {
      what: 'the envelope is empty',
      got: city.envelope.join(', '),
      expected: 'west < east and south < north, in degrees',
    })
  }
  if (!existsSync(join(METHODOLOGY_DIR, `${city.methodology}.yaml`))) {
    throw fail.at(['methodology'], {
      what: 'there is no such methodology',
      got: city.methodology,
      expected: 'the name of a file in schemas/methodologies',
    })
  }
  const seen = new Set<string>()
  city.sources.forEach((source, index) => {
    const key = ['sources', index]
    if (seen.has(source.id)) {
      throw fail.at([...key, 'id'], {
        what: 'two sources have the same id',
        got: source.id,
        expected: 'unique ids',
      })
    }
    seen.add(source.id)
    const schema = tableSchemas().get(source.table)
    if (!schema) {
      throw fail.at([...key, 'table'], {
        what: 'there is no such canonical table',
        got: source.table,
        expected: `one of ${[...tableSchemas().keys()].join(', ')}`,
      })
    }
    const names = schema.columns.map((column) => column.name)
    const targets: (string | number)[][] = [
      ...Object.keys(source.columns).map((name) => ['columns', name]),
      ...Object.keys(source.values ?? {}).map((name) => ['values', name]),
      ...(source.unpivot ? [['unpivot', 'key'] as string[], ['unpivot', 'value'] as string[]] : []),
    ]
    for (const target of targets) {
      const name =
        target[0] === 'unpivot' ? source.unpivot![target[1] as 'key' | 'value'] : (target[1] as string)
      if (names.includes(name) && name !== 'source_id' && name !== 'source_row') continue
      throw fail.at([...key, ...target], {
        what: `the table ${source.table} has no such column`,
        got: name,
        expected: `one of ${names.filter((n) => !n.startsWith('source_')).join(', ')}`,
      })
    }
    const unmapped = schema.columns.filter(
      (column) =>
        column.required &&
        !column.name.startsWith('source_') &&
        !(column.name in source.columns) &&
        column.name !== source.unpivot?.key,
    )
    if (unmapped.length > 0) {
      throw fail.at([...key, 'columns'], {
        what: `the table ${source.table} needs a column that is not mapped`,
        got: Object.keys(source.columns).join(', '),
        expected: unmapped.map((column) => column.name).join(', '),
      })
    }
  })
}

/**
 * Absolute path of a source file; it must lie inside the workspace.
 * @throws UserError `config` when it does not.
 */
export function sourcePath(city: City, source: Source): string {
  const path = resolve(city.directory, source.path)
  if (relative(city.directory, path).startsWith('..')) {
    throw new UserError('config', {
      what: 'a source lies outside its workspace',
      where: { file: city.file, key: `sources.${source.id}.path` },
      got: source.path,
      expected: `a path below ${basename(dirname(join(city.directory, 'x')))}/`,
      next: 'copy the file into the workspace',
    })
  }
  return path
}
