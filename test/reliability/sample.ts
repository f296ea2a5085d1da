/** Started by a test as a process of its own: tries a few of the faults of `make reliability`. Environment: SEED. */
import { mkdirSync } from 'node:fs'
import { type FaultCase, FaultMatrix } from './fault-matrix.ts'
import type { FaultKind } from './inject-faults.mjs'
import { seeded } from './seeded.ts'
import { Trials } from './trials.ts'

export interface Sample {
  faults: number
  kinds: string[]
  operations: string[]
  /** Exit codes of the runs that were not killed. */
  codes: number[]
  said: string[]
}

const SEED = 3

/** One fault of each, each at another kind of call; the last calls of a publication decide what is served. */
const WANTED: readonly ((one: FaultCase) => boolean)[] = [
  ({ kind, isOwnProcess }) => kind === 'kill' && isOwnProcess,
  ({ kind, call }) => kind === 'torn' && call.path.includes('/public/'),
  (one) => isRefusal(one.kind) && one.call.path.includes('/public/') && one.call.operation !== 'remove',
  (one) => isRefusal(one.kind) && one.call.operation !== 'remove',
]

function isRefusal(kind: FaultKind): boolean {
  return kind === 'ENOSPC' || kind === 'EIO' || kind === 'EACCES'
}

const folder = process.argv[2]!
mkdirSync(folder, { recursive: true })
const matrix = new FaultMatrix(await Trials.create(folder))
await matrix.prepare(['changed source'], ['publish'])
const cases = matrix
  .cases(10, seeded(Number(process.env.SEED || SEED)))
  .filter(({ call }) => call.operation !== 'start')
const chosen: FaultCase[] = []
for (const isWanted of WANTED) {
  const others = cases.filter((one) => isWanted(one) && !chosen.includes(one))
  const operations = chosen.map(({ call }) => call.operation)
  chosen.push(others.find(({ call }) => !operations.includes(call.operation)) ?? others[0]!)
}
const said: string[] = []
const codes: number[] = []
for (const one of chosen) {
  const { code, fault } = await matrix.run(one)
  if (code !== null) codes.push(code)
  if (fault !== null) said.push(`${one.kind} at ${one.call.operation} ${one.call.path}: ${fault}`)
}
const sample: Sample = {
  faults: chosen.length,
  kinds: [...new Set(chosen.map(({ kind }) => kind))],
  operations: [...new Set(chosen.map(({ call }) => call.operation))],
  codes,
  said,
}
process.send!(sample, () => process.exit(0))
