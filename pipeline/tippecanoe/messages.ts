/** What a run said on stderr, as far as it can be told. */
export interface RunMessages {
  /** Features whose geometry it took, once it said so. */
  taken: number | undefined
  /** Warnings and faults, each once with how often it came; at most 50 kinds. */
  warnings: Map<string, number>
  /** Sentences that say that features were dropped, or tiles left out, to make tiles smaller: never to happen here. */
  dropped: string[]
}

/** A step of the run: whole features read, or a percentage of a pass over the tiles. */
export interface RunProgress {
  step: 'read' | 'cut'
  done: number
  total: number | undefined
}

const KINDS_KEPT = 50
const LONGEST_MESSAGE = 500

const READ = /^Read (\d+(?:\.\d+)?) million features$/
const PERCENT = /^(\d+(?:\.\d+)?)%\s+\d+\/\d+\/\d+$/
const TAKEN = /^(\d+) features, \d+ bytes of geometry/
const IDLE = /^(Merging|Reordering|Sorting|For layer \d|Did not read any)/
const DROPPED = /^tile \d+\/\d+\/\d+ (size is|has) |^(Going to|Try) |^could not make tile/i
/** A run of progress and a warning can stand on one line: what tippecanoe says to a terminal is written over. */
const LINE_END = /[\r\n]/

/** Reads stderr as it comes. */
export class MessageReader {
  readonly messages: RunMessages = { taken: undefined, warnings: new Map(), dropped: [] }
  readonly #progress: (done: RunProgress) => void
  #rest = ''

  constructor(progress: (done: RunProgress) => void = () => {}) {
    this.#progress = progress
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(LINE_END)
    this.#rest = lines.pop()!.slice(-LONGEST_MESSAGE * 20)
    for (const line of lines) this.#line(line.trim())
  }

  end(): RunMessages {
    this.#line(this.#rest.trim())
    this.#rest = ''
    return this.messages
  }

  #line(line: string): void {
    if (line === '') return
    const percent = PERCENT.exec(line)
    const read = READ.exec(line)
    if (percent !== null) this.#progress({ step: 'cut', done: Number(percent[1]), total: 100 })
    if (read !== null) this.#progress({ step: 'read', done: Number(read[1]) * 1e6, total: undefined })
    if (percent !== null || read !== null || IDLE.test(line)) return
    const taken = TAKEN.exec(line)
    if (taken !== null) {
      this.messages.taken = Number(taken[1])
      return
    }
    if (DROPPED.test(line)) this.messages.dropped.push(line.slice(0, LONGEST_MESSAGE))
    this.#warn(line)
  }

  #warn(line: string): void {
    const { warnings } = this.messages
    // Lines are numbered from where a thread began, and features are quoted whole: neither tells kinds apart.
    const kind = line
      .replace(/^\S+:\d+: /, '')
      .replace(/:? in JSON object.*$/i, '')
      .slice(0, LONGEST_MESSAGE)
    if (kind === '') return
    if (warnings.has(kind) || warnings.size < KINDS_KEPT) warnings.set(kind, (warnings.get(kind) ?? 0) + 1)
  }
}
