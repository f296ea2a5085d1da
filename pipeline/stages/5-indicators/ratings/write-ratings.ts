import { join } from 'node:path'
import { densityClass, loadDensityClasses } from '../../../methodology/density-classes.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import {
  type Columns,
  parquet,
  parquetOrNone,
  type Row,
  sqlName,
  sqlText,
  writeTable,
} from '../../../store/index.ts'
import { LATEST_SCORE_FIRST } from '../../../values/latest-score.ts'
import { KAWASAN_NOT_STATED } from '../../../values/score-codes.ts'
import { considerations } from './considerations.ts'
import { landLegality, type ZoneFacts } from './land-legality.ts'
import { priorityRange } from './priority-range.ts'
import { authorityAreas, lacksKawasan, rate, type ZoneArea } from './rating.ts'
import { baanMankong, basis } from './rating-texts.ts'

const RATING: Columns = {
  zone_id: 'VARCHAR',
  decree_number: 'VARCHAR',
  vintage: 'BIGINT',
  methodology: 'VARCHAR',
  class_code: 'VARCHAR',
  priority: 'BIGINT',
  priority_min: 'BIGINT',
  priority_max: 'BIGINT',
  treatment: 'VARCHAR',
  treatment_label_id: 'VARCHAR',
  treatment_label_en: 'VARCHAR',
  baan_mankong_id: 'VARCHAR',
  baan_mankong_en: 'VARCHAR',
  authority: 'VARCHAR',
  authority_area_ha: 'DOUBLE',
  authority_unit: 'VARCHAR',
  land_legality: 'VARCHAR',
  land_legality_source: 'VARCHAR',
  land_legality_items: 'VARCHAR',
  land_legality_basis_id: 'VARCHAR',
  land_legality_basis_en: 'VARCHAR',
  other_considerations: 'VARCHAR',
  considerations_source: 'VARCHAR',
  considerations_min: 'BIGINT',
  considerations_max: 'BIGINT',
  considerations_items: 'VARCHAR',
  considerations_basis_id: 'VARCHAR',
  considerations_basis_en: 'VARCHAR',
  flags: 'VARCHAR',
}

/** Flags of a row stand side by side in one text. */
const BETWEEN_FLAGS = '; '

/**
 * Writes `zone_ratings`: what follows outside the total for each zone of the decree in force, by the class of its latest
 * vintage. `totals` is the table `score_totals` of this stage. Texts `*_basis_*` name the source of a rule and stand only
 * where the rule was applied.
 */
export async function writeRatings(
  context: StageContext,
  methodology: Methodology,
  decree: string | null,
  totals: string,
): Promise<number> {
  const zones = decree === null ? [] : await readZones(context, methodology, decree, totals)
  const authority = authorityAreas(methodology, zones)
  const rows = zones.map((zone) => ratingRow(methodology, zone, authority.get(zone.zone_id) ?? null))
  return writeTable(context.store, join(context.directory, 'zone_ratings.parquet'), RATING, rows)
}

type RatedZone = ZoneArea & {
  decree_number: string
  vintage: number | null
  score_class: string | null
  score_class_min: string | null
  score_class_max: string | null
  /** Columns of `zones` that the methodology asks for. */
  facts: ZoneFacts
  /** Class of the zone's density by the name of a methodology of density classes. */
  densityClass: (classes: string) => string | null
}

