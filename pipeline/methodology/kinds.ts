import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { displayPath, METHODOLOGY_DIR } from '../city.ts'
import { UserError } from '../errors.ts'

/**
 * What a methodology does; each kind has a schema in `schemas/methodology`, a loader and a page of documentation.
 *
 * - `deficit_scores`: volumes over denominators of an RT become percents, scores and a class;
 * - `tests`: conditions on households or other rows, counted, and rules that combine them;
 * - `density_classes`: a density becomes a class;
 * - `monitoring`: amounts at the start and at the end, and what became of them.
 */
export const KINDS = ['deficit_scores', 'tests', 'density_classes', 'monitoring'] as const
export type Kind = (typeof KINDS)[number]

/** The density classes that people per hectare are told in. */
export const POPULATION_CLASSES = 'sni-03-1733-2004'

/** Names of all methodologies, in alphabetical order. */
export function methodologyNames(directory: string = METHODOLOGY_DIR): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/**
 * The kind a methodology file states in its line `kind:`.
 * @throws UserError `config` when it states none that is known: its numbers would be missing without a word
 */
export function methodologyKind(name: string, directory: string = METHODOLOGY_DIR): Kind {
  const path = join(directory, `${name}.yaml`)
  const stated = /^kind: *(\S+)/m.exec(readFileSync(path, 'utf8'))?.[1]
  const kind = KINDS.find((one) => one === stated)
  if (kind !== undefined) return kind
  throw new UserError('config', {
    what: 'the methodology states no kind that is known',
    where: { file: displayPath(path), key: 'kind' },
    got: stated ?? 'no line kind:',
    expected: KINDS.join(', '),
  })
}

/** Names of the methodologies of one kind, in alphabetical order. */
export function methodologiesOf(kind: Kind, directory: string = METHODOLOGY_DIR): string[] {
  return methodologyNames(directory).filter((name) => methodologyKind(name, directory) === kind)
}
