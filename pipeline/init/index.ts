import { displayPath } from '../city.ts'
import type { TriedDraft } from './city-yaml.ts'
import { gravestOf, type InitOptions, type InitOutcome, initCity, type Progress } from './init-city.ts'
import { words } from './words.ts'

export type { InitOptions } from './init-city.ts'

/**
 * `petakumuh init`: writes the workspace and says, source by source, what came of it. Files that are refused are named as they are met; the
 * others go on.
 *
 * @param print one line of the answer
 * @throws UserError what `initCity` throws; at the end the gravest refusal of a file, the last of them
 */
export async function runInit(
  name: string,
  files: readonly string[],
  options: InitOptions & { json?: boolean },
  progress: Progress,
  print: (line: string) => void,
): Promise<void> {
  const outcome = await initCity(name, files, options, progress)
  printOutcome(outcome, options, print)
  const gravest = gravestOf(outcome.refusals)
  if (gravest !== null) throw gravest.error
}

function printOutcome(
  { directory, used, left, isDrawn, refusals }: InitOutcome,
  options: InitOptions & { json?: boolean },
  print: (line: string) => void,
): void {
  if (options.json) {
    const refused = refusals.map(({ file, error }) => ({ file, what: error.fault.what }))
    print(JSON.stringify({ directory, isDrawn, sources: [...used, ...left].map(asJson), refused }))
    return
  }
  const language = options.lang ?? 'en'
  print(`${displayPath(directory)}/city.yaml`)
  const width = Math.max(...[...used, ...left].map(({ source }) => source.id.length))
  for (const draft of used) print(`  ${draft.source.id.padEnd(width)}  ${usedText(draft)}`)
  for (const { source, obstacle } of left) {
    print(`  ${source.id.padEnd(width)}  ${words[language].obstacle(obstacle!)}`)
  }
  for (const { file, error } of refusals) print(`  ${file}: ${words[language].refused(error.fault.what)}`)
  if (!isDrawn) print(`  ${words[language].nothingToDraw}`)
  const where = displayPath(directory)
  print(
    `  next: look for ${words[language].check} in ${where}/city.yaml, then run: npx petakumuh build ${where}`,
  )
}

function usedText({ source, trial, unsure }: TriedDraft): string {
  const { records, rows, incomplete, repeated, unread } = trial!
  const faults = [
    ...(incomplete > 0 ? [`${incomplete} without a needed value`] : []),
    ...(repeated > 0 ? [`${repeated} with the key of another`] : []),
    ...(unread > 0 ? [`${unread} cells not read`] : []),
    ...(unsure.size > 0 ? [`check ${[...unsure].join(', ')}`] : []),
  ]
  const made = rows === records ? `${records} records` : `${records} records as ${rows} rows`
  return [`${source.table}: ${made}`, ...faults].join('; ')
}

function asJson({ source, obstacle, trial, unsure }: TriedDraft): object {
  const { records, rows, incomplete, repeated, unread } = trial ?? {}
  return {
    id: source.id,
    table: source.table,
    path: source.path,
    obstacle,
    check: [...unsure],
    records,
    rows,
    incomplete,
    repeated,
    unread,
  }
}
