import { comparableName } from '../../../decree/names.ts'
import { parquet, type Row, sqlText } from '../../../store/index.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'
import { checkPlaceNames } from './admin.ts'

/** One wrong value of a table: where it stands first and how many records of the source carry it. */
interface Wrong {
  value: string
  source_id: string
  source_row: number
  records: number
}

/** Distinct values of a column, per source, that satisfy a condition; one row each however many records repeat it. */
function distinct(path: string, column: string, condition: string): string {
  return `SELECT CAST(${column} AS VARCHAR) AS value, source_id, min(source_row) AS source_row, count(*) AS records
    FROM ${parquet(path)} AS t WHERE ${column} IS NOT NULL AND ${condition}
    GROUP BY ALL ORDER BY source_id, source_row, value`
}

function times(records: number): { id: string; en: string } {
  return records === 1 ? { id: '', en: '' } : { id: ` (${records} rekaman)`, en: ` (${records} records)` }
}

/** ZONE_UNKNOWN: a table points to a zone that no outline has. Without any outline nothing can be said. */
async function checkZones({ store, table, report }: GivenTables): Promise<void> {
  const zones = table('zones')
  if (zones === null) return
  /** The code of an outline that is spelled otherwise, by case, blanks or marks alone. */
  let spelled: Map<string, string> | null = null
  for (const name of ['admin_units', 'rt_profiles', 'interventions', 'stakeholders']) {
    const path = table(name)
    if (path === null) continue
    const unknown = `zone_id NOT IN (SELECT zone_id FROM ${parquet(zones)})`
    for (const wrong of await store.rows<Wrong>(distinct(path, 'zone_id', unknown))) {
      const more = times(wrong.records)
      spelled ??= new Map(
        (
          await store.rows<{ zone_id: string }>(`SELECT DISTINCT zone_id FROM ${parquet(zones)} ORDER BY 1`)
        ).map(({ zone_id }) => [comparableName(zone_id), zone_id]),
      )
      const meant = spelled.get(comparableName(wrong.value)) ?? null
      report({
        code: 'ZONE_UNKNOWN',
        table: name,
        source_id: wrong.source_id,
        source_row: wrong.source_row,
        field: 'zone_id',
        got: wrong.value,
        expected: meant,
        message: {
          id: `Tidak ada delineasi dengan kode ${wrong.value}${more.id}${meant ? `; ada ${meant}` : ''}.`,
          en: `No outline has the code ${wrong.value}${more.en}${meant ? `; there is ${meant}` : ''}.`,
        },
      })
    }
  }
}

/** DECREE_UNKNOWN: a row or an outline of a decree that the list of decrees does not have. */
async function checkDecrees({ store, table, report }: GivenTables): Promise<void> {
  const decrees = table('decrees')
  if (decrees === null) return
  for (const name of ['zones', 'decree_rows']) {
    const path = table(name)
    if (path === null) continue
    const unknown = `decree_number NOT IN (SELECT decree_number FROM ${parquet(decrees)})`
    for (const wrong of await store.rows<Wrong>(distinct(path, 'decree_number', unknown))) {
      const more = times(wrong.records)
      report({
        code: 'DECREE_UNKNOWN',
        table: name,
        source_id: wrong.source_id,
        source_row: wrong.source_row,
        field: 'decree_number',
        got: wrong.value,
        message: {
          id: `SK ${wrong.value} tidak ada di daftar SK${more.id}.`,
          en: `Decree ${wrong.value} is not in the list of decrees${more.en}.`,
        },
      })
    }
  }
}

/** CRITERION_UNKNOWN and PROFILE_MISSING: deficits of a criterion that is none, or of an RT without a profile. */
async function checkDeficits({ store, table, world, report }: GivenTables): Promise<void> {
  const deficits = table('rt_deficits')
  if (deficits === null) return
  const known = world.methodology.criteria.map(({ id }) => id)
  const unknown = `criterion NOT IN (${known.map(sqlText).join(', ')})`
  for (const wrong of await store.rows<Wrong>(distinct(deficits, 'criterion', unknown))) {
    const more = times(wrong.records)
    report({
      code: 'CRITERION_UNKNOWN',
      table: 'rt_deficits',
      source_id: wrong.source_id,
      source_row: wrong.source_row,
      field: 'criterion',
      got: wrong.value,
      expected: known.join(', '),
      message: {
        id: `${world.methodology.id} tidak mengenal kriteria ${wrong.value}${more.id}.`,
        en: `${world.methodology.id} has no criterion ${wrong.value}${more.en}.`,
      },
    })
  }
  const profiles = table('rt_profiles')
  const missing = await store.rows<Wrong & { vintage: number }>(
    `SELECT rt_id AS value, vintage, source_id, min(source_row) AS source_row, count(*) AS records
     FROM ${parquet(deficits)} AS d
     ${profiles === null ? '' : `ANTI JOIN ${parquet(profiles)} AS p USING (rt_id, vintage)`}
     GROUP BY ALL ORDER BY source_id, source_row, value, vintage`,
  )
  for (const { value, vintage, source_id, source_row, records } of missing) {
    report({
      code: 'PROFILE_MISSING',
      table: 'rt_deficits',
      source_id,
      source_row,
      field: 'rt_id',
      got: `${value} · ${vintage}`,
      message: {
        id: `RT ${value} tidak punya profil tahun ${vintage}: ${records} volume tanpa penyebut.`,
        en: `RT ${value} has no profile of ${vintage}: ${records} volumes without a denominator.`,
      },
    })
  }
}

/** Tables that state a kelurahan and are not judged row by row for it: their rows repeat the same few values. */
const STATED = {
  admin_units: ['kelurahan_code', 'kelurahan', 'kecamatan'],
  rt_profiles: ['kelurahan_code'],
  households: ['kelurahan_code'],
  interventions: ['kelurahan_code'],
  poverty_targets: ['kelurahan_code'],
} as const

/** ADMIN_* and NAME_FUZZY of every distinct statement of a kelurahan in these tables. */
async function checkStatedPlaces({ store, table, world, report, catalogue }: GivenTables): Promise<void> {
  if (world.kelurahan.length === 0) return
  for (const [name, columns] of Object.entries(STATED)) {
    const path = table(name)
    if (path === null) continue
    const statements = await store.rows<Row & Wrong>(
      `SELECT ${columns.join(', ')}, source_id, min(source_row) AS source_row, count(*) AS records
       FROM ${parquet(path)} WHERE ${name === 'admin_units' ? "level = 'rt'" : 'true'}
       GROUP BY ALL ORDER BY source_id, source_row`,
    )
    for (const row of statements) {
      const { source_id, source_row, records } = row
      const more = times(records)
      checkPlaceNames({
        row,
        geometry: null,
        world,
        catalogue,
        report: (finding) => {
          const { id, en } = finding.message
          report({
            table: name,
            source_id,
            source_row,
            ...finding,
            message: { id: id.replace(/\.$/, `${more.id}.`), en: en.replace(/\.$/, `${more.en}.`) },
          })
        },
      })
    }
  }
}

/** What refers to something that is not there: one finding per wrong value and source. */
export const checkReferences: JudgeTables = async (given) => {
  await checkZones(given)
  await checkDecrees(given)
  await checkDeficits(given)
  await checkStatedPlaces(given)
}
