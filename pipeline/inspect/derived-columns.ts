import { basename } from 'node:path'
import type { Text } from '../readers/types.ts'
import type { Column, TableSchema } from '../store/table-schema.ts'
import { columnNames, matchName, nameParts } from './column-names.ts'
import type { ColumnOrigin, Confidence, LayerNature, ProposedColumn } from './mapping-proposal.ts'
import type { FieldSummary } from './types.ts'

interface Found {
  schema: TableSchema
  nature: LayerNature
  fields: readonly FieldSummary[]
  proposed: ReadonlyMap<string, ProposedColumn>
}

type Rule = (column: Column, found: Found) => { from: ColumnOrigin; confidence: Confidence; why: Text } | null

const SCORES: Record<Confidence, number> = { high: 0.9, medium: 0.7, low: 0.5 }

/**
 * Columns that no column of the file holds by itself: codes put together from their parts, keys made of kelurahan and
 * RT/RW, printed text beside its number, the year in the name of the file. `proposed` is looked at, never changed.
 */
export function derivedColumns(
  schema: TableSchema,
  wanted: readonly Column[],
  nature: LayerNature,
  fields: readonly FieldSummary[],
  proposed: ReadonlyMap<string, ProposedColumn>,
): ProposedColumn[] {
  const all = new Map(proposed)
  const derived: ProposedColumn[] = []
  // The kelurahan code first: keys are made of it.
  const ordered = [...wanted].sort((a, b) => rank(a) - rank(b))
  for (const column of ordered) {
    for (const rule of RULES) {
      const made = rule(column, { schema, nature, fields, proposed: all })
      if (made === null) continue
      const proposal = { column: column.name, title: column.title, score: SCORES[made.confidence], ...made }
      all.set(column.name, proposal)
      derived.push(proposal)
      break
    }
  }
  return derived
}

function rank(column: Column): number {
  return ['kelurahan_code', 'rt_rw', 'level'].indexOf(column.name) >>> 0
}

const RULES: Rule[] = [
  kelurahanCodeOfParts,
  rtRwOfParts,
  levelOfUnits,
  unitKey,
  rtName,
  printedText,
  numberedKey,
  yearInName,
  decreeInName,
  networkKind,
  fundInHeader,
  unitInCells,
]

/** `{Kode_Prov}.{Kode_Kab}.{Kode_Kec}.{Kode_Kel}`: RBI and city files split the code. */
function kelurahanCodeOfParts(column: Column, { fields, proposed }: Found): ReturnType<Rule> {
  if (column.format !== 'kelurahan_code' || proposed.has(column.name)) return null
  const { code_parts } = columnNames()
  const parts = (['province', 'city', 'district', 'unit'] as const).map((part) => {
    const width = part === 'unit' ? 4 : 2
    const field = fields.find(
      (one) => matchName(one.name, code_parts[part]).score >= 0.9 && isDigits(one, width),
    )
    if (field === undefined) return null
    return field.kind === 'integer' && width === 2 ? `{${field.name}:02}` : `{${field.name}}`
  })
  if (parts.includes(null)) return null
  return {
    from: { template: parts.join('.') },
    confidence: 'high',
    why: { id: 'kode terpisah dalam empat kolom', en: 'the code stands in four columns' },
  }
}

function isDigits(field: FieldSummary, width: number): boolean {
  if (field.kind === 'integer') return typeof field.max === 'number' && field.max < 10 ** width
  return field.kind === 'digits' && String(field.max).length <= width
}

/** RT and RW in a column each, as `003` or as `RT003`. */
function rtRwOfParts(column: Column, { fields, proposed }: Found): ReturnType<Rule> {
  if (column.format !== 'rt_rw' || isSure(proposed, column.name)) return null
  const part = (name: 'rt' | 'rw'): string | null => {
    const field = fields.find((one) => nameParts(one.name).key === name && one.filled > 0)
    if (field === undefined) return null
    if (field.kind === 'rt_rw') return `{${field.name}}`
    return field.kind === 'integer' || field.kind === 'digits'
      ? `${name.toUpperCase()}{${field.name}:03}`
      : null
  }
  const [rt, rw] = [part('rt'), part('rw')]
  if (rt === null || rw === null) return null
  return {
    from: { template: `${rt}-${rw}` },
    confidence: 'high',
    why: { id: 'RT dan RW dalam dua kolom', en: 'RT and RW stand in two columns' },
  }
}

