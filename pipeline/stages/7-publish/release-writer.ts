import { copyFileSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncDirectory, syncFile, writeFileDurably } from '../../durable.ts'
import { sha256, sha256File } from '../../freshness.ts'
import { releaseId } from '../../release/release-id.ts'
import type { Text } from '../../store/index.ts'

export interface ReleasedFile {
  /** Relative to the release's folder, with forward slashes. */
  path: string
  bytes: number
  sha256: string
  media_type: string
  rows: number | null
  /** Ids of the sources it is made from. */
  sources: string[]
  /** What it is called, where its path does not say it. */
  title?: Text
}

export type FileFacts = Pick<ReleasedFile, 'media_type' | 'rows' | 'sources' | 'title'>

/** Puts files into a release that is being built, each flushed to the disk, and keeps the account for the manifest. */
export class ReleaseWriter {
  readonly directory: string
  readonly #files: ReleasedFile[] = []
  readonly #paths = new Set<string>()

  constructor(directory: string) {
    this.directory = directory
  }

  /** What has been written, in order of path. */
  get files(): ReleasedFile[] {
    return [...this.#files].sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  write(path: string, content: string | Uint8Array, facts: FileFacts): void {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    writeFileDurably(this.#target(path), bytes)
    this.#files.push({ path, bytes: bytes.length, sha256: sha256(bytes), ...facts })
  }

  async copy(path: string, from: string, facts: FileFacts): Promise<void> {
    const target = this.#target(path)
    copyFileSync(from, target)
    syncDirectory(dirname(target))
    syncFile(target)
    this.#files.push({ path, bytes: statSync(target).size, sha256: await sha256File(target), ...facts })
  }

  /** Flushes every folder, those too that hold folders alone. */
  syncFolders(): void {
    const folders = new Set<string>()
    for (const { path } of this.#files) {
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder)
    }
    for (const folder of folders) syncDirectory(join(this.directory, folder))
  }

  /** Id of a release by its content: a hash over the paths and contents of all files and over what the manifest says. */
  id(manifest: unknown): string {
    return releaseId(this.files, manifest)
  }

  /** @throws Error when the path is taken: two files of a release would be one. */
  #target(path: string): string {
    if (this.#paths.has(path)) throw new Error(`${path} is written twice into a release`)
    this.#paths.add(path)
    const target = join(this.directory, path)
    mkdirSync(dirname(target), { recursive: true })
    return target
  }
}
