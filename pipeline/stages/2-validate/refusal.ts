import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ContractError } from '../../errors.ts'
import { makePrivateFolder } from '../../folder-rights.ts'
import type { StageContext } from '../../stage.ts'
import { ruleOf } from './catalogue.ts'
import type { Findings } from './findings.ts'

/** Where the report of a refused run lies: below the city's output, outside the stages and the public folder. */
const REFUSED = 'refused'
const KEPT = ['report.html', 'report.json', 'findings.parquet', 'quarantine']

/**
 * Ends the stage for findings of severity `fail`, with the report where a person can read it: the stage's own directory
 * keeps what the last good run left. What the finding quotes of a record is said on a terminal and written in the report, in no log.
 * @throws ContractError always.
 */
export function refuse({ city, directory, outputDirectory }: StageContext, findings: Findings): never {
  const place = join(outputDirectory, REFUSED)
  rmSync(place, { recursive: true, force: true })
  makePrivateFolder(place)
  for (const name of KEPT) {
    const path = join(directory, name)
    if (existsSync(path)) cpSync(path, join(place, name), { recursive: true })
  }
  const first = findings.failed[0]!
  const { fail } = findings.counts
  const stopped = `${fail} ${fail === 1 ? 'finding stops' : 'findings stop'} the build; the first`
  throw new ContractError(
    {
      code: first.code,
      what: `${stopped}: ${ruleOf(findings.catalogue, first.code).title.en}`,
      where: {
        file: city.sources.find(({ id }) => id === first.source_id)?.path ?? first.source_id,
        record: first.source_row ?? undefined,
        field: first.field ?? undefined,
      },
      got: 'words of a record, which only a terminal and the report are told',
      expected: 'no finding of severity fail',
      next: `read ${REFUSED}/report.html in the output folder, mend the data, or change the severity in city.yaml with a reason`,
    },
    {
      onTerminal: {
        what: `${stopped}: ${first.message.en}`,
        got: first.got ?? undefined,
        expected: first.expected ?? 'no finding of severity fail',
      },
    },
  )
}

/** A run that went through leaves no refusal of an earlier one behind. */
export function withdrawRefusal({ outputDirectory }: StageContext): void {
  rmSync(join(outputDirectory, REFUSED), { recursive: true, force: true })
}
