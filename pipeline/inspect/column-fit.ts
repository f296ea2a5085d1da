import type { Text } from '../readers/types.ts'
import type { Column, TableSchema } from '../store/table-schema.ts'
import { matchName, nameParts, spellingsOf } from './column-names.ts'
import type { FieldSummary } from './types.ts'

/** How well a column of a file serves a canonical one, 0 to 1, with what speaks for it. */
export interface ColumnFit {
  score: number
  why: Text
}

/** Below it a pair is no proposal. */
export const FIT_MIN = 0.45
/** A share of cells below it that read as the column wants speaks against the pair, whatever the name. */
const VALUE_MIN = 0.3
/** Score of a column whose name says nothing but whose cells all read as RT/RW or kelurahan codes. */
const BY_VALUES = 0.62
const YEARS = [1990, 2100] as const

interface ValueFit {
  fit: number
  why: Text | null
}

/** @returns null when the pair is out of the question. */
export function columnFit(schema: TableSchema, column: Column, field: FieldSummary): ColumnFit | null {
  // An RT/RW repeats in every kelurahan: taken for the code of an RT, the work would be one of an RT that nobody surveyed.
  if (schema.name === 'interventions' && column.name === 'rt_id' && field.kind === 'rt_rw') return null
  const isSecret = column.privacy === 'secret'
  if (field.personal !== null && !isSecret) return null
  const name = matchName(field.name, spellingsOf(schema.name, column.name))
  if (isSecret) {
    return name.score < 0.85 ? null : { score: name.score, why: nameWhy(name.score) }
  }
  if (holdsLists(field)) return null
  const value = valueFit(schema, column, field)
  if (value.fit < VALUE_MIN) return null
  const byName = name.score * (0.35 + 0.65 * value.fit) * unitFactor(column, field)
  const isTelling = column.format === 'rt_rw' || column.format === 'kelurahan_code'
  if (isTelling && field.filled > 0 && value.fit >= 0.9 && byName < BY_VALUES) {
    return { score: BY_VALUES, why: value.why! }
  }
  if (byName < FIT_MIN) return null
  const words = nameWhy(name.score)
  return {
    score: byName,
    why:
      value.why === null ? words : { id: `${words.id}; ${value.why.id}`, en: `${words.en}; ${value.why.en}` },
  }
}

/** A list of texts, lists or objects, as far as it is there; an object; a list of nothing but numbers, yes and no, or of nothing. */
const LIST = /^\s*(?:\[\s*["{[]|\{\s*["}]|\[(?:[-+\d.,\seE]|null|true|false)*(?:\]\s*|…)$)/

/**
 * Whether the first few different values, which are cut, are lists or objects of JSON: so a table says which works mend which
 * criterion, and no column of ours but the secret ones, which are dropped, holds any.
 */
function holdsLists({ samples }: FieldSummary): boolean {
  return samples.length > 0 && samples.every((sample) => LIST.test(sample))
}

function nameWhy(score: number): Text {
  if (score === 1) return { id: 'nama dikenal', en: 'known name' }
  if (score >= 0.85) return { id: 'nama hampir sama', en: 'almost a known name' }
  return { id: 'nama mirip', en: 'similar name' }
}

function valueFit(schema: TableSchema, column: Column, field: FieldSummary): ValueFit {
  const { filled, parses } = field
  if (filled === 0) return { fit: 0.6, why: { id: 'tanpa isi', en: 'no values' } }
  const reads = (count: number, id: string, en: string): ValueFit => {
    const fit = count / filled
    const share = fit === 1 ? { id: 'semua', en: 'all' } : { id: percent(fit), en: percent(fit) }
    return {
      fit,
      why: { id: `${share.id} ${id}`, en: `${share.en} ${en}` },
    }
  }
  if (column.unit === 'year') {
    const { min, max } = field
    const isYear = typeof min === 'number' && typeof max === 'number' && min >= YEARS[0] && max <= YEARS[1]
    return isYear ? reads(parses.integer, 'tahun', 'years') : { fit: 0, why: null }
  }
  if (column.type === 'integer') return reads(parses.integer, 'bilangan bulat', 'whole numbers')
  if (column.type === 'number') return reads(parses.number, 'bilangan', 'numbers')
  if (column.type === 'boolean') return reads(parses.yes_no, 'ya/tidak', 'yes or no')
  if (column.format === 'rt_rw') return reads(parses.rt_rw, 'RT/RW', 'RT/RW')
  if (column.format === 'kelurahan_code') {
    return reads(parses.kelurahan_code, 'kode kelurahan', 'kelurahan codes')
  }
  if (column.format === 'date') return reads(parses.date, 'tanggal', 'dates')
  return textFit(schema, column, field)
}

function textFit(schema: TableSchema, column: Column, field: FieldSummary): ValueFit {
  const isKey = schema.key.includes(column.name) && /_(?:id|code)$/.test(column.name)
  if (isKey) {
    const share = field.distinct.more ? 1 : field.distinct.count / field.filled
    if (field.filled > 1 && field.distinct.count === 1) return { fit: 0, why: null }
    if (field.unique) return { fit: 1, why: { id: 'setiap nilai sekali', en: 'every value once' } }
    return { fit: share >= 0.9 ? 0.95 : 0.6, why: { id: 'ada nilai berulang', en: 'some values repeat' } }
  }
  const isNumeric = field.kind === 'decimal' || field.kind === 'integer'
  const isCode = /(?:_id|_code|_number|_text)$/.test(column.name)
  return { fit: isNumeric && !isCode ? 0.55 : 1, why: null }
}

/** A unit in the name that is another than the column's: square metres are no hectares. */
function unitFactor(column: Column, field: FieldSummary): number {
  const { unit } = nameParts(field.name)
  if (unit === null || column.unit === null) return 1
  const areas = ['ha', 'm2', 'm²', 'km2', 'm']
  return areas.includes(unit) && areas.includes(column.unit) && unit.replace('²', '2') !== column.unit
    ? 0.4
    : 1
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
