import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContractError } from '../../../pipeline/errors.ts'
import { accountSources, type SourceAccount } from '../../../pipeline/stages/2-validate/accounts.ts'
import { csvSource, kelurahanSource } from '../../support/made-up-places.ts'
import { type SourceSpec, type Workspace, workspace } from '../../support/workspace.ts'

const ACCOUNT = {
  source_id: 'a',
  title_id: 'a',
  title_en: 'a',
  table_name: 'zones',
  path: 'sources/a.csv',
  records_read: 10,
  records_deleted: 1,
  records_filtered: 2,
  rows_written: 7,
} as unknown as SourceAccount

const counted = (accepted: number, quarantined: number) =>
  new Map([['a', { accepted, quarantined, dropped: 0, amended: 0 }]])

describe('the counting identity', () => {
  it('holds when every row written is accepted or set aside', () => {
    const { sources } = accountSources([ACCOUNT], counted(5, 2), () => 1)
    expect(sources).toMatchObject([{ read: 10, accepted: 5, quarantined: 2, filtered: 3 }])
  })

  it('counts what a correction drops and what a mended file replaces as filtered', () => {
    const counts = new Map([['a', { accepted: 3, quarantined: 1, dropped: 2, amended: 1 }]])
    const { sources } = accountSources([ACCOUNT], counts, () => 1)
    expect(sources).toMatchObject([{ read: 10, accepted: 3, quarantined: 1, filtered: 6 }])
  })

  it('counts a record that is left out once for each row it would have made', () => {
    const { sources } = accountSources([{ ...ACCOUNT, rows_written: 21 }], counted(20, 1), () => 3)
    expect(sources).toMatchObject([{ read: 30, accepted: 20, quarantined: 1, filtered: 9 }])
  })

  it.each([
    [6, 1],
    [8, 1],
    [7, 2],
  ])('stops the build when ingest wrote %i rows of 7 records that make %i each', (rows_written, width) => {
    const account = () => accountSources([{ ...ACCOUNT, rows_written }], counted(5, 2), () => width)
    expect(account).toThrow(ContractError)
    expect(account).toThrow(/records are unaccounted for/)
  })

  it.each([
    [4, 2],
    [6, 2],
    [0, 0],
  ])('stops the build at %i accepted and %i quarantined of 7', (accepted, quarantined) => {
    const account = () => accountSources([ACCOUNT], counted(accepted, quarantined), () => 1)
    expect(account).toThrow(ContractError)
    expect(account).toThrow(/rows are unaccounted for/)
  })
})

interface Counted {
  source_id: string
  rows_read: number
  rows_accepted: number
  rows_quarantined: number
  rows_filtered: number
}

/** Accepted and quarantined rows are the rows of the files that hold them. */
async function recount(made: Workspace, table: string): Promise<Counted> {
  const [counted] = (await made.rows<Counted>('2-validate', 'sources')).filter(
    (source) => source.source_id === table.replaceAll('_', '-'),
  )
  expect(counted!.rows_read).toBe(counted!.rows_accepted + counted!.rows_quarantined + counted!.rows_filtered)
  expect(await made.rows('2-validate', table)).toHaveLength(counted!.rows_accepted)
  const name = [...made.files().keys()].find(
    (path) => path.includes(`quarantine/${counted!.source_id}.`) && !path.endsWith('.yaml'),
  )
  const held = name ? quarantined(made.text('2-validate', name.split('2-validate/')[1]!), name) : 0
  expect(held).toBe(counted!.rows_quarantined)
  return counted!
}

function quarantined(text: string, name: string): number {
  return name.endsWith('.geojson') ? JSON.parse(text).features.length : text.trim().split('\r\n').length - 1
}

/** Cells as they come: right, empty, misspelt, personal, doubled. */
const cell = (...right: string[]) =>
  fc.constantFrom(...right, '', '-', '?', '1.234', '9971011005900001', '-3')
const record = fc.record({
  id: cell('h1', 'h2', 'h3', 'h4', 'h5'),
  date: cell('2024-01-31', '31/01/2024'),
  rt: cell('RT 1 RW 2', '001/002'),
  code: cell('99.71.01.1001', '9971011001'),
  people: cell('4', '5', '0', '2,5'),
  point: cell('-6.502 106.495 0 5', '-6.5 106.5 0 5', '106.5 -6.5 0 5', '0 0 0 0', '-6.5'),
  keep: fc.constantFrom('ya', 'tidak'),
})

describe('whatever stands in a file, no row is lost', () => {
  it('of a survey', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 150 }), async (records) => {
        const lines = records.map((r) => [r.id, r.date, r.rt, r.code, r.people, r.point, r.keep].join(';'))
        const source: SourceSpec = {
          id: 'households',
          table: 'households',
          content: { csv: ['ID;TGL;RT;KODE;JIWA;GPS;SETUJU', ...lines].join('\n') },
          delimiter: ';',
          crs: 'EPSG:4326',
          geometry: { geopoint: 'GPS' },
          where: { SETUJU: ['ya'] },
          columns: {
            household_id: 'ID',
            survey_date: 'TGL',
            rt_rw: 'RT',
            kelurahan_code: 'KODE',
            population: 'JIWA',
          },
        }
        const made = await workspace({ sources: [kelurahanSource(), source] })
        try {
          await made.run('2-validate')
        } catch (error) {
          // Points that lie elsewhere than the city for the most part stop the build, as they should.
          if (error instanceof Error && error.message.includes('do not fall into the city')) return
          throw error
        }
        const counted = await recount(made, 'households')
        expect(counted.rows_read).toBe(records.length)
        expect(counted.rows_filtered).toBe(records.filter((r) => r.keep === 'tidak').length)
      }),
      { numRuns: 5 },
    )
  })

  it('of volumes that are unpivoted: each record counts once for each of its rows', async () => {
    const row = fc.record({
      rt: cell('a', 'b', 'c'),
      year: cell('2018'),
      v1: cell('3'),
      v2: cell('0,5'),
      keep: fc.constantFrom('ya', '', 'tidak'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 80 }), async (records) => {
        const lines = records.map((r) => [r.rt, r.year, r.v1, r.v2, r.keep].join(';'))
        const made = await workspace({
          sources: [
            csvSource('rt_deficits', ['RT;TAHUN;V1;V2;K', ...lines].join('\n'), {
              delimiter: ';',
              where: { K: ['ya', null] },
              columns: { rt_id: 'RT', vintage: 'TAHUN' },
              unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '1b': 'V2' } },
            }),
          ],
        })
        await made.run('2-validate')
        const counted = await recount(made, 'rt_deficits')
        expect(counted.rows_read).toBe(2 * records.length)
      }),
      { numRuns: 4 },
    )
  })
})
