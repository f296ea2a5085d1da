/** Sizes that share out the work among threads: they shape who does what and when, never a tile. */
export interface Shares {
  /** Threads are started from any of these on; below, that takes longer than they save. */
  threads_from_bytes: number
  threads_from_positions: number
  threads_from_attributes: number
  /** Stretches of a file are read side by side; smaller ones would only make more dictionaries to bring together. */
  stretch_bytes: number
  /** Commands of drawings that are put into tiles in one go. */
  range_bytes: number
}

export const DEFAULT_SHARES: Shares = {
  threads_from_bytes: 48_000_000,
  threads_from_positions: 2_000_000,
  threads_from_attributes: 3_000_000,
  stretch_bytes: 16 << 20,
  range_bytes: 2 << 20,
}
