import sax from 'sax'
import yauzl from 'yauzl'

/** The rows of a sheet as objects by the names in its first row; blank cells are left out. */
export type SheetRows = Record<string, string>[]

/** Reads the sheets of a small XLSX back as text, by other code than wrote it. */
export async function readWorkbook(bytes: Buffer): Promise<Record<string, SheetRows>> {
  const parts = await unzip(bytes)
  const strings = sharedStrings(parts.get('xl/sharedStrings.xml')!)
  const targets = new Map(
    elements(parts.get('xl/_rels/workbook.xml.rels')!, 'Relationship').map((at) => [at.Id!, at.Target!]),
  )
  return Object.fromEntries(
    elements(parts.get('xl/workbook.xml')!, 'sheet').map((sheet) => {
      const target = targets.get(sheet['r:id']!)!.replace(/^\/?(?:xl\/)?/, 'xl/')
      return [sheet.name!, asObjects(cellsOf(parts.get(target)!, strings))]
    }),
  )
}

/** The members of a zip archive as text, by name. */
export async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const parts = new Map<string, string>()
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    parts.set(entry.fileName, Buffer.concat(chunks).toString('utf8'))
  }
  return parts
}

function elements(xml: string, wanted: string): Record<string, string>[] {
  const found: Record<string, string>[] = []
  const parser = sax.parser(true)
  parser.onopentag = ({ name, attributes }) => {
    if (name === wanted) found.push(attributes as Record<string, string>)
  }
  parser.write(xml).close()
  return found
}

function sharedStrings(xml: string): string[] {
  const strings: string[] = []
  const parser = sax.parser(true)
  let isText = false
  parser.onopentag = ({ name }) => {
    if (name === 'si') strings.push('')
    isText = name === 't'
  }
  parser.onclosetag = () => {
    isText = false
  }
  parser.ontext = (text) => {
    if (isText) strings[strings.length - 1] += text
  }
  parser.write(xml).close()
  return strings
}

function cellsOf(xml: string, strings: string[]): Map<string, string>[] {
  const rows: Map<string, string>[] = []
  const parser = sax.parser(true)
  let column = ''
  let isValue = false
  parser.onopentag = ({ name, attributes }) => {
    if (name === 'row') rows.push(new Map())
    if (name === 'c') {
      if (attributes.t !== 's') throw new Error(`cell ${attributes.r} is no text`)
      column = String(attributes.r).replace(/\d+$/, '')
    }
    isValue = name === 'v'
  }
  parser.onclosetag = () => {
    isValue = false
  }
  parser.ontext = (text) => {
    if (isValue) rows.at(-1)!.set(column, strings[Number(text)]!)
  }
  parser.write(xml).close()
  return rows
}

function asObjects([header = new Map(), ...rows]: Map<string, string>[]): SheetRows {
  return rows.map((row) => Object.fromEntries([...row].map(([column, text]) => [header.get(column)!, text])))
}
