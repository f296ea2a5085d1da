import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { UserError } from '../../errors.ts'
import { requireFile } from '../source-file.ts'
import type { ReadOptions } from '../types.ts'
import { listZip, type ZipMember } from '../zip.ts'

/** One KML document: a file, or a member of a KMZ. */
export interface KmlDocument {
  /** Name without its ending, to call layers by. */
  stem: string
  /** For messages. */
  label: string
  /** Names of the members beside it, which a link may mean. */
  members: string[]
  bytes(): AsyncIterable<Buffer>
}

/**
 * The documents of a `.kml`, or of a `.kmz` or other archive: `doc.kml` first, then those at the root, then the others, in the order of the
 * archive.
 * @throws UserError `source`: missing, empty, no archive though it looks like one, or an archive without KML
 */
export async function kmlDocuments(path: string, options: ReadOptions): Promise<KmlDocument[]> {
  const { label } = options
  await requireFile(path, label)
  if (!(await isArchive(path))) {
    const stem = basename(path, extname(path))
    return [{ stem, label, members: [], bytes: () => createReadStream(path, { highWaterMark: 1 << 16 }) }]
  }
  const members = await listZip(path, { file: label }, (name) => /\.kml$/i.test(name))
  if (members.length === 0) {
    throw new UserError('source', {
      what: 'the archive holds no KML',
      where: { file: label },
      got: 'no member that ends in .kml',
      expected: 'a KMZ: doc.kml, and what it shows beside it',
      next: 'save it again from Google Earth as KMZ, or name the right file',
    })
  }
  const names = members.map(({ name }) => name.toLowerCase())
  return members
    .map((member, index) => ({ member, index }))
    .sort((a, b) => rankOf(a.member) - rankOf(b.member) || a.index - b.index)
    .map(({ member }) => ({
      stem: member.name.replace(/\.kml$/i, ''),
      label: `${label}/${member.name}`,
      members: names,
      bytes: () => member.stream(),
    }))
}

function rankOf(member: ZipMember): number {
  if (/^doc\.kml$/i.test(member.name)) return 0
  return member.name.includes('/') ? 2 : 1
}

async function isArchive(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(2)
    await file.read(head, 0, 2, 0)
    return head.toString('latin1') === 'PK'
  } finally {
    await file.close()
  }
}
