import { fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/small-city.ts'
import type { Sample } from './sample.ts'

describe('a build of a small city', () => {
  it('leaves the release before whole and is mended by the next run, whatever the system refuses and when it is killed', async () => {
    const sample = await sampled()
    expect(sample.said).toEqual([])
    expect(sample.kinds).toContain('kill')
    expect(sample.operations.length).toBeGreaterThan(1)
    expect(sample.faults).toBe(4)
  })
})

/** In a process of its own: the functions of the system are replaced in it. */
function sampled(): Promise<Sample> {
  const program = fileURLToPath(new URL('./sample.ts', import.meta.url))
  const child = fork(program, [join(temporaryFolder(), 'sample')], { execArgv: ['--import', 'tsx'] })
  return new Promise((resolve, reject) => {
    child.on('message', (sample) => resolve(sample as Sample))
    child.on('exit', (code) => reject(new Error(`the sample ended with ${code}`)))
  })
}
