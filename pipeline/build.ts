import { existsSync, rmSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type City, isInside, PROJECT_ROOT } from './city.ts'
import { recoverDirectory } from './durable.ts'
import { UserError } from './errors.ts'
import { closeToOthers } from './folder-rights.ts'
import type { AskFreeSpace } from './free-space.ts'
import {
  Contents,
  differences,
  digest,
  type Fingerprint,
  hashesOf,
  isRecord,
  partialDirectory,
  readRecord,
  type StageRecord,
  stageDirectory,
} from './freshness.ts'
import { checkGates, today } from './gates.ts'
import { TEMPORARY } from './paths.ts'
import { ofStage, type Progress, peakMemoryMb } from './progress.ts'
import type { Retention, Stage, StageContext, StageName } from './stage.ts'
import { stages as allStages } from './stages.ts'

export interface BuildOptions {
  outputDirectory: string
  /** Build up to and including this stage; all of them when left out. */
  until?: StageName
  /** Run this stage alone, on what the earlier ones left. */
  only?: StageName
  force?: boolean
  /** Threads for tables and tiles; all processors when left out. */
  jobs?: number
  /** Memory in MB for tables, and for the geometry of tiles, which are cut after the tables are made. */
  memoryMb?: number
  /** Reason to publish in spite of the drift gates. */
  accept?: string
  /** Holds a finished release to what it says of itself before it is published; not asked when left out. */
  proveRelease?: StageContext['proveRelease']
  /** Which releases stay; what the city states when left out. */
  retention?: Retention
  /** Throws where the city's lock was lost meanwhile; asked before anything is put in place or removed. */
  stillHeld?: () => void
  /** Asks how much space a file system has left; the system when left out. */
  freeSpace?: AskFreeSpace
  /** ISO date the gates of time are asked on; the clock's when left out. */
  today?: string
  /** The pipeline; the seven stages when left out. */
  stages?: readonly Stage[]
}

export interface StagePlan {
  stage: Stage
  /** Why it must run; empty when it is fresh. */
  reasons: string[]
}

/** What is stale and why, without running anything; a stage after a stale one waits for it. */
export async function plan(city: City, options: BuildOptions): Promise<StagePlan[]> {
  const contents = new Contents()
  const plans: StagePlan[] = []
  for (const stage of chosen(options)) {
    const waiting = plans.find((p) => p.reasons.length > 0 && stage.reads.includes(p.stage.name))
    const reasons = await staleReasons(stage, city, options, contents)
    if (waiting && reasons.length === 0) reasons.push(`reads ${waiting.stage.name}, which will run`)
    plans.push({ stage, reasons })
  }
  return plans
}

export interface BuildOutcome {
  ran: StageName[]
  fresh: StageName[]
}

/** Folders of the output that hold records as they were read, which nobody but the owner of the output may. */
const RECORDS = ['stages', 'refused']

/**
 * Runs what is stale, in order; the caller holds the city's lock.
 * @throws UserError `usage` when a stage that is run alone lacks an earlier one; `source` when a file is missing or
 * cannot be read; `contract` when a gate of time is shut; what the stages throw.
 */
export async function build(city: City, options: BuildOptions, progress: Progress): Promise<BuildOutcome> {
  checkGates(city, options.today ?? today(), progress)
  // Asked here so that a fault in it is said before an hour of reading.
  ;(await import('./corrections/load.ts')).loadCorrections(city)
  if (existsSync(join(options.outputDirectory, TEMPORARY)))
    (await import('./leavings.ts')).clearLeavings(options.outputDirectory)
  for (const name of RECORDS) closeToOthers(join(options.outputDirectory, name))
  const contents = new Contents()
  const outcome: BuildOutcome = { ran: [], fresh: [] }
  for (const stage of chosen(options)) {
    options.stillHeld?.()
    recoverDirectory(stageDirectory(options.outputDirectory, stage.name))
    requireEarlier(stage, options.outputDirectory)
    const reasons = await staleReasons(stage, city, options, contents)
    if (reasons.length === 0) {
      rmSync(partialDirectory(options.outputDirectory, stage.name), { recursive: true, force: true })
      progress.say(`  fresh  ${stage.name}`, { event: 'stage_fresh', stage: stage.name, state: 'fresh' })
      await tidy(stage, city, options, progress)
      outcome.fresh.push(stage.name)
      continue
    }
    await requireSpace(stage, city, options)
    const started = performance.now()
    progress.say(`  run    ${stage.name}: ${shorten(reasons)}`, {
      event: 'stage_started',
      stage: stage.name,
      state: 'run',
      reasons,
    })
    // Loaded here, with the database, so that finding out that all is fresh costs neither.
    const { inTemporaryFolder, runStage } = await import('./run-stage.ts')
    await inTemporaryFolder(options, async (folder) => {
      const fingerprint = await fingerprintOf(stage, city, options.outputDirectory, contents)
      const record = await runStage(stage, city, options, fingerprint, progress, folder)
      contents.forget(stageDirectory(options.outputDirectory, stage.name))
      // Before what may end the run though the stage is on record.
      sayDone(record, started, progress)
      await tidy(stage, city, options, progress)
    })
    outcome.ran.push(stage.name)
  }
  return outcome
}

