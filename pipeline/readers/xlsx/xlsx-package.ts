import { open } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path/posix'
import { UserError } from '../../errors.ts'
import { requireFile } from '../source-file.ts'
import { localName, readXml, type XmlAttributes, type XmlHandler } from '../xml.ts'
import { listZip, type ZipMember } from '../zip.ts'

/** A relationship of a part: what it points to, and as what. */
export interface Relationship {
  /** Last word of the type, such as `worksheet`; the same in the strict and the transitional namespace. */
  type: string
  /** Name of the part it points to. */
  target: string
}

const RELATIONSHIPS_MAX = 100_000

/**
 * The parts of an Office Open XML package. Names are compared without regard to letter case, as the standard has it.
 *
 * Source: ECMA-376 part 2 (Open Packaging Conventions), sections 6.2 and 6.5.
 */
export class XlsxPackage {
  readonly label: string
  readonly #parts: Map<string, ZipMember>

  constructor(label: string, parts: Map<string, ZipMember>) {
    this.label = label
    this.#parts = parts
  }

  has(name: string): boolean {
    return this.#parts.has(keyOf(name))
  }

  /** Hands a part to `handler`, yielding after each piece. @throws UserError `source` for a part that is missing, or what `readXml` throws */
  async *read(name: string, handler: XmlHandler): AsyncGenerator<void> {
    const part = this.#parts.get(keyOf(name))
    if (part === undefined) {
      throw new UserError('source', {
        what: 'a part of the workbook is missing',
        where: { file: this.label },
        got: `no ${name.slice(0, 200)} in the file`,
        expected: 'every part that the workbook names',
        next: 'open the file in Excel or LibreOffice and save it again',
      })
    }
    yield* readXml(part.stream(), handler, { where: { file: `${this.label}/${part.name}` } })
  }

  /** Reads a part to its end. */
  async readWhole(name: string, open: (name: string, attributes: XmlAttributes) => void): Promise<void> {
    const handler = { open, close() {}, text() {} }
    for await (const _ of this.read(name, handler)) {
      // What the handler takes is taken already.
    }
  }

  /** Relationships of a part, or of the package itself for the name ''. */
  async relationships(name: string): Promise<Map<string, Relationship>> {
    const folder = name === '' ? '' : dirname(name)
    const part = join(folder, '_rels', `${name.slice(name.lastIndexOf('/') + 1)}.rels`)
    const found = new Map<string, Relationship>()
    if (!this.has(part)) return found
    await this.readWhole(part, (element, attributes) => {
      if (element !== 'Relationship' || attributes.TargetMode === 'External') return
      if (found.size >= RELATIONSHIPS_MAX) return
      const { Id = '', Type = '', Target = '' } = attributes
      const target = Target.startsWith('/') ? normalize(Target).slice(1) : join(folder, Target)
      found.set(Id, { type: localName(Type.slice(Type.lastIndexOf('/') + 1)), target })
    })
    return found
  }
}

function keyOf(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase()
}

/**
 * Opens the package of a workbook.
 * @throws UserError `source`: missing, encrypted with a password, an old `.xls` or another file by the name of `.xlsx`, damaged, too large inside
 */
export async function openPackage(path: string, label: string): Promise<XlsxPackage> {
  await requireFile(path, label)
  await requireArchive(path, label)
  const parts = new Map<string, ZipMember>()
  for (const member of await listZip(path, { file: label }, (name) => /\.(?:xml|rels|bin)$/i.test(name))) {
    const key = keyOf(member.name)
    if (parts.has(key)) {
      throw new UserError('source', {
        what: 'the archive holds the same file twice',
        where: { file: label },
        got: member.name,
        next: 'open the file in Excel or LibreOffice and save it again',
      })
    }
    parts.set(key, member)
  }
  return new XlsxPackage(label, parts)
}

const COMPOUND_FILE = 'd0cf11e0a1b11ae1'
const DIRECTORY_BYTES = 4096

/** Tells a file that is no archive by what it is: what a person must do differs. */
async function requireArchive(path: string, label: string): Promise<void> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(512)
    const { bytesRead } = await file.read(head, 0, 512, 0)
    if (head.toString('latin1', 0, 2) === 'PK') return
    const where = { file: label }
    if (head.toString('hex', 0, 8) !== COMPOUND_FILE || bytesRead < 512) {
      throw new UserError(
        'source',
        {
          what: 'the file is not a workbook',
          where,
          got: JSON.stringify(head.toString('latin1', 0, Math.min(bytesRead, 24))),
          expected: 'an XLSX workbook, which is a zip archive',
          next: 'open it in Excel or LibreOffice and save it as .xlsx; a table saved by a web page under this name may be HTML or CSV',
        },
        { quotesRecord: true },
      )
    }
    // MS-CFB 2.2: the directory begins at the sector whose number is at byte 48.
    const sectorBytes = 2 ** Math.min(12, Math.max(9, head.readUInt16LE(30)))
    const directory = Buffer.alloc(DIRECTORY_BYTES)
    await file.read(directory, 0, DIRECTORY_BYTES, (head.readUInt32LE(48) + 1) * sectorBytes)
    const isProtected = directory.includes(Buffer.from('EncryptedPackage', 'utf16le'))
    throw new UserError('source', {
      what: isProtected ? 'the workbook is protected by a password' : 'the file is an old .xls workbook',
      where,
      got: isProtected ? 'an encrypted package' : 'the format of Excel 97 to 2003',
      expected: 'an XLSX workbook without a password',
      next: isProtected
        ? 'open it with its password in Excel or LibreOffice and save a copy without one'
        : 'open it in Excel or LibreOffice and save it as .xlsx',
    })
  } finally {
    await file.close()
  }
}
