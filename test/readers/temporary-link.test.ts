import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../pipeline/errors.ts'
import { readEnds, temporaryLink } from '../../pipeline/readers/temporary-link.ts'

vi.mock('node:fs/promises', { spy: true })

let dir: string
let source: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-link-'))
  source = join(dir, 'a b.bin')
  writeFileSync(source, 'isi berkas', { mode: 0o644 })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const denied = (code: string) => Object.assign(new Error(code), { code })

describe('a temporary link', () => {
  it('has the name asked for and the content of the file, and goes with its folder', async () => {
    const link = await temporaryLink(source, 'plain.bin')
    expect(link.path.endsWith(join('/', 'plain.bin'))).toBe(true)
    expect(readFileSync(link.path, 'utf8')).toBe('isi berkas')
    await link.release()
    expect(existsSync(dirname(link.path))).toBe(false)
    expect(readFileSync(source, 'utf8')).toBe('isi berkas')
  })

  it('is a copy that nobody else can read where links are not allowed', async () => {
    vi.mocked(fs.symlink).mockRejectedValueOnce(denied('EPERM'))
    const link = await temporaryLink(source, 'plain.bin')
    const { mode } = statSync(link.path)
    expect(readFileSync(link.path, 'utf8')).toBe('isi berkas')
    expect(vi.mocked(fs.copyFile)).toHaveBeenCalledOnce()
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600)
    await link.release()
    expect(existsSync(dirname(link.path))).toBe(false)
  })

  it('leaves nothing behind when neither can be made', async () => {
    const temporary = mkdtempSync(join(dir, 'tmp-'))
    vi.stubEnv('TMPDIR', temporary)
    vi.mocked(fs.symlink).mockRejectedValueOnce(denied('EPERM'))
    vi.mocked(fs.copyFile).mockRejectedValueOnce(denied('ENOSPC'))
    await expect(temporaryLink(source, 'plain.bin')).rejects.toThrow('ENOSPC')
    expect(await fs.readdir(temporary)).toEqual([])
  })
})

describe('the ends of a file', () => {
  it('are read from either side; a short file leaves the rest zero', async () => {
    const { size, head, tail } = await readEnds(source, { file: 'x' }, { head: 3, tail: 4 })
    expect([size, head.toString(), tail.toString()]).toEqual([10, 'isi', 'rkas'])
    const long = await readEnds(source, { file: 'x' }, { head: 12, tail: 0 })
    expect(long.head.subarray(8).toString()).toBe('as\0\0')
  })

  it('of a folder, a missing or empty file, or one that cannot be opened, are a fault of the source', async () => {
    const empty = join(dir, 'kosong')
    writeFileSync(empty, '')
    for (const path of [dir, empty, join(dir, 'hilang')]) {
      const error = await readEnds(path, { file: 'x' }, { head: 1, tail: 1 }).catch((thrown) => thrown)
      expect(error).toBeInstanceOf(UserError)
      expect(error.kind).toBe('source')
    }
    vi.mocked(fs.open).mockRejectedValueOnce(denied('EACCES'))
    const error = await readEnds(source, { file: 'x' }, { head: 1, tail: 1 }).catch((thrown) => thrown)
    expect(error.kind).toBe('source')
    expect(error.fault.got).toBe('EACCES')
  })
})
