import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { simplify } from '@turf/turf'
import type { Feature, Position } from 'geojson'
import { decreeInForce } from '../../decree/in-force.ts'
import { classOfTotal } from '../../methodology/score.ts'
import type { StageContext } from '../../stage.ts'
import { parquet } from '../../store/index.ts'
import type { Catalogue } from './catalogue.ts'
import { digestFindings, digestPublic } from './digest.ts'
import type { Policy } from './policy.ts'
import { buildReport, hectaresByZone, OUTLINES_AT_MOST, type ReportParts } from './report/build.ts'
import { evenly } from './report/digest.ts'
import { publicCorrections } from './report/privacy.ts'
import { quarantineFiles } from './report/quarantine-files.ts'
import type { CorrectionSummary, Report, ReportSource, ScoreGroup } from './report/types.ts'
import type { Area, World } from './world.ts'

/** Outlines in the report are a picture, not data: one part in this many of the city's width. */
const OUTLINE_STEPS = 1500
export const REPORT_HTML = 'report.html'
/** A tenth of a metre, more than any screen shows. */
const DEGREE_DECIMALS = 6

/**
 * Draws together what the stage found into the content of `report.json`: the one of whoever builds, and the one of the release.
 * @param catalogue the rules before the city changed any
 */
export async function assembleReport(
  context: StageContext,
  world: World,
  policy: Policy,
  catalogue: Catalogue,
  sources: readonly ReportSource[],
  corrections: readonly CorrectionSummary[],
): Promise<{ own: Report; published: Report }> {
  const { city, store, directory } = context
  const accepted = (name: string): string | null => {
    const path = join(directory, `${name}.parquet`)
    return existsSync(path) ? path : null
  }
  const decree = await decreeInForce(store, city.decree, accepted('decrees'), accepted('zones'))
  const tolerance = (city.envelope[2] - city.envelope[0]) / OUTLINE_STEPS
  const zones = world.zones.filter((zone) => zone.decree_number === decree)
  const findings = join(directory, 'findings.parquet')
  const hectares = hectaresByZone(world.reconciliation)
  const parts: ReportParts = {
    city: { name: city.name, title: city.title, code: city.code, synthetic: city.synthetic },
    settings: city,
    catalogue: policy.catalogue,
    sources,
    found: await digestFindings(store, findings, hectares),
    corrections,
    policy: policy.entries(catalogue),
    quarantine: quarantineFiles(sources),
    decree,
    reconciliation: world.reconciliation,
    scores: {
      classes: world.methodology.classes.values
        .map(({ code, label, min, max }) => ({ code, title: label, min, max }))
        .sort((a, b) => a.min - b.min),
      groups: [
        ...(decree === null
          ? []
          : [
              zoneScores(
                decree,
                zones.map(({ score_stated }) => score_stated),
              ),
            ]),
        ...(await rtScores(context, world.methodology.criteria.length)),
      ],
    },
    completeness: await completeness(context, world),
    outlines: {
      kelurahan: world.kelurahan.map((unit) =>
        outline(unit.geometry, { code: unit.code, name: unit.name }, tolerance),
      ),
      zones_total: zones.length,
      zones: evenly(zones, OUTLINES_AT_MOST).map((zone) =>
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
    excerpt: null,
  }
  const { k } = city.privacy
  const published = {
    ...parts,
    found: await digestPublic(store, findings, hectares, k),
    corrections: publicCorrections(corrections, k),
    excerpt: { least_records: k, whole: `stages/2-validate/${REPORT_HTML}` },
  }
  return { own: buildReport(parts), published: buildReport(published) }
}

function outline<P extends object>(geometry: Area, properties: P, tolerance: number): Feature<Area, P> {
  const feature: Feature<Area, P> = { type: 'Feature', properties, geometry }
  const simple = simplify(feature, { tolerance, highQuality: true }) as Feature<Area, P>
  return { ...simple, geometry: rounded(simple.geometry) }
}

function rounded(geometry: Area): Area {
  const ring = (places: Position[]) =>
    places.map((place) => place.slice(0, 2).map((degrees) => Number(degrees.toFixed(DEGREE_DECIMALS))))
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((part) => part.map(ring)) }
}

function zoneScores(decree: string, scores: readonly (number | null)[]): ScoreGroup {
  const counts = new Map<number, number>()
  for (const score of scores) if (score !== null) counts.set(score, (counts.get(score) ?? 0) + 1)
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return {
    of: 'zones',
    name: decree,
    known,
    unknown: scores.length - known,
    scores: [...counts].sort(([a], [b]) => a - b).map(([score, count]) => ({ score, count })),
  }
}

/** Totals of the RT by year: as stated, else the sum of the criteria where a score is stated for every one. */
async function rtScores({ store, directory }: StageContext, criteria: number): Promise<ScoreGroup[]> {
  const profiles = join(directory, 'rt_profiles.parquet')
  const deficits = join(directory, 'rt_deficits.parquet')
  if (!existsSync(profiles)) return []
  const sums = existsSync(deficits)
    ? `SELECT rt_id, vintage, CASE WHEN count(score_stated) = ${criteria} THEN sum(score_stated) END AS total
       FROM ${parquet(deficits)} GROUP BY rt_id, vintage`
    : `SELECT NULL::VARCHAR AS rt_id, NULL::BIGINT AS vintage, NULL::DOUBLE AS total WHERE false`
  const rows = await store.rows<{ vintage: number; score: number | null; count: number }>(
    `SELECT p.vintage::INTEGER AS vintage, COALESCE(p.score_stated, s.total)::DOUBLE AS score, count(*)::INTEGER AS count
     FROM ${parquet(profiles)} p LEFT JOIN (${sums}) s ON p.rt_id = s.rt_id AND p.vintage = s.vintage
     GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST`,
  )
  const groups = new Map<number, ScoreGroup>()
  for (const { vintage, score, count } of rows) {
    let group = groups.get(vintage)
    if (!group) {
      group = { of: 'rt', name: String(vintage), known: 0, unknown: 0, scores: [] }
      groups.set(vintage, group)
    }
    if (score === null) group.unknown += count
    else {
      group.known += count
      group.scores.push({ score, count })
    }
  }
  return [...groups.values()]
}

async function completeness(
  { store, directory }: StageContext,
  world: World,
): Promise<ReportParts['completeness']> {
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
