import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { reader } from '../../../pipeline/readers/xlsx/index.ts'
import { dictionaryRows } from '../../../pipeline/stages/7-publish/catalogue/data-dictionary.ts'
import { publish } from '../../../pipeline/stages/7-publish/index.ts'
import { readLegend } from '../../../pipeline/stages/7-publish/legend-file.ts'
import { MOST_ROWS, workbookBytes } from '../../../pipeline/stages/7-publish/workbook/excel.ts'
import { makeWorkbook, type WorkbookInput } from '../../../pipeline/stages/7-publish/workbook/index.ts'
import { plainRows, type Sheet, textColumn } from '../../../pipeline/stages/7-publish/workbook/sheet.ts'
import type { Columns, Row } from '../../../pipeline/store/index.ts'
import type { Cell } from '../../../pipeline/values/types.ts'
import { unzip } from '../../form/read-workbook.ts'
import { demoCity } from '../../support/demo-city.ts'
import { temporaryFolder } from '../../support/small-city.ts'
import { type StageContextOptions, stageContext, type TestStageContext } from '../../support/stage-context.ts'

let open: TestStageContext[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const context of open) context.close()
  open = []
})

type Cells = Record<string, Cell>

function saved(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'atlas.xlsx')
  writeFileSync(path, bytes)
  return path
}

/** The records of a sheet below the row of Indonesian titles; the first of them holds the English ones. */
async function sheetOf(path: string, layer: string, headerRow = 2): Promise<Cells[]> {
  const read = await reader.open(path, { label: 'atlas.xlsx', layer, headerRow })
  const records: Cells[] = []
  for await (const { cells } of read.records()) records.push(cells)
  return records
}

async function workbookOf(
  tables: StageContextOptions['tables'],
  city: StageContextOptions['city'] = {},
  decree: WorkbookInput['decree'] = null,
): Promise<Buffer> {
  const context = await stageContext(publish, { tables, city })
  open.push(context)
  const input = { context, decree, legend: readLegend() }
  return makeWorkbook({ ...input, dictionary: dictionaryRows([], []) })
}

const HOSTILE = [`=cmd|' /C calc'!A0`, '<script>alert("x")</script>', '_x000D_', 'constructor', '－1+2']

const AREA_COLUMNS: Columns = {
  ...{
    decree_number: 'VARCHAR',
    zone_id: 'VARCHAR',
    name: 'VARCHAR',
    kelurahan: 'VARCHAR',
    area_ha_decree: 'DOUBLE',
    area_ha_utm: 'DOUBLE',
  },
  ...{ area_difference_pct: 'DOUBLE', area_status: 'VARCHAR' },
}

const AREAS = {
  '3-area': {
    zone_areas: {
      columns: AREA_COLUMNS,
      rows: HOSTILE.map((zone_id, i) => ({
        ...{ decree_number: '1/2014', zone_id, area_ha_decree: i === 1 ? null : 10, area_ha_utm: 8.125 },
        ...{ area_difference_pct: i === 1 ? null : 23.1, area_status: i === 1 ? 'missing' : 'wrong' },
      })),
    },
  },
} satisfies StageContextOptions['tables']

const ZONE_OF_WORK = 'Lokasi tempat kegiatan dihitung'
const WORK_COLUMNS: Columns = { work: 'BIGINT', zone_id: 'VARCHAR', interventions: 'VARCHAR' }

