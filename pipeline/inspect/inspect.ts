/** What the command line may ask of `inspect`. */
export interface InspectOptions {
  layer?: string
  encoding?: string
  delimiter?: string
  headerRow?: number
  lang?: 'id' | 'en'
  json?: boolean
}

/** Counts work done; `pipeline/progress.ts` has one. */
export interface Progress {
  task(label: string, total?: number): { advance(more: number): void; end(): void }
}

export async function inspect(
  _files: readonly string[],
  _options: InspectOptions,
  _progress: Progress,
  _refused: (error: unknown) => void,
): Promise<void> {}
