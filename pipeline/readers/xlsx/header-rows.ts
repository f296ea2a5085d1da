import type { Cell } from '../types.ts'
import { COLUMNS_MAX, type MergedRange, type SheetRow } from './sheet-walk.ts'

/** The rows that hold the column names, 1-based and inclusive. */
export interface HeaderRows {
  top: number
  bottom: number
}

/** Header rows with what belongs to them. */
export interface WholeHeader extends HeaderRows {
  /** A row below the names that only numbers the columns, or null. */
  numbering: number | null
}

/** A header higher than this is a page of text. */
const HEADER_HEIGHT_MAX = 5
/** Cells of a header, and groups in one of its rows: ranges that do not overlap cannot be more. */
const COVERED_MAX = HEADER_HEIGHT_MAX * COLUMNS_MAX
const GROUPS_MAX = COLUMNS_MAX / 2
const NAME_CHARACTERS_MAX = 200

/**
 * Finds the header among the first rows of a sheet: the first row that is more than half as wide as the widest, of whose cells four in five
 * are short text (or a year) and half differ (a name that stands twice is refused later, rather than the row below taken for the header);
 * where no row is so, the first whose cells do not differ so much, so that its names are what is refused. A title over the table is one cell, merged or not, and so never a header. The rows that merged ranges tie to it belong to it: below,
 * where `Volume | Satuan` stand under one merged `Jalan`, and above.
 *
 * @returns null where no row is like that
 */
export function findHeader(rows: SheetRow[], merges: MergedRange[]): HeaderRows | null {
  const across = merges.filter(({ left, right }) => right > left)
  const widest = Math.max(0, ...rows.map((row) => widthOf(row, across)))
  const alike = rows.filter((row) => {
    const isMostlyNames = row.values.filter(isName).length >= 0.8 * row.values.length
    const isWide = row.values.length > 1 || (widest === 1 && row.values.length === 1)
    return isWide && isMostlyNames && widthOf(row, across) > widest / 2
  })
  const found = alike.find(isHalfDistinct) ?? alike[0]
  return found === undefined ? null : headerAround(found.row, rows, merges)
}

/** The header that a row belongs to, with the rows that merged ranges tie to it. */
export function headerAround(row: number, rows: SheetRow[], merges: MergedRange[]): HeaderRows {
  const header = { top: row, bottom: row }
  for (let height = 0; height !== header.bottom - header.top + 1; ) {
    height = header.bottom - header.top + 1
    for (const { top, bottom, left, right } of merges) {
      const isTied = top <= header.bottom && bottom >= header.top && bottom > top
      const isTitle = right > left && left === 1 && top < header.top
      const [newTop, newBottom] = [Math.min(top, header.top), Math.max(bottom, header.bottom)]
      if (!isTied || isTitle || newBottom - newTop >= HEADER_HEIGHT_MAX) continue
      header.top = newTop
      header.bottom = newBottom
    }
  }
  const byRow = new Map(rows.map((each) => [each.row, each]))
  const below = byRow.get(header.bottom + 1)
  const above = byRow.get(header.top - 1)
  if (below !== undefined && isUnderGroups(below, groupsIn(header.bottom, merges))) header.bottom++
  else if (above !== undefined && isGroupRow(above, byRow.get(header.top), groupsIn(above.row, merges)))
    header.top--
  return header
}

/** True when a row holds nothing but names, all of them under merged cells of the row above, two under one at least. */
function isUnderGroups(row: SheetRow, groups: MergedRange[]): boolean {
  const under = ({ left, right }: MergedRange) =>
    row.columns.filter((column) => column >= left && column <= right)
  return (
    row.values.every((value) => typeof value === 'string') &&
    row.columns.every((column) => groups.some(({ left, right }) => column >= left && column <= right)) &&
    groups.some((group) => under(group).length > 1)
  )
}

/** True when a row names groups of the columns below it, and is not a title across the table. */
function isGroupRow(row: SheetRow, below: SheetRow | undefined, groups: MergedRange[]): boolean {
  if (below === undefined || !row.values.every((value) => typeof value === 'string')) return false
  const first = Math.min(...below.columns)
  const isTitle = row.columns.length === 1 && row.columns[0]! <= first
  return (
    !isTitle &&
    groups.some(
      ({ left, right }) => below.columns.filter((column) => column >= left && column <= right).length > 1,
    )
  )
}

