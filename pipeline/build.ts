import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { type City, isInside, PROJECT_ROOT } from './city.ts'
import { installDirectory, quietly, recoverDirectory } from './durable.ts'
import { UserError } from './errors.ts'
import { closeToOthers, makePrivateFolder } from './folder-rights.ts'
import type { AskFreeSpace } from './free-space.ts'
import {
  Contents,
  differences,
  digest,
  type Fingerprint,
  hashesOf,
  isRecord,
  outputFiles,
  partialDirectory,
  readRecord,
  type StageRecord,
  stageDirectory,
  writeRecord,
} from './freshness.ts'
import { checkGates, today } from './gates.ts'
import { TEMPORARY } from './paths.ts'
import { ofStage, type Progress, peakMemoryMb } from './progress.ts'
import type { Retention, Stage, StageContext, StageName } from './stage.ts'
import { stages as allStages } from './stages.ts'
import type { Store } from './store/index.ts'

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
    const record = await inTemporaryFolder(options, async (folder) => {
      const made = await runStage(stage, city, options, contents, progress, folder)
      await tidy(stage, city, options, progress)
      return made
    })
    const seconds = (performance.now() - started) / 1000
    progress.say(`  done   ${stage.name}: ${record.summary} (${seconds.toFixed(1)} s)`, {
      event: 'stage_ended',
      stage: stage.name,
      state: 'done',
      seconds: Number(seconds.toFixed(3)),
      rows: record.rows,
      peak_memory_mb: peakMemoryMb(),
    })
    outcome.ran.push(stage.name)
  }
  return outcome
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
    ofStage(progress, stage.name).say(
      `  note   ${stage.name}: what is no longer needed could not be removed, and is tried again by the next run: ${refusal.fault.got?.split(',')[0]}`,
      {},
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

async function runStage(
  stage: Stage,
  city: City,
  options: BuildOptions,
  contents: Contents,
  progress: Progress,
  temporary: string,
): Promise<StageRecord> {
  const { outputDirectory } = options
  const fingerprint = await fingerprintOf(stage, city, outputDirectory, contents)
  const final = stageDirectory(outputDirectory, stage.name)
  const partial = partialDirectory(outputDirectory, stage.name)
  if (existsSync(partial)) {
    progress.say(`  note   ${stage.name}: what an interrupted run left is removed`, {
      event: 'stage_cleared',
      stage: stage.name,
    })
    rmSync(partial, { recursive: true, force: true })
  }
  makePrivateFolder(dirname(partial))
  makePrivateFolder(partial)
  const { noteTemporaryBytes, watchFolder } = await import('./temporary-space.ts')
  const watch = watchFolder(temporary)
  try {
    const record = await withStore(options, temporary, async (store): Promise<StageRecord> => {
      const outcome = await stage.run(contextOf(stage, city, options, store, partial, progress))
      checkWrites(stage, partial)
      const outputs = await hashesOf(partial, new Contents())
      const { rows, summary } = outcome
      return { format: 'petakumuh-stage/1', stage: stage.name, fingerprint, outputs, rows, summary }
    })
    writeRecord(partial, record)
    options.stillHeld?.()
    // Before the stage is in place: a run that is killed here does it again, and notes what that takes.
    noteTemporaryBytes(outputDirectory, stage.name, watch.stop())
    installDirectory(partial, final)
    contents.forget(final)
    return record
  } catch (error) {
    watch.stop()
    // The folder stays, empty, and tells the next run that this one did not end well.
    quietly(() => {
      options.stillHeld?.()
      for (const name of readdirSync(partial)) rmSync(join(partial, name), { recursive: true, force: true })
    })
    throw error
  }
}

async function withStore<T>(
  { memoryMb, jobs }: BuildOptions,
  tempDir: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { Store } = await import('./store/index.ts')
  const store = await Store.open({ memoryMb, threads: jobs, tempDir })
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

/** Gives work that may fail or be killed a folder for its temporary files, and removes what it leaves. */
async function inTemporaryFolder<T>(options: BuildOptions, work: (folder: string) => Promise<T>): Promise<T> {
  // Loaded here, as is the database, so that finding out that all is fresh costs neither.
  const { withTemporaryFolder } = await import('./temporary-folder.ts')
  const { clearLeavings } = await import('./leavings.ts')
  const folder = join(options.outputDirectory, TEMPORARY)
  const { outputDirectory, stillHeld } = options
  // What lies there is another run's once that has taken over.
  const clear = (): void => {
    stillHeld?.()
    clearLeavings(outputDirectory)
  }
  return withTemporaryFolder(folder, () => work(folder), { whenTold: clear, mayRemove: stillHeld }).catch(
    (error: unknown) => {
      quietly(clear)
      throw error
    },
  )
}

function contextOf(
  stage: Stage,
  city: City,
  options: BuildOptions,
  store: Store,
  directory: string,
  progress: Progress,
): StageContext {
  const file = (earlier: StageName, name: string): string | null => {
    if (!stage.reads.includes(earlier))
      throw new Error(`${stage.name} does not declare that it reads ${earlier}`)
    const path = join(stageDirectory(options.outputDirectory, earlier), name)
    return existsSync(path) ? path : null
  }
  return {
    city,
    store,
    directory,
    outputDirectory: options.outputDirectory,
    progress: ofStage(progress, stage.name),
    accept: options.accept,
    proveRelease: options.proveRelease,
    stillHeld: options.stillHeld,
    threads: options.jobs ?? availableParallelism(),
    memoryMb: options.memoryMb,
    file,
    table: (earlier, name) => file(earlier, `${name}.parquet`),
  }
}

/** A stage that writes what it does not declare is our bug. */
function checkWrites(stage: Stage, directory: string): void {
  const allowed = new Set(stage.writes)
  for (const file of outputFiles(directory)) {
    const top = file.split('/')[0]!
    if (allowed.has(file) || allowed.has(top) || allowed.has(top.replace(/\.parquet$/, ''))) continue
    throw new Error(`${stage.name} wrote ${file}, which it does not declare`)
  }
}
