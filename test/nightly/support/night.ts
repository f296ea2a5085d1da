import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../../pipeline/errors.ts'
import type { CityRun } from '../../../pipeline/nightly/city-run.ts'
import { readHistory } from '../../../pipeline/nightly/history.ts'
import { type NightlyOptions, type NightlyParts, runNightly } from '../../../pipeline/nightly/index.ts'
import type { CityStatus, Status } from '../../../pipeline/nightly/status-file.ts'
import { CITY_YAML, temporaryFolder, writeFiles } from '../../support/small-city.ts'

export const FAKE_BUILD = fileURLToPath(new URL('fake-build.mjs', import.meta.url))

/** Cities whose builds do what they are told, and the nights over them. */
export class Nights {
  readonly folder = temporaryFolder()
  readonly output = join(this.folder, 'out')
  readonly state = join(this.output, '_nightly')
  /** What the last night said: lines for people, facts for machines. */
  said: { message: string; facts: Record<string, unknown> }[] = []

  /** @returns its workspace */
  city(name: string, behaviour: Record<string, unknown> = {}, yaml = CITY_YAML): string {
    const workspace = join(this.folder, name)
    writeFiles(workspace, {
      'city.yaml': yaml.replace('kota-uji', name),
      'sources/decrees.csv': 'nomor,tanggal,judul,tahun\n1/2014,2014-05-02,Penetapan,2014\n',
      'behaviour.json': JSON.stringify(behaviour),
    })
    return workspace
  }

  /** @returns the exit code, and the error where there is one. */
  async run(
    workspaces: string[],
    options: Partial<NightlyOptions> = {},
    parts: Partial<NightlyParts> = {},
  ): Promise<{ exit: number; error: UserError | null }> {
    this.said = []
    const progress = {
      say: (message: string, facts?: Record<string, unknown>) =>
        this.said.push({ message, facts: facts ?? {} }),
      task: () => ({ advance() {}, part() {}, end() {} }),
    }
    const settings = { output: this.output, timeout: 1, ...options }
    try {
      await runNightly(workspaces, settings, { command: [process.execPath, FAKE_BUILD], progress, ...parts })
      return { exit: 0, error: null }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return { exit: error.exitCode, error }
    }
  }

  status(): Status {
    return JSON.parse(readFileSync(join(this.state, 'status.json'), 'utf8')) as Status
  }

  of(city: string): CityStatus {
    return this.status().cities.find((one) => one.city === city)!
  }

  history(city: string): CityRun[] {
    return readHistory(this.state).filter((run) => run.city === city)
  }

  page(): string {
    return readFileSync(join(this.state, 'index.html'), 'utf8')
  }

  log(): string {
    return this.said.map(({ message, facts }) => `${message}\n${JSON.stringify(facts)}`).join('\n')
  }

  /** What a city's build was given, as it tells itself. */
  seen(city: string): { options: string[]; TMPDIR: string; webhook: string | null } {
    return JSON.parse(readFileSync(join(this.output, city, 'seen.json'), 'utf8'))
  }
}

/** Whether a process lives; one that ended and waits to be asked for does not. */
export const lives = (pid: number): boolean => livesBy('/proc', pid)

/** @param processes folder in which the system tells of each process, where it has one */
export function livesBy(processes: string, pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  // Where the system keeps no such folder, `ps` tells.
  if (!existsSync(join(processes, 'self'))) {
    const { error, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    if (error !== undefined) throw error
    return /^\s*[^Z\s]/.test(stdout)
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(join(processes, String(pid), 'stat'), 'utf8'))
  } catch {
    return false
  }
}
