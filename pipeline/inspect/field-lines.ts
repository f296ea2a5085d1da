import { unbroken } from '../terminal.ts'
import { table, wrap } from './text-lines.ts'
import type { FieldSummary, LayerSummary } from './types.ts'
import { count, figure, KINDS, type Language, percent } from './words.ts'

const MASKED = { id: '(pribadi: tidak ditampilkan)', en: '(personal: not shown)' }
const WIDEST = [26, 20, 14, 9]

/** The columns of a layer as a table, with what is odd about a column on a line below it. */
export function fieldLines(summary: LayerSummary, language: Language): string[] {
  const isId = language === 'id'
  const head = isId
    ? ['kolom', 'jenis', 'kosong', 'berbeda', 'isi']
    : ['column', 'type', 'empty', 'distinct', 'values']
  const filled = summary.fields.filter(({ kind }) => kind !== 'empty')
  const empty = summary.fields.filter(({ kind }) => kind === 'empty').map(({ name }) => unbroken(name))
  const rows = [head, ...filled.map((field) => fieldRow(field, summary.records, language))]
  const lines = table(rows, 2, WIDEST)
  const all = lines.flatMap((line, index) => {
    const note = index === 0 ? '' : notes(filled[index - 1]!, language).join('; ')
    return note === '' ? [line] : [line, `      ${wrap(note, 6, 94)}`]
  })
  if (empty.length > 0) {
    all.push(
      `  ${wrap(`${isId ? 'tanpa isi sama sekali' : 'without any value'}: ${empty.join(', ')}`, 6, 96)}`,
    )
  }
  if (summary.cellsNotRead > 0) {
    const more = count(summary.cellsNotRead, language)
    all.push(
      isId
        ? `  ${more} sel pada kolom berikutnya tidak dibaca`
        : `  ${more} cells of further columns are not looked at`,
    )
  }
  if (summary.isUnnamed) {
    const hint = isId
      ? 'Sebagian besar kolom tanpa nama. Bila namanya ada di baris lain, coba --header-row N.'
      : 'Most columns have no names. If these stand in another row, try --header-row N.'
    all.push('', `  ${hint}`)
  }
  return all
}

function fieldRow(field: FieldSummary, records: number, language: Language): string[] {
  const share = field.share === 1 ? '' : ` ${percent(field.share)}`
  return [
    unbroken(field.name),
    KINDS[field.kind][language] + share,
    field.nulls === 0
      ? '-'
      : `${count(field.nulls, language)} (${percent(records === 0 ? 0 : field.nulls / records)})`,
    `${field.distinct.more ? '> ' : ''}${count(field.distinct.count, language)}`,
    values(field, language),
  ]
}

function values(field: FieldSummary, language: Language): string {
  if (field.personal !== null) return MASKED[language]
  const { kind, min, max, samples } = field
  if (typeof min === 'number' && typeof max === 'number') {
    const low = figure(min, language)
    return min === max ? low : `${low} … ${figure(max, language)}`
  }
  if (kind === 'date' && min !== null) return min === max ? String(min) : `${min} … ${max}`
  return samples.map(unbroken).join(' | ')
}

function notes(field: FieldSummary, language: Language): string[] {
  const isId = language === 'id'
  const said: string[] = []
  if (field.nullSpellings.length > 0) {
    const spelled = field.nullSpellings
      .map(({ text, count: n }) => `"${unbroken(text)}" ${count(n, language)}`)
      .join(', ')
    said.push(isId ? `kosong ditulis ${spelled}` : `no value is written ${spelled}`)
  }
  if (field.decimal === ',') said.push(isId ? 'tanda desimal koma' : 'decimal comma')
  if (field.decimal === 'mixed') {
    said.push(isId ? 'tanda desimal koma dan titik bercampur' : 'decimal comma and decimal point mixed')
  }
  if (field.ambiguous > 0) {
    const n = count(field.ambiguous, language)
    said.push(
      isId
        ? `${n} sel seperti 1.234: desimal atau ribuan, sel lain tidak menentukan`
        : `${n} cells such as 1.234: decimals or thousands, no other cell tells`,
    )
  }
  if (field.units.length > 0 && field.personal === null) {
    const units = field.units
      .map(({ unit, count: n }) => `${unbroken(unit)} ${count(n, language)}`)
      .join(', ')
    said.push(isId ? `satuan di dalam sel: ${units}` : `units inside cells: ${units}`)
  }
  if (field.spoiltCodes > 0) {
    const n = count(field.spoiltCodes, language)
    said.push(
      isId
        ? `${n} kode rusak oleh lembar kerja (3.3750401E7): angka terakhirnya mungkin hilang`
        : `${n} codes spoilt by a spreadsheet (3.3750401E7): their last digits may be lost`,
    )
  }
  return said
}
