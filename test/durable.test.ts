import fs, {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import {
  installAcross,
  installDirectory,
  recoverDirectory,
  syncDirectory,
  writeFileDurably,
} from '../pipeline/durable.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

describe('a durable write', () => {
  it('puts text and bytes in place and leaves nothing beside them', () => {
    const folder = temporaryFolder()
    writeFileDurably(join(folder, 'a.json'), 'kelurahan – é')
    writeFileDurably(join(folder, 'b.bin'), new Uint8Array([0, 255]))
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('kelurahan – é')
    expect([...readFileSync(join(folder, 'b.bin'))]).toEqual([0, 255])
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.bin'])
  })

  it('replaces a file as a whole: who has it open keeps the old one', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'latest.json')
    writeFileDurably(path, 'old')
    const open = openSync(path, 'r')
    writeFileDurably(path, 'new, and longer')
    expect(readFileSync(open, 'utf8')).toBe('old')
    closeSync(open)
    expect(readFileSync(path, 'utf8')).toBe('new, and longer')
  })

  it('writes more than one block', () => {
    const path = join(temporaryFolder(), 'large')
    const bytes = Buffer.alloc(3_000_000, 'petakumuh')
    writeFileDurably(path, bytes)
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('that fails leaves what was there, and no part of itself', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'taken'))
    expect(() => writeFileDurably(join(folder, 'taken'), 'x')).toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
    expect(() => writeFileDurably(join(folder, 'none/a'), 'x')).toThrow('ENOENT')
  })
})

describe('installing a directory', () => {
  it('puts it in an empty place or in place of another, of which nothing stays', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'first/a': '1', 'second/b': '2' })
    installDirectory(join(folder, 'first'), join(folder, 'place'))
    expect(readdirSync(join(folder, 'place'))).toEqual(['a'])
    installDirectory(join(folder, 'second'), join(folder, 'place'))
    expect(readdirSync(join(folder, 'place'))).toEqual(['b'])
    expect(readdirSync(folder)).toEqual(['place'])
  })

  it('is not stopped by what an earlier kill left aside', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { '.place.old/x': '0', 'place/a': '1', 'next/b': '2' })
    installDirectory(join(folder, 'next'), join(folder, 'place'))
    expect(readdirSync(folder)).toEqual(['place'])
  })

  it('changes nothing when the finished directory is not there', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'place/a': '1' })
    expect(() => installDirectory(join(folder, 'none'), join(folder, 'place'))).toThrow('ENOENT')
    recoverDirectory(join(folder, 'place'))
    expect(readdirSync(join(folder, 'place'))).toEqual(['a'])
  })
})

const MEMORY = '/dev/shm'

const HAS_ANOTHER = existsSync(MEMORY) && statSync(MEMORY).dev !== statSync(tmpdir()).dev
if (!HAS_ANOTHER) console.log(`skipped: ${MEMORY} is not there, or no other file system than ${tmpdir()}`)

describe.runIf(HAS_ANOTHER)('installing a directory on another file system', () => {
  it('copies it whole and leaves neither the first nor a part', () => {
    const place = mkdtempSync(join(MEMORY, 'petakumuh-'))
    try {
      const folder = temporaryFolder()
      writeFiles(folder, { 'built/a.json': 'new', 'built/tiles/b/c.pmtiles': 'tiles' })
      writeFiles(place, { 'releases/x/a.json': 'old', 'releases/.x.partial/left': '' })
      expect(() => installDirectory(join(folder, 'built'), join(place, 'releases/x'))).toThrow('EXDEV')
      expect(readFileSync(join(place, 'releases/x/a.json'), 'utf8')).toBe('old')
      installAcross(join(folder, 'built'), join(place, 'releases/x'))
      expect(readdirSync(folder)).toEqual([])
      expect(readdirSync(place, { recursive: true }).sort()).toEqual([
        ...['releases', 'releases/x', 'releases/x/a.json', 'releases/x/tiles', 'releases/x/tiles/b'],
        'releases/x/tiles/b/c.pmtiles',
      ])
      expect(readFileSync(join(place, 'releases/x/a.json'), 'utf8')).toBe('new')
      expect(readFileSync(join(place, 'releases/x/tiles/b/c.pmtiles'), 'utf8')).toBe('tiles')
    } finally {
      rmSync(place, { recursive: true })
    }
  })
})

describe('flushing a directory', () => {
  const flush = (code: string): void => {
    const refuse = vi.spyOn(fs, 'fsyncSync').mockImplementation(() => {
      throw Object.assign(new Error(code), { code, syscall: 'fsync' })
    })
    syncBuiltinESMExports()
    try {
      syncDirectory(temporaryFolder())
    } finally {
      refuse.mockRestore()
      syncBuiltinESMExports()
    }
  }

  it.each(['EINVAL', 'EBADF', 'ENOTSUP'])('is left out where the file system cannot: %s', (code) => {
    expect(() => flush(code)).not.toThrow()
  })

  it('fails where the disk does', () => {
    expect(() => flush('EIO')).toThrow('EIO')
  })
})

describe('recovering a directory', () => {
  it('puts back what was aside when the place is empty', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { '.place.old/a': '1' })
    recoverDirectory(join(folder, 'place'))
    expect(readFileSync(join(folder, 'place/a'), 'utf8')).toBe('1')
    expect(existsSync(join(folder, '.place.old'))).toBe(false)
  })

  it('removes what was aside when the new one is in place', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { '.place.old/a': '1', 'place/b': '2' })
    recoverDirectory(join(folder, 'place'))
    expect(readdirSync(folder)).toEqual(['place'])
    expect(readdirSync(join(folder, 'place'))).toEqual(['b'])
  })

  it('does nothing where nothing is aside', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'other'), '')
    recoverDirectory(join(folder, 'place'))
    expect(readdirSync(folder)).toEqual(['other'])
  })
})
