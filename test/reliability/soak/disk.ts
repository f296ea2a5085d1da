import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** The disk that the cities are built on: of a size of its own where we may make one, so that it can be filled. */
export class Disk {
  readonly folder: string
  readonly canBeFilled: boolean
  readonly #filler: string
  #readOnly: string | null = null

  /** @param size_mb null for a folder of the disk that is there */
  constructor(folder: string, size_mb: number | null) {
    this.folder = folder
    this.#filler = join(folder, '.filler')
    this.canBeFilled = size_mb !== null && mount('-t', 'tmpfs', '-o', `size=${size_mb}m`, 'tmpfs', folder)
  }

  /** Fills it up to a few bytes that are left. */
  fill(left_bytes: number): void {
    const { bavail, bsize } = statfsSync(this.folder)
    const block = Buffer.alloc(1 << 20)
    const descriptor = openSync(this.#filler, 'w')
    for (let bytes = bavail * bsize - left_bytes; bytes > 0; )
      bytes -= writeSync(descriptor, block, 0, Math.min(bytes, block.length))
    closeSync(descriptor)
  }

  /**
   * Takes the right to write a folder away. The superuser has every right, but cannot write what is mounted to be read.
   * @returns whether it is taken
   */
  protect(folder: string): boolean {
    const isTaken =
      process.getuid?.() !== 0
        ? chmodded(folder)
        : mount('--bind', folder, folder) && mount('-o', 'remount,ro,bind', folder)
    // Mounted, it is to be unmounted, whether or not it is to be read only.
    this.#readOnly = folder
    return isTaken
  }

  /** All is as it was. */
  relieve(): void {
    rmSync(this.#filler, { force: true })
    if (this.#readOnly === null) return
    if (process.getuid?.() === 0) spawnSync('umount', [this.#readOnly])
    else chmodSync(this.#readOnly, 0o755)
    this.#readOnly = null
  }

  remove(): void {
    this.relieve()
    if (this.canBeFilled) spawnSync('umount', [this.folder])
  }
}

function chmodded(folder: string): boolean {
  chmodSync(folder, 0o555)
  return true
}

function mount(...args: string[]): boolean {
  return process.getuid?.() === 0 && spawnSync('mount', args).status === 0
}
