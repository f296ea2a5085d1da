import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { attempt } from './attempt.ts'
import { requestFaults } from './attempt-requests.ts'
import { HOSTILE_FILES, type HostileFile } from './hostile-files.ts'
import { HOSTILE_REQUESTS } from './hostile-requests.ts'

const PAGE = join(PROJECT_ROOT, 'docs/reliability.md')
const [START, END] = ['<!-- hostile:start -->', '<!-- hostile:end -->']

const row = (name: string, tried: number, refused: number, harmless: number): string =>
  `| ${name} | ${tried} | ${refused} | ${harmless} | ${tried - refused - harmless} |`

/** Tries every hostile input and says what became of it. */
async function figures(folder: string): Promise<string> {
  const rows: string[] = []
  let broken = 0
  const verbs = [...new Set(HOSTILE_FILES.map(({ verb }) => verb))]
  for (const verb of verbs) {
    const files = HOSTILE_FILES.filter((file: HostileFile) => file.verb === verb)
    const became = { refused: 0, neutralised: 0 }
    for (const [index, file] of files.entries()) {
      const outcome = await attempt(file, join(folder, `${verb}-${index}`))
      if (outcome.became !== null) became[outcome.became]++
      else console.error(`${verb} ${file.name}: exit ${outcome.exit}`)
    }
    broken += files.length - became.refused - became.neutralised
    rows.push(row(`files given to \`${verb}\``, files.length, became.refused, became.neutralised))
  }
  const faults = await requestFaults(folder)
  for (const fault of faults) console.error(`serve: ${fault}`)
  broken += faults.length
  rows.push(
    row('requests sent to `serve`', HOSTILE_REQUESTS.length, HOSTILE_REQUESTS.length - faults.length, 0),
  )
  return `## Hostile inputs

Written by \`npm run hostile\`, which tries them all; \`test/security\` does the same in every run of the tests. *Refused* means an
error in plain words and an exit code of ours; *harmless* that it was read as what it says and nothing came of it.

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
  const section = `${START}\n${await figures(folder)}${END}\n`
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '# Reliability\n\n'
  const [from, to] = [page.indexOf(START), page.indexOf(END)]
  const whole =
    from === -1
      ? `${page.trimEnd()}\n\n${section}`
      : `${page.slice(0, from)}${section}${page.slice(to + END.length + 1)}`
  writeFileSync(PAGE, whole)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
