import { unbroken } from '../terminal.ts'
import type { CriteriaColumns } from './criteria-columns.ts'
import type { ColumnOrigin, LayerMapping, TableProposal } from './mapping-proposal.ts'
import { table, wrap } from './text-lines.ts'
import type { LayerSummary } from './types.ts'
import { CONFIDENCE, type Language } from './words.ts'

const WIDEST = [20, 40, 7]

/** The likely table and where each of its columns would come from. */
export function mappingLines({ mapping, fields }: LayerSummary, language: Language): string[] {
  const empty = new Set(fields.filter(({ kind }) => kind === 'empty').map(({ name }) => name))
  const isId = language === 'id'
  const [first] = mapping.tables
  if (first === undefined) {
    return [
      isId ? '  tabel        tidak ada tabel kanonis yang cocok' : '  table        no canonical table fits',
    ]
  }
  const next = mapping.runnerUp
  const also = mapping.tables.slice(1).map(({ table: name }) => name)
  const said = [
    `${first.table} (${first.title[language]})`,
    isId ? `keyakinan ${CONFIDENCE[mapping.confidence].id}` : `confidence ${mapping.confidence}`,
    ...(also.length === 0
      ? []
      : [isId ? `juga mengisi ${also.join(', ')}` : `also feeds ${also.join(', ')}`]),
    ...(next === null ? [] : [isId ? `berikutnya: ${next.table}` : `next best: ${next.table}`]),
  ]
  return [
    `  ${isId ? 'tabel' : 'table'}          ${wrap(said.join('; '), 17, 83)}`,
    ...mapping.tables.flatMap((proposal, index) => proposalLines(proposal, index > 0, language)),
    ...mapping.criteria.flatMap((set) => criteriaLines(set, mapping, language)),
    ...unusedLines(mapping, empty, language),
  ]
}

/** Columns that none of the tables asks for. */
function unusedLines(
  { tables, criteria }: LayerMapping,
  empty: ReadonlySet<string>,
  language: Language,
): string[] {
  // The sets of criteria are spoken of in lines of their own.
  const told = new Set(criteria.flatMap((set) => [...Object.values(set.columns), ...set.unknown]))
  const unused = tables[0]!.unused.filter(
    (name) =>
      !told.has(name) && !empty.has(name) && tables.every((proposal) => proposal.unused.includes(name)),
  )
  if (unused.length === 0) return []
  const label = language === 'id' ? 'kolom berkas yang tidak dipakai: ' : 'columns of the file not used: '
  return [`    ${wrap(label + unused.map(unbroken).join(', '), 6, 96)}`]
}

function proposalLines(proposal: TableProposal, isNamed: boolean, language: Language): string[] {
  const isId = language === 'id'
  const rows = proposal.columns.map(({ column, from, confidence, why }) => [
    column,
    `<- ${origin(from)}`,
    CONFIDENCE[confidence][language],
    why[language],
  ])
  if (proposal.unpivot !== null) {
    const { key, value, columns } = proposal.unpivot
    const names = Object.values(columns)
    rows.push([
      `${key}, ${value}`,
      `<- unpivot ${unbroken(names[0]!)} … ${unbroken(names.at(-1)!)}`,
      CONFIDENCE.high[language],
      isId ? `${names.length} kolom kriteria menjadi baris` : `${names.length} criteria columns become rows`,
    ])
  }
  const lines = table(rows, 4, WIDEST)
  if (isNamed) lines.unshift(`    -- ${proposal.table} (${proposal.title[language]})`)
  if (proposal.missing.length > 0) {
    const label = isId ? 'wajib, belum ada asalnya: ' : 'required, no source found: '
    lines.push(`    ${wrap(label + proposal.missing.join(', '), 6, 96)}`)
  }
  return lines
}

function criteriaLines(set: CriteriaColumns, mapping: LayerMapping, language: Language): string[] {
  const value = { volume: 'volume', percent: 'percent_stated', score: null }[set.measure]
  const isUsed = mapping.tables.some(({ unpivot }) => unpivot !== null && unpivot.value === value)
  const isId = language === 'id'
  const names = Object.values(set.columns)
  const measure = isId
    ? { volume: 'volume', percent: 'persentase', score: 'nilai' }[set.measure]
    : { volume: 'volumes', percent: 'percentages', score: 'scores' }[set.measure]
  const said: string[] = []
  if (!isUsed) {
    const shown = `${unbroken(names[0]!)} … ${unbroken(names.at(-1)!)}`
    said.push(
      isId
        ? `${names.length} kolom kriteria (${shown}) tampak berisi ${measure}`
        : `${names.length} criteria columns (${shown}) look like ${measure}`,
    )
    if (set.measure === 'score')
      said.push(isId ? 'bukan volume: tidak di-unpivot' : 'not volumes: no unpivot')
  }
  if (set.unknown.length > 0) {
    const shown = set.unknown.map(unbroken).join(', ')
    said.push(isId ? `bukan kriteria yang dikenal: ${shown}` : `not criteria that are known: ${shown}`)
  }
  return said.length === 0 ? [] : [`    ${wrap(said.join('; '), 6, 96)}`]
}

function origin(from: ColumnOrigin): string {
  if ('column' in from) return unbroken(from.column)
  return 'template' in from ? `"${unbroken(from.template)}"` : `= ${JSON.stringify(from.value)}`
}
