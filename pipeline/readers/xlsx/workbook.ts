import { UserError } from '../../errors.ts'
import { XmlFault } from '../xml.ts'
import { meaningOfFormat, type NumberMeaning } from './number-format.ts'
import { readSharedStrings } from './shared-strings.ts'
import { openPackage, type XlsxPackage } from './xlsx-package.ts'

/** A worksheet as the workbook lists it. */
export interface Sheet {
  name: string
  /** Name of its part in the package. */
  part: string
  isHidden: boolean
}

/** A workbook whose sheets are not read yet. */
export interface Workbook {
  parts: XlsxPackage
  sheets: Sheet[]
  is1904: boolean
  stylesPart: string | null
  stringsPart: string | null
}

/** What the cells of every sheet refer to. */
export interface CellTables {
  /** Null where no text is asked for. */
  strings: string[] | null
  /** Meaning of a number by the style of its cell. */
  meanings: NumberMeaning[]
  is1904: boolean
}

const SHEETS_MAX = 10_000
const STYLES_MAX = 100_000

/**
 * Opens a workbook and lists its worksheets, those that are hidden too; chart sheets have no cells and are left out.
 *
 * Source: ECMA-376 part 1, section 18.2.
 * @throws UserError `source`: what `openPackage` throws, or a package that is no workbook
 */
export async function openWorkbook(path: string, label: string): Promise<Workbook> {
  const parts = await openPackage(path, label)
  const main = [...(await parts.relationships('')).values()].find(({ type }) => type === 'officeDocument')
  const part = main?.target ?? 'xl/workbook.xml'
  if (!parts.has(part) || /\.bin$/i.test(part)) throw notAWorkbook(parts, part)
  const relationships = await parts.relationships(part)
  const sheets: Sheet[] = []
  let is1904 = false
  let isWorkbook = false
  await parts.readWhole(part, (name, attributes) => {
    if (name === 'workbook') isWorkbook = true
    else if (name === 'workbookPr') is1904 = isTrue(attributes.date1904)
    else if (name === 'sheet') {
      const target = relationships.get(attributes.id ?? '')
      if (target !== undefined && target.type !== 'worksheet') return
      if (sheets.length >= SHEETS_MAX) throw new XmlFault('the workbook has too many sheets')
      sheets.push({
        name: attributes.name ?? '',
        part: target?.target ?? `xl/worksheets/sheet${sheets.length + 1}.xml`,
        isHidden: attributes.state === 'hidden' || attributes.state === 'veryHidden',
      })
    }
  })
  if (!isWorkbook || sheets.length === 0) throw notAWorkbook(parts, part)
  const partOf = (type: string): string | null =>
    [...relationships.values()].find((each) => each.type === type)?.target ?? null
  return { parts, sheets, is1904, stylesPart: partOf('styles'), stringsPart: partOf('sharedStrings') }
}

/** Reads the shared strings and number formats. @throws UserError `source` for a damaged part or one too large to hold */
export async function readTables(workbook: Workbook): Promise<CellTables> {
  const { parts, stylesPart, stringsPart, is1904 } = workbook
  return {
    strings: stringsPart === null ? [] : await readSharedStrings(parts, stringsPart),
    meanings: stylesPart === null ? [] : await readMeanings(parts, stylesPart),
    is1904,
  }
}

async function readMeanings(parts: XlsxPackage, part: string): Promise<NumberMeaning[]> {
  const codes = new Map<number, string>()
  const meanings: NumberMeaning[] = []
  let isCellFormats = false
  await parts.readWhole(part, (name, attributes) => {
    if (name === 'cellXfs') isCellFormats = true
    else if (name === 'cellStyles' || name === 'dxfs') isCellFormats = false
    else if (name === 'numFmt' && !isCellFormats && codes.size < STYLES_MAX) {
      codes.set(Number(attributes.numFmtId), (attributes.formatCode ?? '').slice(0, 1000))
    } else if (name === 'xf' && isCellFormats && meanings.length < STYLES_MAX) {
      const id = Number(attributes.numFmtId ?? 0)
      meanings.push(meaningOfFormat(id, codes.get(id)))
    }
  })
  return meanings
}

/** The two ways in which XML Schema writes a true boolean. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

function notAWorkbook(parts: XlsxPackage, part: string): UserError {
  const isBinary = parts.has('xl/workbook.bin')
  return new UserError('source', {
    what: isBinary ? 'the workbook is in the binary format' : 'the archive is not a workbook',
    where: { file: parts.label },
    got: isBinary ? 'xl/workbook.bin' : `no sheets in ${part.slice(0, 200)}`,
    expected: 'an XLSX workbook',
    next: 'open it in Excel or LibreOffice and save it as .xlsx',
  })
}