describe('the workbook', () => {
  it('holds numbers as numbers, and every text as text, whatever it looks like', async () => {
    const rows = await sheetOf(saved(await workbookOf(AREAS)), 'Rekonsiliasi · Decree')
    expect(rows[0]).toMatchObject({ 'Kode lokasi': 'Zone code', 'Nomor SK': 'Decree number' })
    // The names of what every object has get a space behind them.
    expect(
      rows
        .slice(1)
        .map((row) => String(row['Kode lokasi']).trimEnd())
        .sort(),
    ).toEqual([...HOSTILE].sort())
    const first = rows.find((row) => row['Kode lokasi'] === HOSTILE[0])!
    expect(first).toMatchObject({ 'Luas menurut SK (ha)': 10, 'Selisih SK − UTM (ha)': 1.875 })
    expect(first['Status luas']).toBe('Tidak sesuai / Does not agree')
    const unstated = rows.find((row) => row['Kode lokasi'] === HOSTILE[1])!
    expect([unstated['Luas menurut SK (ha)'], unstated['Selisih SK − UTM (ha)']]).toEqual([null, null])
    expect([...(await unzip(await workbookOf(AREAS))).values()].join('')).not.toContain('<f>')
  })

  it('calls a zone as the release calls it, and by nothing that the release does not publish', async () => {
    const [row] = AREAS['3-area'].zone_areas.rows
    const named = { ...row!, name: 'Kampung Bugis', kelurahan: null }
    const path = saved(
      await workbookOf({
        '2-validate': {
          zones: [
            { ...{ zone_id: row!.zone_id, decree_number: '1/2014' }, name: 'Lama', kelurahan: 'Tertutup' },
          ],
        },
        '3-area': { zone_areas: { columns: AREA_COLUMNS, rows: [named] } },
      }),
    )
    const [, first] = await sheetOf(path, 'Rekonsiliasi · Decree')
    expect([first!['Nama lokasi'], first!.Kelurahan]).toEqual(['Kampung Bugis', null])
  })

  it('names the decree by its title or its number, and never by the city', async () => {
    const told = async (decree: WorkbookInput['decree']) =>
      (await unzip(await workbookOf({}, {}, decree))).get('xl/sharedStrings.xml')!
    const untitled = await told({ number: '337/2014', title: null, date: null })
    expect(untitled).toMatch(/>SK Nomor 337\/2014<.*>Decree number 337\/2014</s)
    const named = await told({ number: 'sk-2020', title: null, date: null })
    expect(named).toMatch(/>SK sk-2020<.*>Decree sk-2020</s)
    expect(untitled).not.toMatch(/(Kota Uji|Test City) · 337/)
    const titled = await told({ number: '337/2014', title: 'Keputusan Walikota', date: '2014-08-01' })
    expect(titled).toContain('>Keputusan Walikota · 337/2014 · 2014-08-01<')
  })

  it('calls a place by a name wherever one is known', async () => {
    const [area] = AREAS['3-area'].zone_areas.rows
    const zone = (decree_number: string, zone_id: string, name: string) => ({
      ...{ ...area!, decree_number, zone_id, name, kelurahan: 'Melayu' },
    })
    const progress: Columns = { level: 'VARCHAR', unit_id: 'VARCHAR', year: 'BIGINT', kind: 'VARCHAR' }
    const path = saved(
      await workbookOf(
        {
          '2-validate': {
            interventions: [
              { intervention_id: 'k1', activity: 'Jalan', source_id: 's', source_row: 1 },
              { intervention_id: 'k2', activity: 'Parit', zone_id: 'B', source_id: 's', source_row: 2 },
            ],
          },
          '3-area': {
            zone_areas: {
              columns: AREA_COLUMNS,
              rows: [
                zone('1/2014', 'A', 'Barat'),
                zone('1/2014', 'B', 'Lama'),
                zone('2/2018', 'A', 'Barat Baru'),
              ],
            },
          },
          '5-indicators': {
            works: { columns: WORK_COLUMNS, rows: [{ work: 1, zone_id: 'B', interventions: '["k0","k1"]' }] },
            progress: {
              columns: progress,
              rows: ['zone A', 'zone B', 'kawasan Teluk', 'city 99.71'].map((place) => {
                const [level, unit_id] = place.split(' ') as [string, string]
                return { level, unit_id, year: 2018, kind: 'surveyed' }
              }),
            },
          },
        },
        {},
        { number: '2/2018', title: null, date: null },
      ),
    )
    const names = (await sheetOf(path, 'Kemajuan · Progress')).slice(1)
    expect(names.map((row) => row['Nama lokasi']).sort()).toEqual([
      ...['Barat Baru', 'Kota Uji / Test City', 'Lama', 'Teluk'],
    ])
    // A work counts where its RT lies, whatever its list states; it may count in no zone.
    const [, ...works] = await sheetOf(path, 'Kegiatan · Works')
    expect(works.map((row) => [row[ZONE_OF_WORK], row['Nama lokasi'], row.Kelurahan])).toEqual([
      ['B', 'Lama', 'Melayu'],
      [null, null, null],
    ])
  })

  it('shows hectares with two decimals and percent with one, and names neither clock nor maker', async () => {
    const parts = await unzip(await workbookOf(AREAS))
    expect(parts.get('xl/styles.xml')).toMatch(/formatCode="#,##0.00"/)
    expect([...parts.keys()].filter((name) => name.startsWith('docProps'))).toEqual([])
    const sheet = parts.get('xl/worksheets/sheet2.xml')!
    expect(sheet).toMatch(/<pane ySplit="3" xSplit="2"[^>]*state="frozen"/)
    expect(sheet).toMatch(/<sheetPr><pageSetUpPr fitToPage="1"\/><\/sheetPr>/)
    expect(sheet).toMatch(/<pageSetup paperSize="8" fitToHeight="0"/)
  })

  it('is the same at another time, in another time zone', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2001-02-03T04:05:06Z') })
    const before = await workbookOf(AREAS)
    vi.setSystemTime(new Date('2031-12-30T23:59:58Z'))
    const zone = process.env.TZ
    process.env.TZ = 'Asia/Jayapura'
    try {
      expect((await workbookOf(AREAS)).equals(before)).toBe(true)
    } finally {
      if (zone === undefined) delete process.env.TZ
      else process.env.TZ = zone
    }
  })

  it('of a city that has nothing but a source says what it can, without a notice where all is real', async () => {
    const source = { source_id: 'sk', title_id: 'Daftar', title_en: 'List', rows_read: 3 }
    const columns: Columns = {
      source_id: 'VARCHAR',
      title_id: 'VARCHAR',
      title_en: 'VARCHAR',
      rows_read: 'BIGINT',
    }
    const bytes = await workbookOf({ '2-validate': { sources: { columns, rows: [source] } } })
    const path = saved(bytes)
    const sheets = ['Keterangan · Notes', 'Sumber · Sources', 'Kamus · Dictionary']
    expect(await reader.layers(path, { label: 'atlas.xlsx' })).toEqual(sheets)
    expect((await sheetOf(path, 'Sumber · Sources'))[1]).toMatchObject({ 'Kode sumber': 'sk' })
    expect([...(await unzip(bytes)).values()].join('')).not.toContain('PERHATIAN')
  })

  it('ends a sheet before Excel does, and says where the rest is', async () => {
    const rows = plainRows(
      Array.from({ length: MOST_ROWS + 7 }, (_, i): Row => (i < MOST_ROWS ? {} : { a: 'over' })),
    )
    const sheet: Sheet = {
      ...{ name: 'A', title: { id: 'Judul', en: 'Title' }, rows, frozen: 0, whole: 'tables/a.csv' },
      columns: [textColumn('a', 'A', 'A', 10)],
    }
    const parts = await unzip(await workbookBytes({ name: 'N', lines: [], widths: [] }, [sheet], null))
    expect(parts.get('xl/sharedStrings.xml')).toContain('7 baris lagi dalam / more rows in tables/a.csv')
    expect(parts.get('xl/sharedStrings.xml')).not.toContain('over')
  })

  it('cuts a text that Excel would call damage', async () => {
    const sheet: Sheet = {
      ...{ name: 'A', title: { id: 'A', en: 'A' }, frozen: 0, whole: 'tables/a.csv' },
      rows: plainRows([{ a: 'x'.repeat(40_000) }]),
      columns: [textColumn('a', 'A', 'A', 10)],
    }
    const path = saved(await workbookBytes({ name: 'N', lines: [], widths: [] }, [sheet], null))
    const text = String((await sheetOf(path, 'A'))[1]!.A)
    expect([text.length, text.at(-1)]).toEqual([32_767, '…'])
  })
})

