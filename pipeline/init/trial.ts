import type { Scalar, Source } from '../city.ts'
import { DecimalSigns } from '../mapping/decimals.ts'
import { isKept, type MapContext, mapCells, secretColumns, sourceColumns } from '../mapping/mapping.ts'
import type { SourceLayer, SourceRecord } from '../readers/types.ts'
import { type Row, type TableSchema, tableSchema } from '../store/index.ts'
import { KawasanNumbers } from './draft-kelurahan.ts'
import { MetWords } from './official-words.ts'

/** What came of running a drafted mapping over a layer. */
export interface Trial {
  records: number
  rows: number
  /** Rows without a value in a required column. */
  incomplete: number
  /** Required columns that lack a value in some row. */
  lacking: Set<string>
  /** Rows whose key an earlier row has. */
  repeated: number
  /** Cells that could not be read as their column wants, by canonical column. */
  unread: Map<string, number>
  /** Keys of complete rows, so that later sources of the table can be compared. */
  keys: Set<string>
  /** Rows with the key of a source that came earlier, by the id of that source. */
  repeatedOf: Map<string, number>
  /** Two-group prefixes of kelurahan codes (`21.72`) with how often each was met. */
  cityCodes: Map<string, number>
  /** Years of its records (`vintage`). */
  years: Set<number>
  /** Decree numbers that a column of the file gives, with how many rows have them. */
  decrees: Map<string, number>
  /** Where each zone or RT profile says that it is; at most so many as {@link RT_RECORDS_MAX}. */
  rtRecords: { kelurahan: string | null; kawasan: string | null; rt_rw: string | null }[]
  /** Names of the kawasan of a list of them, by other columns that tell each apart. */
  kawasanNumbers: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Words met in columns that may hold a few official values only. */
  words: Map<string, MetWords>
  /** The first record that is complete, without a cell that could not be read where there is one, and what it became. */
  example: Source['examples'][number] | null
}

/** Records after which numbers are taken for numbers where none is text; where one is, every record decides, as in an ingest. */
const SAMPLE_RECORDS = 2000
const KEYS_MAX = 2_000_000
/** Tables whose records may be those of one RT each. */
const RT_TABLES = new Set(['zones', 'rt_profiles'])
const RT_RECORDS_MAX = 200_000
const EXAMPLE_CELLS_MAX = 8

/**
 * Runs the mapping of a source over its layer, writing nothing.
 *
 * @param earlier keys of the sources of the same table that come before, by their id
 * @throws UserError what the reader throws
 */
export async function tryMapping(
  source: Source,
  layer: SourceLayer,
  earlier: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): Promise<Trial> {
  const schema = tableSchema(source.table)
  const signs = new DecimalSigns({ source, schema, numericFields: layer.numericFields })
  let looked = 0
  for await (const { cells } of layer.records()) {
    layer.findings.length = 0
    if (isKept(source, cells)) signs.add(cells)
    if (++looked >= SAMPLE_RECORDS && !signs.isOpen) break
  }
  const decimals = signs.decided
  const context: MapContext = { source, schema, decimals, numericFields: layer.numericFields }
  const required = schema.columns.filter(
    ({ name, required }) => required && name !== 'source_id' && name !== 'source_row',
  )
  const listed = schema.columns.filter(({ values }) => values !== null)
  const keys = new Set<string>()
  const hasDecreeColumn = typeof source.columns.decree_number === 'string'
  let isExampleClean = false
  const trial: Trial = {
    records: 0,
    rows: 0,
    incomplete: 0,
    lacking: new Set(),
    repeated: 0,
    unread: new Map(),
    keys,
    repeatedOf: new Map(),
    cityCodes: new Map(),
    years: new Set(),
    decrees: new Map(),
    rtRecords: [],
    kawasanNumbers: new Map(),
    words: new Map(),
    example: null,
  }
  const numbers = new KawasanNumbers()
  for await (const record of layer.records()) {
    layer.findings.length = 0
    trial.records++
    if (!isKept(source, record.cells)) continue
    for (const { values, findings } of mapCells(context, record.cells, record.record)) {
      trial.rows++
      for (const { code, field } of findings) {
        if (!code.startsWith('PII_')) increase(trial.unread, field ?? '')
      }
      const lacking = required.filter(({ name }) => (values[name] ?? null) === null)
      for (const { name } of lacking) trial.lacking.add(name)
      const isComplete = lacking.length === 0
      if (!isComplete) trial.incomplete++
      const key = JSON.stringify(schema.key.map((name) => values[name] ?? null))
      if (isComplete && keys.has(key)) trial.repeated++
      else if (isComplete) {
        if (keys.size < KEYS_MAX) keys.add(key)
        for (const [id, known] of earlier) {
          if (!known.has(key)) continue
          increase(trial.repeatedOf, id)
          break
        }
      }
      for (const { name } of listed) {
        const word = values[name]
        if (typeof word !== 'string') continue
        const met = trial.words.get(name) ?? new MetWords(source.table, name)
        trial.words.set(name, met)
        met.add(word)
      }
      const code = values.kelurahan_code
      if (typeof code === 'string') {
        increase(trial.cityCodes, code.slice(0, 5))
      }
      if (typeof values.vintage === 'number') trial.years.add(values.vintage)
      const decree = values.decree_number
      if (hasDecreeColumn && typeof decree === 'string') increase(trial.decrees, decree)
      const kawasan = textOf(values.kawasan)
      if (RT_TABLES.has(source.table) && trial.rtRecords.length < RT_RECORDS_MAX)
        trial.rtRecords.push({ kelurahan: textOf(values.kelurahan), kawasan, rt_rw: textOf(values.rt_rw) })
      if (source.table === 'kawasan_profiles' && kawasan !== null) numbers.add(record.cells, kawasan, source)
      const isClean = findings.length === 0
      if (isComplete && (trial.example === null || (isClean && !isExampleClean))) {
        trial.example = exampleOf(context, record, values)
        isExampleClean = isClean
      }
    }
  }
  trial.kawasanNumbers = numbers.columns
  return trial
}

function textOf(value: Row[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Cells as the file holds them and what they became; columns with personal data are left out. */
function exampleOf(context: MapContext, { record, cells }: SourceRecord, values: Row): Trial['example'] {
  const { source, schema } = context
  const secret = secretColumns(context)
  const columns = [...new Set(sourceColumns(source).map(({ column }) => column))]
  const raw: Record<string, Scalar> = {}
  for (const column of columns) {
    const cell = cells[column] ?? null
    if (!secret.has(column) && cell !== null) raw[column] = cell
  }
  const canonical = Object.fromEntries(
    shownColumns(schema)
      .filter((name) => values[name] !== null && values[name] !== undefined)
      .slice(0, EXAMPLE_CELLS_MAX)
      .map((name) => [name, values[name] as Scalar]),
  )
  return { record, raw, canonical }
}

/** Keys and numbers first: they go wrong most. */
function shownColumns(schema: TableSchema): string[] {
  const rank = (name: string): number => {
    const column = schema.columns.find((each) => each.name === name)!
    if (schema.key.includes(name)) return 0
    return column.type === 'number' || column.format !== null ? 1 : 2
  }
  return schema.columns
    .filter(({ privacy }) => privacy !== 'secret')
    .map(({ name }) => name)
    .sort((a, b) => rank(a) - rank(b))
}
