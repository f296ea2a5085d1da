import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { simplify } from '@turf/turf'
import type { Feature } from 'geojson'
import { decreeInForce } from '../../decree/in-force.ts'
import { classOfTotal } from '../../methodology/score.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import type { Catalogue } from './catalogue.ts'
import type { Policy } from './policy.ts'
import { buildReport } from './report/build.ts'
import type { Finding, Report, ReportSource } from './report/types.ts'
import type { Area, World } from './world.ts'

/** Outlines in the report are a picture, not data: one part in this many of the city's width. */
const OUTLINE_STEPS = 1500

/** Draws together what the stage found into the content of `report.json`. */
export async function assembleReport(
  context: StageContext,
  world: World,
  policy: Policy,
  catalogue: Catalogue,
  sources: ReportSource[],
): Promise<Report> {
  const { city, store, directory } = context
  const accepted = (name: string): string | null => {
    const path = join(directory, `${name}.parquet`)
    return existsSync(path) ? path : null
  }
  const decree = await decreeInForce(store, city.decree, accepted('decrees'), accepted('zones'))
  const tolerance = (city.envelope[2] - city.envelope[0]) / OUTLINE_STEPS
  return buildReport({
    city: { name: city.name, title: city.title, code: city.code, synthetic: city.synthetic },
    settings: city,
    catalogue: policy.catalogue,
    sources,
    findings: await allFindings(context),
    decree,
    reconciliation: world.reconciliation,
    completeness: await completeness(context, world),
    outlines: {
      kelurahan: world.kelurahan.map((unit) =>
        outline(unit.geometry, { code: unit.code, name: unit.name }, tolerance),
      ),
      zones: world.zones
        .filter((zone) => zone.decree_number === decree)
        .map((zone) =>
          outline(
            zone.geometry,
            {
              zone_id: zone.zone_id,
              name: zone.name,
              score_class:
                zone.score_stated === null ? null : classOfTotal(world.methodology, zone.score_stated),
            },
            tolerance / 4,
          ),
        ),
    },
  })
}

function outline<P extends object>(geometry: Area, properties: P, tolerance: number): Feature<Area, P> {
  const feature: Feature<Area, P> = { type: 'Feature', properties, geometry }
  return simplify(feature, { tolerance, highQuality: true }) as Feature<Area, P>
}

async function completeness(
  { store, directory }: StageContext,
  world: World,
): Promise<Report['completeness']> {
  const criteria = world.methodology.criteria.map((criterion) => ({
    id: criterion.id,
    title: criterion.label,
  }))
  const profiles = join(directory, 'rt_profiles.parquet')
  const deficits = join(directory, 'rt_deficits.parquet')
  if (!existsSync(profiles) || !existsSync(deficits)) return { criteria, rows: [] }
  const rows = await store.rows<{ rt_id: string; vintage: number; present: string | null }>(
    `SELECT p.rt_id, p.vintage, string_agg(d.criterion, ' ') FILTER (WHERE d.volume IS NOT NULL) AS present
     FROM ${parquet(profiles)} p LEFT JOIN ${parquet(deficits)} d USING (rt_id, vintage)
     GROUP BY p.rt_id, p.vintage ORDER BY p.rt_id, p.vintage`,
  )
  return {
    criteria,
    rows: rows.map((row) => {
      const present = new Set(row.present?.split(' ') ?? [])
      const missing = criteria
        .filter((criterion) => !present.has(criterion.id))
        .map((criterion) => criterion.id)
      return {
        rt_id: row.rt_id,
        vintage: row.vintage,
        criteria_present: criteria.length - missing.length,
        criteria_total: criteria.length,
        missing,
      }
    }),
  }
}

async function allFindings({ store, directory }: StageContext): Promise<Finding[]> {
  const rows = await store.rows(`SELECT * FROM ${parquet(join(directory, 'findings.parquet'))}`)
  return rows.map(
    ({ table_name, message_id, message_en, ...rest }) =>
      ({ ...rest, table: table_name, message: { id: message_id, en: message_en } }) as unknown as Finding,
  )
}