function sayDone({ stage, summary, rows }: StageRecord, started_ms: number, progress: Progress): void {
  const seconds = (performance.now() - started_ms) / 1000
  progress.say(`  done   ${stage}: ${summary} (${seconds.toFixed(1)} s)`, {
    event: 'stage_ended',
    stage,
    state: 'done',
    seconds: Number(seconds.toFixed(3)),
    rows,
    peak_memory_mb: peakMemoryMb(),
  })
}

function retentionOf(city: City, { retention }: BuildOptions): Retention {
  return retention ?? { keep: city.publish.keep, never: [] }
}

/** What the system does not let be tidied makes no good stage fail: it is told, and tried again by the next run. */
async function tidy(stage: Stage, city: City, options: BuildOptions, progress: Progress): Promise<void> {
  try {
    if (stage.tidy === undefined) return
    options.stillHeld?.()
    stage.tidy(options.outputDirectory, retentionOf(city, options), ofStage(progress, stage.name))
  } catch (error) {
    const { refusedBySystem } = await import('./refused-by-system.ts')
    const refusal = refusedBySystem(error)
    if (refusal === null) throw error
    const got = refusal.fault.got?.split(',')[0]
    progress.say(
      `  note   ${stage.name}: what is no longer needed could not be removed, and is tried again by the next run${got === undefined ? '' : `: ${got}`}`,
      { event: 'not_tidied', stage: stage.name },
    )
  }
}

async function requireSpace(stage: Stage, city: City, options: BuildOptions): Promise<void> {
  const { checkFreeSpace } = await import('./free-space.ts')
  const { outputDirectory, freeSpace } = options
  const temporaryFolder = join(outputDirectory, TEMPORARY)
  checkFreeSpace(stage.name, city, { outputDirectory, temporaryFolder }, freeSpace)
}

function chosen({ stages = allStages, only, until }: BuildOptions): readonly Stage[] {
  if (only) return stages.filter((stage) => stage.name === only)
  const last = until ? stages.findIndex((stage) => stage.name === until) : stages.length - 1
  return stages.slice(0, last + 1)
}

function shorten(reasons: string[]): string {
  const shown = reasons.slice(0, 2).join('; ')
  return reasons.length > 2 ? `${shown}; and ${reasons.length - 2} more` : shown
}

async function staleReasons(
  stage: Stage,
  city: City,
  { outputDirectory, force }: BuildOptions,
  contents: Contents,
): Promise<string[]> {
  if (force) return ['forced']
  const directory = stageDirectory(outputDirectory, stage.name)
  const record = readRecord(directory)
  if (record === null) {
    const started = existsSync(directory) || existsSync(partialDirectory(outputDirectory, stage.name))
    return [started ? 'the last run did not finish' : 'never built']
  }
  if (record === 'damaged') return ['its stage.json was changed after the run']
  const reasons = differences(record.fingerprint, await fingerprintOf(stage, city, outputDirectory, contents))
  for (const change of differences(record.outputs, await hashesOf(directory, contents))) {
    reasons.push(`output ${change} since the run`)
  }
  const missing = stage.missing?.(city, outputDirectory)
  if (missing) reasons.push(missing)
  return reasons
}

async function fingerprintOf(
  stage: Stage,
  city: City,
  outputDirectory: string,
  contents: Contents,
): Promise<Fingerprint> {
  const fingerprint = contents.code(stage.code)
  fingerprint['configuration in city.yaml'] = digest(stage.config(city))
  for (const path of stage.files(city)) {
    requireFile(path, city)
    const [kind, owner] = isInside(city.directory, path) ? ['source', city.directory] : ['file', PROJECT_ROOT]
    const name = `${kind} ${relative(owner, path).replaceAll('\\', '/')}`
    fingerprint[name] = await contents.sha256(path).catch((error: Error) => {
      throw unreadable('a source file cannot be read', path, city, error)
    })
  }
  for (const earlier of stage.reads) {
    const hashes = await hashesOf(stageDirectory(outputDirectory, earlier), contents)
    for (const [file, hash] of Object.entries(hashes)) fingerprint[`input ${earlier}/${file}`] = hash
  }
  return fingerprint
}

function requireFile(path: string, city: City): void {
  if (existsSync(path) && statSync(path).isFile()) return
  throw unreadable('a source file is missing', path, city)
}

function unreadable(what: string, path: string, city: City, cause?: Error): UserError {
  const index = city.sources.findIndex((source) => resolve(city.directory, source.path) === path)
  const source = city.sources[index]
  return new UserError(
    'source',
    {
      what,
      where: source
        ? { file: city.file, key: `sources[${index}].path` }
        : { file: relative(city.directory, path).replaceAll('\\', '/') },
      got: source ? `${source.path}${cause ? ` (${cause.message.split(',')[0]})` : ''}` : cause?.message,
      expected: 'a file that can be read',
      next: source ? 'put the file there, or take the source out of city.yaml' : 'put the file there',
    },
    { cause },
  )
}

function requireEarlier(stage: Stage, outputDirectory: string): void {
  const missing = stage.reads.find((name) => !isRecord(readRecord(stageDirectory(outputDirectory, name))))
  if (missing === undefined) return
  throw new UserError('usage', {
    what: `${stage.name} needs ${missing}, which has not been built`,
    next: 'run it without --only',
  })
}