function ratingRow(methodology: Methodology, zone: RatedZone, authority_area_ha: number | null): Row {
  const land = landLegality(methodology, zone.facts)
  const other = considerations(methodology, zone.facts, zone.densityClass)
  const rating = rate(methodology, {
    score_class: zone.score_class,
    land_legality: land.value,
    other_considerations: other.value,
    authority_area_ha,
  })
  const { mayBeNone, ...range } = priorityRange(methodology, zone, other.possible)
  const isOpen = zone.score_class === null && zone.score_class_min !== null
  const treatment = rating.treatment === null ? null : methodology.treatment.labels[rating.treatment]!
  const mankong = baanMankong(methodology, rating.treatment)
  const landBasis = land.items === null ? null : basis(methodology, methodology.land_legality!)
  const otherBasis = other.items === null ? null : basis(methodology, methodology.other_considerations!)
  const flags = [
    ...land.flags,
    ...other.flags,
    ...(isOpen ? ['class open'] : []),
    ...(isOpen && mayBeNone ? ['may be not slum'] : []),
    ...(lacksKawasan(methodology, zone) ? [KAWASAN_NOT_STATED] : []),
  ]
  return {
    zone_id: zone.zone_id,
    decree_number: zone.decree_number,
    vintage: zone.vintage,
    methodology: methodology.id,
    ...rating,
    ...range,
    treatment_label_id: treatment?.id ?? null,
    treatment_label_en: treatment?.en ?? null,
    baan_mankong_id: mankong?.id ?? null,
    baan_mankong_en: mankong?.en ?? null,
    authority_area_ha,
    authority_unit: methodology.authority.unit,
    land_legality: land.value,
    land_legality_source: land.source,
    land_legality_items: land.items,
    land_legality_basis_id: landBasis?.id ?? null,
    land_legality_basis_en: landBasis?.en ?? null,
    other_considerations: other.value,
    considerations_source: other.source,
    considerations_min: other.min,
    considerations_max: other.max,
    considerations_items: other.items,
    considerations_basis_id: otherBasis?.id ?? null,
    considerations_basis_en: otherBasis?.en ?? null,
    flags: flags.length === 0 ? null : flags.join(BETWEEN_FLAGS),
  }
}

/** The zones of the decree in force with all that rates them, by code. */
async function readZones(
  context: StageContext,
  methodology: Methodology,
  decree: string,
  totals: string,
): Promise<RatedZone[]> {
  const zones = parquetOrNone(context.table('2-validate', 'zones'), 'zones')
  const areas = context.table('3-area', 'zone_areas')
  const measured =
    areas === null
      ? '(SELECT NULL AS decree_number, NULL AS zone_id, NULL AS area_ha_utm WHERE false)'
      : parquet(areas)
  const facts = factColumns(methodology)
  const classes = densityClasses(methodology)
  const densities = context.table('4-density', 'densities')
  const found = await context.store.rows<Omit<RatedZone, 'facts' | 'densityClass'> & ZoneFacts>(
    `SELECT z.zone_id, z.decree_number, z.kawasan, z.area_ha_decree, a.area_ha_utm::DOUBLE AS area_ha_utm,
       ${facts.map((name) => `z.${sqlName(name)} AS ${sqlName(`fact ${name}`)}`).join(', ')},
       ${[...classes].map(([name, { expression }]) => `${densities === null ? 'NULL' : `d.${expression}`}::DOUBLE AS ${sqlName(`density ${name}`)},`).join('\n')}
       t.vintage, t.score_class, t.score_class_min, t.score_class_max
     FROM ${zones} z
     LEFT JOIN ${measured} a ON a.decree_number = z.decree_number AND a.zone_id = z.zone_id
     ${densities === null ? '' : `LEFT JOIN (SELECT * FROM ${parquet(densities)} WHERE level = 'zone' AND population_published) d ON d.unit_id = z.zone_id`}
     LEFT JOIN (SELECT unit_id, vintage, score_class, score_class_min, score_class_max FROM ${totals}
       WHERE level = 'zone' AND methodology = ${sqlText(methodology.id)}
       QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY ${LATEST_SCORE_FIRST}) = 1) t ON t.unit_id = z.zone_id
     WHERE z.decree_number = ${sqlText(decree)} ORDER BY z.zone_id`,
  )
  return found.map((row) => ({
    ...row,
    facts: Object.fromEntries(facts.map((name) => [name, row[`fact ${name}`] ?? null])),
    densityClass: (name) => {
      const per_ha = row[`density ${name}`]
      return typeof per_ha === 'number' ? densityClass(classes.get(name)!, per_ha) : null
    },
  }))
}

/** Columns of `zones` that the methodology's rules ask for, each once. */
function factColumns({ land_legality, other_considerations }: Methodology): string[] {
  const land = (land_legality?.items ?? []).flatMap(({ share_pct, hectares }) => [
    share_pct,
    ...(hectares?.to ?? []),
  ])
  const other = (other_considerations?.items ?? []).flatMap(({ column }) => column ?? [])
  return [...new Set(['land_legality', 'other_considerations', ...land, ...other])]
}

/** The methodologies of density classes that the considerations ask for, by name. */
function densityClasses({ other_considerations }: Methodology) {
  const names = (other_considerations?.items ?? []).flatMap(({ density }) => density ?? [])
  return new Map([...new Set(names)].map((name) => [name, loadDensityClasses(name)]))
}
