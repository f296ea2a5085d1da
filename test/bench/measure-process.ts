import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Measured {
  /** From start to exit, start-up of the program included. */
  seconds: number
  /** Largest resident set of the process, or null where this system does not tell. */
  peakMb: number | null
  stdout: string
  stderr: string
}

const GNU_TIME = '/usr/bin/time'
const POLL_MS = 5

/** `wait4` through GNU time where that is installed, else what `/proc` says while the process runs. */
export const MEMORY_METHOD: 'time' | 'proc' | null =
  spawnSync(GNU_TIME, ['-f', '%M', 'true']).status === 0
    ? 'time'
    : process.platform === 'linux'
      ? 'proc'
      : null

/**
 * Runs a program to its end.
 * @throws Error with what the program said, when it ends with another code than 0
 */
export async function measureProcess(program: string, args: string[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-time-'))
  try {
    const note = join(folder, 'peak')
    const timed = MEMORY_METHOD === 'time'
    const started = performance.now()
    const child = timed ? spawn(GNU_TIME, ['-f', '%M', '-o', note, program, ...args]) : spawn(program, args)
    let polled = 0
    const poll =
      MEMORY_METHOD === 'proc' ? setInterval(() => (polled = peakOf(child.pid) ?? polled), POLL_MS) : null
    const said = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk))
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk))
    child.stdin.end()
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    }).finally(() => poll && clearInterval(poll))
    const seconds = (performance.now() - started) / 1000
    if (code !== 0) {
      throw new Error(`${program} ${args.join(' ')}\nended with code ${code}: ${said.stderr.slice(-2000)}`)
    }
    const kilobytes = timed ? Number(readFileSync(note, 'utf8')) : polled
    return { seconds, peakMb: kilobytes > 0 ? kilobytes / 1024 : null, ...said }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Peak resident kilobytes so far. Unlike the peak of `wait4` it does not begin with that of the process that forked this one. */
function peakOf(pid: number | undefined): number | null {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return peak ? Number(peak[1]) : null
  } catch {
    return null
  }
}
