import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { vi } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { main } from '../../pipeline/cli.ts'

/** What a command ended with, wrote to its output and said. */
export interface Run {
  code: number | null
  out: string
  err: string
}

/** The command as a person runs it. */
export function petakumuh(args: string[], env: Record<string, string> = {}): Run {
  const run = spawnSync(process.execPath, [join(PROJECT_ROOT, 'pipeline/petakumuh.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

/** The same within this process, where the start does not matter: it takes longer than most commands do. */
export async function inProcess(args: string[]): Promise<Run> {
  let out = ''
  let err = ''
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text)
      return true
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text)
      return true
    }),
    vi.spyOn(console, 'log').mockImplementation((text) => {
      out += `${text}\n`
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      err += `${text}\n`
    }),
  ]
  const code = await main(args).finally(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return { code, out, err }
}
