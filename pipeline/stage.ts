import type { City } from './city.ts'
import type { Progress } from './progress.ts'
import type { Store, Text } from './store/index.ts'

/** The stages in their order, by what each does. */
export const STAGE_TITLES = {
  '1-ingest': { id: 'Membaca sumber', en: 'Read the sources' },
  '2-validate': { id: 'Memeriksa mutu', en: 'Judge the quality' },
  '3-area': { id: 'Menghitung luas', en: 'Measure areas' },
  '4-density': { id: 'Menghitung kepadatan', en: 'Locate and count densities' },
  '5-indicators': { id: 'Indikator', en: 'Indicators' },
  '6-tiles': { id: 'Membuat ubin peta', en: 'Cut the map tiles' },
  '7-publish': { id: 'Menerbitkan', en: 'Publish the release' },
} as const satisfies Record<string, Text>

export type StageName = keyof typeof STAGE_TITLES

/** Which releases stay on the disk. */
export interface Retention {
  /** How many, the served one included. */
  keep: number
  /** Ids of releases that stay in any case, such as the last good one of the nights. */
  never: readonly string[]
}

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
  /** Holds a finished release in a folder to what it says of itself, before anyone is served from it; throws where it is not so. */
  proveRelease?: (directory: string) => Promise<void>
  /** Throws where another run has taken this city over; asked before anything that others see is put in place or removed. */
  stillHeld?: () => void
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
  /** What is to be done once the stage is fresh and on record; where the system refuses it, the next run tries again. */
  tidy?(outputDirectory: string, retention: Retention, progress: Progress): void
  run(context: StageContext): Promise<StageOutcome>
}
