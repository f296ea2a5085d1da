import { type Place, UserError } from '../errors.ts'

/**
 * What a reader takes from one record before it refuses the file. Far above anything surveyed in a city (the most detailed kelurahan of
 * Indonesia has some 60,000 vertices), far below what would fill the memory.
 */
export const RECORD_LIMITS = {
  /** Rings, lines or points of one geometry. */
  parts: 100_000,
  /** Vertices of one geometry. */
  vertices: 5_000_000,
  /** Bytes of one record as stored. */
  bytes: 256 * 2 ** 20,
  /** Columns of a layer. */
  columns: 4096,
  /** How deep collections or objects may lie in each other. */
  depth: 32,
} as const

export type RecordLimit = keyof typeof RECORD_LIMITS

/** The refusal of a record that is beyond a limit. */
export function beyondLimit(limit: RecordLimit, got: number, where: Place): UserError {
  const nouns = {
    parts: 'parts in one geometry',
    vertices: 'vertices in one geometry',
    bytes: 'bytes in one record',
    columns: 'columns',
    depth: 'levels of nesting',
  }
  return new UserError(
    'source',
    {
      what: 'a record is larger than is safe to read',
      where,
      got: `${got} ${nouns[limit]}`,
      expected: `at most ${RECORD_LIMITS[limit]}`,
      next: 'the file is damaged or is not what it seems; ask for it again, or split this record',
    },
    { quotesRecord: false },
  )
}
