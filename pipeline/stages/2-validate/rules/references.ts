import { comparableName } from '../../../decree/names.ts'
import { methodologiesOf } from '../../../methodology/kinds.ts'
import type { Methodology } from '../../../methodology/methodology.ts'
import { parquet, type Row, sqlName, sqlText, tableSchema } from '../../../store/index.ts'
import type { GivenTables, JudgeTables } from '../judge.ts'
import { checkPlaceNames } from './admin.ts'
import { isReadBy, setsOfRows } from './deficits.ts'

/** One wrong value of a table: where it stands first and how many records of the source carry it. */
interface Wrong {
  value: string
  source_id: string
  source_row: number
  records: number
  /** Of the row alone, where records are set aside for it; of several told together one that no row has, or null. */
  key: string | null
}

/**
 * Distinct values of a column, per source, that satisfy a condition: one row each however many records repeat it. Where
 * the rule sets records aside, each of their rows is one.
 */
function distinct(
  path: string,
  table: string,
  column: string,
  condition: string,
  code: string,
  given: GivenTables,
): string {
  return `SELECT CAST(${column} AS VARCHAR) AS value, source_id, min(source_row) AS source_row, count(*) AS records,
      ${keyOfEach(table, code, given)} AS key
    FROM ${parquet(path)} AS t WHERE ${column} IS NOT NULL AND ${condition}
    GROUP BY ALL ORDER BY source_id, source_row, value, key`
}

/** The key of a row of a source in which the rule sets records aside; null elsewhere, where rows are told together. */
function keyOfEach(table: string, code: string, given: GivenTables): string {
  const sources = sourcesAside(table, [code], given)
  if (sources.length === 0) return 'NULL'
  const parts = tableSchema(table).key.map((name) => `CAST(${sqlName(name)} AS VARCHAR)`)
  return `CASE WHEN source_id IN (${sources.map(sqlText).join(', ')}) THEN concat_ws(' · ', ${parts.join(', ')}) END`
}

/** Sources of a table in which one of these rules sets records aside. */
function sourcesAside(name: string, codes: readonly string[], { world, setsAside }: GivenTables): string[] {
  return world.city.sources
    .filter(({ id, table }) => table === name && codes.some((code) => setsAside(code, id)))
    .map(({ id }) => id)
}

function times(records: number): { id: string; en: string } {
  return records === 1 ? { id: '', en: '' } : { id: ` (${records} rekaman)`, en: ` (${records} records)` }
}