function levelOfUnits(column: Column, { schema, proposed }: Found): ReturnType<Rule> {
  if (schema.name !== 'admin_units' || column.name !== 'level' || isSure(proposed, 'level')) return null
  const isKelurahan = proposed.has('kelurahan_code') || proposed.has('kelurahan')
  const level = proposed.has('rt_rw') ? 'rt' : isKelurahan ? 'kelurahan' : null
  if (level === null) return null
  return {
    from: { value: level },
    confidence: 'medium',
    why: { id: `satu rekaman satu ${level}`, en: `one record is one ${level}` },
  }
}

const UNIT_KEYS: Record<string, string> = {
  admin_units: 'admin_code',
  rt_profiles: 'rt_id',
  rt_deficits: 'rt_id',
  zones: 'zone_id',
}

/** RT/RW repeat in every kelurahan: only both together are a key. */
function unitKey(column: Column, { schema, fields, proposed }: Found): ReturnType<Rule> {
  if (UNIT_KEYS[schema.name] !== column.name) return null
  if (schema.name === 'zones' && proposed.has('zone_id')) return null
  const hasOwn = schema.columns.some(({ name }) => name === 'rt_rw')
  const kelurahan = hasOwn
    ? proposed.has('kelurahan_code') && 'kelurahan_code'
    : fields.find(({ kind }) => kind === 'kelurahan_code')?.name
  const unit = hasOwn ? proposed.has('rt_rw') && 'rt_rw' : fields.find(({ kind }) => kind === 'rt_rw')?.name
  // A code of another scheme tells kelurahan apart as well, though it is no kelurahan code.
  const other = fields.find(
    (field) => field.filled > 0 && matchName(field.name, columnNames().code_parts.unit).score >= 0.9,
  )
  const first = kelurahan || other?.name
  if (!first || !unit || isSure(proposed, column.name)) return null
  // Columns of the file are spelled as the canonical columns of other tables are: keys must meet.
  const spelled = (name: string, format: string | false) =>
    hasOwn || !format ? `{${name}}` : `{${name}:${format}}`
  return {
    from: { template: `${spelled(first, kelurahan ? 'kelurahan_code' : false)}/${spelled(unit, 'rt_rw')}` },
    confidence: schema.name === 'zones' || !kelurahan ? 'low' : 'medium',
    why: { id: 'RT/RW berulang di tiap kelurahan', en: 'RT/RW repeat in every kelurahan' },
  }
}

function rtName(column: Column, { schema, proposed }: Found): ReturnType<Rule> {
  if (schema.name !== 'admin_units' || column.name !== 'name') return null
  const level = proposed.get('level')?.from
  const unit = proposed.get('rt_rw')?.from
  if (!level || !('value' in level) || level.value !== 'rt' || !unit) return null
  return { from: unit, confidence: 'medium', why: { id: 'nama RT', en: 'the name of an RT' } }
}

/** `area_text` beside `area_ha_decree`: the words as printed, from the same column. */
function printedText(column: Column, { schema, fields, proposed }: Found): ReturnType<Rule> {
  if (!column.name.endsWith('_text') || proposed.has(column.name)) return null
  const stem = column.name.slice(0, -'_text'.length)
  const number = schema.columns.find(
    ({ name, type }) => type === 'number' && (name === stem || name.startsWith(`${stem}_`)),
  )
  const from = number && proposed.get(number.name)?.from
  if (!from || !('column' in from)) return null
  const field = fields.find(({ name }) => name === from.column)
  if (!field || (field.decimal === null && field.units.length === 0)) return null
  return {
    from,
    confidence: 'medium',
    why: { id: 'angka sebagaimana tertulis', en: 'the number as printed' },
  }
}

