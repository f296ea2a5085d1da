import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeFigures } from '../figures-page.ts'
import { figuresText, standInText } from './figures.ts'
import { soak } from './soak.ts'
import { standInNight } from './stand-in-night.ts'

const { values } = parseArgs({
  options: {
    nights: { type: 'string', default: '50' },
    cities: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    folder: { type: 'string' },
    'stand-in': { type: 'boolean', default: false },
  },
})
const [nights, cities, seed] = [values.nights, values.cities, values.seed].map(Number) as [
  number,
  number,
  number,
]
if (![nights, cities].every((count) => Number.isInteger(count) && count > 0) || !Number.isInteger(seed))
  throw new Error('NIGHTS and CITIES are whole numbers above 0, SEED is a whole number')

const folder = mkdtempSync(join(values.folder ?? tmpdir(), 'petakumuh-soak-'))
const figures = await soak({
  ...{ nights, cities, seed, folder, keep: 3, disk_mb: 100 + 60 * cities, minutes: Number(values.minutes) },
  program: values['stand-in']
    ? await standInNight(mkdtempSync(join(tmpdir(), 'petakumuh-night-')))
    : undefined,
  say: (line) => console.log(line),
})
if (values['stand-in']) console.log(standInText(figures))
else writeFigures('soak', figuresText(figures))
if (figures.faults.length === 0) rmSync(folder, { recursive: true, force: true })
else {
  console.log(`What the nights left: ${folder}`)
  process.exitCode = 1
}
