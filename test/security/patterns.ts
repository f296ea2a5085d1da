import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'

export interface Pattern {
  /** Where it stands. */
  file: string
  pattern: string
  flags: string
}

/** Patterns of the keys and values of all schemas; Ajv takes them with the flag `u`. */
export function schemaPatterns(): Pattern[] {
  const files = readdirSync(join(PROJECT_ROOT, 'schemas'), { recursive: true }) as string[]
  return files
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const found = patternsWithin(JSON.parse(readFileSync(join(PROJECT_ROOT, 'schemas', file), 'utf8')))
      return found.map((pattern) => ({ file: `schemas/${file}`, pattern, flags: 'u' }))
    })
}

function patternsWithin(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => [
    ...(key === 'pattern' && typeof one === 'string' ? [one] : []),
    ...(key === 'patternProperties' ? Object.keys(one as object) : []),
    ...patternsWithin(one),
  ])
}

/** Patterns that these files put together when they are loaded: a process of its own records them. */
export async function builtPatterns(files: readonly string[]): Promise<Pattern[]> {
  const script = join(PROJECT_ROOT, 'test/security/recorded-patterns.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...files], {
    cwd: PROJECT_ROOT,
    maxBuffer: 1e8,
  })
  return JSON.parse(stdout) as Pattern[]
}

const SIGNS = 16
const SIGNS_IN_PAIRS = 5
/** Letters by which a search that doubles its steps with each would need more time than there is. */
const SHORT = 64
/** By which one whose steps grow with the third power would: 7e10 steps. */
const LONG = 4096
/** A search whose steps grow with the length takes a millisecond, one with the second power 4e9 steps. */
const LONGER = 65_536
const SURELY_LINEAR_MS = 50
/** Some milliseconds against 3e11 steps: no machine is so slow, and none so fast, that the two are taken for each other. */
const LONGEST = 524_288
export const PATIENCE_MS = 20_000

const context = createContext({})

/**
 * Whether the time of a search grows no more than the text: on runs of one sign of what it looks for, or of two in turn, with
 * another sign behind them. A slow machine is given time; a search that grows faster comes to no end in it.
 */
export function growsWithLength(pattern: string, flags: string, patienceMs = PATIENCE_MS): boolean {
  const signs = [
    'a',
    '1',
    ' ',
    ...new Set(pattern.replace(/\\./g, '').match(/[^\\()[\]{}|?*+^$]/gu) ?? []),
  ].slice(0, SIGNS)
  const inPairs = signs.slice(0, SIGNS_IN_PAIRS)
  const pairs = inPairs.flatMap((one) => inPairs.map((other) => one + other))
  const took = (units: string[], length: number): number =>
    milliseconds(
      pattern,
      flags,
      units.map((unit) => runOf(unit, length)),
      patienceMs,
    )
  if (took([...signs, ...pairs], SHORT) === Infinity || took(pairs, LONG) === Infinity) return false
  return signs.every((sign) => took([sign], LONGER) < SURELY_LINEAR_MS || took([sign], LONGEST) < Infinity)
}

const runs = new Map<string, string>()

function runOf(unit: string, length: number): string {
  const key = `${length} ${unit}`
  const run = runs.get(key) ?? `${unit.repeat(length / unit.length)}\u0001`
  runs.set(key, run)
  return run
}

/** Time of a search through all of the runs; infinite when it is ended. */
function milliseconds(pattern: string, flags: string, runs: string[], patienceMs: number): number {
  Object.assign(context, { pattern, flags, runs })
  const started = performance.now()
  try {
    runInContext(
      "{ const re = new RegExp(pattern, flags); for (const run of runs) run.replace(re, '') }",
      context,
      { timeout: patienceMs },
    )
    return performance.now() - started
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return Number.POSITIVE_INFINITY
    throw error
  }
}
