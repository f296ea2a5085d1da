import type { Geometry } from 'geojson'
import { areaM2Planar, M2_PER_HA } from '../../../geo/area.ts'
import { decodeWkb } from '../../../geo/wkb.ts'
import { parquet } from '../../../store/index.ts'
import { amount } from '../amount.ts'
import { thresholdOf } from '../catalogue.ts'
import type { GivenTables, Judge, JudgeTables } from '../judge.ts'
import type { World } from '../world.ts'
import { columnHalfDigit, exactSum } from './digits.ts'

/** HEADER_IMPLAUSIBLE: counts of one header that cannot stand beside one another. */
export const checkHeader: Judge = ({ row, report }) => {
  const { families, population, buildings } = row
  if (typeof families === 'number' && typeof population === 'number' && families > population) {
    report({
      code: 'HEADER_IMPLAUSIBLE',
      field: 'families',
      got: `${families} > ${population}`,
      expected: 'families <= population',
      message: {
        id: `${families} KK tetapi hanya ${population} penduduk.`,
        en: `${families} families but only ${population} people.`,
      },
    })
  } else if (population === 0 && typeof buildings === 'number' && buildings > 0) {
    report({
      code: 'HEADER_IMPLAUSIBLE',
      field: 'population',
      got: '0',
      expected: '> 0',
      message: {
        id: `${buildings} bangunan tanpa seorang penduduk pun.`,
        en: `${buildings} buildings and not one inhabitant.`,
      },
    })
  }
  if (buildings === 0 && typeof population === 'number' && population > 0) {
    report({
      code: 'HEADER_IMPLAUSIBLE',
      field: 'buildings',
      got: '0',
      expected: '> 0',
      message: {
        id: `${population} penduduk tanpa satu bangunan pun.`,
        en: `${population} people and not one building.`,
      },
    })
  }
}

interface VerifiedArea {
  /** `rt` or `zone`. */
  level: string
  place: string
  vintage: number
  area_ha: number
  half_ha: number
  source_id: string
  source_row: number
}

/**
 * VERIFIED_AREA: hectares verified in an RT, or in all RT of a zone, that are more than its outline holds. Less is as it
 * may be: what is verified is the slum within the outline. The outline of a zone is that of the decree of the year of the
 * profile, or else of the decree in force.
 */
export const checkVerifiedAreas: JudgeTables = async (given) => {
  const { store, table, world, catalogue, report } = given
  const profiles = table('rt_profiles')
  if (profiles === null) return
  const outlines = await outlineAreas(given)
  if (outlines.size === 0) return
  const limit_pct = thresholdOf(catalogue, 'VERIFIED_AREA', world.city)
  const inForce = world.decreeInForce
  const digits = columnHalfDigit('area_ha_verified', 'ha')
  const verified = `SELECT *, ${digits} AS half_ha FROM ${parquet(profiles)}`
  const rows = await store.rows<VerifiedArea>(
    `SELECT 'rt' AS level, rt_id AS place, vintage, area_ha_verified AS area_ha, half_ha, source_id, source_row
       FROM (${verified}) WHERE area_ha_verified IS NOT NULL
     UNION ALL
     SELECT 'zone', zone_id, vintage, ${exactSum('area_ha_verified')}, sum(half_ha), min(source_id), min(source_row)
       FROM (${verified}) WHERE zone_id IS NOT NULL AND area_ha_verified IS NOT NULL GROUP BY zone_id, vintage
     ORDER BY ALL`,
  )
  for (const row of rows) {
    const outline_ha = outlineFor(row, outlines, world, inForce)
    if (outline_ha === null) continue
    const over_pct = (100 * (row.area_ha - row.half_ha - outline_ha)) / outline_ha
    if (over_pct <= limit_pct) continue
    const outline = Math.round(outline_ha * 1e4) / 1e4
    const area = Math.round(row.area_ha * 1e6) / 1e6
    report({
      code: 'VERIFIED_AREA',
      table: 'rt_profiles',
      source_id: row.source_id,
      source_row: row.level === 'rt' ? row.source_row : null,
      key: `${row.place} · ${row.vintage}`,
      field: 'area_ha_verified',
      got: `${area} ha`,
      expected: `<= ${outline} ha`,
      message: {
        id: `Luas verifikasi ${row.place} ${amount(area).id} ha, padahal batasnya hanya ${amount(outline).id} ha.`,
        en: `The verified area of ${row.place} is ${amount(area).en} ha, but its outline holds only ${amount(outline).en} ha.`,
      },
    })
  }
}

interface Outline {
  code: string
  decree_number: string | null
  stated_ha: number | null
  wkb: Uint8Array | null
}

/** Hectares of an outline; those of a zone with the decree that has it. */
interface OutlineArea {
  decree_number: string | null
  area_ha: number
}

/** Null where no outline, or none of that year or in force, holds the place. */
function outlineFor(
  { level, place, vintage }: VerifiedArea,
  outlines: ReadonlyMap<string, readonly OutlineArea[]>,
  world: World,
  inForce: string | null,
): number | null {
  const all = outlines.get(`${level} ${place}`) ?? []
  if (level === 'rt') return all.at(-1)?.area_ha ?? null
  const ofYear = all.filter(({ decree_number }) => world.decrees.get(decree_number!)?.vintage === vintage)
  if (ofYear.length === 1) return ofYear[0]!.area_ha
  return all.find(({ decree_number }) => decree_number === inForce)?.area_ha ?? null
}

/** Planar hectares of the outlines of RT and of the zones of every decree, by level and code. */
async function outlineAreas({ store, table, world }: GivenTables): Promise<Map<string, OutlineArea[]>> {
  const areas = new Map<string, OutlineArea[]>()
  const sources = [
    ['rt', 'admin_units', 'admin_code', 'NULL', 'NULL', `level = 'rt'`],
    // A zone whose own hectares are more than its outline is named for that already.
    ['zone', 'zones', 'zone_id', 'decree_number', 'area_ha_decree', 'true'],
  ] as const
  for (const [level, name, code, decree, stated, where] of sources) {
    const path = table(name)
    if (path === null) continue
    const query = `SELECT ${code} AS code, (${decree})::VARCHAR AS decree_number, (${stated})::DOUBLE AS stated_ha,
        ST_AsWKB(geometry) AS wkb FROM ${parquet(path)} WHERE ${where}`
    for await (const batch of store.batches<Outline>(query)) {
      for (const { code, decree_number, stated_ha, wkb } of batch) {
        if (wkb === null) continue
        const m2 = areaM2Planar(decodeWkb(wkb) as Geometry, (lon, lat) => world.toUtm(lon, lat))
        if (m2 <= 0) continue
        const area = { decree_number, area_ha: Math.max(m2 / M2_PER_HA, stated_ha ?? 0) }
        const known = areas.get(`${level} ${code}`)
        if (known) known.push(area)
        else areas.set(`${level} ${code}`, [area])
      }
    }
  }
  return areas
}
