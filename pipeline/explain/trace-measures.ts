import type { Text } from '../store/index.ts'
import type { RuleSource } from './trace.ts'

/** Hectares of a zone by each of the three ways that are never mixed, and how the decree compares; `docs/reference/area.md`. */
export interface AreaTrace {
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

/** What an RT gives to the people of a zone: all of its own, or the piece that is shared out to the zone. */
export interface PeoplePart {
  rt_id: string
  population: number | null
  families: number | null
  /** Percent of the RT's people that count in the zone, before they are made whole numbers. */
  share_pct: number | null
  source_id: string | null
  source_row: number | null
}

/** People, buildings and densities of a zone, only what the release may tell; `docs/reference/density.md`. */
export interface DensityTrace {
  /** Year of the profiles that people are counted from. */
  vintage: number | null
  area_ha_utm: number | null
  area_ha_net: number | null
  water_ha: number | null
  road_ha: number | null
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
  /** Classes of people per hectare, lowest first: `max` still belongs to the class, the last has none. */
  population_classes: { code: string; label: Text; max: number | null; source: RuleSource }[]
  /** Buildings per hectare from which a place of the city's size is dense; null where the methodology knows none. */
  buildings_limit: { per_ha: number; size_class: string; source: RuleSource } | null
  /** RT that people of the zone are counted from, by code: those of `vintage`, and those without a profile of it. */
  parts: PeoplePart[]
}
