import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs, { chmodSync, existsSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { removeDirectory } from '../pipeline/durable.ts'
import { clearLeavings } from '../pipeline/leavings.ts'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
import { temporaryRoot, withTemporaryFolder } from '../pipeline/temporary-folder.ts'
import { processStart } from '../pipeline/this-machine.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

describe('what killed runs left', () => {
  it('is removed, and what was moved aside without a successor goes back', () => {
    const output = temporaryFolder()
    writeFiles(output, {
      '.release.partial/a': '',
      '.temporary/tables': '',
      '.drift.json.new': '',
      '..lock-0123456789abcdef.json.new': 'of another run',
      'stages/.1-ingest.old/stage.json': 'older',
      'stages/1-ingest/stage.json': 'newer',
      'stages/.2-validate.old/stage.json': 'kept',
      'public/.latest.json.new': '',
      'public/latest.json': 'served',
      'public/assets/.main-1.js.new': '',
      'public/assets/main-0.js': '',
      'public/releases/.aaa.gone/half': '',
      '.ddd.gone/half': '',
      'public/releases/.bbb.old/whole': '',
      'public/releases/ccc/whole': '',
    })
    clearLeavings(output)
    const left = readdirSync(output, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(output.length + 1))
    expect(left.sort()).toEqual([
      '..lock-0123456789abcdef.json.new',
      'public/assets/main-0.js',
      'public/latest.json',
      'public/releases/bbb/whole',
      'public/releases/ccc/whole',
      'stages/1-ingest/stage.json',
      'stages/2-validate/stage.json',
    ])
    expect(existsSync(join(output, '.release.partial'))).toBe(false)
    expect(existsSync(join(output, '.temporary'))).toBe(false)
  })

  it('is not there in an output that was never built', () => {
    const output = temporaryFolder()
    clearLeavings(output)
    expect(readdirSync(output)).toEqual([])
  })
})

it('removes a directory of which nothing stays', () => {
  const folder = temporaryFolder()
  writeFiles(folder, { 'place/a/b': '', '.place.gone/left': '' })
  removeDirectory(join(folder, 'place'))
  expect(readdirSync(folder)).toEqual([])
  // One that is served lies elsewhere while it is removed: what stays of it there cannot be copied to a host.
  writeFiles(folder, { 'public/releases/aaa/a/b': '', '.aaa.gone/left': '' })
  removeDirectory(join(folder, 'public/releases/aaa'), folder)
  expect(readdirSync(folder)).toEqual(['public'])
  expect(readdirSync(join(folder, 'public/releases'))).toEqual([])
})

describe('the folder for temporary files of a run', () => {
  it('is empty at first, is where files are made, and goes also when the work fails', async () => {
    const folder = join(temporaryFolder(), '.temporary')
    writeFiles(folder, { left: 'by a killed run' })
    const before = temporaryRoot()
    const work = withTemporaryFolder(folder, async () => {
      expect(readdirSync(folder)).toEqual([])
      await Promise.resolve()
      expect(temporaryRoot()).toBe(folder)
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(existsSync(folder)).toBe(false)
    expect(temporaryRoot()).toBe(before)
  })

  it('is one of its own within the place that a link leads to, where nothing else is touched', async () => {
    const [folder, place] = [join(temporaryFolder(), '.temporary'), temporaryFolder()]
    writeFiles(place, { 'thesis.docx': 'of somebody', 'photos/1': '' })
    chmodSync(place, 0o755)
    symlinkSync(place, folder)
    const entries = (): string[] => readdirSync(place).sort()
    await withTemporaryFolder(folder, async (mine) => {
      expect(dirname(mine)).toBe(folder)
      expect(temporaryRoot()).toBe(mine)
      if (process.platform !== 'win32') expect(statSync(mine).mode & 0o777).toBe(0o700)
      writeFiles(mine, { 'tables/spilled': '' })
      // Another city whose link leads to the same place begins, and ends, meanwhile.
      const other = join(temporaryFolder(), '.temporary')
      symlinkSync(place, other)
      clearLeavings(dirname(other))
      await withTemporaryFolder(other, async () => expect(entries()).toHaveLength(4))
      expect(existsSync(join(mine, 'tables/spilled'))).toBe(true)
      expect(entries()).toEqual([basename(mine), 'photos', 'thesis.docx'])
    })
    expect(lstatSync(folder).isSymbolicLink()).toBe(true)
    expect(entries()).toEqual(['photos', 'thesis.docx'])
    expect([readdirSync(join(place, 'photos')), statSync(place).mode & 0o777]).toEqual([['1'], 0o755])
  })

  it('is removed there by the next run where its process is no more, and by nobody where it lives', async () => {
    const [output, place] = [temporaryFolder(), temporaryFolder()]
    symlinkSync(place, join(output, '.temporary'))
    const killed = (kill: string): string => {
      const program = `import { symlinkSync } from 'node:fs'
        import { join } from 'node:path'
        import { withTemporaryFolder } from ${JSON.stringify(join(PROJECT_ROOT, 'pipeline/temporary-folder.ts'))}
        await withTemporaryFolder(${JSON.stringify(join(output, '.temporary'))}, async (folder) => {
          console.log(folder)
          ${kill}
        })`
      const { stdout } = spawnSync(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', program],
        {
          encoding: 'utf8',
          cwd: PROJECT_ROOT,
        },
      )
      return basename(stdout.trim())
    }
    killed("process.kill(process.pid, 'SIGTERM'); await new Promise((go) => setTimeout(go, 1000))")
    expect(readdirSync(place)).toEqual([])
    const left = killed("process.kill(process.pid, 'SIGKILL')")
    expect(readdirSync(place)).toEqual([left])
    const [, machine, boot, pid, start, end] = left.split('-')
    const named = (...parts: unknown[]): string => ['petakumuh', ...parts].join('-')
    const start_of_parent = createHash('sha256')
      .update(`${processStart(process.ppid)}`)
      .digest('hex')
    const kept = [
      named(machine, boot, process.ppid, start_of_parent.slice(0, 8), end),
      named('0'.repeat(8), boot, pid, start, end),
      named('tile', pid, machine, boot, end),
      'notes',
    ]
    const ofEarlierProcess = named(machine, boot, process.ppid, '0'.repeat(8), end)
    for (const name of [...kept, ofEarlierProcess]) writeFiles(place, { [`${name}/x`]: '' })
    clearLeavings(output)
    expect(readdirSync(place).sort()).toEqual(kept.sort())
  })

  it('is refused where a link leads to no folder', async () => {
    const folder = join(temporaryFolder(), '.temporary')
    symlinkSync(join(dirname(folder), 'nowhere'), folder)
    const failing = (): Promise<void> => withTemporaryFolder(folder, async () => {})
    await expect(failing()).rejects.toThrow('leads to no folder')
    writeFiles(dirname(folder), { nowhere: 'a file' })
    await expect(failing()).rejects.toThrow('leads to no folder')
  })

  it('is one within a file system that is mounted there, which cannot be removed', async () => {
    const folder = join(temporaryFolder(), '.temporary')
    writeFiles(folder, { 'of/somebody': '', 'lost+found/x': '' })
    const { rmdirSync: remove } = fs
    const busy = vi.spyOn(fs, 'rmdirSync').mockImplementation((path, options) => {
      if (path === folder) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY', syscall: 'rmdir' })
      remove(path, options)
    })
    syncBuiltinESMExports()
    try {
      await withTemporaryFolder(folder, async (mine) => {
        expect(dirname(mine)).toBe(folder)
        writeFiles(mine, { 'tables/spilled': '' })
      })
      expect(readdirSync(folder).sort()).toEqual(['lost+found', 'of'])
    } finally {
      busy.mockRestore()
      syncBuiltinESMExports()
    }
  })
})
