import { EXIT, type Fault, formatPlace } from '../errors.ts'
import { shellQuoted } from '../paths.ts'
import type { StageName } from '../stage.ts'
import type { PublicFault } from './city-run.ts'

/** A fault as `build --json` says it in its last line. */
export interface SaidFault extends Fault {
  error: string
  exit: number
}

/** Gates whose words hold figures, rules and ids of sources, and nothing of a record. */
const GATES = ['DRIFT', 'SOURCE_STALE', 'RETRIEVED_LATER', 'WAIVER_EXPIRED']
/** Kinds whose sentence says what is wrong without the words of a record; `got` and `expected` may hold them. */
const PLAIN_KINDS = ['usage', 'config', 'source', 'locked', 'missingProgram', 'publish']

export function publicFault({ error, code }: SaidFault, stage: StageName | null): PublicFault {
  return { kind: error, code: code ?? null, stage }
}

/** What the log may hold of a fault: never what stands in a record, for logs are kept, sent and read by many. */
export function logLines(fault: SaidFault, workspace: string): string[] {
  const { error, code, what, where, got, next } = fault
  const isGate = code !== undefined && GATES.includes(code)
  const isPlain = isGate || PLAIN_KINDS.includes(error)
  const lines = [
    error === 'bug'
      ? `a fault of the program${firstFrame(what)}`
      : isPlain
        ? what
        : 'refused; words not logged',
    ...(code === undefined ? [] : [`code       ${code}`]),
    ...(where === undefined || formatPlace(where) === '' ? [] : [`where      ${formatPlace(where)}`]),
    ...(isGate && got !== undefined ? [`got        ${got.replaceAll('\n', '; ')}`] : []),
    ...(isPlain && next !== undefined ? [`next       ${next}`] : []),
  ]
  if (!isPlain) lines.push(`next       read the whole: npx petakumuh build ${shellQuoted(workspace)}`)
  return lines
}

/** A stack begins with a message, which may hold anything; its first place does not. */
function firstFrame(stack: string): string {
  const frame = stack.split('\n').find((line) => /^\s+at /.test(line))
  return frame === undefined ? '' : `, ${frame.trim()}`
}

/** The kind of an exit code of ours, or null for one that is none. */
export function kindOf(exit: number): string | null {
  return Object.entries(EXIT).find(([, code]) => code === exit)?.[0] ?? null
}
