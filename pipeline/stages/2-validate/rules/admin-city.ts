import { parquet, sqlText } from '../../../store/index.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'

/** Tables that state the Kemendagri code of a kelurahan. */
const TABLES = [
  'admin_units',
  'zones',
  'decree_rows',
  'rt_profiles',
  'households',
  'interventions',
  'poverty_targets',
] as const

/** Letters of `PP.KK`, the code of a kabupaten or kota. */
const CITY_LETTERS = 5

interface Foreign {
  prefix: string
  source_id: string
  source_row: number
  records: number
}

/**
 * ADMIN_CITY: kelurahan codes of another kabupaten or kota than `city.yaml` names. No list is needed to tell: codes by
 * another scheme are valid ones of another city (Kemendagri 31.72 and BPS 3175 are both Jakarta Utara). Kelurahan of
 * neighbours that a list gives beside those of the city are context.
 */
export const checkCity: JudgeTables = async (given) => {
  const { table, world, report, setsAside } = given
  const { code } = world.city
  for (const name of TABLES) {
    const path = table(name)
    if (path === null) continue
    for (const { prefix, source_id, source_row, records } of await foreignCodes(name, path, given)) {
      const each = setsAside('ADMIN_CITY', source_id)
      const [id, en] = each || records === 1 ? ['', ''] : [` (${records} rekaman)`, ` (${records} records)`]
      report({
        code: 'ADMIN_CITY',
        table: name,
        source_id,
        source_row,
        field: 'kelurahan_code',
        got: prefix,
        expected: code,
        message: {
          id: `Kode kelurahan berawalan ${prefix}, padahal kota ini ${code}${id}.`,
          en: `The kelurahan code begins with ${prefix}, but this city is ${code}${en}.`,
        },
      })
    }
  }
}

/** One row per other city and source, or per record where the rule sets records aside. */
async function foreignCodes(
  name: string,
  path: string,
  { store, world, setsAside }: GivenTables,
): Promise<Foreign[]> {
  const city = sqlText(world.city.code)
  const rows = `SELECT *, left(kelurahan_code, ${CITY_LETTERS}) AS prefix FROM ${parquet(path)}
    WHERE kelurahan_code IS NOT NULL`
  const context =
    name === 'admin_units'
      ? `AND (level = 'rt' OR NOT EXISTS (FROM (${rows}) WHERE level <> 'rt' AND prefix = ${city}))`
      : ''
  const each = world.city.sources.filter(({ id, table }) => table === name && setsAside('ADMIN_CITY', id))
  const apart =
    each.length === 0
      ? 'NULL'
      : `CASE WHEN source_id IN (${each.map(({ id }) => sqlText(id)).join(', ')}) THEN source_row END`
  return store.rows<Foreign>(
    `SELECT prefix, source_id, min(source_row) AS source_row, count(*) AS records FROM (${rows})
     WHERE prefix <> ${city} ${context} GROUP BY prefix, source_id, ${apart}
     ORDER BY source_id, source_row, prefix`,
  )
}
