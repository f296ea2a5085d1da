import { UserError } from './errors.ts'
import { displayPath } from './paths.ts'

const RIGHT = 'give yourself the right to it, or name another file or folder'
const SERVED = 'what was published before is still served'
const SPACE = `free some space; ${SERVED}`
const BUSY = `close other programs, and run it again; ${SERVED}`
const DISK = `look at the disk and its connection (dmesg), and run it again; ${SERVED}`

const USED = `end what uses the folder, or take away what is mounted there, and run it again; ${SERVED}`
const TAKEN = `move away what stands at this place, and run it again; ${SERVED}`
const UNKNOWN = `look at the folder and its file system, choose another with --output, or run it again; ${SERVED}`

/** Codes by which a system says that it will not; none is a fault of ours. */
const REFUSALS: Record<string, string> = {
  EACCES: RIGHT,
  EPERM: RIGHT,
  ELOOP: 'the links lead in a circle: name the file itself',
  EROFS: 'choose a folder with --output that can be written',
  ENAMETOOLONG: 'choose a shorter name; while a file is being written it has some more letters',
  ENOSPC: SPACE,
  EDQUOT: SPACE,
  EFBIG: 'allow larger files (ulimit -f), or choose a folder with --output on another disk',
  EIO: DISK,
  ESTALE: DISK,
  ETIMEDOUT: DISK,
  EREMOTEIO: DISK,
  ENODEV: DISK,
  ENXIO: DISK,
  EBUSY: USED,
  ETXTBSY: USED,
  EXDEV: 'keep the output folder on one file system, or choose another with --output',
  ENOTEMPTY: TAKEN,
  ENOTDIR: TAKEN,
  EEXIST: TAKEN,
  EISDIR: TAKEN,
  EMFILE: 'allow more open files (ulimit -n), or run fewer at a time',
  ENFILE: BUSY,
  EAGAIN: BUSY,
  ENOMEM: BUSY,
}

/** What is asked wrongly of a system: a fault of ours. */
const OURS = ['ENOENT', 'EBADF', 'EFAULT']

/** What DuckDB passes on of the system's refusals, in the system's words. */
const SAID_BY_DUCKDB: readonly [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded/, SPACE],
  [/Permission denied|Operation not permitted/, RIGHT],
  [/Read-only file system/, REFUSALS.EROFS!],
  [/File too large/, REFUSALS.EFBIG!],
  [/Too many open files/, REFUSALS.EMFILE!],
  [/Input\/output error|Stale file handle/, DISK],
]

/**
 * What a person can do where the system refused to read, write or start something, or the tables need more memory than they
 * may have; null where it was another fault.
 */
export function refusedBySystem(error: unknown): UserError | null {
  if (error instanceof UserError) return null
  const { code, message = '', path, syscall } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  if (/^Out of Memory Error/.test(message)) return outOfMemory(message, error)
  const isOther = syscall !== undefined && /^E[A-Z0-9]+$/.test(code ?? '') && !OURS.includes(code!)
  const next = REFUSALS[code ?? ''] ?? saidByDuckDb(message) ?? (isOther ? UNKNOWN : undefined)
  if (next === undefined) return null
  const where = path === undefined ? undefined : { file: displayPath(path) }
  const got = message.split('\n')[0]
  return new UserError(
    'publish',
    { what: 'the system refused to read or write', where, got, next },
    { cause: error },
  )
}

function saidByDuckDb(message: string): string | undefined {
  if (!/^(IO|Fatal|TransactionContext) Error/.test(message)) return undefined
  return SAID_BY_DUCKDB.find(([words]) => words.test(message))?.[1]
}

function outOfMemory(message: string, cause: unknown): UserError {
  // What does not fit goes to the disk, as long as there is room.
  const isDiskFull = message.includes('max_temp_directory_size')
  return new UserError(
    'publish',
    {
      code: 'OUT_OF_MEMORY',
      what: 'the tables need more memory than they may have',
      got: message.split('\n')[0],
      next: isDiskFull
        ? `free some space in the output folder, where what does not fit into memory is kept meanwhile, or allow more memory with --memory (in MB); ${SERVED}`
        : `allow more with --memory (in MB), or take fewer threads with --jobs; ${SERVED}`,
    },
    { cause },
  )
}
