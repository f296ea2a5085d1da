import type { Ground } from './ground.ts'

/** Net ground of less than this part of the unit is the play of two drawings of a shore, and bears no density. */
const LEAST_NET_PART = 0.01

export type NetMethod = 'water' | 'roads' | 'water_and_roads' | 'all_water' | 'all_roads'

export interface NetColumns {
  area_ha_net: number | null
  water_ha: number | null
  road_ha: number | null
  net_method: NetMethod | null
  roads_without_width: number | null
  /** What net densities divide by; null where they are not told. */
  net_ha: number | null
}

/**
 * Net area: the unit less what is known to be water or road, in planar UTM hectares, so that `area_ha_net` + `water_ha` +
 * `road_ha` = `area_ha_utm`. Where nothing is known there is no net area; where nothing is left there is one, but no
 * density over it (`all_water`, `all_roads` by what takes the most).
 */
export function netGround(area_ha_utm: number, ground: Ground | null): NetColumns {
  const { water_ha = null, road_ha = null, roads_without_width = null } = ground ?? {}
  if (water_ha === null && road_ha === null)
    return { area_ha_net: null, water_ha, road_ha, net_method: null, roads_without_width, net_ha: null }
  const area_ha_net = Math.max(0, area_ha_utm - (water_ha ?? 0) - (road_ha ?? 0))
  const nothing = area_ha_net <= LEAST_NET_PART * area_ha_utm
  const known = road_ha === null ? 'water' : water_ha === null ? 'roads' : 'water_and_roads'
  const all = (water_ha ?? 0) >= (road_ha ?? 0) ? 'all_water' : 'all_roads'
  return {
    area_ha_net,
    water_ha,
    road_ha,
    net_method: nothing ? all : known,
    roads_without_width,
    net_ha: nothing ? null : area_ha_net,
  }
}
