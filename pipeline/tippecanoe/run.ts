import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { whenEnding } from '../ending.ts'
import { UserError } from '../errors.ts'
import { MessageReader, type RunMessages, type RunProgress } from './messages.ts'

export interface RunOptions {
  program: string
  arguments: readonly string[]
  /** Folder the program runs in. */
  folder: string
  threads: number
  timeout_seconds: number
  /** How long a program may take to end itself once it is told to. */
  grace_seconds?: number
  progress?: (done: RunProgress) => void
  /** Ends the run. */
  signal?: AbortSignal
}

export interface RunOutcome {
  code: number | null
  signal: NodeJS.Signals | null
  messages: RunMessages
}

const GRACE_SECONDS = 5
const GUARD = fileURLToPath(new URL('guard.js', import.meta.url))

/**
 * Runs a program to its end, in a process group of its own, so that what it starts ends with it: at the time limit, when
 * `signal` says so, and when this process is told to end or is killed. Nothing goes through a shell.
 * @throws UserError `tiles` at the time limit; the reason of `signal` once that says so; both after the whole group ended
 * @throws UserError `missingProgram` when the program cannot be started
 */
export async function runProgram(options: RunOptions): Promise<RunOutcome> {
  const { program, folder, threads, timeout_seconds, signal } = options
  signal?.throwIfAborted()
  const { NODE_OPTIONS: _, ...environment } = process.env
  const child = spawn(process.execPath, [GUARD, program, ...options.arguments], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { ...environment, LC_ALL: 'C', TIPPECANOE_MAX_THREADS: String(threads) },
  })
  // It may end before it is heard that nothing is to be read.
  child.stdin!.on('error', () => {})
  let refusal = ''
  const told = child.stdio[3] as Readable | null
  told?.setEncoding('utf8').on('data', (text: string) => {
    refusal += text
  })
  const reader = new MessageReader(options.progress)
  child.stderr!.setEncoding('utf8').on('data', (text: string) => reader.push(text))

  const group = new ProcessGroup(child, options.grace_seconds ?? GRACE_SECONDS)
  let ended: 'by time' | 'by signal' | null = null
  const timer = setTimeout(() => {
    ended ??= 'by time'
    group.end()
  }, timeout_seconds * 1000)
  const abort = (): void => {
    ended ??= 'by signal'
    group.end()
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    const outcome = await new Promise<Omit<RunOutcome, 'messages'>>((resolve, reject) => {
      child.once('error', (error) => reject(notStarted(program, error.message)))
      child.once('close', (code, by) => resolve({ code, signal: by }))
    })
    if (refusal !== '') throw notStarted(program, refusal)
    if (ended === 'by time') throw tooSlow(program, timeout_seconds)
    if (ended === 'by signal') signal!.throwIfAborted()
    return { ...outcome, messages: reader.end() }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    group.release()
  }
}

/** A child that leads its own process group. Ctrl+C reaches this process alone, which hands it on. */
class ProcessGroup {
  readonly #pid: number | undefined
  readonly #grace_seconds: number
  #kill: NodeJS.Timeout | undefined
  readonly #stopWatching: () => void

  constructor(child: ChildProcess, grace_seconds: number) {
    this.#pid = child.pid
    this.#grace_seconds = grace_seconds
    this.#stopWatching = whenEnding(() => this.#send('SIGKILL'))
  }

  /** SIGTERM now, SIGKILL to whatever is left after the grace. */
  end(): void {
    this.#send('SIGTERM')
    this.#kill ??= setTimeout(() => this.#send('SIGKILL'), this.#grace_seconds * 1000)
  }

  /** The leader is gone; what it left of its group goes too. */
  release(): void {
    clearTimeout(this.#kill)
    this.#send('SIGKILL')
    this.#stopWatching()
  }

  #send(signal: NodeJS.Signals): void {
    if (this.#pid === undefined) return
    try {
      process.kill(-this.#pid, signal)
    } catch {
      // The group has ended.
    }
  }
}

function tooSlow(program: string, timeout_seconds: number): UserError {
  return new UserError('tiles', {
    code: 'TIPPECANOE_TIME',
    what: 'tippecanoe did not end in time and was stopped',
    where: { file: program },
    expected: `at most ${timeout_seconds} s`,
    next: 'allow it more time, or choose the engine builtin',
  })
}

function notStarted(program: string, got: string): UserError {
  return new UserError('missingProgram', {
    what: 'the program cannot be started',
    where: { file: program },
    got,
  })
}
