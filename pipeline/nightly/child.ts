import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { TETHER } from '../tether.ts'
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
  /** Code of the system's refusal to start it at all. */
  notStarted: string | null
  fault: SaidFault | null
  ranOutOfMemory: boolean
  /** Largest resident memory in MB; null where the system does not tell. */
  peak_memory_mb: number | null
}

/** Variables with secrets that a build has no need of. */
const KEPT_BACK = ['PETAKUMUH_WEBHOOK']
const MEMORY_INTERVAL_MS = 250
/** The longest time that a timer can wait; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1
/** How long to listen on when a build has ended and something that it started, and that left its group, holds the pipe. */
const LISTEN_ON_MS = 1000
/** Something that is ended may be writing while its folder is removed. */
export const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 } as const

/**
 * Runs one build in a process, and in a process group, of its own; it is over when nothing of the group is left. What
 * the process says beside JSON lines is dropped, since nobody knows what it holds.
 */
export async function runChild(settings: ChildSettings): Promise<ChildEnd> {
  const { command, temporaryFolder, signal } = settings
  const end: ChildEnd = {
    ...{ exit: null, signal: null, ended: null, notStarted: null, fault: null },
    ...{ ranOutOfMemory: false, peak_memory_mb: null },
  }
  if (signal.aborted) return { ...end, ended: 'interrupted' }
  rmSync(temporaryFolder, REMOVE)
  mkdirSync(temporaryFolder, { recursive: true, mode: 0o700 })
  try {
    const child = started(command, temporaryFolder)
    if (typeof child === 'string') return { ...end, notStarted: child }
    await heard(child, end, settings)
    return end
  } finally {
    rmSync(temporaryFolder, REMOVE)
  }
}

/** @returns the process, or the code of the system's refusal. */
function started(command: readonly string[], temporaryFolder: string): ChildProcess | string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !KEPT_BACK.includes(name)))
  const [program, ...args] = command
  try {
    return spawn(program!, args, {
      detached: process.platform !== 'win32',
      // Nothing is written to its input: that it ends tells the build that the night is no more.
      stdio: ['pipe', 'ignore', 'pipe'],
      env: { ...env, [TETHER]: '1', TMPDIR: temporaryFolder, TEMP: temporaryFolder, TMP: temporaryFolder },
    })
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}

/** Listens until the process has ended, and keeps what is to be known of it. */
async function heard(
  child: ChildProcess,
  end: ChildEnd,
  { timeoutMs, signal, onLine }: ChildSettings,
): Promise<void> {
  const stop = (why: 'timeout' | 'interrupted') => (): void => {
    // When it has ended its id may be another's.
    if (child.exitCode !== null || child.signalCode !== null) return
    end.ended ??= why
    endGroup(child)
  }
  const interrupt = stop('interrupted')
  const timeout = setTimeout(stop('timeout'), Math.min(timeoutMs, LONGEST_MS))
  const measure = (): void => {
    end.peak_memory_mb = Math.max(end.peak_memory_mb ?? 0, peakMemoryMb(child.pid) ?? 0) || null
  }
  const measuring = setInterval(measure, MEMORY_INTERVAL_MS)
  signal.addEventListener('abort', interrupt)
  try {
    // It may end before it is heard that nothing is to be read.
    child.stdin!.on('error', () => {})
    createInterface({ input: child.stderr!, crlfDelay: Infinity }).on('line', (text) => {
      measure()
      const line = jsonObject(text)
      if (line === null) end.ranOutOfMemory ||= /heap out of memory|Cannot allocate memory/.test(text)
      else if (typeof line.error === 'string' && typeof line.exit === 'number')
        end.fault = line as unknown as SaidFault
      else onLine(line)
    })
    await new Promise<void>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => {
        // Of a process that lives it is the refusal of a signal.
        if (child.pid !== undefined) return
        end.notStarted = error.code ?? 'unknown'
        resolve()
      })
      child.on('exit', (exit, by) => {
        Object.assign(end, { exit, signal: by })
        // What it started and left behind would hold the pipe, and the disk.
        endGroup(child)
        setTimeout(() => child.stderr!.destroy(), LISTEN_ON_MS).unref()
      })
      child.on('close', () => resolve())
    })
  } finally {
    clearTimeout(timeout)
    clearInterval(measuring)
    signal.removeEventListener('abort', interrupt)
    child.stdin?.destroy()
  }
}

/** Ends a process and all that it started. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    // Gone already; or, as on macOS, nothing but a process that ended and waits to be asked for.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
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
