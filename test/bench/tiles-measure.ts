import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One run of a program, with everything it started. */
export interface TreeRun {
  seconds: number
  /** User and system time of all its processes, or null where this system does not tell. */
  cpuSeconds: number | null
  /** Largest sum of the resident sets of its processes, or null likewise. */
  peakMb: number | null
}

const GNU_TIME = '/usr/bin/time'
const POLL_MS = 10
const KB_PER_MB = 1024
const PAGE_KB = 4

export const MEASURE_METHOD = existsSync(GNU_TIME)
  ? 'CPU as `wait4` tells (GNU time), memory the sum of all processes of the program, looked at every 10 ms'
  : 'CPU and memory are not told on this system'

/**
 * Runs a program to its end.
 * @throws Error with what the program said, when it ends with another code than 0
 */
export async function measureTree(program: string, args: readonly string[]): Promise<TreeRun> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-time-'))
  try {
    const note = join(folder, 'times')
    const timed = existsSync(GNU_TIME)
    const started = performance.now()
    const child = timed
      ? spawn(GNU_TIME, ['-f', '%U %S %M', '-o', note, program, ...args], {
          stdio: ['ignore', 'ignore', 'pipe'],
        })
      : spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-4000)))
    let peak_kb = 0
    const poll = setInterval(() => (peak_kb = Math.max(peak_kb, residentOfChildren(child.pid!))), POLL_MS)
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    }).finally(() => clearInterval(poll))
    const seconds = (performance.now() - started) / 1000
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}\nended with code ${code}: ${said}`)
    if (!timed) return { seconds, cpuSeconds: null, peakMb: null }
    const [user, system, largest_kb] = readFileSync(note, 'utf8').trim().split(' ').map(Number)
    // What the system says of the largest process misses no peak between two looks.
    return {
      seconds,
      cpuSeconds: user! + system!,
      peakMb: Math.max(peak_kb, largest_kb!) / KB_PER_MB,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resident kilobytes of what a process started, itself not counted. */
function residentOfChildren(pid: number): number {
  let sum_kb = 0
  for (const child of childrenOf(pid)) sum_kb += residentOf(child) + residentOfChildren(child)
  return sum_kb
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

function residentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_KB
  } catch {
    return 0
  }
}