/** ZONE_UNKNOWN: a table points to a zone that no outline has. Without any outline nothing can be said. */
async function checkZones(given: GivenTables): Promise<void> {
  const { store, table, report } = given
  const zones = table('zones')
  if (zones === null) return
  /** The code of an outline that is spelled otherwise, by case, blanks or marks alone. */
  let spelled: Map<string, string> | null = null
  for (const name of ['admin_units', 'rt_profiles', 'interventions', 'stakeholders']) {
    const path = table(name)
    if (path === null) continue
    const unknown = `zone_id NOT IN (SELECT zone_id FROM ${parquet(zones)})`
    const query = distinct(path, name, 'zone_id', unknown, 'ZONE_UNKNOWN', given)
    for (const wrong of await store.rows<Wrong>(query)) {
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
        key: wrong.key,
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
async function checkDecrees(given: GivenTables): Promise<void> {
  const { store, table, report } = given
  const decrees = table('decrees')
  if (decrees === null) return
  for (const name of ['zones', 'decree_rows']) {
    const path = table(name)
    if (path === null) continue
    const unknown = `decree_number NOT IN (SELECT decree_number FROM ${parquet(decrees)})`
    const query = distinct(path, name, 'decree_number', unknown, 'DECREE_UNKNOWN', given)
    for (const wrong of await store.rows<Wrong>(query)) {
      const more = times(wrong.records)
      report({
        code: 'DECREE_UNKNOWN',
        table: name,
        source_id: wrong.source_id,
        source_row: wrong.source_row,
        key: wrong.key,
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

/** CRITERION_UNKNOWN: deficits of a criterion or a set that is none, works that are said to be for one. */
async function checkCriteria(given: GivenTables): Promise<void> {
  const { store, table, world, report } = given
  const city = world.methodology
  const path = { deficits: table('rt_deficits'), works: table('interventions') }
  const asked: [table: string, path: string, set: Methodology, rows: string][] = []
  if (path.works !== null) asked.push(['interventions', path.works, city, 'true'])
  if (path.deficits !== null) {
    const sets = await setsOfRows(store, path.deficits, world)
    for (const set of sets) asked.push(['rt_deficits', path.deficits, set, isReadBy(set, city)])
    await checkSets(path.deficits, sets, given)
  }
  for (const [name, file, set, rows] of asked) {
    const known = set.criteria.map(({ id }) => id)
    // A blank cell under a column that another set has is no deficit.
    const told =
      name === 'rt_deficits' ? ' AND coalesce(volume, percent_stated, score_stated) IS NOT NULL' : ''
    const unknown = `${rows}${told} AND criterion NOT IN (${known.map(sqlText).join(', ')})`
    for (const wrong of await store.rows<Wrong>(
      distinct(file, name, 'criterion', unknown, 'CRITERION_UNKNOWN', given),
    )) {
      const more = times(wrong.records)
      report({
        code: 'CRITERION_UNKNOWN',
        table: name,
        source_id: wrong.source_id,
        source_row: wrong.source_row,
        key: wrong.key,
        field: 'criterion',
        got: wrong.value,
        expected: known.join(', '),
        message: {
          id: `${set.id} tidak mengenal kriteria ${wrong.value}${more.id}.`,
          en: `${set.id} has no criterion ${wrong.value}${more.en}.`,
        },
      })
    }
  }
}

/** CRITERION_UNKNOWN of rows that declare a set of criteria which no file has: nothing scores them. */
async function checkSets(path: string, sets: readonly Methodology[], given: GivenTables): Promise<void> {
  const known = sets.map(({ id }) => id)
  const unknown = `methodology NOT IN (${known.map(sqlText).join(', ')})`
  const query = distinct(path, 'rt_deficits', 'methodology', unknown, 'CRITERION_UNKNOWN', given)
  for (const wrong of await given.store.rows<Wrong>(query)) {
    const more = times(wrong.records)
    given.report({
      code: 'CRITERION_UNKNOWN',
      table: 'rt_deficits',
      source_id: wrong.source_id,
      source_row: wrong.source_row,
      key: wrong.key,
      field: 'methodology',
      got: wrong.value,
      expected: methodologiesOf('deficit_scores').join(', '),
      message: {
        id: `Tidak ada kriteria bernama ${wrong.value}${more.id}: barisnya tidak dinilai.`,
        en: `No set of criteria is called ${wrong.value}${more.en}: its rows are not scored.`,
      },
    })
  }
}

/** PROFILE_MISSING: deficits of an RT without a profile of their year, told of the RT and year; a stated percent needs none. */
async function checkProfiles(given: GivenTables): Promise<void> {
  const { store, table, report } = given
  const deficits = table('rt_deficits')
  if (deficits === null) return
  const profiles = table('rt_profiles')
  const missing = await store.rows<Wrong & { vintage: number }>(
    `SELECT rt_id AS value, vintage, source_id, min(source_row) AS source_row, count(*) AS records,
       coalesce(${keyOfEach('rt_deficits', 'PROFILE_MISSING', given)}, concat_ws(' · ', rt_id, vintage)) AS key
     FROM ${parquet(deficits)} AS d
     ${profiles === null ? '' : `ANTI JOIN ${parquet(profiles)} AS p USING (rt_id, vintage)`}
     WHERE d.volume IS NOT NULL AND d.percent_stated IS NULL
     GROUP BY ALL ORDER BY source_id, source_row, value, vintage, key`,
  )
  for (const { value, vintage, source_id, source_row, records, key } of missing) {
    report({
      code: 'PROFILE_MISSING',
      table: 'rt_deficits',
      source_id,
      source_row,
      key,
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
  rt_profiles: ['kelurahan_code', 'kelurahan'],
  households: ['kelurahan_code'],
  interventions: ['kelurahan_code'],
  poverty_targets: ['kelurahan_code'],
} as const

const PLACE_CODES = ['ADMIN_UNKNOWN', 'ADMIN_MISMATCH', 'ADMIN_PARENT', 'NAME_FUZZY']

/**
 * ADMIN_* and NAME_FUZZY of every distinct statement of a kelurahan in these tables; of every record, where one of them
 * sets records aside.
 */
async function checkStatedPlaces(given: GivenTables): Promise<void> {
  const { store, table, world, setsAside } = given
  if (world.kelurahan.length === 0) return
  for (const [name, columns] of Object.entries(STATED)) {
    const path = table(name)
    if (path === null) continue
    const stated = `FROM ${parquet(path)} WHERE ${name === 'admin_units' ? "level = 'rt'" : 'true'}`
    const statements = await store.rows<Row & Wrong>(
      `SELECT ${columns.join(', ')}, source_id, min(source_row) AS source_row, count(*) AS records
       ${stated} GROUP BY ALL ORDER BY source_id, source_row`,
    )
    for (const row of statements) sayPlaces(name, row, given, (code) => !setsAside(code, row.source_id))
    const aside = sourcesAside(name, PLACE_CODES, given)
    if (aside.length === 0) continue
    const each = `SELECT ${columns.join(', ')}, source_id, source_row, 1 AS records
      ${stated} AND source_id IN (${aside.map(sqlText).join(', ')})`
    for await (const batch of store.batches(each)) {
      for (const row of batch as (Row & Wrong)[])
        sayPlaces(name, row, given, (code) => setsAside(code, row.source_id))
    }
  }
}

function sayPlaces(
  table: string,
  row: Row & Wrong,
  { world, catalogue, report }: GivenTables,
  isMeant: (code: string) => boolean,
): void {
  const { source_id, source_row, records } = row
  const more = times(Number(records))
  checkPlaceNames({
    row,
    geometry: null,
    world,
    catalogue,
    report: (finding) => {
      if (!isMeant(finding.code)) return
      const { id, en } = finding.message
      report({
        table,
        source_id,
        source_row,
        ...finding,
        message: { id: id.replace(/\.$/, `${more.id}.`), en: en.replace(/\.$/, `${more.en}.`) },
      })
    },
  })
}

/** What refers to something that is not there: one finding per wrong value and source. */
export const checkReferences: JudgeTables = async (given) => {
  await checkZones(given)
  await checkDecrees(given)
  await checkCriteria(given)
  await checkProfiles(given)
  await checkStatedPlaces(given)
}
