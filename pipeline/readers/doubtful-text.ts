import type { FindingLog } from './finding-log.ts'
import type { TextEncoding } from './text-encoding.ts'
import type { Cell } from './types.ts'

/** What stands where a decoder met bytes it could not read. */
const REPLACEMENT = '\uFFFD'
/** Halves of a surrogate pair without the other: no text file can hold them. */
const LONE_SURROGATES = /\p{Surrogate}/gu

/**
 * Looks at the cells of one record for letters that could not be read: each gives ENCODING_DOUBTFUL, and half a surrogate pair (an escape in
 * JSON) becomes U+FFFD. `line` is the 1-based line of the file where it is known.
 */
export function logDoubtfulCells(
  log: FindingLog,
  cells: Record<string, Cell>,
  { record, line, encoding }: { record: number; line: number | null; encoding: string },
): void {
  for (const field in cells) {
    const cell = cells[field]
    const hasSurrogate = typeof cell === 'string' && hasLoneSurrogate(cell)
    if (hasSurrogate) cells[field] = wellFormed(cell)
    const isDoubtful = hasSurrogate || (typeof cell === 'string' && cell.includes(REPLACEMENT))
    if (isDoubtful) logDoubt(log, { record, field, line, encoding })
  }
}

/** Looks at column names in the same way; they stay as they are. */
export function logDoubtfulNames(
  log: FindingLog,
  names: readonly string[],
  { line, encoding }: { line: number | null; encoding: string },
): void {
  for (const field of names) if (isDoubtfulName(field)) logDoubt(log, { record: null, field, line, encoding })
}

/** Logs that a file is not wholly in the encoding it is read in. */
export function logDoubtfulEncoding(log: FindingLog, { name, doubt }: TextEncoding): void {
  if (doubt === undefined) return
  const { foreign, line } = doubt
  const places = name === 'utf-8' ? 'not UTF-8' : 'UTF-8'
  const tempat = name === 'utf-8' ? 'bukan UTF-8' : 'UTF-8'
  log.add('ENCODING_DOUBTFUL', null, null, name, {
    id: `Berkas dibaca sebagai ${name}, tetapi ${foreign} urutan byte di dalamnya ${tempat}; yang pertama menyimpang di baris ${line}. Bila salah, tulis encoding.`,
    en: `The file was read as ${name}, but ${foreign} byte sequences in it are ${places}; the first byte that is not UTF-8 is in line ${line}. If that is wrong, set encoding.`,
  })
}

/** True for JSON text whose strings may hold such letters. */
export function mayBeDoubtful(json: string): boolean {
  return json.includes(REPLACEMENT) || json.includes('\\u')
}

/** True for text in which a decoder met bytes it could not read. */
export function hasReplacement(text: string): boolean {
  return text.includes(REPLACEMENT)
}

function logDoubt(
  log: FindingLog,
  at: { record: number | null; field: string; line: number | null; encoding: string },
): void {
  const baris = at.line === null ? '' : ` (baris ${at.line})`
  const line = at.line === null ? '' : ` (line ${at.line})`
  log.add('ENCODING_DOUBTFUL', at.record, wellFormed(at.field), at.encoding, {
    id: `Ada huruf yang tidak dapat dibaca${baris}; di tempatnya ada U+FFFD.`,
    en: `A letter cannot be read${line}; U+FFFD stands in its place.`,
  })
}

function isDoubtfulName(name: string): boolean {
  return name.includes(REPLACEMENT) || hasLoneSurrogate(name)
}

function hasLoneSurrogate(text: string): boolean {
  return text.search(LONE_SURROGATES) !== -1
}

function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, REPLACEMENT)
}
