import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../../pipeline/errors.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../../pipeline/readers/types.ts'
import { reader } from '../../../pipeline/readers/xlsx/index.ts'
import { tempDir } from '../../support/shapefile-writer.ts'
import { type ZipEntry, zipBytes } from '../../support/zip-writer.ts'

export interface SheetSpec {
  name?: string
  state?: 'hidden' | 'veryHidden'
  /** What stands inside `<sheetData>`. */
  rows?: string
  /** What stands before and behind it. */
  before?: string
  behind?: string
}

export interface WorkbookSpec {
  sheets?: SheetSpec[]
  strings?: string
  /** Number formats by the style that cells name, from 1. */
  formats?: (string | number)[]
  date1904?: boolean
  /** The namespaces of ISO/IEC 29500 strict. */
  isStrict?: boolean
  /** Targets from the root of the package, and prefixes before all elements. */
  isOdd?: boolean
  /** Members in place of, or beside, those that are made. */
  members?: Record<string, string | null>
}

const TRANSITIONAL = {
  main: 'http://schemas.openxmlformats.org/spreadsheetml/2006/main',
  relationships: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
}
const STRICT = {
  main: 'http://purl.oclc.org/ooxml/spreadsheetml/main',
  relationships: 'http://purl.oclc.org/ooxml/officeDocument/relationships',
}

/** The members of a workbook, made from text. */
export function workbookMembers(spec: WorkbookSpec): ZipEntry[] {
  const { main, relationships } = spec.isStrict ? STRICT : TRANSITIONAL
  const sheets = spec.sheets ?? [{}]
  const prefixed = (xml: string): string =>
    spec.isOdd ? xml.replace(/<(\/?)(?=[a-z])/gi, '<$1x:').replace(/xmlns=/g, 'xmlns:x=') : xml
  const target = (name: string): string => (spec.isOdd ? `/xl/${name}` : name)
  const rels = (entries: [type: string, target: string][]): string =>
    `<Relationships>${entries.map(([type, to], i) => `<Relationship Id="rId${i + 1}" Type="${relationships}/${type}" Target="${to}"/>`).join('')}</Relationships>`
  const formats = spec.formats ?? []
  const members: Record<string, string | null> = {
    '_rels/.rels': rels([['officeDocument', spec.isOdd ? '/xl/workbook.xml' : 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': rels([
      ...sheets.map((_, i): [string, string] => ['worksheet', target(`worksheets/sheet${i + 1}.xml`)]),
      ['styles', target('styles.xml')],
      ['sharedStrings', target('sharedStrings.xml')],
    ]),
    'xl/workbook.xml': prefixed(
      `<workbook xmlns="${main}" xmlns:r="${relationships}"><workbookPr date1904="${spec.date1904 ? 1 : 0}"/><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${name ?? `Lembar${i + 1}`}" sheetId="${i + 1}" ${state ? `state="${state}"` : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/styles.xml': prefixed(
      `<styleSheet xmlns="${main}"><numFmts>${formats.map((code, i) => (typeof code === 'string' ? `<numFmt numFmtId="${200 + i}" formatCode="${code.replaceAll('"', '&quot;')}"/>` : '')).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats.map((code, i) => `<xf numFmtId="${typeof code === 'string' ? 200 + i : code}"/>`).join('')}</cellXfs></styleSheet>`,
    ),
    'xl/sharedStrings.xml': prefixed(
      `<sst xmlns="${main}" count="99999999" uniqueCount="99999999">${spec.strings ?? ''}</sst>`,
    ),
    ...Object.fromEntries(
      sheets.map(({ rows = '', before = '', behind = '' }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        prefixed(
          `<worksheet xmlns="${main}"><dimension ref="A1:A1"/>${before}<sheetData>${rows}</sheetData>${behind}</worksheet>`,
        ),
      ]),
    ),
    ...spec.members,
  }
  return Object.entries(members).flatMap(([name, text]) =>
    text === null ? [] : [{ name, bytes: Buffer.from(text) }],
  )
}

export function workbook(spec: WorkbookSpec): string {
  return xlsxFile(zipBytes(workbookMembers(spec)))
}

export function xlsxFile(bytes: Buffer | string): string {
  const path = join(tempDir(), 'test.xlsx')
  writeFileSync(path, bytes)
  return path
}

type Value = string | number | null

/** Rows of plain cells without references: text in line, numbers as they are. A row that is null is left out, and the next one numbered. */
export function rows(...lines: (Value[] | null)[]): string {
  return lines
    .map((line, i) => (line === null ? '' : `<row r="${i + 1}">${line.map(cell).join('')}</row>`))
    .join('')
}

function cell(value: Value): string {
  if (value === null) return '<c/>'
  return typeof value === 'number'
    ? `<c><v>${value}</v></c>`
    : `<c t="inlineStr"><is><t>${value}</t></is></c>`
}

export function merges(...references: string[]): string {
  return `<mergeCells>${references.map((reference) => `<mergeCell ref="${reference}"/>`).join('')}</mergeCells>`
}

export const LABEL = 'sources/test.xlsx'

export async function readXlsx(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[]; findings: [string, string | null][] }> {
  const layer = await reader.open(path, { label: LABEL, ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records, findings: layer.findings.map(({ code, got }) => [code, got]) }
}

export const sheetsOf = (path: string): Promise<string[]> => reader.layers(path, { label: LABEL })

/** The cells of each record, in the order of the columns. */
export async function cellsOf(path: string, options: Partial<ReadOptions> = {}): Promise<unknown[][]> {
  return (await readXlsx(path, options)).records.map(({ cells }) => Object.values(cells))
}

/** The error with which reading ends; it must be one a person can mend. */
export async function refusal(path: string, options: Partial<ReadOptions> = {}): Promise<UserError> {
  try {
    await readXlsx(path, options)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, got a sheet that was read to its end')
}
