import { Parser } from 'htmlparser2'

/** Attributes that a description shows as a table or a list, and the text that is left. */
export interface Description {
  pairs: [name: string, value: string | null][]
  text: string | null
}

interface TableCell {
  text: string
  isHeader: boolean
  hasTable: boolean
}

const DEPTH_MAX = 256
/** A longer first cell is a sentence, not a name. */
const NAME_CHARACTERS_MAX = 120
const BREAKS = new Set([
  'br',
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'caption',
  'tr',
])
const UNSHOWN = new Set(['script', 'style', 'title', 'head'])
/** Heads of a table whose rows are attributes: they name no attribute. */
const NAME_HEAD = /^(?:field|attribute|name|key|property|column|nama|kolom|atribut|variabel|uraian)/i
const VALUE_HEAD = /^(?:value|nilai|isi|data|keterangan)/i

class TooDeep extends Error {}

/** Blanks of every kind as one; null where nothing remains, or where ArcGIS writes that there is no value. */
export function cleanText(text: string): string | null {
  const clean = text.replace(/\s+/g, ' ').trim()
  return clean === '' || /^<null>$/i.test(clean) ? null : clean
}

/**
 * Reads the HTML of a `<description>`. These are attributes: rows of two cells (a cell that holds only a colon is not counted), a row of `<th>`
 * above a single row of as many cells, and lines that begin with a bold name and a colon or equals sign. Tables within tables are read one by
 * one. All else is text, a line to a paragraph or row: titles of tables, captions and rows of another number of cells too.
 */
export function readDescription(html: string): Description {
  if (!/[<&]/.test(html)) return { pairs: [], text: plain(html) }
  const reading = new DescriptionReading()
  try {
    const parser = new Parser(reading)
    parser.write(html)
    parser.end()
  } catch (error) {
    if (error instanceof TooDeep) return { pairs: [], text: plain(html) }
    throw error
  }
  return reading.finish()
}

function plain(text: string): string | null {
  const lines = text.split(/\r\n|\r|\n/).map((line) => cleanText(line))
  return lines.filter((line) => line !== null).join('\n') || null
}

class DescriptionReading {
  readonly #pairs: Description['pairs'] = []
  readonly #texts: string[] = []
  readonly #tables: TableCell[][][] = []
  #line = { bold: '', rest: '' }
  #depth = 0
  #boldDepth = 0
  #unshownDepth = 0

  onopentag(name: string): void {
    if (++this.#depth > DEPTH_MAX) throw new TooDeep()
    if (UNSHOWN.has(name)) this.#unshownDepth++
    if (name === 'b' || name === 'strong') this.#boldDepth++
    if (BREAKS.has(name)) this.#break()
    if (name === 'table') {
      const cell = this.#cell()
      if (cell) cell.hasTable = true
      this.#tables.push([])
    } else if (name === 'tr') this.#tables.at(-1)?.push([])
    else if (name === 'td' || name === 'th') {
      const table = this.#tables.at(-1)
      if (table?.length === 0) table.push([])
      table?.at(-1)?.push({ text: '', isHeader: name === 'th', hasTable: false })
    }
  }

  ontext(text: string): void {
    if (this.#unshownDepth > 0) return
    const cell = this.#cell()
    if (cell) cell.text += text
    else if (this.#boldDepth > 0 && this.#line.rest.trim() === '') this.#line.bold += text
    else this.#line.rest += text
  }

  onclosetag(name: string): void {
    this.#depth--
    if (UNSHOWN.has(name)) this.#unshownDepth--
    if (name === 'b' || name === 'strong') this.#boldDepth--
    if (name === 'table') this.#finishTable(this.#tables.pop() ?? [])
    if (BREAKS.has(name)) this.#break()
  }

  finish(): Description {
    this.#break()
    return { pairs: this.#pairs, text: this.#texts.join('\n') || null }
  }

  #cell(): TableCell | undefined {
    return this.#tables.at(-1)?.at(-1)?.at(-1)
  }

  /** Ends a line outside tables; within a cell a break is a blank. */
  #break(): void {
    const cell = this.#cell()
    if (cell) cell.text += ' '
    const { bold, rest } = this.#line
    this.#line = { bold: '', rest: '' }
    const name = cleanText(bold)
    const value = cleanText(rest)
    if (name !== null && (/[:=]$/.test(name) || (value !== null && /^[:=]/.test(value)))) {
      this.#addPair(name, value?.replace(/^[:=]/, '') ?? '')
      return
    }
    const text = cleanText(`${bold}${rest}`)
    if (text !== null) this.#texts.push(text)
  }

  #finishTable(table: TableCell[][]): void {
    const rows = table
      .map((cells) => cells.filter(({ text }) => text.trim() !== ':'))
      .filter((row) => row.length > 0)
    const [head, values] = rows
    if (head !== undefined && isHead(head)) {
      if (rows.length === 2 && values!.length === head.length && !namesAttributes(head)) {
        for (const [i, { text }] of head.entries()) this.#addPair(text, values![i]!.text)
        return
      }
      if (head.length === 2 && rows.length > 1) {
        rows.shift()
        if (!namesAttributes(head)) this.#addText(head)
      }
    }
    for (const row of rows) {
      if (isAttribute(row)) this.#addPair(row[0]!.text, row[1]!.text)
      else this.#addText(row)
    }
  }

  #addText(row: TableCell[]): void {
    const texts = row.map(({ text }) => cleanText(text))
    const text = texts.filter((each) => each !== null).join(' | ')
    if (text !== '') this.#texts.push(text)
  }

  #addPair(name: string, value: string): void {
    const clean = cleanText(name)?.replace(/(?<!\s)\s*[:=]$/, '') || null
    if (clean !== null) this.#pairs.push([clean, cleanText(value)])
    else if (value.trim() !== '') this.#texts.push(cleanText(value) ?? '')
  }
}

function isHead(row: TableCell[]): boolean {
  return row.length > 1 && row.every(({ isHeader }) => isHeader)
}

function namesAttributes(head: TableCell[]): boolean {
  return head.length === 2 && NAME_HEAD.test(head[0]!.text.trim()) && VALUE_HEAD.test(head[1]!.text.trim())
}

function isAttribute(row: TableCell[]): boolean {
  return (
    row.length === 2 &&
    !row.some(({ hasTable }) => hasTable) &&
    row[0]!.text.trim() !== '' &&
    row[0]!.text.trim().length <= NAME_CHARACTERS_MAX
  )
}
