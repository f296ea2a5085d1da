import { readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { listZip, ZIP_LIMITS } from '../../pipeline/readers/zip.ts'
import { readAll, refusal } from '../support/shapefile-reading.ts'
import { shapefileBytes, tempDir } from '../support/shapefile-writer.ts'
import { type ZipEntry, zipBytes } from '../support/zip-writer.ts'

function layer(stem: string, count: number): ZipEntry[] {
  const shapes = Array.from({ length: count }, (_, i) => ({ point: [100 + i, 1] }))
  const files = shapefileBytes({ shapeType: 1, shapes, prj: 'GEOGCS["x"]', cpg: 'UTF-8' })
  return [...files].map(([part, bytes]) => ({ name: stem + part, bytes }))
}

function zipFile(entries: ZipEntry[]): string {
  const path = join(tempDir(), 'layers.zip')
  writeFileSync(path, zipBytes(entries))
  return path
}

describe('a shapefile in an archive', () => {
  it('is read like one on disk, from nested folders and with endings in any case', async () => {
    const entries = layer('Data Kumuh/2014/Delineasi', 3).map(({ name, bytes }) => ({
      name: name.replace('.dbf', '.DBF'),
      bytes,
    }))
    const junk = { name: '__MACOSX/Data Kumuh/2014/._Delineasi.shp', bytes: Buffer.from('junk') }
    const { layer: source, records } = await readAll(
      zipFile([{ name: 'Data Kumuh/', bytes: Buffer.alloc(0) }, junk, ...entries]),
    )
    expect(source).toMatchObject({
      layer: 'Delineasi',
      crs: { prj: 'GEOGCS["x"]' },
      encoding: { how: 'cpg' },
    })
    expect(records.map(({ geometry }) => geometry)).toEqual(
      [100, 101, 102].map((x) => ({ type: 'Point', coordinates: [x, 1] })),
    )
  })

  it('needs a layer where there are several, and lists them', async () => {
    const path = zipFile([...layer('b/RW', 2), ...layer('RT', 1)])
    const error = await refusal(path)
    expect(error.kind).toBe('config')
    expect(error.fault.got).toBe('RT, b/RW')
    expect((await readAll(path, { layer: 'rw' })).records).toHaveLength(2)
    expect((await readAll(path, { layer: 'b/RW.shp' })).records).toHaveLength(2)
    const wrong = await refusal(path, { layer: 'kelurahan' })
    expect(wrong.kind).toBe('config')
    expect(wrong.fault.expected).toBe('one of RT, b/RW')
  })

  it('needs the folder too where two layers have one name', async () => {
    const path = zipFile([...layer('2014/RT', 1), ...layer('2018/RT', 2)])
    expect((await refusal(path, { layer: 'RT' })).fault.expected).toBe('one of 2014/RT, 2018/RT')
    expect((await readAll(path, { layer: '2018/RT' })).records).toHaveLength(2)
  })

  it('reports what is missing like one on disk', async () => {
    const entries = layer('RT', 2)
    expect((await refusal(zipFile(entries.filter(({ name }) => name !== 'RT.dbf')))).message).toContain(
      'RT.shp without RT.dbf',
    )
    expect((await refusal(zipFile([{ name: 'readme.txt', bytes: Buffer.from('x') }]))).kind).toBe('source')
    expect((await refusal(join(tempDir(), 'nowhere.zip'))).kind).toBe('source')
  })
})

describe('archives that are not to be trusted', () => {
  it.each([
    ['not a zip', Buffer.from('<html>404</html>'.repeat(10))],
    ['empty', Buffer.alloc(0)],
    ['cut off', zipBytes(layer('RT', 2)).subarray(0, 200)],
  ])('one that is %s', async (_, bytes) => {
    const path = join(tempDir(), 'bad.zip')
    writeFileSync(path, bytes)
    expect((await refusal(path)).fault.what).toBe('the archive cannot be read')
  })

  it.each(['../RT.shp', '/etc/RT.shp', 'C:/RT.shp', 'a/../../RT.shp', '..\\RT.shp'])(
    'one with a member named %s',
    async (name) => {
      const error = await refusal(zipFile([...layer('RT', 1), { name, bytes: Buffer.from('x') }]))
      expect(error.kind).toBe('source')
      expect(error.fault.what).toBe('the archive cannot be read')
    },
  )

  it('one that holds the same file twice', async () => {
    const error = await refusal(zipFile([...layer('RT', 1), ...layer('rt', 1)]))
    expect(error.fault.what).toBe('the archive holds the same file twice')
  })

  it('one with a password', async () => {
    const entries = layer('RT', 1).map((entry) => ({ ...entry, encrypted: true }))
    expect((await refusal(zipFile(entries))).fault.what).toBe('the archive is encrypted')
  })

  it('one whose content was changed on the way', async () => {
    const entries = layer('RT', 1)
    const other = zipBytes([{ name: 'x', bytes: Buffer.from(entries[0]!.bytes).fill(7, 110) }])
    const stored = other.subarray(31, other.indexOf('PK\x01\x02'))
    expect((await refusal(zipFile([{ ...entries[0]!, stored }, ...entries.slice(1)]))).fault.got).toContain(
      'checksum',
    )
  })

  it.each([-1, 1])('one whose member is not as long as stated (%i)', async (difference) => {
    const entries = layer('RT', 1).map((entry) => ({ ...entry, statedSize: entry.bytes.length + difference }))
    expect((await refusal(zipFile(entries))).fault.what).toBe('the archive cannot be read')
  })

  it('one that would inflate without end', async () => {
    const zeros = { name: 'RT.shp', bytes: Buffer.alloc(1_000_000) }
    const list = (limits: Partial<typeof ZIP_LIMITS>) =>
      listZip(zipFile([zeros, ...layer('x', 1)]), { file: 'x.zip' }, () => true, { ...ZIP_LIMITS, ...limits })
    expect(await list({})).toHaveLength(6)
    await expect(list({ totalBytes: 1_000_000 })).rejects.toThrow('larger inside than is safe')
    await expect(list({ ratioFromBytes: 1000 })).rejects.toThrow("'RT.shp' compressed")
    await expect(list({ members: 3 })).rejects.toThrow('more than 3 files')
    await expect(list({ members: 3 })).rejects.toBeInstanceOf(UserError)
  })

  it('a large member passes through a temporary file that is gone afterwards', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('petakumuh-zip-'))
    const bytes = Buffer.from('petakumuh'.repeat(10_000))
    const limits = { ...ZIP_LIMITS, memoryBytes: 1000 }
    const [member] = await listZip(zipFile([{ name: 'a.shp', bytes }]), { file: 'x.zip' }, () => true, limits)
    const source = await member!.open()
    const part = Buffer.alloc(9)
    await source.read(part, 9 * 5000)
    expect(part.toString()).toBe('petakumuh')
    expect(source.size).toBe(bytes.length)
    await source.close()
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('petakumuh-zip-'))).toEqual(before)
  })

  it('a member is streamed in order, and one that was changed on the way fails at its end', async () => {
    const bytes = Buffer.from('petakumuh'.repeat(50_000))
    const stream = async (entry: ZipEntry) => {
      const [member] = await listZip(zipFile([entry]), { file: 'x.zip' }, () => true)
      const chunks: Buffer[] = []
      for await (const chunk of member!.stream()) chunks.push(chunk)
      return Buffer.concat(chunks)
    }
    expect((await stream({ name: 'a.kml', bytes })).equals(bytes)).toBe(true)
    const other = zipBytes([{ name: 'a.kml', bytes: Buffer.from(bytes).fill(7, 110) }])
    const stored = other.subarray(35, other.indexOf('PK\x01\x02'))
    await expect(stream({ name: 'a.kml', bytes, stored })).rejects.toThrow('checksum')
    await expect(stream({ name: 'a.kml', bytes, statedSize: 100 })).rejects.toBeInstanceOf(UserError)
    await expect(stream({ name: 'a.kml', bytes, encrypted: true })).rejects.toThrow(
      'the archive is encrypted',
    )
  })
})
