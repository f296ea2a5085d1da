import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Looking for garbage takes some hundredths of a second: it is worth that from here on. */
const WORTH_BYTES = 32 << 20

/**
 * Gives back shared memory that this thread has let go of. The engine looks for garbage when its own memory grows; what
 * threads share is in the memory of none of them, and would stay until the end.
 */
export class SharedGarbage {
  #bytes = 0
  #collect: (() => void) | null = null

  /** @param bytes that nothing refers to any more, or will not when this call has returned to its caller */
  add(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < WORTH_BYTES) return
    this.#bytes = 0
    this.#collect ??= collector()
    this.#collect()
  }
}

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
