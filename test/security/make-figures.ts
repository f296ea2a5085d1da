import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFigures } from '../reliability/figures-page.ts'
import { MOST_MEMORY_MB } from './attempt.ts'
import { requestFaults } from './attempt-requests.ts'
import { Attempts, HEAP_MB } from './attempts.ts'
import { SWOLLEN_BYTES } from './hostile-bytes.ts'
import { HOSTILE_FILES } from './hostile-files.ts'
import { HOSTILE_REQUESTS } from './hostile-requests.ts'

const row = (name: string, tried: number, refused: number, harmless: number): string =>
  `| ${name} | ${tried} | ${refused} | ${harmless} | ${tried - refused - harmless} |`

/** Tries every hostile input and says what became of it. */
async function figures(folder: string): Promise<string> {
  const rows: string[] = []
  let broken = 0
  const attempts = new Attempts(folder)
  const verbs = [...new Set(HOSTILE_FILES.map(({ verb }) => verb))]
  for (const verb of verbs) {
    const files = HOSTILE_FILES.filter((file) => file.verb === verb)
    const became = { refused: 0, neutralised: 0 }
    for (const file of files) {
      const { difference } = await attempts.try(file)
      if (difference === null) became[file.expected.records === null ? 'refused' : 'neutralised']++
      else console.error(`${verb} ${file.name}: ${difference}`)
    }
    broken += files.length - became.refused - became.neutralised
    rows.push(row(`files given to \`${verb}\``, files.length, became.refused, became.neutralised))
  }
  attempts.end()
  const faults = await requestFaults(folder)
  for (const fault of faults) console.error(`serve: ${fault}`)
  broken += faults.length
  rows.push(
    row('requests sent to `serve`', HOSTILE_REQUESTS.length, HOSTILE_REQUESTS.length - faults.length, 0),
  )
  return `## Hostile inputs

Written by \`npm run hostile\`, which tries them all; \`test/security\` does the same in every run of the tests. Each
has one outcome that is expected of it, and any other counts as broken: *refused*, with its exit code and the words for what is
hostile in it, or *harmless*, with the number of records that are read of it. All are tried in a process with ${HEAP_MB} MB for objects,
${MOST_MEMORY_MB} MB in all and a deadline; bombs would become ${SWOLLEN_BYTES / 1e6} MB.

| What is tried | Tried | Refused | Harmless | Broken |
|---|---|---|---|---|
${rows.join('\n')}

A city whose names, decree, titles and licences are all hostile is built, proven and opened in a browser
(\`test/security/pages.test.ts\`): nothing of them runs. Personal data of the demo survey (names, NIK, KK and telephone numbers of
every household) are looked for in all released bytes, tiles unpacked; one that is found fails \`test/privacy/published.test.ts\`.
${broken === 0 ? '' : `\n${broken} are broken.\n`}`
}

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-hostile-'))
try {
  writeFigures('hostile', await figures(folder))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
