import { UserError } from '../../errors.ts'
import { readAsUtf8, type TextEncoding } from '../text-encoding.ts'

export interface CsvDialect {
  delimiter: string
  /** Lines before the header: the `sep=;` line that spreadsheets write. */
  linesBefore: number
}

const CANDIDATES = [',', ';', '\t', '|'] as const
const NAMES: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }
const HEADER_BYTES_MAX = 1 << 20

/**
 * The delimiter of a table: the option, else a `sep=` line, else the one candidate that the header line holds most of.
 * @throws UserError `config` for an option of more than one character; `source` for a header that two delimiters
 *   share equally, or that does not end within 1 MiB
 */
export async function decideDialect(
  path: string,
  label: string,
  encoding: TextEncoding,
  option?: string,
): Promise<CsvDialect> {
  const stated = option === '\\t' || option === 'tab' ? '\t' : option
  if (stated !== undefined && (stated.length !== 1 || /["\r\n]/.test(stated))) {
    throw new UserError('config', {
      what: 'the delimiter must be one character',
      where: { file: label, key: 'delimiter' },
      got: JSON.stringify(option),
      expected: 'one of "," ";" "|" or "\\t"',
    })
  }
  const [first, second] = await readFirstLines(path, label, encoding)
  const sep = /^"?sep=(.)"?$/i.exec(first)?.[1]
  const linesBefore = sep === undefined ? 0 : 1
  return { delimiter: stated ?? sep ?? detect(linesBefore === 0 ? first : second, label), linesBefore }
}

function detect(header: string, label: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '')
  const counts = CANDIDATES.map((mark) => ({ mark, count: bare.split(mark).length - 1 }))
  const most = Math.max(...counts.map(({ count }) => count))
  if (most === 0) return ','
  const winners = counts.filter(({ count }) => count === most)
  if (winners.length === 1) return winners[0]!.mark
  throw new UserError('source', {
    what: 'the delimiter cannot be told from the header line',
    where: { file: label, line: 1 },
    got: `${most} each of ${winners.map(({ mark }) => NAMES[mark]).join(' and ')} in: ${header.slice(0, 120)}`,
    next: 'set delimiter for this source in city.yaml',
  })
}

/** The first two lines, line breaks inside quotes kept. */
async function readFirstLines(
  path: string,
  label: string,
  encoding: TextEncoding,
): Promise<[string, string]> {
  let head = ''
  for await (const chunk of readAsUtf8(path, encoding)) {
    head += chunk.toString('utf8')
    const lines = splitLines(head)
    if (lines.length > 2) return [lines[0]!, lines[1]!]
    if (head.length > HEADER_BYTES_MAX) {
      if (lines.length > 1) return [lines[0]!, lines[1]!]
      throw new UserError('source', {
        what: 'the header line does not end',
        where: { file: label, line: 1 },
        got: `no line break in the first ${head.length} characters`,
        expected: 'a table with a header line',
      })
    }
  }
  const [first = '', second = ''] = splitLines(head)
  return [first, second]
}

/** Lines outside quotes, at most three: the third is whatever follows. */
function splitLines(text: string): string[] {
  const lines: string[] = []
  let quoted = false
  let start = 0
  for (let i = 0; i < text.length && lines.length < 2; i++) {
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
