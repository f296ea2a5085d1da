import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '../../pipeline/cli.ts'
import { EXIT } from '../../pipeline/errors.ts'
import type { HostileFile } from './hostile-files.ts'

export interface Outcome {
  /** What became of it: refused with an exit code of ours, or read and harmless; null where neither is so. */
  became: 'refused' | 'neutralised' | null
  exit: number
  said: string
}

/** Exit codes by which a file, or what it says, is refused; a fault of the program is none. */
const REFUSED: readonly number[] = [
  EXIT.usage,
  EXIT.config,
  EXIT.source,
  EXIT.contract,
  EXIT.geometry,
  EXIT.crs,
  EXIT.tiles,
]
/** Of the file that foreign entities name, of a terminal that is steered, and of prototypes that are changed. */
const HARM = [/root:.*:0:0:/, /\p{Cc}(?:\[2J|\])/u]

/** Gives a hostile file to the command line, in a folder of its own. */
export async function attempt({ name, verb, bytes }: HostileFile, folder: string): Promise<Outcome> {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const file = join(home, verb === 'plan' ? 'city.yaml' : name)
  writeFileSync(file, bytes())
  const output = join(home, 'out.pmtiles')
  const given = {
    inspect: ['inspect', file],
    init: ['init', join(home, 'kota'), file],
    plan: ['plan', home, '--output', join(home, 'out')],
    tile: ['tile', file, '-o', output, '--quiet'],
    verify: ['verify', file],
  }[verb]
  const { exit, said } = await listened(given)
  const isHarmed =
    HARM.some((harm) => harm.test(said)) ||
    'polluted' in {} ||
    readdirSync(folder).length > 1 ||
    (exit !== EXIT.ok && existsSync(output))
  const became = isHarmed
    ? null
    : exit === EXIT.ok
      ? 'neutralised'
      : REFUSED.includes(exit)
        ? 'refused'
        : null
  return { became, exit, said }
}

/** Runs a command within this process and keeps what it says. */
async function listened(args: string[]): Promise<{ exit: number; said: string }> {
  let said = ''
  const { log, error } = console
  const write = process.stderr.write
  const keep = (text: unknown): boolean => {
    said += `${String(text)}\n`
    return true
  }
  console.log = keep
  console.error = keep
  process.stderr.write = keep as typeof write
  try {
    return { exit: await main(args), said }
  } finally {
    console.log = log
    console.error = error
    process.stderr.write = write
  }
}
