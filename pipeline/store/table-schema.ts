import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Text {
  id: string
  en: string
}

/** `public` may be released row by row, `aggregate` only as sums over at least k, `internal` never leaves the stages, `secret` is dropped while reading. */
export type Privacy = 'public' | 'aggregate' | 'internal' | 'secret'

export interface Column {
  name: string
  type: 'string' | 'number' | 'integer' | 'boolean'
  required: boolean
  title: Text
  /** What it is beyond its title; null where `schemas/published-tables.yaml` says it for all columns of that name. */
  description: Text | null
  unit: string | null
  privacy: Privacy
  /** What the text means beyond its type: `date`, `rt_rw`, `kelurahan_code`. */
  format: string | null
  pattern: RegExp | null
  minimum: number | null
  /** The largest value that can be meant; what is larger was mistyped, or is no number of its kind. */
  maximum: number | null
  values: string[] | null
  /** The words it is known to hold: `values`, or of an open list (`x-answers`) those that rules can judge. */
  answers: string[] | null
  /** What each of `values` is called, where the value itself is a bare code or only in Indonesian. */
  labels: Record<string, Text> | null
}

export interface TableSchema {
  name: string
  title: Text
  description: string
  key: string[]
  columns: Column[]
  geometry: 'point' | 'line' | 'polygon' | 'any' | null
  geometryOptional: boolean
}

interface JsonColumn {
  type: string | string[]
  enum?: (string | null)[]
  pattern?: string
  minimum?: number
  maximum?: number
  'x-title': Text
  'x-description'?: Text
  'x-unit'?: string
  'x-privacy': Privacy
  'x-format'?: string
  'x-answers'?: string[]
  'x-labels'?: Record<string, Text>
}

interface JsonTable {
  title: string
  description: string
  required: string[]
  properties: Record<string, JsonColumn>
  'x-title': Text
  'x-key': string[]
  'x-geometry'?: TableSchema['geometry']
  'x-geometry-optional'?: boolean
}

export const TABLE_SCHEMA_DIR = fileURLToPath(new URL('../../schemas/tables/', import.meta.url))

/** The files whose bytes decide which columns exist and which may be public. */
export function tableSchemaFiles(): string[] {
  return [...tableSchemas().keys()].map((name) => `${TABLE_SCHEMA_DIR}${name}.schema.json`)
}

let cache: Map<string, TableSchema> | undefined

/** The canonical tables of `schemas/tables`, by name, in alphabetical order. */
export function tableSchemas(): Map<string, TableSchema> {
  cache ??= new Map(
    readdirSync(TABLE_SCHEMA_DIR)
      .filter((file) => file.endsWith('.schema.json'))
      .sort()
      .map((file) => {
        const schema = toSchema(JSON.parse(readFileSync(TABLE_SCHEMA_DIR + file, 'utf8')) as JsonTable)
        return [schema.name, schema]
      }),
  )
  return cache
}

/** @throws RangeError when no canonical table has that name. */
export function tableSchema(name: string): TableSchema {
  const schema = tableSchemas().get(name)
  if (!schema) throw new RangeError(`no canonical table is called ${name}`)
  return schema
}

function toSchema(json: JsonTable): TableSchema {
  return {
    name: json.title,
    title: json['x-title'],
    description: json.description,
    key: json['x-key'],
    geometry: json['x-geometry'] ?? null,
    geometryOptional: json['x-geometry-optional'] ?? false,
    columns: Object.entries(json.properties).map(([name, column]) => {
      const types = Array.isArray(column.type) ? column.type : [column.type]
      const values = column.enum?.filter((value): value is string => value !== null) ?? null
      return {
        name,
        type: types[0] as Column['type'],
        required: json.required.includes(name),
        title: column['x-title'],
        description: column['x-description'] ?? null,
        unit: column['x-unit'] ?? null,
        privacy: column['x-privacy'],
        format: column['x-format'] ?? null,
        pattern: column.pattern === undefined ? null : new RegExp(column.pattern, 'u'),
        minimum: column.minimum ?? null,
        maximum: column.maximum ?? null,
        values,
        answers: values ?? column['x-answers'] ?? null,
        labels: column['x-labels'] ?? null,
      }
    }),
  }
}
