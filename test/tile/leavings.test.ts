import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { withWorkplace } from '../../pipeline/tile/leavings.ts'
import { onFileSystem } from '../support/file-system.ts'
import { temporaryFolder } from '../support/small-city.ts'

/** The process of a program that has ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid

/** A folder with one for temporary files. */
function placeFor(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'tmp'))
  return folder
}

/** What a run in the folder calls its folder and its archive. */
async function namesOfRun(folder: string): Promise<{ temporary: string; archive: string }> {
  return withWorkplace(join(folder, 'x.mbtiles'), join(folder, 'tmp'), async (place) => ({
    temporary: basename(place.folder),
    archive: basename(place.archive),
  }))
}

/** Leaves what a run of this process would leave when killed, under other names. */
async function leave(folder: string, rename: (name: string) => string): Promise<string[]> {
  const { temporary, archive } = await namesOfRun(folder)
  const left = [join('tmp', rename(temporary)), rename(`${archive}.part`), rename(`${archive}.part.lock`)]
  mkdirSync(join(folder, left[0]!))
  writeFileSync(join(folder, left[0]!, 'runs'), 'x')
  writeFileSync(join(folder, left[1]!), 'x')
  mkdirSync(join(folder, left[2]!))
  return left
}

const thereAre = (folder: string, names: string[]) => names.map((name) => existsSync(join(folder, name)))
const of = (pid: number | string) => (name: string) => name.replace(String(process.pid), String(pid))

describe('the workplace of a run', () => {
  it('is removed at its end, also the lock of SQLite', async () => {
    const folder = placeFor()
    await withWorkplace(join(folder, 'x.mbtiles'), join(folder, 'tmp'), async (place) => {
      expect([dirname(place.archive), dirname(place.folder)]).toEqual([folder, join(folder, 'tmp')])
      writeFileSync(`${place.archive}.part`, 'x')
      mkdirSync(`${place.archive}.part.lock`)
      writeFileSync(join(place.folder, 'runs'), 'x')
    })
    expect(readdirSync(folder, { recursive: true })).toEqual(['tmp'])
  })

  it('is removed by a signal, which is said in one line', async () => {
    const folder = placeFor()
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
    const said = vi.spyOn(console, 'error').mockReturnValue()
    // What other test files of this process load may listen too, and kill once more.
    const others = process.rawListeners('SIGINT') as NodeJS.SignalsListener[]
    process.removeAllListeners('SIGINT')
    try {
      await withWorkplace(join(folder, 'x.mbtiles'), join(folder, 'tmp'), async (place) => {
        writeFileSync(place.archive, 'x')
        process.emit('SIGINT', 'SIGINT')
        expect(readdirSync(folder, { recursive: true })).toEqual(['tmp'])
      })
      expect(said.mock.calls).toEqual([['petakumuh: stopped; nothing is left of this run']])
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']])
    } finally {
      for (const other of others) process.on('SIGINT', other)
      vi.restoreAllMocks()
    }
  })

  it('is freed of what a killed run left', async () => {
    const folder = placeFor()
    const left = await leave(folder, of(deadPid()))
    expect(thereAre(folder, left)).toEqual([true, true, true])
    await namesOfRun(folder)
    expect(thereAre(folder, left)).toEqual([false, false, false])
  })

  it('leaves alone what another machine of the same name is writing, and not for good', async () => {
    const folder = placeFor()
    const otherBoot = (name: string) =>
      of(deadPid())(name).replace(/(-[0-9a-f]{8})-[0-9a-f]{8}/, '$1-00000000')
    const left = await leave(folder, otherBoot)
    await onFileSystem('nfs', () => namesOfRun(folder))
    expect(thereAre(folder, left)).toEqual([true, true, true])
    const longAgo_s = Date.now() / 1000 - 8 * 24 * 3600
    for (const name of [join(left[0]!, 'runs'), ...left]) utimesSync(join(folder, name), longAgo_s, longAgo_s)
    await onFileSystem('nfs', () => namesOfRun(folder))
    expect(thereAre(folder, left)).toEqual([false, false, false])
  })

  it('leaves alone what a living run, another machine or somebody else made', async () => {
    const folder = placeFor()
    const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
    try {
      const pid = deadPid()
      const otherHost = (name: string) => of(pid)(name).replace(/-[0-9a-f]{8}/, '-0123abcd')
      const kept = [...(await leave(folder, of(sleeper.pid!))), ...(await leave(folder, otherHost))]
      for (const name of [`.${pid}.new.x.mbtiles`, `.${pid}-notes.new.x`, `tmp/petakumuh-tile-${pid}`]) {
        writeFileSync(join(folder, name), 'x')
        kept.push(name)
      }
      await namesOfRun(folder)
      expect(thereAre(folder, kept)).toEqual(kept.map(() => true))
    } finally {
      sleeper.kill()
    }
  })
})