describe('the workbook of the demo city', () => {
  it('reconciles each decree, and tells what is not real on the first sheet', async () => {
    const path = (await demoCity()).released('atlas.xlsx')
    const [first] = await reader.layers(path, { label: 'atlas.xlsx' })
    const notes = JSON.stringify(await sheetOf(path, first!, 1))
    expect(notes).toContain('Geometri dan survei adalah data sintetis')
    expect(notes).toContain('Geometry and survey are synthetic')
    // The notice stands above the titles.
    const rows = await sheetOf(path, 'Rekonsiliasi · Decree', 3)
    const totals = rows.filter((row) => String(row['Kode lokasi']).startsWith('Jumlah'))
    expect(totals.map((row) => [row['Kode lokasi'], row['Luas menurut SK (ha)']])).toEqual([
      ['Jumlah / Total: 7', 150.41],
      ['Jumlah / Total: 1', 4.66],
    ])
    for (const row of rows.slice(1)) expect(row['Status luas']).toBe('Sesuai / Agrees')
  })

  it('leaves no name of a place out', async () => {
    const path = (await demoCity()).released('atlas.xlsx')
    for (const sheet of ['Kemajuan · Progress', 'Biaya · Costs', 'Nilai · Scores', 'Kriteria · Criteria']) {
      const names = (await sheetOf(path, sheet, 3)).map((row) => row['Nama lokasi'])
      expect(names.length, sheet).toBeGreaterThan(1)
      expect(names, sheet).toEqual(names.map(() => expect.stringMatching(/\S/)))
    }
    const works = (await sheetOf(path, 'Kegiatan · Works', 3)).slice(1)
    expect(new Set(works.map((row) => row.Kelurahan))).toEqual(new Set(['Kampung Bugis']))
    const zones = works.map((row) => row[ZONE_OF_WORK])
    expect(zones.filter((zone) => zone !== null)).toEqual(Array(6).fill('21.72.03.1005-K01'))
    expect(zones).toHaveLength(7)
  })

  it('calls no two columns of a sheet alike', async () => {
    const path = (await demoCity()).released('atlas.xlsx')
    const [, ...sheets] = await reader.layers(path, { label: 'atlas.xlsx' })
    expect(sheets).toHaveLength(9)
    // The reader refuses columns of one name.
    for (const sheet of sheets) expect((await sheetOf(path, sheet, 3)).length, sheet).toBeGreaterThan(1)
  })

  it('has for each zone and year what the tables of the release have', async () => {
    const city = await demoCity()
    const path = city.released('atlas.xlsx')
    const scores = await sheetOf(path, 'Nilai · Scores', 3)
    const zones = city.layer('zones').features.map(({ properties }) => properties!)
    for (const zone of zones) {
      const row = scores.find(
        (score) => score['Kode lokasi'] === zone.zone_id && score['Tahun data'] === zone.score_vintage,
      )!
      expect(row['Nilai kekumuhan']).toBe(zone.score_total)
      expect(String(row['Tingkat kekumuhan'])).toContain('Kumuh')
    }
    const aspects = await sheetOf(path, 'Aspek · Aspects', 3)
    expect(Object.keys(aspects[0]!).filter((title) => /^\d[abc] /.test(title))).toHaveLength(16)
    expect(await sheetOf(path, 'Kriteria · Criteria', 3)).toHaveLength(1 + 16 * (scores.length - 1))
  })
})