/** Ranges within a row that span several columns. */
function groupsIn(row: number, merges: MergedRange[]): MergedRange[] {
  return merges
    .filter(({ top, bottom, left, right }) => top === row && bottom === row && right > left)
    .slice(0, GROUPS_MAX)
}

function widthOf(row: SheetRow, across: MergedRange[]): number {
  const own = new Set(row.columns)
  const covered = across.filter(({ top, left }) => top === row.row && own.has(left))
  return row.columns.length + covered.reduce((sum, { left, right }) => sum + right - left, 0)
}

function isHalfDistinct({ values }: SheetRow): boolean {
  const names = values.filter(isName)
  return new Set(names).size >= 0.5 * names.length
}

function isName(value: Cell): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 1900 && value <= 2100
  return typeof value === 'string' && value.length <= NAME_CHARACTERS_MAX
}

/**
 * Names of columns by their number: the cells of the header from top to bottom, a merged one for each column it spans, apart by ` / `. A
 * column that only continues a merged name, with no cell of its own, is in `continued`.
 */
export function headerNames(
  header: HeaderRows,
  rows: SheetRow[],
  merges: MergedRange[],
): { names: Map<number, string>; continued: Set<number> } {
  const cells = new Map<string, { text: string; isOwn: boolean }>()
  for (const { row, columns, values } of rows) {
    if (row < header.top || row > header.bottom) continue
    for (const [i, column] of columns.entries())
      cells.set(`${row} ${column}`, { text: nameOf(values[i]!), isOwn: true })
  }
  let covered = 0
  for (const { top, bottom, left, right } of merges) {
    const first = cells.get(`${top} ${left}`)
    if (first === undefined || !first.isOwn) continue
    for (let row = Math.max(top, header.top); row <= Math.min(bottom, header.bottom); row++) {
      for (let column = left; column <= right; column++) {
        if (++covered > COVERED_MAX) break
        const key = `${row} ${column}`
        if (!cells.has(key)) cells.set(key, { text: first.text, isOwn: false })
      }
    }
  }
  const parts = new Map<number, { texts: string[]; isOwn: boolean }>()
  for (let row = header.top; row <= header.bottom; row++) {
    for (const [key, { text, isOwn }] of cells) {
      const [cellRow, column] = key.split(' ').map(Number) as [number, number]
      if (cellRow !== row) continue
      const part = parts.get(column) ?? { texts: [], isOwn: false }
      if (part.texts.at(-1) !== text) part.texts.push(text)
      part.isOwn ||= isOwn
      parts.set(column, part)
    }
  }
  const names = new Map([...parts].map(([column, { texts }]) => [column, texts.join(' / ')]))
  return { names, continued: new Set([...parts].filter(([, { isOwn }]) => !isOwn).map(([column]) => column)) }
}

/** A name on one line. */
function nameOf(value: Cell): string {
  return String(value).replace(/\s+/g, ' ').trim()
}

/**
 * The row directly below the names that numbers the columns, as annexes have it: `(1) (2) (3)`, which Excel reads as -1 -2 -3 when it is
 * typed, or `1 2 3`. Every named column has its own number. Without brackets such a row could be a record: then three numbers are asked for, and
 * a row after them that does not go on with 2.
 */
export function numberingRow(header: HeaderRows, rows: SheetRow[], named: Iterable<number>): number | null {
  const at = rows.findIndex(({ row }) => row === header.bottom + 1)
  const row = rows[at]
  if (row === undefined || row.faults.length > 0) return null
  const own = new Set(row.columns)
  for (const column of named) if (!own.has(column)) return null
  const isOf = (style: NumberingStyle): boolean =>
    row.values.every((value, i) => numberIn(value, style) === i + 1)
  const first = rows[at + 1]?.values[0]
  const isPlain =
    row.values.length > 2 && isOf('plain') && first !== undefined && numberIn(first, 'plain') !== 2
  const isNumbering = isPlain || (row.values.length > 1 && (isOf('brackets') || isOf('minus')))
  return isNumbering ? row.row : null
}

type NumberingStyle = 'plain' | 'brackets' | 'minus'

function numberIn(value: Cell, style: NumberingStyle): number | null {
  if (typeof value === 'number') return style === 'plain' ? value : style === 'minus' ? -value : null
  const pattern = style === 'brackets' ? /^\(\s*(\d{1,5})\s*\)$/ : /^(\d{1,5})$/
  const digits = typeof value === 'string' && style !== 'minus' ? pattern.exec(value)?.[1] : undefined
  return digits === undefined ? null : Number(digits)
}
