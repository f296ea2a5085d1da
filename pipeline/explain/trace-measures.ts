import type { Text } from '../store/index.ts'
import type { DensityNumbers, PeopleShare } from '../values/traced-numbers.ts'
import type { RuleSource } from './trace.ts'

/** Record of the profile that the people stand in. */
export interface PeoplePart extends PeopleShare {
  source_id: string | null
}

export interface DensityTrace extends DensityNumbers {
  /** Classes of people per hectare, lowest first: `max` still belongs to the class, the last has none. */
  population_classes: { code: string; label: Text; max: number | null; source: RuleSource }[]
  /** Buildings per hectare from which a place of the city's size is dense; null where the methodology knows none. */
  buildings_limit: { per_ha: number; size_class: string; source: RuleSource } | null
  /** RT that people of the zone are counted from, by code: those of `vintage`, and those without a profile of it. */
  parts: PeoplePart[]
}
