import type { City } from './city.ts'
import type { Progress } from './progress.ts'
import type { Store, Text } from './store/index.ts'

export type StageName =
  | '1-ingest'
  | '2-validate'
  | '3-area'
  | '4-density'
  | '5-indicators'
  | '6-tiles'
  | '7-publish'

/** What a running stage may touch: its city, the tables before it, its own directory. */
export interface StageContext {
  city: City
  store: Store
  /** Where this stage writes; it becomes the stage's directory only when the stage has ended well. */
  directory: string
  /** The city's output directory. */
  outputDirectory: string
  /** Path of a Parquet table an earlier stage wrote, or null where that stage had nothing to write into it. */
  table(stage: StageName, name: string): string | null
  /** Path of any other file an earlier stage wrote, or null. */
  file(stage: StageName, name: string): string | null
  /** Why the person publishes a release that is further from the last one than the limits allow. */
  accept?: string
  /** Threads it may use beside those of the store. */
  threads: number
  /** Upper bound of the memory that it may fill beside that of the store, in MB; undefined where nobody set one. */
  memoryMb?: number
  progress: Progress
}

export interface StageOutcome {
  /** Rows per table, for the log and `stage.json`. */
  rows: Record<string, number>
  /** One line for the person who watches. */
  summary: string
}

/** A stage is a value: what it reads, what it writes, how it runs. It never imports another stage. */
export interface Stage {
  name: StageName
  title: Text
  /** Earlier stages whose tables it reads. */
  reads: readonly StageName[]
  /** Tables and files it may write into its directory. */
  writes: readonly string[]
  /** Module that holds `run`; with everything it imports it is the code that the freshness check hashes. */
  code: URL
  /** Source, configuration and schema files whose bytes shape the output. */
  files(city: City): string[]
  /** The part of `city.yaml` that shapes the output. */
  config(city: City): unknown
  /** Says what is missing outside the stage's own directory, or null. */
  missing?(city: City, outputDirectory: string): string | null
  run(context: StageContext): Promise<StageOutcome>
}
