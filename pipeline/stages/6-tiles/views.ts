import { publishedDensities } from '../../layers/published-people.ts'
import type { StageContext, StageName } from '../../stage.ts'
import { type Columns, columnsOf, parquet, sqlName, sqlText, tableSchemas } from '../../store/index.ts'
import { LATEST_SCORE_FIRST } from '../../values/latest-score.ts'

const COMPUTED: [StageName, string[]][] = [
  ['3-area', ['zone_areas', 'admin_areas', 'zone_admin', 'zone_changes']],
  ['4-density', ['building_locations', 'grid']],
]

/**
 * What the layers show of the tables of 5-indicators, by column. A city has no progress without works and no household
 * figures without a survey: a table or column that is not there is empty.
 */
const INDICATORS: Record<string, Columns> = {
  score_totals: {
    level: 'VARCHAR',
    unit_id: 'VARCHAR',
    vintage: 'BIGINT',
    methodology: 'VARCHAR',
    score_source: 'VARCHAR',
    score_total: 'DOUBLE',
    score_min: 'DOUBLE',
    score_max: 'DOUBLE',
    score_class: 'VARCHAR',
    completeness_pct: 'DOUBLE',
    rt_count: 'BIGINT',
  },
  zone_ratings: {
    zone_id: 'VARCHAR',
    priority: 'BIGINT',
    priority_min: 'BIGINT',
    priority_max: 'BIGINT',
    class_code: 'VARCHAR',
    treatment: 'VARCHAR',
    authority: 'VARCHAR',
    land_legality: 'VARCHAR',
    land_legality_source: 'VARCHAR',
    other_considerations: 'VARCHAR',
    considerations_source: 'VARCHAR',
  },
  works: { zone_id: 'VARCHAR', interventions: 'VARCHAR' },
  zone_collaboration: { zone_id: 'VARCHAR', stage: 'VARCHAR', partners: 'BIGINT' },
  progress: {
    level: 'VARCHAR',
    unit_id: 'VARCHAR',
    year: 'BIGINT',
    kind: 'VARCHAR',
    score_total: 'DOUBLE',
    score_class: 'VARCHAR',
    area_ha_slum: 'DOUBLE',
  },
  household_indicators: {
    level: 'VARCHAR',
    unit_id: 'VARCHAR',
    vintage: 'BIGINT',
    methodology: 'VARCHAR',
    indicator: 'VARCHAR',
    counts: 'VARCHAR',
    percent_min: 'DOUBLE',
    percent_max: 'DOUBLE',
    published: 'BOOLEAN',
  },
}

/**
 * Makes every table the layer queries name: the accepted canonical tables, empty where the city has none of the kind, and
 * the computed ones; `latest_scores` holds each unit's score of the last year of which anything is known, by the methodology of the city.
 */
export async function createViews({ city, store, table }: StageContext): Promise<void> {
  for (const schema of tableSchemas().values()) {
    const path = table('2-validate', schema.name)
    if (path !== null)
      await store.run(`CREATE TEMP VIEW ${sqlName(schema.name)} AS SELECT * FROM ${parquet(path)}`)
    else {
      const columns = Object.entries({ ...columnsOf(schema), corrections: 'VARCHAR' }).map(([name, type]) => {
        return `${sqlName(name)} ${type === 'GEOMETRY' ? "GEOMETRY('OGC:CRS84')" : type}`
      })
      await store.run(`CREATE TEMP TABLE ${sqlName(schema.name)} (${columns.join(', ')})`)
    }
  }
  await store.run(`CREATE TEMP VIEW findings AS SELECT * FROM ${parquet(table('2-validate', 'findings')!)}`)
  for (const [stage, names] of COMPUTED) {
    for (const name of names) {
      await store.run(`CREATE TEMP VIEW ${sqlName(name)} AS SELECT * FROM ${parquet(table(stage, name)!)}`)
    }
  }
  const optional = [
    ...Object.entries(INDICATORS).map(
      ([name, columns]) => ({ stage: '5-indicators', name, columns }) as const,
    ),
    {
      stage: '3-area',
      name: 'rt_zones',
      columns: { rt_id: 'VARCHAR', vintage: 'BIGINT', zone_id: 'VARCHAR' },
    } as const,
  ]
  for (const { stage, name, columns } of optional) {
    const path = table(stage, name)
    const nothing = Object.entries(columns).map(([column, type]) => `NULL::${type} AS ${sqlName(column)}`)
    const rows = path === null ? '' : ` UNION ALL BY NAME SELECT * FROM ${parquet(path)}`
    await store.run(`CREATE TEMP VIEW ${sqlName(name)} AS (SELECT ${nothing.join(', ')} WHERE false)${rows}`)
  }
  const surveyZones = table('5-indicators', 'survey_zones')
  const columns = publishedDensities(surveyZones && parquet(surveyZones))
  await store.run(
    `CREATE TEMP VIEW densities AS SELECT ${columns} FROM ${parquet(table('4-density', 'densities')!)}`,
  )
  await store.run(`CREATE TEMP VIEW latest_scores AS
    SELECT * FROM score_totals WHERE methodology = ${sqlText(city.methodology)}
    QUALIFY row_number() OVER (PARTITION BY level, unit_id ORDER BY ${LATEST_SCORE_FIRST}) = 1`)
  await store.run(`CREATE TEMP MACRO point(lon, lat) AS
    CASE WHEN lon IS NULL OR lat IS NULL THEN NULL ELSE ('POINT(' || lon || ' ' || lat || ')')::GEOMETRY('OGC:CRS84') END`)
}

/** Puts values into a query's `$name` places; a null becomes NULL. */
export function fillQuery(sql: string, values: Record<string, string | boolean | null>): string {
  return sql.replace(/\$([a-z]+)/g, (place, name: string) => {
    const value = values[name]
    if (value === undefined) throw new RangeError(`the query has no value for ${place}`)
    return value === null ? 'NULL' : typeof value === 'boolean' ? String(value) : sqlText(value)
  })
}
