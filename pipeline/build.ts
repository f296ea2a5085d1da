import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { type City, PROJECT_ROOT } from './city.ts'
import { installDirectory, writeFileDurably } from './durable.ts'
import { UserError } from './errors.ts'
import { codeFingerprint, differences, digest, type Fingerprint, sha256, sha256File } from './freshness.ts'
import type { Progress } from './progress.ts'
import type { Stage, StageContext, StageName } from './stage.ts'
import { stages } from './stages.ts'
import { Store } from './store/index.ts'

export interface BuildOptions {
  outputDirectory: string
  /** Build up to and including this stage; all of them when left out. */
  until?: StageName
  /** Run this stage alone, on what the earlier ones left. */
  only?: StageName
  force?: boolean
  jobs?: number
  memoryMb?: number
}

export interface StagePlan {
  stage: Stage
  /** Why it must run; empty when it is fresh. */
  reasons: string[]
}

/** Written last into a stage's directory: a directory without it is known to be partial. */
export interface StageRecord {
  format: 'petakumuh-stage/1'
  stage: StageName
  digest: string
  fingerprint: Fingerprint
  rows: Record<string, number>
  summary: string
}

const RECORD = 'stage.json'

export function stageDirectory(outputDirectory: string, name: StageName): string {
  return join(outputDirectory, 'stages', name)
}

export function readRecord(outputDirectory: string, name: StageName): StageRecord | null {
  const path = join(stageDirectory(outputDirectory, name), RECORD)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as StageRecord) : null
}

/** What is stale and why, without running anything; a stage after a stale one waits for it. */
export async function plan(city: City, options: BuildOptions): Promise<StagePlan[]> {
  const plans: StagePlan[] = []
  for (const stage of chosen(options)) {
    const waiting = plans.find((p) => p.reasons.length > 0 && stage.reads.includes(p.stage.name))
    const reasons = options.force ? ['forced'] : await staleReasons(stage, city, options.outputDirectory)
    if (waiting && reasons.length === 0) reasons.push(`reads ${waiting.stage.name}, which will run`)
    plans.push({ stage, reasons })
  }
  return plans
}

export interface BuildOutcome {
  ran: StageName[]
  fresh: StageName[]
}

/** Runs what is stale, in order; the caller holds the city's lock. */
export async function build(city: City, options: BuildOptions, progress: Progress): Promise<BuildOutcome> {
  const outcome: BuildOutcome = { ran: [], fresh: [] }
  for (const stage of chosen(options)) {
    const reasons = options.force ? ['forced'] : await staleReasons(stage, city, options.outputDirectory)
    if (reasons.length === 0) {
      progress.say(`  fresh  ${stage.name}`, { stage: stage.name, state: 'fresh' })
      outcome.fresh.push(stage.name)
      continue
    }
    const started = performance.now()
    progress.say(`  run    ${stage.name}: ${summarise(reasons)}`, {
      stage: stage.name,
      state: 'run',
      reasons,
    })
    const record = await runStage(stage, city, options, progress)
    const seconds = (performance.now() - started) / 1000
    progress.say(`  done   ${stage.name}: ${record.summary} (${seconds.toFixed(1)} s)`, {
      stage: stage.name,
      state: 'done',
      seconds: Number(seconds.toFixed(3)),
      rows: record.rows,
    })
    outcome.ran.push(stage.name)
  }
  return outcome
}

function chosen(options: BuildOptions): readonly Stage[] {
  if (options.only) return stages.filter((stage) => stage.name === options.only)
  const last = options.until ? stages.findIndex((stage) => stage.name === options.until) : stages.length - 1
  return stages.slice(0, last + 1)
}

function summarise(reasons: string[]): string {
  const shown = reasons.slice(0, 2).join('; ')
  return reasons.length > 2 ? `${shown}; and ${reasons.length - 2} more` : shown
}

async function staleReasons(stage: Stage, city: City, outputDirectory: string): Promise<string[]> {
  const directory = stageDirectory(outputDirectory, stage.name)
  if (!existsSync(directory)) return ['never built']
  const record = readRecord(outputDirectory, stage.name)
  if (!record) return ['the last run did not finish']
  const reasons = differences(record.fingerprint, await fingerprintOf(stage, city, outputDirectory))
  const missing = stage.missing?.(city, outputDirectory)
  if (missing) reasons.push(missing)
  return reasons
}

async function fingerprintOf(stage: Stage, city: City, outputDirectory: string): Promise<Fingerprint> {
  const fingerprint = codeFingerprint(stage.code)
  fingerprint['configuration in city.yaml'] = sha256(JSON.stringify(stage.config(city)))
  for (const path of stage.files(city)) {
    const owner = path.startsWith(city.directory) ? city.directory : PROJECT_ROOT
    fingerprint[`file ${relative(owner, path).replaceAll('\\', '/')}`] = await sha256File(
      existing(path, city),
    )
  }
  for (const earlier of stage.reads) {
    const directory = stageDirectory(outputDirectory, earlier)
    for (const file of outputFiles(directory)) {
      fingerprint[`input ${earlier}/${file}`] = await sha256File(join(directory, file))
    }
  }
  return fingerprint
}

function existing(path: string, city: City): string {
  if (existsSync(path) && statSync(path).isFile()) return path
  const source = city.sources.find((s) => resolve(city.directory, s.path) === path)
  throw new UserError('source', {
    what: 'a source file is missing',
    where: {
      file: source ? source.path : path,
      ...(source ? { key: `sources.${source.id}.path in ${city.file}` } : {}),
    },
    expected: 'a readable file',
    next: 'put the file there, or take the source out of city.yaml',
  })
}

function outputFiles(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== RECORD)
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

async function runStage(
  stage: Stage,
  city: City,
  options: BuildOptions,
  progress: Progress,
): Promise<StageRecord> {
  const { outputDirectory } = options
  for (const earlier of stage.reads) {
    if (readRecord(outputDirectory, earlier)) continue
    throw new UserError('usage', {
      what: `${stage.name} needs ${earlier}, which has not been built`,
      next: 'run it without --only',
    })
  }
  const fingerprint = await fingerprintOf(stage, city, outputDirectory)
  const final = stageDirectory(outputDirectory, stage.name)
  const partial = join(outputDirectory, 'stages', `.${stage.name}.partial`)
  if (existsSync(partial)) {
    progress.say(`  note   ${stage.name}: what an interrupted run left is removed`)
    rmSync(partial, { recursive: true, force: true })
  }
  mkdirSync(partial, { recursive: true })
  const tempDir = mkdtempSync(join(tmpdir(), 'petakumuh-'))
  const store = await Store.open({ memoryMb: options.memoryMb, threads: options.jobs, tempDir })
  try {
    const outcome = await stage.run(contextOf(stage, city, options, store, partial, progress))
    checkWrites(stage, partial)
    const record: StageRecord = {
      format: 'petakumuh-stage/1',
      stage: stage.name,
      digest: digest(fingerprint),
      fingerprint,
      rows: outcome.rows,
      summary: outcome.summary,
    }
    writeFileDurably(join(partial, RECORD), `${JSON.stringify(record, null, 1)}\n`)
    installDirectory(partial, final)
    return record
  } finally {
    store.close()
    rmSync(tempDir, { recursive: true, force: true })
  }
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
    progress,
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
