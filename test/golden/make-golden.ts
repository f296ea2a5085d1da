import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GOLDEN_FILE, goldenOf, goldenText } from './golden.ts'

// Writes the golden report anew: `npm run golden`, then read the difference before it is committed.
const output = mkdtempSync(join(tmpdir(), 'petakumuh-golden-'))
try {
  const args = ['pipeline/petakumuh.js', 'validate', 'tanjungpinang', '--output', output]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`the demo city was not validated: status ${status}`)
  writeFileSync(GOLDEN_FILE, goldenText(await goldenOf(output)))
  console.log(`wrote ${GOLDEN_FILE}`)
} finally {
  rmSync(output, { recursive: true, force: true })
}
