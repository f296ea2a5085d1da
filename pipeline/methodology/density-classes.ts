import { METHODOLOGY_DIR } from '../city.ts'
import type { Text } from '../store/index.ts'
import type { CheckedYaml } from '../yaml-file.ts'
import { unique } from './check-parts.ts'
import { type MethodologyHead, readMethodology, type Sourced } from './read.ts'

export interface DensityClass extends Sourced {
  code: string
  /** Highest density that still belongs to the class; the last class has none. */
  max?: number
  label: Text
  /** The class as the document prints it. */
  printed?: Text
  /** What the document asks for in such a place. */
  housing?: Text
}

/** A checked file of kind `density_classes`; classes come lowest first. */
export interface DensityClasses extends MethodologyHead {
  /** Column of the table `densities` that is classed. */
  expression: 'density_population_per_ha' | 'density_population_net_per_ha'
  unit: 'people/ha'
  classes: DensityClass[]
  /** Where the printed limits leave a hole, and how it is closed. */
  holes: (Sourced & { at: string; closed: Text })[]
}

/**
 * Reads a methodology of density classes by name.
 * @throws UserError `config` naming file, line and key when it is missing or not as it must be.
 */
export function loadDensityClasses(name: string, directory: string = METHODOLOGY_DIR): DensityClasses {
  const { methodology, file } = readMethodology<DensityClasses>('density_classes', name, directory)
  checkLimits(methodology.classes, file)
  return methodology
}

/** Densities are classed to a millionth: 900 people on 150 x 150 m drawn in degrees are 400.000000003. */
const GRAINS_PER_UNIT = 1e6

/** A density as it is compared with a limit, to six decimals. */
export function toGrain(per_ha: number): number {
  return Math.round(per_ha * GRAINS_PER_UNIT) / GRAINS_PER_UNIT
}

/** Code of the class a density per hectare belongs to; a density of exactly a limit is in the class below it. */
export function densityClass({ classes }: Pick<DensityClasses, 'classes'>, per_ha: number): string {
  const density = toGrain(per_ha)
  return (classes.find((c) => c.max === undefined || density <= c.max) ?? classes.at(-1)!).code
}

function checkLimits(classes: readonly DensityClass[], file: CheckedYaml): void {
  unique(classes, ['classes'], 'code', file)
  const last = classes.length - 1
  classes.forEach(({ code, max }, index) => {
    if ((max === undefined) !== (index === last)) {
      throw file.fault(['classes', index], {
        what: index === last ? 'the last class ends' : 'a class in the middle has no end',
        got: `${code}${max === undefined ? '' : ` up to ${max}`}`,
        expected: 'a max for every class but the last',
      })
    }
    const before = classes[index - 1]?.max
    if (max === undefined || before === undefined || max > before) return
    throw file.fault(['classes', index, 'max'], {
      what: 'the classes do not rise',
      got: `${code} up to ${max} after ${before}`,
      expected: `a limit above ${before}`,
    })
  })
}
