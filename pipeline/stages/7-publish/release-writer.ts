import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFile, writeFileDurably } from '../../durable.ts'
import { sha256File } from '../../freshness.ts'

export interface ReleasedFile {
  /** Relative to the release's folder, with forward slashes. */
  path: string
  bytes: number
  sha256: string
  media_type: string
  rows: number | null
  /** Ids of the sources it is made from. */
  sources: string[]
}

export type FileFacts = Pick<ReleasedFile, 'media_type' | 'rows' | 'sources'>

/** Puts files into a release that is being built, each flushed to the disk, and keeps the account for the manifest. */
export class ReleaseWriter {
  readonly directory: string
  readonly files: ReleasedFile[] = []

  constructor(directory: string) {
    this.directory = directory
  }

  write(path: string, content: string | Uint8Array, facts: FileFacts): void {
    const target = this.#target(path)
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    writeFileDurably(target, bytes)
    this.files.push({
      path,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...facts,
    })
  }

  async copy(path: string, from: string, facts: FileFacts): Promise<void> {
    const target = this.#target(path)
    copyFileSync(from, target)
    await this.adopt(path, facts)
  }

  /** Takes in a file that stands in the release's folder already. */
  async adopt(path: string, facts: FileFacts): Promise<void> {
    const target = join(this.directory, path)
    syncFile(target)
    this.files.push({ path, bytes: statSync(target).size, sha256: await sha256File(target), ...facts })
  }

  /** Absolute place of a file, its folder made. */
  place(path: string): string {
    return this.#target(path)
  }

  /** Content-addressed id: a hash over the paths and contents of all files, in order of path. */
  id(): string {
    this.files.sort((a, b) => (a.path < b.path ? -1 : 1))
    const hash = createHash('sha256')
    for (const file of this.files) hash.update(`${file.path}\0${file.sha256}\n`)
    return hash.digest('hex').slice(0, 16)
  }

  #target(path: string): string {
    const target = join(this.directory, path)
    mkdirSync(dirname(target), { recursive: true })
    return target
  }
}
