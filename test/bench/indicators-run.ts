import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createProgress } from '../../pipeline/progress.ts'
import type { StageContext } from '../../pipeline/stage.ts'
import { indicators } from '../../pipeline/stages/5-indicators/index.ts'
import { parquet, Store } from '../../pipeline/store/index.ts'
import { madeUpCity } from '../support/stage-context.ts'

const [folder, decree] = process.argv.slice(2) as [string, string]
const outputDirectory = mkdtempSync(join(folder, 'run-'))
const directory = join(outputDirectory, 'stages', indicators.name)
mkdirSync(directory, { recursive: true })
const store = await Store.open({ threads: 2, memoryMb: 4096, tempDir: join(outputDirectory, 'temp') })
const file = (stage: string, name: string): string | null => {
  const path = join(folder, 'stages', stage, name)
  return existsSync(path) ? path : null
}
const context: StageContext = {
  ...{ city: madeUpCity({ decree, code: '99' }), store, directory, outputDirectory, file },
  table: (stage, name) => file(stage, `${name}.parquet`),
  threads: 2,
  progress: createProgress('quiet'),
}
const started = performance.now()
const { rows } = await indicators.run(context)
const seconds = (performance.now() - started) / 1000
const [scores] = await store.rows<{ cells: number; total: number }>(
  `SELECT count(score) AS cells, sum(score)::BIGINT AS total FROM ${parquet(join(directory, 'criterion_scores.parquet'))}
   WHERE level = 'rt'`,
)
store.close()
rmSync(outputDirectory, { recursive: true })
const facts = {
  'scored cells of RT': scores!.cells,
  'sum of their scores': scores!.total,
  'rows written': Object.values(rows).reduce((sum, n) => sum + n, 0),
}
console.log(JSON.stringify({ seconds, facts }))
