import { parquet } from '../../../store/index.ts'
import type { JudgeTables } from '../judge.ts'

interface Detail {
  locations: number
  with_rt: number
  scored: number
  source_id: string
}

/** DECREE_NOT_RT and CRITERIA_UNSTATED: what the annex and the outlines of a decree leave unsaid. */
export const checkDecreeDetail: JudgeTables = async ({ store, table, world, report }) => {
  const details = new Map<string, Map<string, Detail>>()
  for (const [name, scored] of [
    ['decree_rows', 'score_stated IS NOT NULL OR class_stated IS NOT NULL'],
    ['zones', 'score_stated IS NOT NULL'],
  ] as const) {
    const path = table(name)
    if (path === null) continue
    const rows = await store.rows<Detail & { decree_number: string }>(
      `SELECT decree_number, count(*) AS locations, count(*) FILTER (rt_rw LIKE 'RT%') AS with_rt,
         count(*) FILTER (${scored}) AS scored, min(source_id) AS source_id
       FROM ${parquet(path)} GROUP BY ALL ORDER BY ALL`,
    )
    for (const { decree_number, ...detail } of rows) {
      const ofDecree = details.get(decree_number) ?? new Map<string, Detail>()
      details.set(decree_number, ofDecree.set(name, detail))
    }
  }
  const inForce = world.decreeInForce
  for (const [key, ofDecree] of details) {
    const parts = [...ofDecree]
    const decree = world.decrees.get(key)
    const at = decree
      ? { table: 'decrees', source_id: decree.source_id, source_row: decree.source_row, key }
      : { table: parts[0]![0], source_id: parts[0]![1].source_id, key }
    const locations = Math.max(...parts.map(([, detail]) => detail.locations))
    if (key === inForce && parts.every(([, detail]) => detail.with_rt === 0)) {
      report({
        code: 'DECREE_NOT_RT',
        ...at,
        got: `0 / ${locations}`,
        message: {
          id: `Dari ${locations} lokasi SK ${key} tidak satu pun menyebut RT.`,
          en: `None of the ${locations} locations of decree ${key} names an RT.`,
        },
      })
    }
    const scored = Math.max(...parts.map(([, detail]) => detail.scored))
    // A decree of a later year can only have been scored by the criteria then in force.
    const isLater =
      decree !== undefined && decree.vintage > Number(world.methodology.effective_date.slice(0, 4))
    if (scored > 0 && decree?.methodology === null && !isLater) {
      report({
        code: 'CRITERIA_UNSTATED',
        ...at,
        field: 'methodology',
        expected: world.methodology.id,
        message: {
          id: `${scored} lokasi bernilai tanpa disebut kriterianya; dibaca dengan ${world.methodology.id}.`,
          en: `${scored} locations have a score, but no criteria are named; they are read by ${world.methodology.id}.`,
        },
      })
    }
  }
}