/** A running number makes a key together with a word for the file. */
function numberedKey(column: Column, { schema, nature, fields, proposed }: Found): ReturnType<Rule> {
  if (schema.key[0] !== column.name || !column.name.endsWith('_id') || proposed.has(column.name)) return null
  const number = fields.find((field) => ['nomor', 'nomorurut'].includes(nameParts(field.name).key))
  if (!number?.unique || number.kind !== 'integer') return null
  const words = nameParts(stemOf(nature)).words.filter((word) => !/^\d+$/.test(word))
  const word = words.at(-1) ?? schema.name
  return {
    from: { template: `${word}-{${number.name}:02}` },
    confidence: 'low',
    why: { id: 'nomor urut sebagai kunci', en: 'a running number as key' },
  }
}

function yearInName(column: Column, { nature, proposed }: Found): ReturnType<Rule> {
  if (column.unit !== 'year' || proposed.has(column.name)) return null
  const years = new Set(
    [...`${stemOf(nature)} ${nature.layer}`.matchAll(/(?<!\d)(?:19|20)\d\d(?!\d)/g)].map(([year]) => year),
  )
  if (years.size !== 1) return null
  return {
    from: { value: Number([...years][0]) },
    confidence: 'low',
    why: { id: 'tahun pada nama berkas', en: 'the year in the name of the file' },
  }
}

function decreeInName(column: Column, { nature, proposed }: Found): ReturnType<Rule> {
  if (column.name !== 'decree_number' || proposed.has(column.name)) return null
  const match = /(?<![a-z])sk[ _-]*(?:no(?:mor)?[ _.-]*)?(\d{1,5})[ _-]+((?:19|20)\d\d)(?!\d)/i.exec(
    stemOf(nature),
  )
  if (match === null) return null
  return {
    from: { value: `${match[1]}/${match[2]}` },
    confidence: 'low',
    why: { id: 'nomor SK pada nama berkas', en: 'the number in the name of the file' },
  }
}

function networkKind(column: Column, { schema, nature, proposed }: Found): ReturnType<Rule> {
  if (schema.name !== 'networks' || column.name !== 'kind' || proposed.has('kind')) return null
  const words = new Set(nameParts(`${stemOf(nature)} ${nature.layer}`).words)
  const isRoad = ['jalan', 'road', 'roads'].some((word) => words.has(word))
  const isDrain = ['drainase', 'saluran', 'drain', 'drains'].some((word) => words.has(word))
  if (isRoad === isDrain) return null
  return {
    from: { value: isRoad ? 'road' : 'drain' },
    confidence: 'medium',
    why: { id: 'menurut nama berkas', en: 'by the name of the file' },
  }
}

/** Tables of works name the fund in the head of the cost column. */
function fundInHeader(column: Column, { proposed }: Found): ReturnType<Rule> {
  if (column.name !== 'fund_source' || proposed.has(column.name)) return null
  const cost = proposed.get('cost_idr')?.from
  if (!cost || !('column' in cost) || !/^(?:APBN|APBD|DAK|DAU|CSR)\b/i.test(cost.column)) return null
  return {
    from: { value: cost.column },
    confidence: 'medium',
    why: { id: 'judul kolom biaya', en: 'the head of the cost column' },
  }
}

/** `21,00 Unit` in every cell: the unit stands with the number. */
function unitInCells(column: Column, { schema, fields, proposed }: Found): ReturnType<Rule> {
  if (schema.name !== 'interventions' || column.name !== 'unit' || proposed.has('unit')) return null
  const volume = proposed.get('volume')?.from
  const field = volume && 'column' in volume ? fields.find(({ name }) => name === volume.column) : undefined
  if (field?.units.length !== 1 || field.units[0]!.count !== field.filled) return null
  const { unit } = field.units[0]!
  return {
    from: { value: /^m$/i.test(unit) ? 'Meter' : unit },
    confidence: 'medium',
    why: { id: 'satuan di dalam sel volume', en: 'the unit inside the cells of the volume' },
  }
}

function isSure(proposed: ReadonlyMap<string, ProposedColumn>, column: string): boolean {
  return proposed.get(column)?.confidence === 'high'
}

function stemOf({ file }: LayerNature): string {
  return basename(file).replace(/(?:\.\w{2,10}){1,2}$/, '')
}
