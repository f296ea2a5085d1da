import { createRequire } from 'node:module'
import type Bars from 'cli-progress'
import { jsonLine, plain, plainLine } from './terminal.ts'

export type ProgressMode = 'terminal' | 'log' | 'json' | 'quiet'

/**
 * Of a stage: what it says without the name of an event is a note, whose facts stand apart, since their names are its own.
 * Events and their keys: docs/reference/build-events.md.
 */
export function ofStage(progress: Progress, stage: string): Progress {
  return {
    say: (message, facts) =>
      progress.say(
        message,
        typeof facts?.event === 'string' ? { stage, ...facts } : { event: 'note', stage, facts: facts ?? {} },
      ),
    task: (label, total) => progress.task(label, total),
  }
}

/** Largest memory of this process so far, all its threads together, in MB (getrusage(2), ru_maxrss). */
export function peakMemoryMb(): number {
  return Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)
}

/** Says what is going on: a bar on a terminal, plain lines in a log, one JSON object a line for machines. */
export interface Progress {
  /** A finished fact, one line. */
  say(message: string, facts?: Record<string, unknown>): void
  /** Starts a piece of work; `total` when it is known. */
  task(label: string, total?: number): Task
}

export interface Task {
  /** More of it is done. */
  advance(more: number): void
  /** Names the part that is begun; one that takes long is not to leave people guessing. */
  part(name: string): void
  end(): void
}

const IDLE: Task = { advance() {}, part() {}, end() {} }

/** Work that takes less than this shows no bar. */
const BAR_DELAY_MS = 400
const LOG_INTERVAL_MS = 5000
/** Once a task has taken this long, a log names each of its parts. */
const LOG_PARTS_MS = 1000

/** Clears the line the cursor is on, where a bar may stand. */
const CLEAR_LINE = '\r\x1b[K'

/** @param now clock in milliseconds, for rates. */
export function createProgress(
  mode: ProgressMode,
  out: NodeJS.WriteStream = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  if (mode === 'quiet') return { say() {}, task: () => IDLE }
  if (mode === 'json') {
    return {
      say: (message, facts) => {
        const line = { message: message.trim(), event: 'note', time: new Date().toISOString(), ...facts }
        out.write(`${jsonLine(line)}\n`)
      },
      task: () => IDLE,
    }
  }
  if (mode === 'log') {
    const say = (message: string) => out.write(`${plain(message)}\n`)
    return { say, task: (label, total) => logTask(label, total, say, now) }
  }
  return {
    say: (message) => out.write(`${CLEAR_LINE}${plain(message)}\n`),
    task: (label, total) => barTask(label, total, out, now),
  }
}

function barTask(label: string, total: number | undefined, out: NodeJS.WriteStream, now: () => number): Task {
  const format =
    total === undefined
      ? '  {label} {value}, {rate}/s'
      : '  {label} {bar} {percentage}% {value}/{total}, {rate}/s, ETA {eta_formatted}'
  // Loaded when there is a bar to draw: it takes a tenth of the start of the program.
  const { Presets, SingleBar } = createRequire(import.meta.url)('cli-progress') as typeof Bars
  const bar = new SingleBar(
    { format, stream: out, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  )
  const started = now()
  let done = 0
  let shown = false
  let shownLabel = plainLine(label)
  const show = (): void => {
    const seconds = (now() - started) / 1000
    const facts = { label: shownLabel, rate: Math.round(done / seconds) }
    if (shown) bar.update(done, facts)
    else if (seconds * 1000 > BAR_DELAY_MS) {
      bar.start(total ?? 0, done, facts)
      shown = true
    }
  }
  return {
    advance(more) {
      done += more
      show()
    },
    part(name) {
      shownLabel = plainLine(`${label}: ${name}`)
      show()
    },
    end() {
      if (shown) bar.stop()
    },
  }
}

function logTask(
  label: string,
  total: number | undefined,
  say: (line: string) => void,
  now: () => number,
): Task {
  const started = now()
  let done = 0
  let last = started
  return {
    advance(more) {
      done += more
      const time = now()
      if (time - last < LOG_INTERVAL_MS) return
      last = time
      const count = total === undefined ? `${done}` : `${done}/${total}`
      say(`  ${label} ${count}, ${Math.round((done * 1000) / (time - started))}/s`)
    },
    part(name) {
      if (now() - started >= LOG_PARTS_MS) say(`  ${label}: ${name}`)
    },
    end() {},
  }
}

/** How far a step of some work is. */
export interface StepDone {
  step: string
  done: number
  total: number | undefined
}

const STEP_LABELS: Record<string, string> = {
  read: 'reading',
  borders: 'shared borders',
  cut: 'cutting',
  pack: 'packing',
  prove: 'proving',
}

/** A task of the progress for each step, from counts of what is done so far. */
export function taskTeller(progress: Progress): { tell: (done: StepDone) => void; end: () => void } {
  let current: { step: string; task: Task; done: number } | null = null
  const end = (): void => {
    current?.task.end()
    current = null
  }
  const tell = ({ step, done, total }: StepDone): void => {
    if (current?.step !== step) {
      end()
      current = { step, task: progress.task(STEP_LABELS[step] ?? step, total), done: 0 }
    }
    current.task.advance(done - current.done)
    current.done = done
  }
  return { tell, end }
}

/** How progress is told, by the options of a verb and what the error output is. */
export function progressMode(options: { quiet?: boolean; json?: boolean }): ProgressMode {
  if (options.quiet) return 'quiet'
  if (options.json) return 'json'
  return process.stderr.isTTY ? 'terminal' : 'log'
}
