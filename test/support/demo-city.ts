import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { inject } from 'vitest'
import { type BuiltCity, builtCity } from './built-city.ts'

export const DEMO_CITY = 'data/tanjungpinang'

/** How the command line built the demo city. */
export interface DemoRun {
  output: string
  code: number | null
  text: string
}

/**
 * The demo city as the command line builds it, once for all files of a run: read it, and copy it to change it. The file
 * that asks first builds it, the others wait.
 */
export async function demoRun(): Promise<DemoRun> {
  const folder = join(inject('runFolder'), 'demo')
  const record = join(folder, 'run.json')
  const builder = join(folder, 'builder')
  mkdirSync(folder, { recursive: true })
  if (claim(builder)) {
    const run = await petakumuh(['build', DEMO_CITY, '--output', join(folder, 'output')])
    writeFileSync(`${record}.partial`, JSON.stringify(run))
    renameSync(`${record}.partial`, record)
  }
  while (!existsSync(record)) {
    if (isGone(builder) && !existsSync(record))
      throw new Error('the process that built the demo city ended early')
    await sleep(200)
  }
  return { output: join(folder, 'output'), ...JSON.parse(readFileSync(record, 'utf8')) }
}

/** {@link demoRun} with readers for what it published; whoever changes a file copies it first. */
export async function demoCity(): Promise<Omit<BuiltCity, 'remove'>> {
  const { output, code, text } = await demoRun()
  if (code !== 0) throw new Error(`the demo city was not built: ${text}`)
  return builtCity(output)
}

/** Whether this process is the first that asks; its id is left there for the others. */
function claim(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isGone(path: string): boolean {
  const pid = Number(readFileSync(path, 'utf8'))
  // Between making the file and writing to it nothing stands there yet.
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

function petakumuh(args: string[]): Promise<Omit<DemoRun, 'output'>> {
  return new Promise((resolve, reject) => {
    const run = spawn(process.execPath, ['pipeline/petakumuh.js', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [run.stdout, run.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
    run.on('error', reject)
    run.on('close', (code) => resolve({ code, text }))
  })
}
