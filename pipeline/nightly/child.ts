import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { SaidFault } from './fault.ts'

/** A line that `build --json` says; the last one of a build that failed is a fault. */
export type SaidLine = Record<string, unknown>

export interface ChildSettings {
  /** Program and its arguments. */
  command: readonly string[]
  /** Made for the process and removed after it, whatever becomes of it. */
  temporaryFolder: string
  timeoutMs: number
  /** Ends the process when it fires. */
  signal: AbortSignal
  onLine(line: SaidLine): void
}

/** How a process ended. */
export interface ChildEnd {
  exit: number | null
  signal: NodeJS.Signals | null
  /** Whether it was ended from here. */
  ended: 'timeout' | 'interrupted' | null
  fault: SaidFault | null
  ranOutOfMemory: boolean
  /** Largest resident memory in MB; null where the system does not tell. */
  peak_memory_mb: number | null
}

/** Variables with secrets that a build has no need of. */
const KEPT_BACK = ['PETAKUMUH_WEBHOOK']
const MEMORY_INTERVAL_MS = 250

/**
 * Runs one build in a process, and in a process group, of its own; it is over when nothing of the group is left. What
 * the process says beside JSON lines is dropped, since nobody knows what it holds.
 */
export async function runChild(settings: ChildSettings): Promise<ChildEnd> {
  const { command, temporaryFolder, timeoutMs, signal, onLine } = settings
  const end: ChildEnd = {
    ...{ exit: null, signal: null, ended: null, fault: null, ranOutOfMemory: false },
    peak_memory_mb: null,
  }
  if (signal.aborted) return { ...end, ended: 'interrupted' }
  rmSync(temporaryFolder, { recursive: true, force: true })
  mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 })
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !KEPT_BACK.includes(name)))
  const [program, ...args] = command
  const child = spawn(program!, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...env, TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder },
  })
  const stop = (why: 'timeout' | 'interrupted') => (): void => {
    end.ended ??= why
    endGroup(child)
  }
  const interrupt = stop('interrupted')
  const timeout = setTimeout(stop('timeout'), timeoutMs)
  const measure = (): void => {
    end.peak_memory_mb = Math.max(end.peak_memory_mb ?? 0, peakMemoryMb(child.pid) ?? 0) || null
  }
  const measuring = setInterval(measure, MEMORY_INTERVAL_MS)
  signal.addEventListener('abort', interrupt)
  try {
    createInterface({ input: child.stderr!, crlfDelay: Infinity }).on('line', (text) => {
      measure()
      const line = jsonObject(text)
      if (line === null) end.ranOutOfMemory ||= /heap out of memory|Cannot allocate memory/.test(text)
      else if (typeof line.error === 'string' && typeof line.exit === 'number')
        end.fault = line as unknown as SaidFault
      else onLine(line)
    })
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (exit, by) => {
        Object.assign(end, { exit, signal: by })
        // What it started and left behind would hold the pipe, and the disk.
        endGroup(child)
      })
      child.on('close', () => resolve())
    })
    return end
  } finally {
    clearTimeout(timeout)
    clearInterval(measuring)
    signal.removeEventListener('abort', interrupt)
    rmSync(temporaryFolder, { recursive: true, force: true })
  }
}

/** Ends a process and all that it started. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Peak resident memory of a living process, as Linux tells it (proc(5), VmHWM). */
function peakMemoryMb(pid: number | undefined): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? null : Math.round((Number(kib) * 1024) / 1e6)
  } catch {
    return null
  }
}

function jsonObject(text: string): SaidLine | null {
  if (!text.startsWith('{')) return null
  try {
    return JSON.parse(text) as SaidLine
  } catch {
    return null
  }
}
