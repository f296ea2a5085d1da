import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type City, displayPath, loadCity } from '../city.ts'
import { UserError } from '../errors.ts'
import { outputOf } from '../paths.ts'
import { Store } from '../store/index.ts'
import { jsonLine } from '../terminal.ts'
import { findUnit } from './find-unit.ts'
import type { Level } from './levels.ts'
import { makeTrace, type Question } from './make-trace.ts'
import { page } from './print/page.ts'
import type { Language } from './print/words.ts'
import { StageTables } from './stage-tables.ts'
import type { Trace } from './trace.ts'
import { unitsOf } from './units.ts'

export interface ExplainOptions extends Question {
  level?: Level
  lang?: Language
  json?: boolean
  output?: string
}

/** Names of the stages up to the indicators that would run, were the city built now. */
export type StaleStages = (city: City, outputDirectory: string) => Promise<string[]>

/**
 * Runs `petakumuh explain`: reads what the stages wrote and prints the way to the numbers of one unit.
 * @param say takes one line of what is printed.
 * @throws UserError `usage` when the indicators were not built, or the unit, year, methodology or criterion is unknown;
 *   `config` and `source` for a city that cannot be read
 */
export async function runExplain(
  cityName: string,
  unit: string,
  options: ExplainOptions,
  say: (line: string) => void,
  staleStages: StaleStages,
): Promise<void> {
  const city = loadCity(cityName)
  const output = options.output ? resolve(options.output) : outputOf(city.name)
  requireBuilt(cityName, output, options.output)
  const trace = await explain(city, output, unit, options, await staleStages(city, output))
  if (options.json) say(jsonLine(trace))
  else for (const line of page(trace, options.lang ?? 'en', options.number !== undefined)) say(line)
}

/**
 * The trace of one unit.
 * @param output the city's output directory
 * @throws UserError `usage` when the unit, year, methodology or criterion is unknown
 */
export async function explain(
  city: City,
  output: string,
  unit: string,
  options: Omit<ExplainOptions, 'json' | 'lang' | 'output'> = {},
  stale: string[] = [],
): Promise<Trace> {
  const store = await Store.open()
  try {
    const tables = new StageTables(store, output)
    const units = await unitsOf(tables, city)
    const found = findUnit(unit, units, options.level)
    return await makeTrace(tables, city, found, units, options, stale)
  } finally {
    store.close()
  }
}

function requireBuilt(cityName: string, output: string, asked: string | undefined): void {
  const directory = join(output, 'stages/5-indicators')
  if (existsSync(join(directory, 'stage.json'))) return
  throw new UserError('usage', {
    what: 'the indicators of the city were not built yet',
    where: { file: displayPath(directory) },
    expected: 'the tables of stage 5-indicators',
    next: `run: npx petakumuh indicators ${cityName}${asked === undefined ? '' : ` --output ${asked}`}`,
  })
}
