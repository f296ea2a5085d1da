import { existsSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { BuildOptions } from './build.ts'
import type { City } from './city.ts'
import { installDirectory, quietly } from './durable.ts'
import { makePrivateFolder, makePrivateFolderLike } from './folder-rights.ts'
import { sourceBytes } from './free-space.ts'
import {
  Contents,
  type Fingerprint,
  hashesOf,
  outputFiles,
  partialDirectory,
  type StageRecord,
  stageDirectory,
  writeRecord,
} from './freshness.ts'
import { clearLeavings } from './leavings.ts'
import { TEMPORARY } from './paths.ts'
import { ofStage, type Progress } from './progress.ts'
import type { Stage, StageContext, StageName } from './stage.ts'
import { Store } from './store/index.ts'
import { withTemporaryFolder } from './temporary-folder.ts'
import { noteTemporaryBytes, watchFolder } from './temporary-space.ts'

/**
 * Runs one stage beside its place, and puts what it made there with its record.
 * @param fingerprint of all that it reads, as the record keeps it
 * @param temporary folder for its temporary files
 * @throws what the stage throws; nothing it wrote is then left
 */
export async function runStage(
  stage: Stage,
  city: City,
  options: BuildOptions,
  fingerprint: Fingerprint,
  progress: Progress,
  temporary: string,
): Promise<StageRecord> {
  const { outputDirectory } = options
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
  makePrivateFolderLike(partial)
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
    noteTemporaryBytes(outputDirectory, stage.name, watch.stop(), sourceBytes(city))
    installDirectory(partial, final)
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
  const store = await Store.open({ memoryMb, threads: jobs, tempDir })
  try {
    return await work(store)
  } finally {
    store.close()
  }
}

/** Gives work that may fail or be killed a folder for its temporary files, and removes what it leaves. */
export async function inTemporaryFolder<T>(
  options: BuildOptions,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const { outputDirectory, stillHeld } = options
  const place = join(outputDirectory, TEMPORARY)
  // What lies there is another run's once that has taken over.
  const clear = (): void => {
    stillHeld?.()
    clearLeavings(outputDirectory)
  }
  return withTemporaryFolder(place, work, { whenTold: clear, mayRemove: stillHeld }).catch(
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
