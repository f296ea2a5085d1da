import { plain } from './terminal.ts'

/** Exit codes of the command line. 124-127 and 137 belong to the shell and are never used. */
export const EXIT = {
  ok: 0,
  usage: 2,
  config: 20,
  source: 21,
  contract: 22,
  geometry: 23,
  crs: 24,
  locked: 30,
  missingProgram: 40,
  tiles: 41,
  publish: 50,
  bug: 70,
} as const

/** Kinds of faults a person can mend. */
export type ExitKind = Exclude<keyof typeof EXIT, 'ok' | 'bug'>

/** Where in the world a fault was met; only the parts that are known are given. */
export interface Place {
  file?: string
  layer?: string
  /** Line in a text file, 1-based. */
  line?: number
  /** Dotted key in a configuration file, such as `sources[2].columns.area_ha_decree`. */
  key?: string
  /** Record in the source, 1-based. */
  record?: number
  field?: string
}

export interface Fault {
  /** Stable name of the fault, where several are told apart: `CRS_HEMISPHERE`. */
  code?: string
  /** What is wrong, one sentence without a full stop. */
  what: string
  where?: Place
  got?: string
  expected?: string
  /** What the person should do next. */
  next?: string
}

/** Words that stand in a record and may tell of a person. */
export type QuotedWords = Pick<Fault, 'what' | 'where' | 'got' | 'expected'>

export interface FaultOptions extends ErrorOptions {
  /** Said in place of the fault's own words on a terminal alone: what is no terminal is a log, which is kept and sent on. */
  onTerminal?: QuotedWords
  /**
   * Whether `got` and `expected` may hold words of the file's records, and are for a terminal alone. Left out, they are taken to
   * do so where a record is named: false says that they are counts or our own words.
   */
  quotesRecord?: boolean
}

/** Stands in a log in place of the words of a record. */
const WITHHELD = 'words of a record, which only a terminal is told'

/** A fault of the input, the configuration or the machine that a person can mend: no stack is shown. */
export class UserError extends Error {
  readonly kind: ExitKind
  /** Without any word that is for a terminal alone. */
  readonly fault: Fault
  readonly #onTerminal: Fault

  constructor(kind: ExitKind, fault: Fault, options?: FaultOptions) {
    const onTerminal = { ...fault, ...options?.onTerminal }
    const logged = forLog(fault, options)
    super(formatFault(process.stderr.isTTY === true ? onTerminal : logged), options)
    this.name = 'UserError'
    this.kind = kind
    this.fault = logged
    this.#onTerminal = onTerminal
  }

  /** With the words of the record, for the terminal of who builds and for nothing that is kept. */
  get onTerminal(): Fault {
    return this.#onTerminal
  }

  get exitCode(): number {
    return EXIT[this.kind]
  }
}

/** A promise between stages or a gate that was not kept; exits with 22 unless another kind is named. */
export class ContractError extends UserError {
  constructor(fault: Fault, options?: FaultOptions) {
    super('contract', fault, options)
    this.name = 'ContractError'
  }
}

function forLog(fault: Fault, options: FaultOptions = {}): Fault {
  // Whoever gives other words for the terminal has chosen those of the log.
  const quotes =
    options.onTerminal === undefined && (options.quotesRecord ?? fault.where?.record !== undefined)
  if (!quotes || (fault.got === undefined && fault.expected === undefined)) return fault
  const { expected: _, ...rest } = fault
  return { ...rest, got: WITHHELD }
}

/**
 * A fault of the program for a log: its kind and the way to it. Its message may hold what was read, and the text of a stack begins
 * with the message.
 */
export function stackForLog(error: unknown): string {
  if (!(error instanceof Error)) return `${typeof error}: ${WITHHELD}`
  const { name, message, stack = '', cause } = error
  const frames = stack
    .slice(stack.indexOf(message) + message.length)
    .split('\n')
    .filter((one) => /^ +at /.test(one))
  const causes = cause === undefined ? [] : [`  caused by ${stackForLog(cause)}`]
  return [`${name}: ${WITHHELD}`, ...frames, ...causes].join('\n')
}

export function formatPlace(place: Place): string {
  const parts: string[] = []
  if (place.file !== undefined)
    parts.push(place.line === undefined ? place.file : `${place.file}:${place.line}`)
  if (place.key !== undefined) parts.push(`key ${place.key}`)
  if (place.layer !== undefined) parts.push(`layer ${place.layer}`)
  if (place.record !== undefined) parts.push(`record ${place.record}`)
  if (place.field !== undefined) parts.push(`field ${place.field}`)
  return parts.join(', ')
}

export function formatFault(fault: Fault): string {
  const lines = [plain(fault.code === undefined ? fault.what : `${fault.what} (${fault.code})`)]
  const where = fault.where ? formatPlace(fault.where) : ''
  if (where !== '') lines.push(line('where', where))
  if (fault.got !== undefined) lines.push(line('got', fault.got))
  if (fault.expected !== undefined) lines.push(line('expected', fault.expected))
  if (fault.next !== undefined) lines.push(line('next', fault.next))
  return lines.join('\n')
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(10)}${plain(text).replaceAll('\n', `\n${' '.repeat(12)}`)}`
}
