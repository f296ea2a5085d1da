import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type BuildOptions, build, plan } from './build.ts'
import {
  type City,
  decreeValue,
  displayPath,
  isWorkspace,
  loadCity,
  PROJECT_ROOT,
  UNKNOWN_DECREE,
} from './city.ts'
import { UserError } from './errors.ts'
import { makeReadableFolder } from './folder-rights.ts'
import { withLock } from './lock.ts'
import { outputOf, shellQuoted } from './paths.ts'
import { createProgress, type Progress, peakMemoryMb, progressMode } from './progress.ts'
import type { Retention, StageName } from './stage.ts'
import { complain, jsonLine, plainLine, say } from './terminal.ts'

/** What the command line says of a run. */
export interface CityOptions {
  output?: string
  force?: boolean
  only?: boolean
  jobs?: number
  memory?: number
  json?: boolean
  quiet?: boolean
  accept?: string
  verify?: boolean
  keep?: number
  status?: string
  /** False where a stage is to begin whatever space there is. */
  spaceCheck?: boolean
}

/** The stage whose gates `--accept` opens. */
const PUBLISH: StageName = '7-publish'

function outputDirectory(city: City, options: CityOptions): string {
  return options.output ? resolve(options.output) : outputOf(city.name)
}

export async function runBuild(name: string, options: CityOptions, target?: StageName): Promise<void> {
  if (process.env.PETAKUMUH_TETHER !== undefined) (await import('./tether.ts')).holdOnToParent()
  const city = loadCity(name)
  const progress = createProgress(progressMode(options))
  const settings: BuildOptions = {
    outputDirectory: outputDirectory(city, options),
    force: options.force,
    jobs: options.jobs,
    memoryMb: options.memory,
    accept: options.accept,
    retention: await retentionOf(city, options),
    freeSpace: options.spaceCheck === false ? () => null : undefined,
    proveRelease: options.verify ? (directory) => proveRelease(directory, progress) : undefined,
    ...(options.only ? { only: target } : { until: target }),
  }
  makeOutput(settings.outputDirectory)
  const started = performance.now()
  // A machine is told no path of this one: lines are kept and sent on.
  const place = options.json ? '' : ` -> ${displayPath(settings.outputDirectory)}`
  progress.say(`${city.title.en}${place}`, { event: 'build_started', city: city.name })
  const outcome = await withLock(
    settings.outputDirectory,
    (stillHeld) => build(city, { ...settings, stillHeld }, progress),
    {
      endsBySignal: true,
      note: (note) =>
        progress.say(`  note   the lock of this city was ${note}`, {
          event: 'lock_taken_over',
          lock: 'taken_over',
        }),
    },
  )
  if (options.accept !== undefined && outcome.fresh.includes(PUBLISH))
    progress.say('  note   7-publish: --accept was not needed, and nothing is recorded', {
      event: 'accept_unused',
      stage: PUBLISH,
    })
  if ([city.decree, ...city.sources.map(decreeValue)].includes(UNKNOWN_DECREE))
    progress.say(
      `  note   no decree is named: ${city.file} has the placeholder ${UNKNOWN_DECREE}; put the number in each of its places before the map is shown to others`,
      { event: 'decree_unknown', decree: UNKNOWN_DECREE },
    )
  // Where all is fresh nothing is read, and nothing has changed since it was said.
  if (outcome.ran.length > 0 && [...outcome.ran, ...outcome.fresh].includes('3-area'))
    await sayRtWithoutZone(settings.outputDirectory, progress)
  const seconds = (performance.now() - started) / 1000
  const cost = `${seconds.toFixed(1)} s`
  progress.say(
    outcome.ran.length === 0 ? `Every stage is fresh: nothing to do (${cost}).` : `Built in ${cost}.`,
    {
      ...{ event: 'build_ended', city: city.name, seconds: Number(seconds.toFixed(3)), ...outcome },
      peak_memory_mb: peakMemoryMb(),
    },
  )
  if (!options.json) sayWhereToLook(city, settings.outputDirectory, progress)
}

/** Without one RT in a zone the map shows outlines alone, however much was surveyed. */
async function sayRtWithoutZone(output: string, progress: Progress): Promise<void> {
  const { rtJoined } = await import('./decree/rt-joined.ts')
  const found = await rtJoined(output)
  if (found === null || found.rts === 0 || found.zones === 0 || found.joined > 0) return
  progress.say(
    `  NOTE   0 of ${found.rts} RT lie in a zone: no zone of the map has people of its RT, their criteria, a score of them or their works.
         Zones and RT profiles must name the same kelurahan (kelurahan_code or kelurahan) and RT/RW, or the profiles the zone (zone_id):
         map these columns in city.yaml and build again (docs/decisions/020-rt-zone.md)`,
    { event: 'rt_without_zone', rts: found.rts, zones: found.zones },
  )
}

/** What nights served well stays, also where someone turned the pointer back and builds by hand. */
async function retentionOf(city: City, options: CityOptions): Promise<Retention> {
  const { lastGoodOfNights } = await import('./nightly/last-good.ts')
  const nights = options.status ?? join(dirname(outputDirectory(city, options)), '_nightly')
  return { keep: options.keep ?? city.publish.keep, never: lastGoodOfNights(city.name, nights) }
}

