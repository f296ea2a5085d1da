import { posix } from 'node:path'
import type { Call, FaultKind } from './inject-faults.mjs'
import { leftoversIn, type Tree } from './output-state.ts'
import type { Ended } from './trials.ts'

/** Exit code of what the system refuses. */
const REFUSED = 50

/** Calls whose refusal may end well, and why; the others have to be told. */
interface Forgiven {
  operations: readonly string[]
  /** What they do it to, below the output folder; anything when left out. */
  path?: RegExp
  /** The function of the pipeline that they are made for; any when left out. */
  by?: string
  why: string
}

export const FORGIVEN: readonly Forgiven[] = [
  {
    operations: ['remove'],
    path: /^\.lock-[0-9a-f]{16}\.json$/,
    why: 'the work has ended: the flag is that of a process that is no more, which the next run takes down',
  },
  {
    operations: ['open', 'write'],
    path: /^\.lock-[0-9a-f]{16}\.json$/,
    why: 'the flag stands and is dated anew: where that is refused, the date before holds for a while',
  },
  {
    operations: ['remove'],
    path: /^\.temporary(?:\/|$)/,
    why: 'the work has ended: what is temporary is removed by the next run before it begins',
  },
  {
    operations: ['open', 'write', 'sync', 'rename', 'remove'],
    by: 'retire',
    why: 'the release is served and on record: what is no longer needed is a note, and is tried again by the next run',
  },
  {
    operations: ['remove'],
    by: 'retireAssets',
    why: 'the same of the parts of pages that nobody is served any more',
  },
  {
    operations: ['touch'],
    why: 'a file system that keeps no rights, or one of somebody else: the rights were asked for when it was made',
  },
]

/** A call, its path below the output folder. */
export type CallMade = Pick<Call, 'operation' | 'path' | 'site'>

/** Whether the refusal of a call may end well. */
export function isForgiven(call: CallMade): boolean {
  // The bundler gives functions of one name numbers.
  const isBy = (name: string): boolean => new RegExp(`\\b${name}\\d*\\b`).test(call.site)
  return FORGIVEN.some(
    ({ operations, path, by }) =>
      operations.includes(call.operation) &&
      (path === undefined || path.test(call.path)) &&
      (by === undefined || isBy(by)),
  )
}

/** How what the system refused may not be told; null where it is told as promised. */
export function sayingOfRefusal({ code, said }: Ended): string | null {
  if (code !== REFUSED) return `it ended with ${code}, not ${REFUSED}: ${said}`
  return /^ +next +\S/m.test(said) ? null : `it names no next step: ${said}`
}

/**
 * How a run that met a fault and was not killed may not end; null where it ended well.
 * @param tree what the run left
 */
export function wronglyEnded(kind: FaultKind, call: CallMade, ended: Ended, tree: Tree): string | null {
  if (kind === 'short') {
    if (ended.code !== 0) return `a short write ended it with ${ended.code}: ${ended.said}`
  } else if (ended.code !== 0 || !isForgiven(call)) {
    const wrong = sayingOfRefusal(ended)
    if (wrong !== null) return wrong
  }
  const back = keptAside(kind, call)
  const left = leftoversIn(tree.keys()).filter((path) => back === null || !path.startsWith(back))
  // What may not be removed stays until the next run.
  if (left.length === 0 || call.operation === 'remove') return null
  return `left after exit ${ended.code}: ${left.slice(0, 3).join(', ')}`
}

/** What was moved aside for a folder that then could not be moved to its place, nor this one back: the disk stays full. */
function keptAside(kind: FaultKind, { operation, path }: CallMade): string | null {
  return kind === 'ENOSPC' && operation === 'rename'
    ? `${posix.dirname(path)}/.${posix.basename(path)}.old/`
    : null
}
