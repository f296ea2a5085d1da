import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../pipeline/freshness.ts'
import { ReleaseWriter } from '../../../pipeline/stages/7-publish/release-writer.ts'
import { temporaryFolder } from '../../support/small-city.ts'

const FACTS = { media_type: 'text/plain', rows: null, sources: [] }

describe('a release being written', () => {
  it('holds text and copies, with an account of each in order of path', async () => {
    const writer = new ReleaseWriter(temporaryFolder())
    const other = join(temporaryFolder(), 'atlas.pmtiles')
    writeFileSync(other, Buffer.from([0, 255, 1]))
    writer.write('style.json', 'kelurahan é', { media_type: 'application/json', rows: 7, sources: ['sk'] })
    await writer.copy('deep/tiles/atlas.pmtiles', other, FACTS)
    expect(writer.files).toEqual([
      { path: 'deep/tiles/atlas.pmtiles', bytes: 3, sha256: sha256(new Uint8Array([0, 255, 1])), ...FACTS },
      {
        path: 'style.json',
        bytes: 12,
        sha256: sha256('kelurahan é'),
        media_type: 'application/json',
        rows: 7,
        sources: ['sk'],
      },
    ])
    expect(readFileSync(join(writer.directory, 'style.json'), 'utf8')).toBe('kelurahan é')
    expect(readFileSync(join(writer.directory, 'deep/tiles/atlas.pmtiles')).equals(readFileSync(other))).toBe(
      true,
    )
  })

  it('leaves no file beside those of the account', () => {
    const writer = new ReleaseWriter(temporaryFolder())
    writer.write('a/b.json', '{}', FACTS)
    expect(readdirSync(writer.directory, { recursive: true }).sort()).toEqual(['a', 'a/b.json'])
  })

  it('is not given two files of one path', async () => {
    const writer = new ReleaseWriter(temporaryFolder())
    writer.write('a.json', '{}', FACTS)
    expect(() => writer.write('a.json', '[]', FACTS)).toThrow('a.json is written twice')
    await expect(writer.copy('a.json', join(writer.directory, 'a.json'), FACTS)).rejects.toThrow(
      'written twice',
    )
    expect(readFileSync(join(writer.directory, 'a.json'), 'utf8')).toBe('{}')
  })
})

describe('the id of a release', () => {
  function idOf(files: Record<string, string>, manifest: unknown = {}): string {
    const writer = new ReleaseWriter(temporaryFolder())
    for (const [path, text] of Object.entries(files)) writer.write(path, text, FACTS)
    return writer.id(manifest)
  }
  const id = idOf({ a: '1', b: '2' })

  it('is sixteen digits, the same for the same content in any folder and order', () => {
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(idOf({ b: '2', a: '1' })).toBe(id)
  })

  it.each([
    ['a byte', { a: '1', b: '3' }, {}],
    ['a name', { a: '1', c: '2' }, {}],
    ['contents that changed places', { a: '2', b: '1' }, {}],
    ['a further file', { a: '1', b: '2', c: '' }, {}],
    ['a fact of the manifest, such as a licence', { a: '1', b: '2' }, { licence: 'CC0-1.0' }],
  ])('is another one for %s', (_, files, manifest) => {
    expect(idOf(files as unknown as Record<string, string>, manifest)).not.toBe(id)
  })
})