/** @throws UserError `tiles` or `contract`, as `petakumuh verify` does. */
async function proveRelease(directory: string, progress: Progress): Promise<void> {
  const { inspectRelease, releaseRefusal } = await import('./verify/release/verify-release.ts')
  const report = await inspectRelease({ directory, publicFolder: null }, progress)
  if (!report.sound) throw releaseRefusal(report)
  const checks = report.checks.length
  progress.say(`  proven 7-publish: the release is what it says of itself (${checks} checks)`, {
    event: 'release_proven',
    stage: PUBLISH,
    checks,
  })
}

/** How a system says that no folder can stand at a place. */
const NO_PLACE = ['EEXIST', 'ENOTDIR', 'ENOENT']

function makeOutput(directory: string): void {
  try {
    makeReadableFolder(directory)
  } catch (error) {
    // Another name has to be given; what else the system says is its refusal.
    if (!NO_PLACE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new UserError(
      'usage',
      {
        what: 'the output folder cannot be made',
        where: { file: displayPath(directory) },
        got: (error as Error).message.split(',')[0],
        next: 'choose another with --output',
      },
      { cause: error },
    )
  }
}

function sayWhereToLook(city: City, output: string, progress: Progress): void {
  const places: [string, string][] = [
    ['map', 'public/index.html'],
    ['report', 'stages/2-validate/report.html'],
    ['data', 'public/latest.json'],
    ['quarantine', 'stages/2-validate/quarantine'],
  ]
  const say = (label: string, text: string) => progress.say(`  ${label.padEnd(11)}${text}`)
  if (existsSync(join(output, 'public/latest.json'))) {
    const inData = resolve(city.directory) === join(PROJECT_ROOT, 'data', city.name)
    const inOutput = output === outputOf(city.name)
    const elsewhere = `npx petakumuh serve ${shellQuoted(displayPath(city.directory))} --output ${shellQuoted(displayPath(output))}`
    // The page reads its data over HTTP: its file alone does not open.
    say('look', inData && inOutput ? `make serve CITY=${city.name}` : elsewhere)
  }
  for (const [label, path] of places)
    if (existsSync(join(output, path))) say(label, displayPath(join(output, path)))
}

export async function showPlan(name: string, options: CityOptions): Promise<void> {
  const city = loadCity(name)
  for (const { stage, reasons } of await plan(city, { outputDirectory: outputDirectory(city, options) })) {
    const fresh = reasons.length === 0
    if (options.json) say(jsonLine({ stage: stage.name, fresh, reasons }))
    else say([`${fresh ? 'fresh' : 'stale'}  ${stage.name}`, ...reasons].join('\n         '))
  }
}

/** Stages up to the indicators that would run now; a city whose files are gone is as stale as can be. */
export async function staleStages(city: City, output: string): Promise<string[]> {
  try {
    const plans = await plan(city, { outputDirectory: output, until: '5-indicators' })
    return plans.filter(({ reasons }) => reasons.length > 0).map(({ stage }) => stage.name)
  } catch (error) {
    if (error instanceof UserError && error.kind === 'source') return ['1-ingest']
    throw error
  }
}

/** The folder to serve: the public one of a city or, where the name is that of no city, of the output folder it names. */
async function servedFolder(name: string, options: CityOptions): Promise<{ folder: string; title: string }> {
  if (options.output === undefined && !isWorkspace(name)) {
    const { publicFolderOf } = await import('./hosting/public-folder.ts')
    const folder = publicFolderOf(name)
    if (folder !== null) return { folder, title: displayPath(folder) }
    if (statSync(name, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UserError('usage', {
        what: 'there is no published map in this folder',
        where: { file: displayPath(resolve(name)) },
        expected: 'the name or folder of a city, or an output folder whose public/ a build has published to',
        next: 'build the city first: npx petakumuh build <city>',
      })
    }
  }
  const city = loadCity(name)
  const folder = join(outputDirectory(city, options), 'public')
  if (existsSync(join(folder, 'latest.json'))) return { folder, title: city.title.en }
  throw new UserError('usage', {
    what: 'there is no published map yet',
    where: { file: displayPath(folder) },
    next: `run: npx petakumuh build ${shellQuoted(name)}${options.output ? ` --output ${shellQuoted(options.output)}` : ''}`,
  })
}

export async function runServer(
  name: string,
  options: CityOptions & { port: number; host?: string; allowHost?: string[] },
): Promise<void> {
  const { folder, title } = await servedFolder(name, options)
  const { serve } = await import('./hosting/serve.ts')
  const { url, isOpen, closed } = await serve(folder, options.port, options.host, options.allowHost)
  if (options.json) say(jsonLine({ url, open_to_network: isOpen }))
  else say(`${plainLine(title)}: ${url}\nCtrl+C stops.`)
  if (isOpen && !options.json)
    complain(
      'Note: everyone on this network can read the map, without encryption. For the public use a web server: docs/hosting.md',
    )
  await closed
}
