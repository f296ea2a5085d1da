import type { Bilingual } from './legend.ts'

export interface PublishedCriterion {
  id: string
  aspect: string
  label: Bilingual
  /** What volume and denominator are counted in. */
  unit: Bilingual
  /** When something counts as deficit; null where the methodology has no words for it. */
  test: Bilingual | null
}

/** A band of deficits: from `min_pct` percent (the practised cut) up to the next band it gives `score`. */
export interface PublishedBand {
  min_pct: number
  score: number
  /** As the regulation prints it. */
  printed: string | null
}

/** `methodology.json` of a release: what the zones are scored by, as far as a reader of scores needs it. */
export interface PublishedMethodology {
  format: 'petakumuh-methodology/1'
  id: string
  title: Bilingual
  source: Bilingual
  aspects: { id: string; label: Bilingual }[]
  criteria: PublishedCriterion[]
  /** Lowest first. */
  bands: { source: Bilingual; values: PublishedBand[] }
  max_total: number
  /** Worst first. */
  classes: { source: Bilingual; values: { code: string; min: number; max: number; label: Bilingual }[] }
  priority: {
    source: Bilingual
    values: { class: string; other_considerations: string; priority: number }[]
  }
  /** `rules` give the code by class and land legality; left out in releases made before they were told. */
  treatment: {
    source: Bilingual
    values: { code: string; label: Bilingual }[]
    rules?: { class: string; land_legality: string; code: string }[]
  }
  authority: { source: Bilingual; values: { min_ha: number; code: string; label: Bilingual }[] }
  /**
   * How the contribution of works is reckoned from the sectoral means of two years, in percent. Portals: (start - end) / start,
   * at most `at_most_pct`. Worksheet: the whole where the score of the end is at most `whole_up_to_score`, else
   * (start - end) / (start - `offset_pct`). Left out where the methodology has none, and in releases made before it was told.
   */
  contribution?: {
    portal: { source: Bilingual; at_most_pct: number }
    worksheet: { source: Bilingual; offset_pct: number; whole_up_to_score: number }
  }
  /**
   * The city's limits of decreed against measured hectares, in percent of the measured ones and beyond the rounding of the
   * decreed figure; releases made before it was told lack it.
   */
  area_difference?: { warn_pct: number; error_pct: number }
}

/** The file as it was read; null where it is none that this page knows. */
export function readMethodology(json: unknown): PublishedMethodology | null {
  const known = json as Partial<PublishedMethodology> | null
  return known?.format === 'petakumuh-methodology/1' ? (known as PublishedMethodology) : null
}

/** Priority and treatment that the rules give to a zone of a class; null where they, or what they go by, are not known. */
export function handlingOfClass(
  methodology: PublishedMethodology | null,
  zone: { score_class: string | null; other_considerations: string | null; land_legality: string | null },
): { priority: number | null; treatment: string | null } {
  const priority = methodology?.priority.values.find(
    (rule) => rule.class === zone.score_class && rule.other_considerations === zone.other_considerations,
  )
  const treatment = methodology?.treatment.rules?.find(
    (rule) => rule.class === zone.score_class && rule.land_legality === zone.land_legality,
  )
  return { priority: priority?.priority ?? null, treatment: treatment?.code ?? null }
}

/** Whether a class is no slum, the last of the methodology's: no rule gives a priority or treatment to it. */
export function isNotSlum(methodology: PublishedMethodology | null, score_class: unknown): boolean {
  return methodology !== null && score_class === methodology.classes.values.at(-1)?.code
}

/** The band as the regulation prints it, else from its own cut: `25–50 %`. */
export function bandText({ printed, min_pct }: PublishedBand): string {
  return printed ?? `≥ ${Math.round(min_pct)} %`
}
