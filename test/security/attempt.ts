import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { main } from '../../pipeline/cli.ts'
import { EXIT } from '../../pipeline/errors.ts'
import { pathsOf } from '../reliability/output-state.ts'
import type { HostileFile } from './hostile-file.ts'

/** What became of a file. */
export interface Outcome {
  exit: number | null
  /** Records that were read, of what was not refused. */
  records: number | null
  said: string
  /** What it did beside, which no file may; null where it did nothing. */
  harm: string | null
  /** Largest memory of the process so far, in MB. */
  peak_memory_mb: number
}

/** Of the file that foreign entities name, and of a terminal that is steered. */
const SAID = [/root:.*:0:0:/, /\p{Cc}(?:\[2J|\])/u]

/** Where the process works, and keeps what is temporary: ways up that a name may hold end within the folder of the attempt. */
const HERE = 'a/b/here'
/** What absolute names among the files would become. */
const ABSOLUTE = '/etc/x.shp'

/** Gives a hostile file to the command line, in a folder of its own. The process works in it from then on. */
export async function attempt({ name, verb, bytes }: HostileFile, folder: string): Promise<Outcome> {
  const home = join(folder, 'home')
  const here = join(folder, HERE)
  for (const made of [home, here]) mkdirSync(made, { recursive: true })
  process.chdir(here)
  process.env.TMPDIR = here
  const file = join(home, verb === 'plan' ? 'city.yaml' : name)
  writeFileSync(file, bytes())
  const output = join(home, 'out.pmtiles')
  const given = {
    inspect: ['inspect', file],
    init: ['init', join(home, 'kota'), file],
    plan: ['plan', home, '--output', join(home, 'out')],
    tile: ['tile', file, '-o', output, '--json'],
    verify: ['verify', file],
  }[verb]
  const { exit, said } = await listened(given)
  const mayBe = new Set([relative(folder, file), `${HERE}/`, ...writtenBy(verb, name)])
  const beside = [...pathsOf(folder), ...(existsSync(ABSOLUTE) ? [ABSOLUTE] : [])].filter(
    (path) => !mayBe.has(path),
  )
  const harm = SAID.some((words) => words.test(said))
    ? 'said what it must not'
    : 'polluted' in {}
      ? 'changed all objects'
      : beside.length > 0
        ? `wrote ${beside.join(', ')}, which it may not`
        : exit !== EXIT.ok && existsSync(output)
          ? 'left an archive'
          : null
  const peak_memory_mb = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)
  return { exit, records: exit === EXIT.ok ? recordsIn(said, verb) : null, said, harm, peak_memory_mb }
}

/** What a verb is to write of a file that it takes, below the folder of the attempt. */
function writtenBy(verb: HostileFile['verb'], name: string): string[] {
  // A name that Windows takes for a device is given another.
  const kept = name === 'con.csv' ? 'data-con.csv' : name
  if (verb === 'init') return ['home/kota/city.yaml', join('home/kota/sources', kept)]
  return verb === 'tile' ? ['home/out.pmtiles'] : []
}

function recordsIn(said: string, verb: HostileFile['verb']): number | null {
  const count = {
    inspect: /^ {2}records +(\d+)$/m,
    init: /: (\d+) records?\b/,
    tile: /"features_taken":(\d+)/,
    plan: null,
    verify: null,
  }[verb]?.exec(said)?.[1]
  return count === undefined ? null : Number(count)
}

/** What an outcome differs in from what was expected of the file; null where in nothing. */
export function differenceOf({ expected }: HostileFile, outcome: Outcome): string | null {
  const { exit, records, said, harm } = outcome
  const told = `; said: ${said.slice(0, 600)}`
  if (harm !== null) return harm + told
  if (outcome.peak_memory_mb > MOST_MEMORY_MB) return `took ${outcome.peak_memory_mb} MB`
  if (exit !== expected.exit) return `exit ${exit}, expected ${expected.exit}${told}`
  if (records !== expected.records) return `${records} records, expected ${expected.records}${told}`
  const missing = expected.words.filter((words) => !said.includes(words))
  return missing.length === 0 ? null : `did not say ${missing.join(', ')}${told}`
}

/** Bombs among the files would swell to twice as much; all files together took 0.5 GB where this was measured. */
export const MOST_MEMORY_MB = 1200

/** Runs a command within this process and keeps what it says. */
async function listened(args: string[]): Promise<{ exit: number; said: string }> {
  let said = ''
  const { log, error } = console
  const write = process.stderr.write
  const keep = (text: unknown): boolean => {
    said += `${String(text)}\n`
    return true
  }
  console.log = keep
  console.error = keep
  process.stderr.write = keep as typeof write
  try {
    return { exit: await main(args), said }
  } finally {
    console.log = log
    console.error = error
    process.stderr.write = write
  }
}
