import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TippecanoeProgram } from '../../pipeline/tippecanoe/index.ts'

/**
 * A program called tippecanoe in a folder of its own that runs the given JavaScript (CommonJS; `argument(name)` gives the
 * value of a flag). It says its version when asked for it.
 */
export function fakeProgram(folder: string, body: string, version = 'tippecanoe v2.52.0'): TippecanoeProgram {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'tippecanoe')
  writeFileSync(
    path,
    `#!${process.execPath}
const fs = require('node:fs')
const argument = (name) => process.argv.find((each) => each.startsWith('--' + name + '='))?.slice(name.length + 3)
if (process.argv.includes('--version')) {
  process.stderr.write(${JSON.stringify(`${version}\n`)})
} else {
  ${body}
}
`,
  )
  chmodSync(path, 0o755)
  return { path, version: '2.52.0' }
}
