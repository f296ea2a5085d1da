import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCity, PROJECT_ROOT } from '../../pipeline/city.ts'
import { type Form, makeForm } from '../../pipeline/form/index.ts'
import { decodeWkb } from '../../pipeline/geo/wkb.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { ingest } from '../../pipeline/stages/1-ingest/index.ts'
import { parquet, type Row, Store, tableSchema } from '../../pipeline/store/index.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

const store = await Store.open({ threads: 1 })
afterAll(() => store.close())

const CITY = `name: kota-uji
title: { id: Kota Uji, en: Test City }
code: "99.71"
size_class: sedang
utm_crs: EPSG:32748
envelope: [106, -7, 107, -6]
methodology: permen-pupr-14-2018
sources:
`

function fixture(name: string): string {
  return readFileSync(join(PROJECT_ROOT, 'test/form/fixtures', name), 'utf8')
}

/** Answers as the export has them, under the bare names of their questions. */
function answersOf(csv: string, delimiter: string): Record<string, string>[] {
  const records = parse(csv, { columns: true, delimiter }) as Record<string, string>[]
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, cell]) => [name.split(/[/-]/).at(-1)!, cell])),
  )
}

interface Ingested {
  form: Form
  rows: Row[]
  findings: Row[]
}

/** Ingests an export through the very block that `petakumuh form` prints. */
async function ingested(
  table: string,
  server: string,
  csv: string,
  changed = (block: string): string => block,
): Promise<Ingested> {
  const folder = temporaryFolder()
  const form = makeForm(null, { table, server })
  writeFiles(folder, { 'city.yaml': `${CITY}${changed(form.source)}\n`, [`sources/${form.id}.csv`]: csv })
  const city = loadCity(folder)
  const directory = temporaryFolder()
  await ingest.run({
    city,
    store,
    directory,
    outputDirectory: directory,
    threads: 1,
    progress: createProgress('quiet'),
    file: () => null,
    table: () => null,
  })
  const read = (name: string, columns = '*') =>
    store.rows(`SELECT ${columns} FROM ${parquet(join(directory, `${name}.parquet`))}`)
  return {
    form,
    rows: await read(table, '* REPLACE (ST_AsWKB(geometry) AS geometry)'),
    findings: await read('ingest_findings'),
  }
}

function placeOf(row: Row) {
  return decodeWkb(row.geometry as Uint8Array)
}

describe.each([
  { server: 'kobo', table: 'households', file: 'kobo-households.csv', delimiter: ';', rows: 14 },
  { server: 'central', table: 'households', file: 'central-households.csv', delimiter: ',', rows: 14 },
  { server: 'kobo', table: 'buildings', file: 'kobo-buildings.csv', delimiter: ';', rows: 6 },
  { server: 'central', table: 'facilities', file: 'central-facilities.csv', delimiter: ',', rows: 11 },
])(
  'the $server export of the $table form, with no mapping in city.yaml',
  ({ server, table, file, delimiter, rows }) => {
    const csv = fixture(file)
    const answers = answersOf(csv, delimiter)
    let made: Ingested
    beforeAll(async () => {
      made = await ingested(table, server, csv)
    })

    it('becomes canonical rows with every answer as it was given', async () => {
      const { rows: got } = made
      expect(got).toHaveLength(rows)
      const schema = tableSchema(table)
      const asked = schema.columns.filter(
        ({ name, privacy }) => privacy !== 'secret' && !name.startsWith('source_'),
      )
      got.forEach((row, index) => {
        const answer = answers[index]!
        for (const { name, type } of asked) {
          const cell = answer[name] ?? ''
          const said = cell === '' ? null : type === 'string' ? cell.toUpperCase() : Number(cell)
          const value = typeof row[name] === 'string' ? row[name].toUpperCase() : row[name]
          expect([index, name, typeof value === 'bigint' ? Number(value) : value]).toEqual([
            index,
            name,
            said,
          ])
        }
      })
    })

    it('holds every answer of every list of the form', async () => {
      const { form } = made
      const [, ...choices] = form.sheets.choices
      const offered = choices.filter(([list]) => list !== 'kelurahan_code')
      for (const [list, name] of offered) {
        const questions = form.sheets.survey.flatMap(([type, question]) =>
          type === `select_one ${list}` ? [question!] : [],
        )
        const isGiven = answers.some((answer) => questions.some((question) => answer[question] === name))
        expect([list, name, isGiven]).toEqual([list, name, true])
      }
    })

    it('leaves nothing to say about it', async () => {
      expect(made.findings).toEqual([])
    })

    it('puts every row where it was surveyed', async () => {
      const { rows: got } = made
      got.forEach((row, index) => {
        const { type, coordinates } = placeOf(row) as { type: string; coordinates: unknown }
        if (table === 'buildings') {
          expect(type).toMatch(/Polygon$/)
          return
        }
        const { location, location_latitude, location_longitude, Latitude, Longitude } = answers[index]!
        const [lat, lon] = location?.split(' ') ?? [
          location_latitude ?? Latitude,
          location_longitude ?? Longitude,
        ]
        expect([type, coordinates]).toEqual(['Point', [Number(lon), Number(lat)]])
      })
    })
  },
)

describe('the export of a household form', () => {
  it('ingests without the names of groups as well, which servers offer to leave out', async () => {
    const bare = fixture('kobo-households.csv').replace(/^.*/, (header) =>
      header.replaceAll(/"(_?)[a-z]+\//g, '"$1'),
    )
    const { rows } = await ingested('households', 'kobo', bare, (block) =>
      block.replaceAll(/\b[a-z]+\/(?!petakumuh)/g, ''),
    )
    expect(rows).toHaveLength(14)
    expect(rows[3]).toMatchObject({ roof: 'asbes', work_status: 4, accuracy_m: 12 })
    expect(placeOf(rows[3]!)).toEqual({ type: 'Point', coordinates: [106.5006, -6.5009] })
  })
})
