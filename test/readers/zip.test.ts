import { readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { reader } from '../../pipeline/readers/shapefile/index.ts'
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
      name: String(name).replace('.dbf', '.DBF'),
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
    const { layer: bare } = await readAll(zipFile(entries.filter(({ name }) => name !== 'RT.dbf')))
    expect(bare.findings).toMatchObject([{ code: 'DBF_MISSING' }])
    expect((await refusal(join(tempDir(), 'nowhere.zip'))).kind).toBe('source')
  })
})

describe('what else archives are like', () => {
  it('endings in capitals, names with spaces and letters outside ASCII, flagged as UTF-8 or not, or in code page 437', async () => {
    const stem = 'DATA KUMUH/Délinéasi RT 004'
    const named = (encode: (name: string) => string | Buffer, more: Partial<ZipEntry> = {}) =>
      layer('', 2).map(({ name, bytes }) => ({
        name: encode(stem + String(name).toUpperCase()),
        bytes,
        ...more,
      }))
    const cp437 = (name: string) => Buffer.from(name.replaceAll('é', '\x82'), 'latin1')
    for (const entries of [
      named((name) => name),
      named((name) => name, { unflagged: true }),
      named(cp437, { unflagged: true }),
    ]) {
      const path = zipFile(entries)
      expect(await reader.layers(path, { label: 'x.zip' })).toEqual(['Délinéasi RT 004'])
      const { layer: source, records } = await readAll(path, { layer: 'délinéasi rt 004' })
      expect(source.layer).toBe('Délinéasi RT 004')
      expect(records).toHaveLength(2)
    }
  })

  it('folders parted by backslashes, as old programs of Windows write them', async () => {
    const path = zipFile(layer('kumuh\\2014\\RT', 1))
    expect(await reader.layers(path, { label: 'x.zip' })).toEqual(['RT'])
  })

  it('sizes and offsets of 64 bits', async () => {
    const path = zipFile(layer('RT', 3).map((entry) => ({ ...entry, zip64: true })))
    expect((await readAll(path)).records).toHaveLength(3)
  })

  it('a name without .zip: the first bytes tell', async () => {
    for (const name of ['layers.shz', 'download']) {
      const path = join(tempDir(), name)
      writeFileSync(path, zipBytes(layer('RT', 2)))
      expect((await readAll(path)).records).toHaveLength(2)
      expect(await reader.layers(path, { label: name })).toEqual(['RT'])
    }
  })

  it.each([
    [['data/kumuh.gpkg', 'readme.txt'], 'data/kumuh.gpkg, readme.txt', 'such as data/kumuh.gpkg'],
    [['a.kml'], 'a.kml', 'such as a.kml'],
    [['kumuh.gdb/a0001.gdbtable'], 'kumuh.gdb/a0001.gdbtable', 'extract it'],
    [['inner.zip'], 'inner.zip', 'extract it'],
    [['RT.dbf', 'foto.jpg'], 'RT.dbf, foto.jpg', 'zip the .shp'],
    [[], 'an empty archive', 'zip the .shp'],
    [Array.from({ length: 20 }, (_, i) => `${i}.jpg`), 'and 12 more', 'zip the .shp'],
  ])('one that holds %j says so, and what to do', async (names, got, next) => {
    const error = await refusal(zipFile(names.map((name) => ({ name, bytes: Buffer.from('x') }))))
    expect(error.exitCode).toBe(21)
    expect(error.fault.what).toBe('the archive holds no shapefile')
    expect(error.fault.got).toContain(got)
    expect(error.fault.next).toContain(next)
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

  it('one that holds two files under the very same name', async () => {
    const error = await refusal(zipFile([...layer('RT', 1), ...layer('RT', 1)]))
    expect(error.fault.what).toBe('the archive holds the same file twice')
  })

  it('one with a link in place of a file', async () => {
    const link = { name: 'RT.shp', bytes: Buffer.from('/etc/passwd'), unixMode: 0o120777 }
    const error = await refusal(zipFile([link, ...layer('RT', 1).slice(1)]))
    expect(error.exitCode).toBe(21)
    expect(error.fault.what).toBe('the archive holds a link in place of a file')
    const plain = layer('RT', 1).map((entry) => ({ ...entry, unixMode: 0o100644 }))
    expect((await readAll(zipFile(plain))).records).toHaveLength(1)
  })

  it('one whose files lie over each other', async () => {
    const entries = layer('RT', 1)
    const shared = { ...entries[0]!, name: 'RW.shp', sharesContentOf: 0 }
    const error = await refusal(zipFile([...entries, shared]), { layer: 'RT' })
    expect(error.exitCode).toBe(21)
    expect(error.fault.what).toBe('files of the archive lie over each other')
  })

  it('a name that climbs out, hidden in bytes without the UTF-8 flag', async () => {
    const name = Buffer.from('é\\..\\..\\RT.shp')
    const error = await refusal(
      zipFile([...layer('RT', 1), { name, bytes: Buffer.from('x'), unflagged: true }]),
    )
    expect(error.fault.what).toBe('the archive cannot be read')
  })

  it('one whose member inflates far beyond the size it states', async () => {
    const bomb = { name: 'RT.shp', bytes: Buffer.alloc(100), stored: deflateRawSync(Buffer.alloc(2 ** 26)) }
    const error = await refusal(zipFile([bomb, ...layer('RT', 1).slice(1)]))
    expect(error.fault.what).toBe('the archive cannot be read')
  })

  it('one that states a size its bytes cannot have', async () => {
    const error = await refusal(
      zipFile([{ ...layer('RT', 1)[0]!, statedSize: 0xfffffff0 }, ...layer('RT', 1).slice(1)]),
    )
    expect(error.fault.what).toBe('the archive is larger inside than is safe to open')
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
