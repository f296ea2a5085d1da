import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { PROGRAM } from '../trials.ts'
import type { ChangingCity } from '../workspace.ts'
import type { Instant } from './kill-builds.ts'

/** A part of a build, and how long it took: `start` from the start of the process to the first stage, then each stage. */
export interface Span {
  part: string
  seconds: number
}

/** A build in a process group of its own, watched by what it says; it can be ended at an instant. */
export class WatchedBuild {
  /** The part that is running, or was when it ended. */
  part = 'start'
  /** Stages that have ended, or had nothing to do. */
  readonly done = new Set<string>()
  readonly spans: Span[] = []
  /** Its last line. */
  said = ''
  readonly #child: ChildProcess
  #since_ms = performance.now()
  #instant: Instant | null = null
  #timer: NodeJS.Timeout | undefined

  constructor(city: ChangingCity, output: string, temporary: string) {
    this.#child = spawn(process.execPath, [PROGRAM, 'build', city.folder, '--output', output, '--json'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: temporary },
    })
    createInterface({ input: this.#child.stderr!, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) =>
      this.#heard(line),
    )
  }

  /** @param instant when it is killed, unless it ends before; null to let it end. @returns its exit code, or that it was killed */
  end(instant: Instant | null): Promise<number | 'killed'> {
    this.#instant = instant
    this.#await()
    return new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (exit, signal) => {
        clearTimeout(this.#timer)
        this.#close()
        resolve(signal === null ? exit! : 'killed')
      })
    })
  }

  #heard(line: string): void {
    this.said = line
    const { stage, state } = factsOf(line)
    if (stage === undefined) return
    if (state === 'run') {
      this.#close()
      this.part = stage
      this.#await()
    }
    if (state === 'done' || state === 'fresh') this.done.add(stage)
  }

  #close(): void {
    const now_ms = performance.now()
    this.spans.push({ part: this.part, seconds: (now_ms - this.#since_ms) / 1000 })
    this.#since_ms = now_ms
  }

  /** Waits for the instant where its part has begun. */
  #await(): void {
    if (this.#instant?.part !== this.part) return
    this.#timer = setTimeout(() => this.#kill(), this.#instant.after_s * 1000)
  }

  #kill(): void {
    try {
      process.kill(-this.#child.pid!, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
}

/** A kill may cut the last line. */
function factsOf(line: string): { stage?: string; state?: string } {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
