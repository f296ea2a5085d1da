import { execFileSync, spawnSync } from 'node:child_process'
import fs, { cpSync, mkdirSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { sayingOfRefusal } from './fault-endings.ts'
import { leftoversIn, pathsOf, servedRelease, type Tree, treeOf } from './output-state.ts'
import { PROGRAM, type Trials } from './trials.ts'

/** For `sh`: no file that is written after it may grow beyond so many KiB. The unit of POSIX is half a KiB, in dash as in bash. */
export function limitOfFiles(limit_kib: number): string {
  return `ulimit -f ${2 * limit_kib}`
}

/** Builds of a changed source that a real system refuses something, and the next ones that it does not. */
export class RealRefusals {
  readonly #trials: Trials
  readonly #first: string
  readonly #clean: Tree

  private constructor(trials: Trials, first: string, clean: Tree) {
    this.#trials = trials
    this.#first = first
    this.#clean = clean
  }

  static async create(trials: Trials): Promise<RealRefusals> {
    trials.city.write('first')
    await trials.build()
    const first = trials.keep('first')
    trials.city.write('changed')
    await trials.build()
    return new RealRefusals(trials, first, treeOf(trials.output))
  }

  /**
   * On a file system of its own that is full after so many bytes, then on one that is not.
   * @returns what is wrong, or null; undefined where no file system may be mounted
   */
  async fullDisk(free_bytes: number): Promise<string | null | undefined> {
    const trials = this.#trials
    const disk = join(trials.folder, 'disk')
    const { statfsSync } = fs
    mkdirSync(disk, { recursive: true })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' })
    } catch {
      return undefined
    }
    const before = trials.output
    try {
      trials.output = join(disk, 'output')
      cpSync(this.#first, trials.output, { recursive: true })
      const { blocks, bfree, bsize } = statfsSync(disk)
      const size = (blocks - bfree) * bsize + free_bytes
      execFileSync('mount', ['-o', `remount,size=${size}`, disk])
      // Who asks how much is free is told a lie: the disk fills up meanwhile.
      fs.statfsSync = ((path: string) => ({
        ...statfsSync(path),
        bavail: 1e9,
      })) as unknown as typeof fs.statfsSync
      syncBuiltinESMExports()
      const wrong = this.#afterRefusal(await trials.inProcess('build'))
      if (wrong !== null) return `${free_bytes} bytes free: ${wrong}`
      execFileSync('mount', ['-o', 'remount,size=64m', disk])
      return await trials.heal('build', this.#clean)
    } finally {
      fs.statfsSync = statfsSync
      syncBuiltinESMExports()
      execFileSync('umount', [disk])
      trials.output = before
    }
  }

  /** The same with files that may not grow beyond so many KiB, in a process of its own: DuckDB meets it by itself. */
  async smallFiles(limit_kib: number): Promise<string | null> {
    const trials = this.#trials
    trials.restore(this.#first)
    const limited = `${limitOfFiles(limit_kib)}; exec "$0" "$@"`
    const run = spawnSync('sh', ['-c', limited, process.execPath, PROGRAM, ...trials.arguments('build')], {
      encoding: 'utf8',
      env: process.env,
    })
    const wrong = this.#afterRefusal({ code: run.status, said: run.stderr })
    return wrong === null ? trials.heal('build', this.#clean) : `files of ${limit_kib} KiB: ${wrong}`
  }

  #afterRefusal(ended: { code: number | null; said: string }): string | null {
    const wrong = sayingOfRefusal(ended)
    if (wrong !== null) return wrong
    if (servedRelease(this.#trials.output) === null) return 'nothing is served any more'
    const left = leftoversIn(pathsOf(this.#trials.output))
    return left.length === 0 ? null : `left over: ${left[0]}`
  }
}
