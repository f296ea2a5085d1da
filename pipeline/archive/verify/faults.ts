export type ArchiveFault =
  | 'database'
  | 'header'
  | 'section'
  | 'root-size'
  | 'metadata'
  | 'directory'
  | 'order'
  | 'offset'
  | 'clustered'
  | 'count'
  | 'zoom'
  | 'bounds'
  | 'tile'

export interface ArchiveViolation {
  code: ArchiveFault
  detail: string
}

const REPORTED_PER_CODE = 20

/** Faults counted in full, and the first 20 of each kind. */
export class Faults {
  readonly violations: ArchiveViolation[] = []
  readonly #counts = new Map<ArchiveFault, number>()

  readonly add = (code: ArchiveFault, detail: string): void => {
    const count = (this.#counts.get(code) ?? 0) + 1
    this.#counts.set(code, count)
    if (count <= REPORTED_PER_CODE) this.violations.push({ code, detail })
  }

  counts(): Partial<Record<ArchiveFault, number>> {
    return Object.fromEntries(this.#counts)
  }
}

export type AddFault = Faults['add']

/** What other programs say of damaged bytes, by their code or words, and what that means. */
const MEANINGS: [said: RegExp, meaning: string][] = [
  [/incorrect header check/, 'the bytes are not gzip'],
  [/incorrect (data|length) check/, 'the checksum of gzip does not fit: bytes have been changed'],
  [/Z_BUF_ERROR/, 'the gzip bytes end too early'],
  [/Z_DATA_ERROR/, 'the gzip bytes are damaged'],
  [/ERR_BUFFER_TOO_LARGE/, 'what is packed is larger than 256 MiB'],
  [/ERR_ENCODING_INVALID_ENCODED_DATA/, 'the text is not UTF-8'],
  [/^SyntaxError/, 'the text is not JSON'],
  [/disk image is malformed/, 'pages of the database are damaged'],
  [/^Error: (Unimplemented type|Expected varint|Given varint)/, 'a field cannot be read'],
]

/** A fault in our words, also where a library found it. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said = `${error.name}: ${error.message} ${(error as NodeJS.ErrnoException).code ?? ''}`
  return MEANINGS.find(([pattern]) => pattern.test(said))?.[1] ?? error.message
}

/** Where the metadata of PMTiles lie, and why they cannot be read. */
export function metadataFault(offset: number, length: number, error: unknown): string {
  return `metadata at bytes ${offset}..${offset + length}: ${messageOf(error)}`
}
