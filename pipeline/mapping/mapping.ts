import type { ColumnMapping, Scalar, Source } from '../city.ts'
import type { Cell, ReaderFinding } from '../readers/types.ts'
import type { Column, Row, TableSchema } from '../store/index.ts'
import { parseCell } from '../values/cell.ts'
import { parseKelurahanCode } from '../values/code.ts'
import { isNameByColumn } from '../values/person-name.ts'
import { isBuiltLikeNik, type PersonalCode, personalData, personalNumber } from '../values/personal.ts'
import { parseRtRw } from '../values/rt-rw.ts'

/** A canonical row and what was met while making it. */
export interface MappedRow {
  values: Row
  findings: ReaderFinding[]
}

export interface MapContext {
  source: Source
  schema: TableSchema
  /** Decimal sign per source column, where the cells or `city.yaml` decide it. */
  decimals: ReadonlyMap<string, ',' | '.'>
  /** Source columns the format declares to be numbers. */
  numericFields?: ReadonlySet<string>
}

/** Part of a template that means the number of the record in its source. */
export const RECORD_PART = '#record'

const TEMPLATE_PART = /\{([^{}:]+)(?::(?:0(\d+)|(rt_rw|kelurahan_code)))?\}/g

/** How a part is spelled as the canonical column of that name spells it; null where it cannot be read as one. */
const SPELLINGS: Record<string, (text: string) => string | null> = {
  rt_rw: (text) => parseRtRw(text)?.key ?? null,
  kelurahan_code: (text) => {
    const code = parseKelurahanCode(text)
    return 'value' in code ? code.value : null
  },
}

/** Whether a part of a template means a canonical column; the template's own name can only mean the source's. */
function isCanonical(part: string, own: string, source: Source): boolean {
  return part !== own && Object.hasOwn(source.columns, part)
}

/** Source columns that a mapping reads. */
export function sourceColumns(source: Source): { key: string; column: string }[] {
  const columns: { key: string; column: string }[] = []
  for (const [name, mapping] of Object.entries(source.columns)) {
    const key = `columns.${name}`
    if (typeof mapping === 'string') columns.push({ key, column: mapping })
    else if ('column' in mapping) columns.push({ key, column: mapping.column })
    else if ('template' in mapping) {
      for (const part of mapping.template.matchAll(TEMPLATE_PART)) {
        const isColumn = part[1] !== RECORD_PART && !isCanonical(part[1]!, name, source)
        if (isColumn) columns.push({ key, column: part[1]! })
      }
    }
  }
  for (const [name, column] of Object.entries(source.unpivot?.columns ?? {})) {
    columns.push({ key: `unpivot.columns.${name}`, column })
  }
  for (const [target, columnsOf] of Object.entries(source.unpivot?.also ?? {})) {
    for (const [name, column] of Object.entries(columnsOf)) {
      columns.push({ key: `unpivot.also.${target}.${name}`, column })
    }
  }
  for (const column of Object.keys(source.where ?? {})) columns.push({ key: 'where', column })
  return columns
}

/** Source columns that feed a `secret` column: they are never read into anything. */
export function secretColumns({ source, schema }: Pick<MapContext, 'source' | 'schema'>): Set<string> {
  const secret = new Set(schema.columns.filter((c) => c.privacy === 'secret').map((c) => `columns.${c.name}`))
  return new Set(
    sourceColumns(source)
      .filter(({ key }) => secret.has(key))
      .map(({ column }) => column),
  )
}

/** Numeric canonical columns with the single source column each reads. */
export function numericColumns(context: Pick<MapContext, 'source' | 'schema'>): string[] {
  const { source, schema } = context
  const names: string[] = []
  for (const column of schema.columns) {
    if (column.type !== 'number' && column.type !== 'integer') continue
    const mapping = source.columns[column.name]
    if (typeof mapping === 'string') names.push(mapping)
    else if (mapping && typeof mapping === 'object' && 'column' in mapping) names.push(mapping.column)
    if (source.unpivot?.value === column.name) names.push(...Object.values(source.unpivot.columns))
    names.push(...Object.values(source.unpivot?.also?.[column.name] ?? {}))
  }
  return names
}

/** Whether `where` keeps the record. */
export function isKept(source: Source, cells: Record<string, Cell>): boolean {
  return Object.entries(source.where ?? {}).every(([column, values]) => {
    const cell = cells[column] ?? null
    return values.some((value) => value === cell || (cell !== null && String(value) === String(cell).trim()))
  })
}

/**
 * The canonical rows of one source record: one, or one per unpivoted column.
 * @param record number of the record in its source, 1-based
 */
export function mapCells(context: MapContext, cells: Record<string, Cell>, record: number): MappedRow[] {
  const { source, schema } = context
  const findings: ReaderFinding[] = []
  const values: Row = {}
  const templates = new Map<string, [Column, string]>()
  for (const column of schema.columns) {
    if (column.privacy === 'secret') continue
    const mapping = source.columns[column.name]
    if (mapping === undefined) continue
    const template = templateOf(mapping)
    if (template !== null) templates.set(column.name, [column, template])
    else values[column.name] = convert(context, column, cellOf(mapping, cells), columnOf(mapping), findings)
  }
  // A template may hold another's column, whichever is written first.
  const settle = (name: string): void => {
    const [column, template] = templates.get(name) ?? []
    if (!column || template === undefined) return
    templates.delete(name)
    let namedBy: string | null = null
    for (const part of template.matchAll(TEMPLATE_PART)) {
      if (isCanonical(part[1]!, name, source)) settle(part[1]!)
      else if (isNameByColumn(part[1]!, String(cells[part[1]!] ?? ''))) namedBy = part[1]!
    }
    const text = fill(template, name, source, values, cells, record)
    // A name within a template is still that of a person: the part alone shows it.
    const judged = namedBy === null ? text : (cells[namedBy] ?? null)
    const value = convert(context, column, judged, namedBy, findings)
    values[name] = value
  }
  for (const name of [...templates.keys()]) settle(name)
  if (!source.unpivot) return [{ values, findings }]
  const { key, value, columns, also = {} } = source.unpivot
  const targets = [[value, columns], ...Object.entries(also)] as [string, Record<string, string>][]
  return Object.keys(columns).map((name, index) => {
    // What was met in the shared columns is said once, with the first of the rows.
    const own: ReaderFinding[] = index === 0 ? [...findings] : []
    const row: Row = { ...values, [key]: name }
    for (const [target, columnsOf] of targets) {
      const sourceColumn = columnsOf[name]
      if (sourceColumn === undefined) continue
      const column = schema.columns.find((each) => each.name === target)!
      row[target] = convert(context, column, cells[sourceColumn] ?? null, sourceColumn, own)
    }
    return { values: row, findings: own }
  })
}

