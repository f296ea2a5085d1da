import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { measureProcess } from './measure-process.ts'

/** What a program found, to be compared and shown: counts, sums, errors. Equal inputs give equal facts. */
export type Facts = Record<string, number | string>

/** One run of one program. */
export interface ProgramRun {
  /** The work that the row names, as the program itself measures it. */
  workSeconds: number
  /** The whole process: start-up and reading its files included. */
  seconds: number
  peakMb: number | null
  facts: Facts
}

export interface ProgramContender {
  name: string
  run(): Promise<ProgramRun>
  /** Ends what the runs share, such as a database. */
  close?(): Promise<void>
}

/** One line of the report. */
export interface ProgramWork {
  /** What is counted, in words, such as `2,000,000 points in 83,403 kelurahan`. */
  what: string
  /** How many units the work has, and what they are called: the rate is units a second. */
  amount: number
  unit: string
  ours: ProgramContender
  peers: ProgramContender[]
  /** Says why a peer's facts cannot be those of ours, or null; a text ends the bench. */
  disagrees?(ours: Facts, theirs: Facts, peer: string): string | null
  /** Sentences under the table: what is in the time, peers left out and why. */
  notes: string[]
}

export interface ProgramRow {
  /** What `BENCH=` names. */
  id: string
  title: string
  /** Writes the files it needs into the folder; a text says why the row is left out. */
  prepare(folder: string): Promise<ProgramWork[] | string>
}

interface Said {
  seconds: number
  facts: Facts
}

/**
 * A script of `test/bench` in a Node of its own. Its last line on stdout is `{ "seconds", "facts" }`.
 * @param nodeOptions such as `--max-old-space-size=4096`
 */
export function nodeContender(
  name: string,
  script: string,
  args: string[],
  nodeOptions: string[] = [],
): ProgramContender {
  const path = join(PROJECT_ROOT, 'test/bench', script)
  return programContender(name, process.execPath, [
    ...nodeOptions,
    '--import',
    import.meta.resolve('tsx'),
    path,
    ...args,
  ])
}

/** A script of `test/bench` in {@link PYTHON}, under the same terms. */
export function pythonContender(name: string, script: string, args: string[]): ProgramContender {
  return programContender(name, PYTHON!.program, [join(PROJECT_ROOT, 'test/bench', script), ...args])
}

function programContender(name: string, program: string, args: string[]): ProgramContender {
  return {
    name,
    run: async () => {
      const { seconds, peakMb, stdout } = await measureProcess(program, args)
      const said = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Said
      return { workSeconds: said.seconds, seconds, peakMb, facts: said.facts }
    },
  }
}

/** A Python with geopandas (`PYTHON=` names another one), and whether its spatial joins have an index. */
export const PYTHON: { program: string; versions: string; hasJoin: boolean } | null = (() => {
  const program = process.env.PYTHON ?? '/usr/bin/python3'
  const script = `
import json, geopandas, shapely, shapely.geos
try:
    import geopandas.sindex
    geopandas.GeoSeries([]).sindex
    joins = True
except ImportError:
    joins = False
geos = '.'.join(map(str, shapely.geos.geos_version))
print(json.dumps([f'geopandas {geopandas.__version__}, shapely {shapely.__version__}, GEOS {geos}', joins]))`
  const { status, stdout } = spawnSync(program, ['-c', script], { encoding: 'utf8' })
  if (status !== 0) return null
  const [versions, hasJoin] = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as [string, boolean]
  return { program, versions, hasJoin }
})()
