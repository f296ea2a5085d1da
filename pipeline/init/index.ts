import { displayPath } from '../city.ts'
import { LINE_WIDTH, wrap } from '../inspect/text-lines.ts'
import { shellQuoted } from '../paths.ts'
import { jsonLine, plainLine } from '../terminal.ts'
import type { TriedDraft } from './city-yaml.ts'
import { gravestOf, type InitOptions, type InitOutcome, initCity } from './init-city.ts'
import type { Progress } from './progress.ts'
import { type Words, words } from './words.ts'

export type { InitOptions } from './init-city.ts'

/**
 * `petakumuh init`: writes the workspace and says, source by source, what came of it. Files that are refused are named as they are met; the
 * others go on.
 *
 * @param print one line of the answer
 * @param refused reports one refusal in full, for all but the one thrown
 * @throws UserError what `initCity` throws; at the end the gravest refusal of a file, the last of them
 */
export async function runInit(
  name: string,
  files: readonly string[],
  options: InitOptions & { json?: boolean },
  progress: Progress,
  print: (line: string) => void,
  refused: (error: unknown) => void = () => {},
): Promise<void> {
  const outcome = await initCity(name, files, options, progress)
  printOutcome(outcome, options, print)
  const gravest = gravestOf(outcome.refusals)
  for (const one of outcome.refusals) if (one !== gravest) refused(one.error)
  if (gravest !== null) throw gravest.error
}

function printOutcome(
  { directory, used, left, isDrawn, refusals, isIgnored }: InitOutcome,
  options: InitOptions & { json?: boolean },
  print: (line: string) => void,
): void {
  if (options.json) {
    const refused = refusals.map(({ file, error }) => ({ file, what: error.fault.what }))
    print(jsonLine({ directory, isDrawn, sources: [...used, ...left].map(asJson), refused }))
    return
  }
  const language = options.lang ?? 'en'
  const say = words[language]
  const where = displayPath(directory)
  print(`${where}/city.yaml`)
  const width = Math.max(...[...used, ...left].map(({ source }) => source.id.length))
  const line = (id: string, text: string) => print(wrap(text, 6, LINE_WIDTH, `  ${id.padEnd(width)}  `))
  for (const draft of used) line(draft.source.id, usedText(draft, say))
  for (const { source, obstacle } of left) line(source.id, say.obstacle(obstacle!))
  for (const { file, error } of refusals)
    print(wrap(say.refused(error.fault.what), 6, LINE_WIDTH, `  ${plainLine(file)}: `))
  if (!isDrawn) print(wrap(say.nothingToDraw, 6, LINE_WIDTH, '  '))
  if (isIgnored) print(wrap(say.ignored, 6, LINE_WIDTH, '  '))
  const [next, command] = [say.next(`${where}/city.yaml`), `npx petakumuh build ${shellQuoted(where)}`]
  // A command is never broken: it is there to be copied.
  print(`  ${next}${next.length + command.length + 3 > LINE_WIDTH ? '\n      ' : ' '}${command}`)
}

function usedText({ source, trial, unsure, kelurahan }: TriedDraft, say: Words): string {
  const { records, rows, incomplete, repeated, repeatedOf, unread } = trial!
  const byColumn = [...unread].map(([column, cells]) => `${column} ${cells}`)
  return [
    say.made(source.table, records, rows),
    ...(incomplete > 0 ? [say.incomplete(incomplete)] : []),
    ...(repeated > 0 ? [say.repeated(repeated)] : []),
    ...[...repeatedOf].map(([id, count]) => say.repeatedOf(count, id)),
    ...(unread.size > 0 ? [say.unread(sum(unread), byColumn.join(', '))] : []),
    ...(unsure.size > 0 ? [say.toCheck([...unsure].join(', '))] : []),
    ...(kelurahan ? [say.kelurahanMade(kelurahan)] : []),
  ].join('; ')
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, one) => all + one, 0)
}

function asJson({ source, obstacle, trial, unsure, kelurahan }: TriedDraft): object {
  const { records, rows, incomplete, repeated, repeatedOf, unread } = trial ?? {}
  return {
    id: source.id,
    table: source.table,
    path: source.path,
    obstacle,
    check: [...unsure],
    kelurahan: kelurahan ?? undefined,
    records,
    rows,
    incomplete,
    repeated,
    repeatedOf: repeatedOf && Object.fromEntries(repeatedOf),
    unread: unread && Object.fromEntries(unread),
  }
}
