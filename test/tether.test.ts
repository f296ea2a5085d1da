import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleOf } from '../pipeline/code-cache.js'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
import { lives } from './nightly/support/night.ts'
import { temporaryFolder } from './support/small-city.ts'

let child: string

/** A process that holds on to its parent and then computes without a pause, having started another one. */
beforeAll(async () => {
  const folder = temporaryFolder()
  const tether = await bundleOf(pathToFileURL(join(PROJECT_ROOT, 'pipeline/tether.ts')), [folder])
  child = join(folder, 'child.mjs')
  writeFileSync(
    child,
    `import { spawn } from 'node:child_process'
    import { holdOnToParent } from ${JSON.stringify(tether!.href)}
    holdOnToParent()
    const helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    console.error(JSON.stringify([process.pid, helper.pid]))
    if (process.argv[2] === 'ends') {
      helper.kill('SIGKILL')
      process.exitCode = 7
    } else for (;;) Math.random()`,
  )
})

/** Starts it from a parent of its own, whose standard error is told to us. */
function parent(environment: Record<string, string>) {
  const script = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(child)}], {
    detached: true, stdio: ['pipe', 'ignore', 'inherit'], env: { ...process.env, ...${JSON.stringify(environment)} } })
  setInterval(() => {}, 1000)`
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'pipe'] })
}

async function killedParent(environment: Record<string, string>): Promise<number[]> {
  const process = parent(environment)
  const pids = await new Promise<number[]>((resolve) => {
    process.stderr.once('data', (text) => resolve(JSON.parse(String(text))))
  })
  const gone = new Promise((resolve) => process.on('exit', resolve))
  process.kill('SIGKILL')
  await gone
  return pids
}

describe.skipIf(process.platform === 'win32')('a build that holds on to the night', () => {
  it('ends with it, computing as it may be, and so does what it started; where nobody asked for it, it goes on alone', async () => {
    const alone = await killedParent({})
    try {
      // The parent of these ends later, so that the others have had their time when these are gone.
      const pids = await killedParent({ PETAKUMUH_TETHER: '1' })
      await expect.poll(() => pids.filter(lives), { interval: 10 }).toEqual([])
      expect(alone.filter(lives)).toEqual(alone)
    } finally {
      for (const pid of alone.filter(lives)) process.kill(pid, 'SIGKILL')
    }
  })

  it('ends with its own exit code when its work is done', async () => {
    const own = spawn(process.execPath, [child, 'ends'], {
      ...{ detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
      env: { ...process.env, PETAKUMUH_TETHER: '1' },
    })
    expect(await new Promise((resolve) => own.on('exit', resolve))).toBe(7)
  })
})
