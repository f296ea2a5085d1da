import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { METHODOLOGY_DIR } from '../city.ts'

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

/** The kind a methodology file states in its line `kind:`, or null when it states none that is known. */
export function methodologyKind(name: string, directory: string = METHODOLOGY_DIR): Kind | null {
  const stated = /^kind: *(\w+)/m.exec(readFileSync(join(directory, `${name}.yaml`), 'utf8'))?.[1]
  return KINDS.find((kind) => kind === stated) ?? null
}

/** Names of the methodologies of one kind, in alphabetical order. */
export function methodologiesOf(kind: Kind, directory: string = METHODOLOGY_DIR): string[] {
  return methodologyNames(directory).filter((name) => methodologyKind(name, directory) === kind)
}
