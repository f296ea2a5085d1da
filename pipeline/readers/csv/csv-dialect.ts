import { StringDecoder } from 'node:string_decoder'
import { UserError } from '../../errors.ts'
import { readAsUtf8, type TextEncoding } from '../text-encoding.ts'

export interface CsvDialect {
  delimiter: string
  /** The first line is the `sep=;` that spreadsheets write, and then do not show. */
  sepLine: boolean
  /** Rows above the header, blank ones counted, the `sep=;` line not. */
  titleRows: number
}

const CANDIDATES = [',', ';', '\t', '|'] as const
const NAMES: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }
const HEADER_BYTES_MAX = 1 << 20
/** Rows that may stand above a header. */
const TITLE_ROWS_MAX = 1000

/**
 * The delimiter of a table: the option (also the word `tab`), else a `sep=` line, else the one candidate that the header line holds most of.
 * The header is the first line that is not blank, or row `headerRow` as a spreadsheet counts rows.
 * @throws UserError `config` for a delimiter of more than one character or a header row that is none; `source` for a header that two
 *   delimiters share equally, that is not there, or that does not end within 1 MiB
 */
export async function decideDialect(
  path: string,
  label: string,
  encoding: TextEncoding,
  options: { delimiter?: string; headerRow?: number },
): Promise<CsvDialect> {
  const { delimiter: option, headerRow } = options
  const stated = option === '\\t' || option?.toLowerCase() === 'tab' ? '\t' : option
  if (stated !== undefined && (stated.length !== 1 || /["\r\n]/.test(stated))) {
    throw new UserError('config', {
      what: 'the delimiter must be one character',
      where: { file: label, key: 'delimiter' },
      got: JSON.stringify(option),
      expected: 'one of "," ";" "|", or "tab"',
    })
  }
  if (
    headerRow !== undefined &&
    !(Number.isInteger(headerRow) && headerRow > 0 && headerRow <= TITLE_ROWS_MAX)
  ) {
    throw new UserError('config', {
      what: 'the header row is not the number of a row',
      where: { file: label, key: 'header_row' },
      got: String(headerRow),
      expected: `a whole number from 1 to ${TITLE_ROWS_MAX}`,
    })
  }
  const lines = await readFirstLines(path, label, encoding, headerRow)
  const sep = /^"?sep=(.)"?$/i.exec(lines[0] ?? '')?.[1]
  const below = sep === undefined ? lines : lines.slice(1)
  const titleRows = headerRow === undefined ? 0 : headerRow - 1
  const header = headerRow === undefined ? below.find((line) => line.trim() !== '') : below[titleRows]
  if (headerRow !== undefined && (header ?? '').trim() === '')
    throw noHeaderAt(headerRow, label, below.length)
  return { delimiter: stated ?? sep ?? detect(header ?? '', label), sepLine: sep !== undefined, titleRows }
}

function noHeaderAt(headerRow: number, label: string, rows: number): UserError {
  return new UserError('source', {
    what: 'the header row is blank or past the end of the table',
    where: { file: label, key: 'header_row' },
    got: `row ${headerRow}${rows < headerRow ? ` of ${rows}` : ', which is blank'}`,
    expected: 'the row that holds the column names',
    next: 'count the rows in a spreadsheet, blank ones too, and correct header_row in city.yaml',
  })
}

function detect(header: string, label: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '')
  const counts = CANDIDATES.map((mark) => ({ mark, count: bare.split(mark).length - 1 }))
  const most = Math.max(...counts.map(({ count }) => count))
  if (most === 0) return ','
  const winners = counts.filter(({ count }) => count === most)
  if (winners.length === 1) return winners[0]!.mark
  throw new UserError(
    'source',
    {
      what: 'the delimiter cannot be told from the header line',
      where: { file: label, line: 1 },
      got: `${most} each of ${winners.map(({ mark }) => NAMES[mark]).join(' and ')} in: ${header.slice(0, 120)}`,
      next: 'set delimiter for this source in city.yaml',
    },
    { quotesRecord: true },
  )
}

/** Lines up to the header and one more, line breaks inside quotes kept: those above row `headerRow`, else blank ones. */
async function readFirstLines(
  path: string,
  label: string,
  encoding: TextEncoding,
  headerRow: number | undefined,
): Promise<string[]> {
  const isEnough = (lines: string[]): boolean =>
    headerRow === undefined
      ? lines.slice(0, -1).filter((line) => line.trim() !== '').length >= 2
      : lines.length > headerRow + 1
  const decoder = new StringDecoder('utf8')
  let head = ''
  for await (const chunk of readAsUtf8(path, encoding, label)) {
    head += decoder.write(chunk)
    const lines = splitLines(head, TITLE_ROWS_MAX + 2)
    if (isEnough(lines)) return lines.slice(0, -1)
    if (head.length > HEADER_BYTES_MAX) {
      if (lines.length > (headerRow ?? 1)) return lines.slice(0, -1)
      throw new UserError('source', {
        what: 'the header line does not end',
        where: { file: label, line: 1 },
        got: `no line break in the first ${head.length} characters`,
        expected: 'a table with a header line',
      })
    }
  }
  return splitLines(head, TITLE_ROWS_MAX + 2)
}

/** Lines outside quotes, at most `most`: the last is whatever follows. */
function splitLines(text: string, most: number): string[] {
  const lines: string[] = []
  let quoted = false
  let start = 0
  for (let i = 0; i < text.length && lines.length < most; i++) {
    const c = text[i]
    if (c === '"') quoted = !quoted
    else if (!quoted && (c === '\n' || c === '\r')) {
      lines.push(text.slice(start, i))
      if (c === '\r' && text[i + 1] === '\n') i++
      start = i + 1
    }
  }
  lines.push(text.slice(start))
  return lines
}
