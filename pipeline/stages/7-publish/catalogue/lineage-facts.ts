import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { METHODOLOGY_DIR } from '../../../city.ts'
import type { StageContext } from '../../../stage.ts'
import { parquet, type Row, sqlName, type Text } from '../../../store/index.ts'
import { ownYaml } from '../../../yaml-file.ts'
import { readLegend } from '../legend-file.ts'

/** What the stages say of themselves, as far as a lineage tells it. */
export interface LineageFacts {
  /** Quality rules that found something, in the order of the report. */
  rules: { code: string; severity: string; title: Text; count: number }[]
  corrections: { id: string; reason: Text; status: string; rows: number }[]
  /** Zones by `area_status`. */
  areas: { ok: number; stale: number; wrong: number; missing: number }
  /** What the map calls each `area_status` of a decreed area. */
  area_words: { ok: Text; stale: Text; wrong: Text }
  /** Units whose people and whose buildings are told for each hectare. */
  densities: { people: number; buildings: number }
  /** Methodologies that figures of the release were made by. */
  methodologies: { id: string; title: Text }[]
  /** Units of the release whose score is an interval, and all that have one. */
  scores: { open: number; all: number }
}

interface Report {
  rules: LineageFacts['rules']
  corrections: LineageFacts['corrections']
  stats: { area_status?: Partial<LineageFacts['areas']> }
}

/** Tables whose rows name the methodology they were made by. */
const BY_METHODOLOGY = ['score_totals', 'household_indicators', 'poverty_monitoring', 'survey_deficits']

/** Reads what the earlier stages of this build tell of their work. */
export async function lineageFacts(context: StageContext): Promise<LineageFacts> {
  const { store, table, file } = context
  const report = JSON.parse(readFileSync(file('2-validate', 'published/report.json')!, 'utf8')) as Report
  const totals = table('5-indicators', 'score_totals')
  const [scores] =
    totals === null
      ? []
      : await store.rows<LineageFacts['scores'] & Row>(
          `SELECT count(*) FILTER (score_total IS NULL) AS open, count(*) AS "all" FROM ${parquet(totals)}`,
        )
  return {
    rules: report.rules,
    corrections: report.corrections,
    areas: { ...{ ok: 0, stale: 0, wrong: 0, missing: 0 }, ...report.stats.area_status },
    area_words: areaWords(),
    densities: await densityCounts(context),
    methodologies: (await methodologyIds(context)).map((id) => ({ id, title: methodologyTitle(id) })),
    scores: { open: scores?.open ?? 0, all: scores?.all ?? 0 },
  }
}

function areaWords(): LineageFacts['area_words'] {
  const words = new Map(readLegend().area_status.map(({ code, id, en }) => [code, { id, en }]))
  return { ok: words.get('ok')!, stale: words.get('stale')!, wrong: words.get('wrong')! }
}

async function densityCounts({ store, table }: StageContext): Promise<LineageFacts['densities']> {
  const path = table('4-density', 'densities')
  if (path === null) return { people: 0, buildings: 0 }
  const [counts] = await store.rows<LineageFacts['densities'] & Row>(
    `SELECT count(density_population_per_ha) AS people, count(density_buildings_per_ha) AS buildings FROM ${parquet(path)}`,
  )
  return counts!
}

async function methodologyIds({ store, table }: StageContext): Promise<string[]> {
  const ids = new Set<string>()
  for (const name of BY_METHODOLOGY) {
    const path = table('5-indicators', name)
    if (path === null) continue
    const rows = await store.rows<{ methodology: string }>(
      `SELECT DISTINCT ${sqlName('methodology')} FROM ${parquet(path)} WHERE methodology IS NOT NULL`,
    )
    for (const { methodology } of rows) ids.add(methodology)
  }
  return [...ids].sort()
}

function methodologyTitle(id: string): Text {
  const path = join(METHODOLOGY_DIR, `${id}.yaml`)
  if (!existsSync(path)) return { id, en: id }
  return (ownYaml(path) as { title: Text }).title
}
