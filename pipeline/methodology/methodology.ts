import { METHODOLOGY_DIR } from '../city.ts'
import type { Text } from '../store/index.ts'
import { checkMethodology } from './check.ts'
import { type MethodologyHead, readMethodology, type Sourced } from './read.ts'

export interface WholeWhen extends Sourced {
  ratio: { of: string; to: string; unit: string }
  at_least: Record<'kecil' | 'sedang' | 'besar' | 'metropolitan', number>
}

/** How the answers of households tell a deficit that no record states. */
export interface SurveyRule extends Sourced {
  table: 'households'
  /** What of a household is counted, in the unit of the criterion. */
  counts: 'households' | 'families' | 'population'
  /** Condition on a household: it is deficient. */
  when: string
  /** Condition on a household: enough was answered to tell both ways. */
  known_when?: string
  note: Text
}

export interface Criterion extends Sourced {
  id: string
  aspect: string
  label: Text
  /** Key of {@link Methodology.units}. */
  unit: string
  /** Expression over columns of `rt_profiles`. */
  denominator: string
  /** What other sets call it, by the id of the set; null where they have none. Left out, it is that of the same id. */
  equivalent?: Record<string, string | null>
  /** When something counts as deficit, in words. */
  test?: Text & Sourced
  whole_when?: WholeWhen
  survey?: SurveyRule
}

/** A checked file of `schemas/methodologies`; bands come highest first, classes lowest first, authority largest first. */
export interface Methodology extends MethodologyHead {
  /** ISO 8601, of the precision that is confirmed: `2018`, `2018-05` or a day. */
  effective_date: string
  units: Record<string, { profile_unit: string; label: Text }>
  aspects: { id: string; label: Text }[]
  criteria: Criterion[]
  bands: Sourced & { values: { min_pct: number; score: number; printed?: string }[] }
  max_total: number
  classes: Sourced & { values: { min: number; max: number; code: string; label: Text }[] }
  aggregation: Sourced & { method: 'ratio_of_sums' }
  /** How near a stated percent and that of a survey have to be to agree: one of the two is enough. */
  survey_agreement?: Sourced & { standard_errors: number; percent_points: number }
  zero_denominator: Sourced & { percent: number }
  /**
   * How reports reckon the contribution of works from the sectoral means (domain 1.3): the worksheet takes `offset_pct` from
   * the mean at the start, the portals tell no more than `at_most_pct`.
   */
  contribution?: { worksheet: Sourced & { offset_pct: number }; portal: Sourced & { at_most_pct: number } }
  missing_data: Sourced & { volume: 'none_to_whole'; score: 'interval' }
  priority: Sourced & {
    values: { class: string; other_considerations: string; priority: number; codes: Record<string, string> }[]
  }
  treatment: Sourced & {
    labels: Record<string, Text>
    values: { class: string; land_legality: string; treatment: string }[]
    /** What Baan Mankong calls the like, by treatment. */
    baan_mankong?: Sourced & { values: Record<string, Text> }
  }
  authority: Sourced & {
    unit: 'kawasan' | 'zone'
    area: ('area_ha_decree' | 'area_ha_utm')[]
    values: { min_ha: number; code: string; label: Text }[]
  }
  /** When the land of a zone counts as legal. */
  land_legality?: Sourced & {
    items: (Sourced & {
      id: string
      label: Text
      /** Column of `zones`: share of the location in percent. */
      share_pct: string
      /** Columns of `zones` in hectares, whose ratio is the share where no percent is stated. */
      hectares?: { of: string; to: string[] }
    })[]
    rule: { items: 'all'; more_than_pct: number }
    values: { met: string; not_met: string }
  }
  other_considerations?: Sourced & {
    items: (Sourced & {
      id: string
      label: Text
      /** Column of `zones` that answers, or the methodology of density classes whose class of the zone does. */
      column?: string
      density?: string
      values: Record<string, number>
    })[]
    classes: { min: number; max: number; code: string }[]
  }
}

/**
 * Reads a methodology of scores by name.
 * @throws UserError `config` naming file, line and key when it is missing or not as it must be.
 */
export function loadMethodology(name: string, directory: string = METHODOLOGY_DIR): Methodology {
  const { methodology, file } = readMethodology<Methodology>('deficit_scores', name, directory)
  checkMethodology(methodology, file)
  methodology.bands.values.sort((a, b) => b.min_pct - a.min_pct)
  methodology.classes.values.sort((a, b) => a.min - b.min)
  methodology.authority.values.sort((a, b) => b.min_ha - a.min_ha)
  return methodology
}
