import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of this run of the tests, for what several files need and is dear to make. */
    runFolder: string
  }
}

/** Makes the folder of the run before the first file and removes it after the last. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-run-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  project.provide('runFolder', folder)
  // While files are watched, what was made of the old code is of no use.
  project.onTestsRerun(() => {
    remove()
    mkdirSync(folder)
  })
  return remove
}
