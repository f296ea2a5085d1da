/** Started by a test as a process of its own: tries a few of the faults of `make reliability`. Environment: SEED. */
import { mkdirSync } from 'node:fs'
import { relative } from 'node:path'
import { isForgiven } from './fault-endings.ts'
import { type FaultCase, FaultMatrix, type FaultOutcome } from './fault-matrix.ts'
import { seeded } from './seeded.ts'
import { Trials } from './trials.ts'

export interface Sample {
  tried: FaultOutcome[]
  said: string[]
}

const SEED = 3
/** Of the faults that are wanted, as many are tried until one is met: the calls of a few do not come in every run. */
const CANDIDATES = 3

const folder = process.argv[2]!
mkdirSync(folder, { recursive: true })
const trials = await Trials.create(folder)
const matrix = new FaultMatrix(trials)

/** One fault of each, each at another kind of call; the last calls of a publication decide what is served. */
const WANTED: readonly ((one: FaultCase) => boolean)[] = [
  ({ kind, isOwnProcess }) => kind === 'kill' && isOwnProcess,
  ({ kind, call }) => kind === 'torn' && call.path.includes('/public/'),
  (one) => isRefusal(one) && one.call.path.includes('/public/'),
  isRefusal,
]

/** Whether the system refuses something that has to be told. */
function isRefusal({ kind, call }: FaultCase): boolean {
  const path = relative(trials.output, call.path).replaceAll('\\', '/')
  return ['ENOSPC', 'EIO', 'EACCES'].includes(kind) && !isForgiven({ ...call, path })
}

await matrix.prepare(['changed source'], ['publish'])
const cases = matrix
  .cases(10, seeded(Number(process.env.SEED || SEED)))
  .filter(({ call }) => call.operation !== 'start')
const sample: Sample = { tried: [], said: [] }
for (const isWanted of WANTED) {
  const met = sample.tried.map(({ operation }) => operation)
  const isNew = ({ call }: FaultCase): boolean => !met.includes(call.operation)
  const wanted = cases.filter(isWanted)
  const candidates = [...wanted.filter(isNew), ...wanted.filter((one) => !isNew(one))]
  let outcome: FaultOutcome | undefined
  for (const one of candidates.slice(0, CANDIDATES)) {
    outcome = await matrix.run(one)
    const { operation, path } = one.call
    if (outcome.fault !== null) sample.said.push(`${one.kind} at ${operation} ${path}: ${outcome.fault}`)
    if (!outcome.isAbsent) break
  }
  if (outcome === undefined) break
  sample.tried.push(outcome)
  // None was met: nor would the others be.
  if (outcome.isAbsent) break
}
process.send!(sample, () => process.exit(0))