function templateOf(mapping: ColumnMapping): string | null {
  return typeof mapping === 'object' && 'template' in mapping ? mapping.template : null
}

function columnOf(mapping: ColumnMapping): string | null {
  if (typeof mapping === 'string') return mapping
  return 'column' in mapping ? mapping.column : null
}

function cellOf(mapping: ColumnMapping, cells: Record<string, Cell>): Cell {
  if (typeof mapping === 'object' && 'value' in mapping) return mapping.value
  return cells[columnOf(mapping)!] ?? null
}

function fill(
  template: string,
  own: string,
  source: Source,
  values: Row,
  cells: Record<string, Cell>,
  record: number,
): Cell {
  let missing = false
  const text = template.replace(
    TEMPLATE_PART,
    (_, name: string, width: string | undefined, spelling: string | undefined) => {
      const value =
        name === RECORD_PART ? record : isCanonical(name, own, source) ? values[name] : cells[name]
      if (value === null || value === undefined || String(value).trim() === '') {
        missing = true
        return ''
      }
      if (spelling !== undefined) {
        const spelled = SPELLINGS[spelling]!(String(value))
        missing ||= spelled === null
        return spelled ?? ''
      }
      return String(value)
        .trim()
        .padStart(width === undefined ? 0 : Number(width), '0')
    },
  )
  return missing ? null : text
}

function convert(
  context: MapContext,
  column: Column,
  cell: Cell,
  sourceColumn: string | null,
  findings: ReaderFinding[],
): string | number | boolean | null {
  const known = lookUp(context.source.values?.[column.name], cell)
  const found = cell === null ? null : personalIn(column, cell, sourceColumn, known !== undefined)
  if (found !== null) {
    const message = personalMessage(column, found, String(cell))
    findings.push({ code: found, record: null, field: column.name, got: null, message })
    return null
  }
  const given = known === undefined ? cell : known
  const parsed = isPlainNumber(context, column, given, sourceColumn)
    ? parseCell(column, given.replace(',', '.'), '.')
    : parseCell(column, given, sourceColumn === null ? undefined : context.decimals.get(sourceColumn))
  if ('value' in parsed) return parsed.value
  findings.push({
    code: parsed.code,
    record: null,
    field: column.name,
    got: cell === null ? null : String(cell).slice(0, 80),
    message: parsed.message,
  })
  return null
}

/** Columns whose text is the name of a place, which is often that of a person. */
const PLACE_NAMES = new Set(['name', 'kawasan', 'location', 'kelurahan', 'kecamatan'])

/** Numbers are looked for in every cell, names in text alone; a word the city translates is one it knows. */
function personalIn(
  column: Column,
  cell: Cell,
  sourceColumn: string | null,
  isKnown: boolean,
): PersonalCode | null {
  const text = String(cell)
  if (column.type !== 'string' || typeof cell !== 'string' || isKnown) return personalNumber(text)
  const context = PLACE_NAMES.has(column.name) ? 'place' : 'free'
  return personalData(text, { context, column: sourceColumn })
}

/** What was found is never repeated. */
function personalMessage(column: Column, found: PersonalCode, text: string): ReaderFinding['message'] {
  const what = {
    PII_ID_NUMBER: isBuiltLikeNik(text)
      ? {
          id: 'angka 16 digit yang tersusun seperti NIK atau nomor KK',
          en: 'a number built like a NIK or KK number',
        }
      : {
          id: 'angka 16 digit, seperti NIK atau nomor KK',
          en: 'a number of 16 digits, as NIK and KK numbers have',
        },
    PII_PHONE: { id: 'nomor telepon', en: 'a telephone number' },
    PII_NAME: { id: 'nama orang', en: 'the name of a person' },
  }[found]
  return {
    id: `${column.title.id} tampak memuat ${what.id}; isinya dikosongkan.`,
    en: `${column.title.en} seems to hold ${what.en}; it was emptied.`,
  }
}

/** A numeric DBF field has no thousands marks: whichever sign stands in `12.345` or `12,345` is the decimal one. */
function isPlainNumber(
  context: MapContext,
  column: Column,
  cell: Cell,
  sourceColumn: string | null,
): cell is string {
  const isNumber = column.type === 'number' || column.type === 'integer'
  return (
    isNumber &&
    typeof cell === 'string' &&
    sourceColumn !== null &&
    !(cell.includes('.') && cell.includes(',')) &&
    !!context.numericFields?.has(sourceColumn)
  )
}

function lookUp(values: Record<string, Scalar> | undefined, cell: Cell): Scalar | undefined {
  if (!values) return undefined
  const key = cell === null ? '' : String(cell).trim()
  return Object.hasOwn(values, key) ? values[key] : undefined
}
