import type { City } from '../city.ts'
import { publishedDensities } from '../layers/published-people.ts'
import { loadDensityClasses } from '../methodology/density-classes.ts'
import { POPULATION_CLASSES } from '../methodology/kinds.ts'
import type { Methodology } from '../methodology/methodology.ts'
import { parquet } from '../store/index.ts'
import { membersOf } from './members.ts'
import { ruleSource } from './rule-source.ts'
import type { StageTables } from './stage-tables.ts'
import type { DensityTrace, PeoplePart } from './trace-measures.ts'

type DensityRow = Omit<DensityTrace, 'population_classes' | 'buildings_limit' | 'parts'>

const COLUMNS = [
  ...['unit_id', 'vintage', 'area_ha_utm', 'area_ha_net', 'water_ha', 'road_ha', 'net_method'],
  ...['rt_in_unit', 'rt_told', 'rt_ground_inside_pct', 'population', 'families', 'population_method'],
  ...['population_standard_error', 'buildings', 'buildings_method', 'buildings_elsewhere'],
  ...['density_population_per_ha', 'density_population_class', 'density_population_net_per_ha'],
  ...['density_buildings_per_ha', 'density_buildings_class', 'density_buildings_net_per_ha'],
] as const

/**
 * People, buildings and densities of a zone, as the published table tells them: what the survey of a few may not tell is
 * null here too.
 * @returns null where the stage counted nothing of the zone
 */
export async function densityOf(
  tables: StageTables,
  city: City,
  methodology: Methodology,
  zone_id: string,
): Promise<DensityTrace | null> {
  const path = tables.path('4-density', 'densities')
  const there = await tables.columns('4-density', 'densities')
  if (path === null || !there.has('population_published')) return null
  const told = tables.path('5-indicators', 'survey_zones')
  const published = `SELECT ${publishedDensities(told === null ? null : parquet(told))} FROM ${parquet(path)}`
  const ofZones = `SELECT ${COLUMNS.join(', ')} FROM (${published}) WHERE level = 'zone'`
  const [row] = await tables.select<DensityRow & { unit_id: string }>(ofZones, { of: { unit_id: zone_id } })
  if (row === undefined) return null
  const { unit_id: _unit, ...density } = row
  const classes = await tables.once('density classes', async () => loadDensityClasses(POPULATION_CLASSES))
  return {
    ...density,
    population_classes: classes.classes.map((one) => ({
      ...{ code: one.code, label: one.label, max: one.max ?? null },
      source: ruleSource(classes, one),
    })),
    buildings_limit: buildingsLimit(methodology, city.size_class),
    parts: await peopleParts(tables, zone_id, row.vintage),
  }
}

/** The same rule counts a whole RT as too dense, so that a density and a score never tell two stories. */
function buildingsLimit(
  methodology: Methodology,
  size_class: City['size_class'],
): DensityTrace['buildings_limit'] {
  const rule = methodology.criteria.find(
    ({ whole_when }) => whole_when?.ratio.of === 'buildings' && whole_when.ratio.to === 'area_ha_verified',
  )?.whole_when
  if (rule === undefined) return null
  return { per_ha: rule.at_least[size_class], size_class, source: ruleSource(methodology, rule) }
}

interface PieceRow {
  zone_id: string
  rt_id: string
  vintage: number | null
  share_pct: number | null
  population: number | null
  families: number | null
}

/**
 * What each RT gives to the people of a zone: of one that is shared out over several zones only its piece, so that the parts
 * add up. An RT without a profile of the year gives nothing that is known.
 */
async function peopleParts(
  tables: StageTables,
  zone_id: string,
  vintage: number | null,
): Promise<PeoplePart[]> {
  if (vintage === null) return []
  const pieces = await tables.rows<PieceRow>(
    '4-density',
    'profile_pieces',
    ['rt_id', 'vintage', 'zone_id', 'share_pct', 'population', 'families'],
    { of: { zone_id }, order: 'rt_id' },
  )
  const members = await membersOf(tables, vintage)
  return pieces.map(({ rt_id, vintage: told, share_pct, population, families }) => {
    const { source_id = null, source_row = null } = told === null ? {} : (members.get(rt_id) ?? {})
    return { rt_id, population, families, share_pct, source_id, source_row }
  })
}
