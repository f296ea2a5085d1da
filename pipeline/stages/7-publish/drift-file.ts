import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { quietly, syncDirectory, syncFile, writeFileDurably, writeWhole } from '../../durable.ts'
import type { Store } from '../../store/index.ts'
import type { Comparison, DriftLimits, Gate } from './drift.ts'
import type { LayerLists } from './drift-measure.ts'

/** `first` where there was nothing to compare with. */
export type Verdict = 'first' | 'passed' | 'refused' | 'accepted'

export interface DriftReport {
  verdict: Verdict
  /** Id of the new release. */
  release: string
  /** Id of the last good release, or null. */
  previous: string | null
  notes: string[]
  limits: DriftLimits
  gates: Gate[]
  comparison: Comparison | null
  lists: Map<string, LayerLists>
}

const DRIFT_FILE = 'drift.json'
const ACCEPTED_FILE = 'accepted-drift.jsonl'

/** Where the last comparison of a city stands; outside of the public folder. */
export function driftFile(outputDirectory: string): string {
  return join(outputDirectory, DRIFT_FILE)
}

/** Where every accepted drift of a city is recorded, one JSON object a line. */
export function acceptedFile(outputDirectory: string): string {
  return join(outputDirectory, ACCEPTED_FILE)
}

/**
 * Writes the full comparison: every gate, and every id that went, came or changed its class, one a line. The lists
 * are written as they are read, so that two million buildings with new ids need no memory.
 */
export async function writeDrift(outputDirectory: string, report: DriftReport, store: Store): Promise<void> {
  const path = driftFile(outputDirectory)
  const temporary = join(outputDirectory, `.${DRIFT_FILE}.new`)
  const { verdict, release, previous, notes, limits, gates, comparison, lists } = report
  try {
    const file = openSync(temporary, 'w', 0o644)
    const write = (text: string): void => writeWhole(file, text)
    try {
      // The release stands at the top: the freshness check reads no further.
      const head = { format: 'petakumuh-drift/1', release, previous, verdict, notes, limits }
      write(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "gates": ${listed(gates)},\n`)
      write(` "decree": ${JSON.stringify(comparison?.decree ?? null)},\n`)
      write(` "areas": ${listed(comparison?.areas ?? [])},\n "layers": [`)
      for (const [index, { layer, features, ids, classes }] of (comparison?.layers ?? []).entries()) {
        write(`${index === 0 ? '' : ','}\n  {"layer": ${JSON.stringify(layer)}`)
        write(`, "features": ${JSON.stringify(features)}`)
        const of = lists.get(layer)
        if (ids !== null) {
          await writeList(write, store, 'gone', of?.gone, (row) => row.id)
          await writeList(write, store, 'come', of?.come, (row) => row.id)
        }
        if (classes !== null) await writeList(write, store, 'class_changes', of?.classes, (row) => row)
        write('}')
      }
      write('\n ]\n}\n')
    } finally {
      closeSync(file)
    }
    syncFile(temporary)
    renameSync(temporary, path)
    syncDirectory(dirname(path))
  } catch (error) {
    quietly(() => rmSync(temporary, { force: true }))
    throw error
  }
}

function listed(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : `[\n  ${items.map((item) => JSON.stringify(item)).join(',\n  ')}\n ]`
}

async function writeList(
  write: (text: string) => void,
  store: Store,
  name: string,
  query: string | null | undefined,
  itemOf: (row: Record<string, unknown>) => unknown,
): Promise<void> {
  write(`,\n   "${name}": [`)
  let separator = ''
  if (query) {
    for await (const batch of store.batches(query)) {
      write(separator + batch.map((row) => `\n    ${JSON.stringify(itemOf(row))}`).join(','))
      separator = ','
    }
  }
  write(separator === '' ? ']' : '\n   ]')
}

/** Bytes of `drift.json` within which the release stands. */
const HEAD_BYTES = 256

/** Id of the release that was compared last, or null; only the head of the file is read. */
export function lastCompared(outputDirectory: string): string | null {
  const path = driftFile(outputDirectory)
  if (!existsSync(path)) return null
  const head = Buffer.alloc(HEAD_BYTES)
  const file = openSync(path, 'r')
  try {
    const length = readSync(file, head, 0, HEAD_BYTES, 0)
    return head.toString('utf8', 0, length).match(/"release": "([^"]+)"/)?.[1] ?? null
  } finally {
    closeSync(file)
  }
}

/** What a person let pass, and why. */
export interface AcceptedDrift {
  release: string
  /** Null where the last good release could not be told. */
  previous: string | null
  reason: string
  gates: Gate[]
}

/** Whether somebody let a release pass in spite of the gates. */
export function wasAccepted(outputDirectory: string, release: string): boolean {
  const path = acceptedFile(outputDirectory)
  if (!existsSync(path)) return false
  return readFileSync(path, 'utf8')
    .split('\n')
    .some((line) => {
      try {
        return (JSON.parse(line) as Partial<AcceptedDrift>).release === release
      } catch {
        return false
      }
    })
}

/**
 * Adds a line to the record; a line that was cut short by a power failure stays a line of its own. What the last line says
 * already was accepted by a run that was killed before it could publish.
 */
export function recordAccepted(outputDirectory: string, accepted: AcceptedDrift): void {
  const path = acceptedFile(outputDirectory)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const separator = before === '' || before.endsWith('\n') ? '' : '\n'
  const line = `${JSON.stringify(accepted)}\n`
  if (before !== line && !before.endsWith(`\n${line}`)) writeFileDurably(path, `${before}${separator}${line}`)
}
