/** Counts work done; `pipeline/progress.ts` has one. */
export interface Progress {
  say(message: string): void
  task(label: string, total?: number): { advance(more: number): void; end(): void }
}
