/**
 * Numbers and codes of a unit by the names of their columns: what `petakumuh explain` tells and a release publishes of
 * them alike. Rules, records and words of each stand with the one that tells them. Unknown is null.
 */

/** Hectares of a zone by three ways that are never mixed, and how the decree compares; `docs/reference/area.md`. */
export interface TracedAreas {
  area_ha_decree: number | null
  /** As the source prints it. */
  area_ha_decree_text: string | null
  area_ha_utm: number | null
  /** Projected CRS of `area_ha_utm`, such as EPSG:32648. */
  utm_crs: string
  area_ha_geodesic: number | null
  perimeter_m: number | null
  /** 100 x (decree - UTM) / UTM. */
  area_difference_pct: number | null
  /** `ok`, `stale`, `wrong` or `missing`. */
  area_status: string | null
  /** Limits of the city in percent, beyond the rounding of the decreed figure. */
  limits: { warn_pct: number; error_pct: number }
}

/** People, buildings and densities of a zone, only what the release may tell; `docs/reference/density.md`. */
export interface DensityNumbers {
  /** Year of the profiles that people are counted from. */
  vintage: number | null
  area_ha_utm: number | null
  area_ha_net: number | null
  water_ha: number | null
  road_ha: number | null
  /**
   * What `area_ha_net` leaves out: `water`, `roads`, `water_and_roads`; `all_water`, `all_roads` where hardly anything
   * is left.
   */
  net_method: string | null
  rt_in_unit: number | null
  rt_told: number | null
  rt_ground_inside_pct: number | null
  population: number | null
  families: number | null
  population_method: string | null
  population_standard_error: number | null
  buildings: number | null
  buildings_method: string | null
  buildings_elsewhere: number | null
  density_population_per_ha: number | null
  density_population_class: string | null
  density_population_net_per_ha: number | null
  density_buildings_per_ha: number | null
  density_buildings_class: string | null
  density_buildings_net_per_ha: number | null
}

/** What an RT gives to the people of a zone: all of its own, or the piece that is shared out to the zone. */
export interface PeopleShare {
  rt_id: string
  population: number | null
  families: number | null
  /** Percent of the RT's people that count in the zone, before they are made whole numbers. */
  share_pct: number | null
  /** Record of the source, from 1. */
  source_row: number | null
}

/** A total score with the classes it may be of. */
export interface TotalNumbers {
  /** `computed` from deficits, or `stated` by a decree that gives no more. */
  score_source: string
  score_total: number | null
  score_min: number
  score_max: number
  /** Null while the class is not certain. */
  score_class: string | null
  score_class_min: string | null
  score_class_max: string | null
  max_total: number
  completeness_pct: number | null
  rt_count: number | null
}

/** Sums over the RT of a unit for one criterion. */
export interface KnownSums {
  /** Sum of the volumes that are known, and what the unknown ones may add at most. */
  volume_known: number
  volume_open: number
  denominator_known: number
  volumes_missing: number
  denominators_missing: number
  /** Whether the RT add up to what the tables say; false is a fault of the tables. */
  agrees: boolean | null
}

/**
 * What works since a survey make of the volume of a criterion, of `progress_criteria`:
 * `volume_start` - (`volume_works` - `works_beyond_need`) = `volume_end`.
 */
export interface WorksNumbers {
  year: number | null
  /** Year of the survey that `volume_start` is of; parts of it may be of earlier ones. */
  baseline_vintage: number | null
  volume_start: number | null
  volume_works: number | null
  /** What of the works the volume had not left to give. */
  works_beyond_need: number | null
  volume_end: number | null
  percent_end: number | null
  score_end: number | null
}

/** A unit in one year: as surveyed, or as works since the last survey leave it; columns of `progress`. */
export interface YearNumbers {
  year: number | null
  /** `surveyed` or `projected`, as `progress.kind`. */
  kind: string
  score_total: number | null
  score_min: number | null
  score_max: number | null
  score_class: string | null
  /** Hectares that are still slum. */
  area_ha_slum: number | null
}

/** What of a zone a rule decides outside its total. */
export type DecisionKind =
  | 'land_legality'
  | 'other_considerations'
  | 'priority'
  | 'class_code'
  | 'treatment'
  | 'authority'

type Bilingual = { id: string; en: string }

export type TracedCell = string | number | boolean | null

/**
 * How a number comes about: an entry of `schemas/numbers.yaml` with the names its columns have in the data dictionary.
 * A release has them in `traces/numbers.json`, once for all zones.
 */
export interface NumberRule {
  /** As `petakumuh explain --number` takes it. */
  id: string
  title: Bilingual
  /** The published table whose columns its answers and inputs are. */
  table: string
  /** The columns of the row that are the number: two are its least and most. */
  answers: { column: string; formula: string | null }[]
  /** Columns of the row that it is reckoned from or that are told beside it. */
  inputs: { column: string; title: Bilingual; unit: string | null }[]
  unit: string | null
  /** What the parts are that are added up; null where there are none. */
  parts: 'rt' | 'year' | 'criterion' | 'aspect' | null
  rule: Bilingual
  /** Formula of how far from the number its own may come out, as where sides of cut ground bend; null for rounding alone. */
  within: string | null
  /** Why the formula does not give the number, each with the condition (`condition.ts`) under which it is why. */
  otherwise: ({ when: string } & Bilingual)[]
  /** Where a release has it. */
  published: PublishedPlace
  source: Bilingual
  confidence: 'high' | 'medium' | 'low'
  /** Ids of the sources of the city that it was made from. */
  files: string[]
}

/** The file of a release where a number can be found. */
export interface PublishedPlace {
  /** `tables/densities.csv`. */
  file: string
  columns: string[]
  /** Which rows to add up, with columns of the traced values in braces: `{from_decree}`; null for the one row of the unit. */
  rows: Bilingual | null
  /** The columns that only `rows` names. */
  names: string[]
}

/** One of the parts that a number is added up from, with the record of its source where one is known. */
export interface NumberPart {
  name: string
  value: number | null
  source: number | null
  source_row: number | null
}

/** A number of a unit: one of several of its kind has a key, such as that of the facility it leads to. */
export interface TracedNumber {
  number: string
  key: string | null
  label: Bilingual | null
  year: number | null
  /** By the columns of answers and inputs. */
  values: Record<string, TracedCell>
  parts: NumberPart[]
}

/** What a household figure counts, by the rule of its methodology. */
export interface FigureRule {
  /** What is counted, such as `Figure of households`. */
  title: Bilingual
  label: Bilingual
  /** Who has what the label says. */
  how: Bilingual
  /** Of whom it is asked; null where of all. */
  of: Bilingual | null
  note: Bilingual | null
  source: Bilingual
  confidence: 'high' | 'medium' | 'low'
  /** Ids of the sources of the city whose rows are counted. */
  files: string[]
}

/** Household figures by methodology and indicator. */
export type FigureRules = Record<string, { title: Bilingual; figures: Record<string, FigureRule> }>
