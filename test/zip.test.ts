import { describe, expect, it } from 'vitest'
import { withoutClock, zipArchive } from '../pipeline/zip.ts'
import { unzip } from './form/read-workbook.ts'
import { zipBytes } from './support/zip-writer.ts'

const FILES = [
  { path: 'petakumuh.qgs', content: Buffer.from('<qgis/>'.repeat(1000)) },
  { path: 'catatan – é.txt', content: Buffer.alloc(0) },
]

describe('zipArchive', () => {
  it('packs what another reader unpacks', async () => {
    const archive = zipArchive(FILES)
    expect(archive.length).toBeLessThan(1000)
    expect([...(await unzip(archive))]).toEqual([
      ['petakumuh.qgs', '<qgis/>'.repeat(1000)],
      ['catatan – é.txt', ''],
    ])
  })

  it('gives the same bytes for the same files, and others in another order', () => {
    expect(zipArchive(FILES).equals(zipArchive(FILES))).toBe(true)
    expect(zipArchive(FILES).equals(zipArchive(FILES.toReversed()))).toBe(false)
  })
})

describe('withoutClock', () => {
  it('leaves of an archive only what is in it', () => {
    const entries = FILES.map(({ path, content }) => ({ name: path, bytes: content }))
    const archive = zipBytes(entries)
    const later = Buffer.from(archive)
    // The time of the first member, here and in the directory at the end.
    later.writeUInt32LE(0x5a21_8000, 10)
    later.writeUInt32LE(0x5a21_8000, later.readUInt32LE(later.length - 6) + 12)
    expect(later.equals(archive)).toBe(false)
    expect(withoutClock(later).equals(withoutClock(archive))).toBe(true)
  })
})
