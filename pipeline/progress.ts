import { Presets, SingleBar } from 'cli-progress'

export type ProgressMode = 'terminal' | 'log' | 'json' | 'quiet'

/** Says what is going on: a bar on a terminal, plain lines in a log, one JSON object a line for machines. */
export interface Progress {
  /** A finished fact, one line. */
  say(message: string, facts?: Record<string, unknown>): void
  /** Starts a piece of work; `total` when it is known. */
  task(label: string, total?: number): Task
}

export interface Task {
  advance(done: number): void
  end(): void
}

const IDLE: Task = { advance() {}, end() {} }

/** Work that takes less than this shows no bar. */
const BAR_DELAY_MS = 400
const LOG_INTERVAL_MS = 5000

export function createProgress(mode: ProgressMode, out: NodeJS.WriteStream = process.stderr): Progress {
  if (mode === 'quiet') return { say() {}, task: () => IDLE }
  if (mode === 'json') {
    const line = (event: Record<string, unknown>) => out.write(`${JSON.stringify(event)}\n`)
    return { say: (message, facts) => line({ message, ...facts }), task: () => IDLE }
  }
  const say = (message: string) => out.write(`${message}\n`)
  return { say, task: mode === 'terminal' ? (l, t) => barTask(l, t, out) : (l, t) => logTask(l, t, say) }
}

function barTask(label: string, total: number | undefined, out: NodeJS.WriteStream): Task {
  const format =
    total === undefined
      ? '  {label} {value}'
      : '  {label} {bar} {percentage}% {value}/{total} ETA {eta_formatted}'
  const bar = new SingleBar(
    { format, stream: out, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  )
  const started = performance.now()
  let done = 0
  let shown = false
  return {
    advance(more) {
      done += more
      if (shown) bar.update(done)
      else if (performance.now() - started > BAR_DELAY_MS) {
        bar.start(total ?? 0, done, { label })
        shown = true
      }
    },
    end() {
      if (shown) bar.stop()
    },
  }
}

function logTask(label: string, total: number | undefined, say: (line: string) => void): Task {
  let done = 0
  let last = performance.now()
  return {
    advance(more) {
      done += more
      const now = performance.now()
      if (now - last < LOG_INTERVAL_MS) return
      last = now
      say(total === undefined ? `  ${label} ${done}` : `  ${label} ${done}/${total}`)
    },
    end() {},
  }
}
