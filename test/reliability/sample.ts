/** Started by a test as a process of its own: tries a few of the faults of `make reliability`. */
import { mkdirSync } from 'node:fs'
import { FaultMatrix } from './fault-matrix.ts'
import { seeded } from './seeded.ts'

export interface Sample {
  faults: number
  kinds: string[]
  operations: string[]
  said: string[]
}

const SEED = 3
const FAULTS = 4
/** Of them that end a process of their own. */
const REAL_KILLS = 1

const folder = process.argv[2]!
mkdirSync(folder, { recursive: true })
const matrix = await FaultMatrix.create(folder)
await matrix.prepare(['changed source'], ['publish'])
const cases = matrix.cases(10, seeded(SEED)).filter(({ call }) => call.operation !== 'start')
const real = cases.filter(({ isOwnProcess }) => isOwnProcess).slice(0, REAL_KILLS)
// The last of a publication decides what is served.
const late = cases.filter(({ call }) => /\/public\//.test(call.path) && call.operation !== 'mkdir')
const chosen = [...new Set([...real, ...late.slice(0, FAULTS / 2), ...cases])].slice(0, FAULTS)
const said: string[] = []
for (const one of chosen) {
  const { fault } = await matrix.run(one)
  if (fault !== null) said.push(`${one.kind} at ${one.call.operation} ${one.call.path}: ${fault}`)
}
const sample: Sample = {
  faults: chosen.length,
  kinds: [...new Set(chosen.map(({ kind }) => kind))],
  operations: [...new Set(chosen.map(({ call }) => call.operation))],
  said,
}
process.send!(sample, () => process.exit(0))
