import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { runInit } from '../../pipeline/init/index.ts'
import { type InitOptions, initCity } from '../../pipeline/init/init-city.ts'
import { inspectLayer } from '../../pipeline/inspect/inspect-layer.ts'
import { layerText } from '../../pipeline/inspect/layer-text.ts'
import { openForInspection } from '../../pipeline/inspect/open-layer.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { rows, workbook } from '../readers/xlsx/xlsx-writing.ts'
import { given, init, refusal } from './workspace.ts'

const PROFILE = 'rt_rw,kelurahan_code,jumlahBangunan,jumlahKK\nRT001-RW002,21.72.01.1003,40,50\n'
const SURVEY =
  'household_id,NIK,NAMA_KK,jumlah_anggota,luas_lantai,atap\nH1,2172011234567890,Sumarni,4,36,seng\n'

async function printed(folder: string, files: Record<string, string>, options: InitOptions = {}) {
  const { home, files: paths } = given(files)
  const lines: string[] = []
  await runInit(join(home, folder), paths, options, createProgress('quiet'), (line) => lines.push(line))
  return { text: lines.join('\n'), workspace: join(home, folder) }
}

describe('the summary of init', () => {
  it('quotes a path with blanks for the shell, and never breaks the command', async () => {
    const { text, workspace } = await printed("kota baru's", { 'profil_rt_2019.csv': PROFILE })
    expect(text).toContain(`npx petakumuh build '${workspace.replace("'", `'\\''`)}'`)
  })

  it('is of lines of at most 100 columns', async () => {
    const notes = 'warna,rasa\nmerah,manis\n'
    const { text } = await printed('kota', {
      'profil_rt_2019.csv': PROFILE,
      'catatan_yang_panjang_sekali_namanya.csv': notes,
      'profil_rt_tanpa_tahun.csv': PROFILE.replace('40', '41'),
    })
    for (const line of text.split('\n').filter((one) => !one.includes('/tmp/')))
      expect(line.length, line).toBeLessThanOrEqual(100)
    expect(text.replace(/\s+/g, ' ')).toContain(
      '--year 2019 (the year of the data; profil-rt-2019 is of 2019)',
    )
  })

  it('proposes the years of the surveys for what states none, and writes a source for each', async () => {
    const files = {
      'nilai_rt.csv':
        'rt_rw,kelurahan_code,tahun,jumlahBangunan\nRT001-RW002,21.72.01.1003,2019,40\nRT001-RW002,21.72.01.1003,2021,41\n',
      'profil.csv': PROFILE.replace('RT001', 'RT003'),
    }
    const asked = async (options: InitOptions) =>
      (await printed('kota', files, options)).text.replace(/\s+/g, ' ')
    expect(await asked({})).toContain('--year 2019,2021 (the year of the data; nilai-rt is of 2019 and 2021)')
    expect(await asked({ lang: 'id' })).toContain(
      '--year 2019,2021 (tahun datanya; nilai-rt memuat 2019 dan 2021)',
    )
    const { text, workspace } = await printed('kota', files, { years: [2019, 2021] })
    expect(text).not.toContain('--year')
    const profiles = loadCity(workspace).sources.filter(({ id }) => id.startsWith('profil'))
    expect(profiles.map(({ id, columns }) => [id, columns.vintage])).toEqual([
      ['profil-2019', { value: 2019 }],
      ['profil-2021', { value: 2021 }],
    ])
  })

  it('gives the source of a year another id than that of a file of the name', async () => {
    const files = { 'profil-2019.csv': PROFILE, 'profil.csv': PROFILE.replace('RT001', 'RT003') }
    const { workspace } = await printed('kota', files, { years: [2019, 2021] })
    expect(loadCity(workspace).sources.map(({ id, columns }) => [id, columns.vintage])).toEqual([
      ['profil-2019', { value: 2019 }],
      ['profil-2019-2', { value: 2019 }],
      ['profil-2021', { value: 2021 }],
    ])
  })

  it('speaks Indonesian when asked', async () => {
    const { text } = await printed('kota', { 'profil_rt_2019.csv': PROFILE }, { lang: 'id' })
    expect(text).toMatch(/1 rekaman[\s\S]*lalu jalankan: *\n? *npx petakumuh build/)
    expect(text).not.toMatch(/records|next:/)
  })
})

it('says --year when no source can be used without a vintage', async () => {
  const { home, files } = given({ 'profil_rt.csv': PROFILE })
  const error = await refusal(initCity(join(home, 'kota'), files, {}, createProgress('quiet')))
  expect(error.message).toContain('--year YEAR (the year of the data)')
})

describe('files with personal data', () => {
  it('are kept out of git by a .gitignore, which never replaces another', async () => {
    const { workspace, isIgnored } = await init({ 'survei_rumah_tangga.csv': SURVEY })
    expect(isIgnored).toBe(true)
    expect(readFileSync(join(workspace, '.gitignore'), 'utf8')).toMatch(/^# .*personal data.*\nsources\/\n$/)
    writeFileSync(join(workspace, '.gitignore'), 'mine\n')
    const file = join(workspace, 'sources/survei_rumah_tangga.csv')
    await initCity(workspace, [file], { force: true }, createProgress('quiet'))
    expect(readFileSync(join(workspace, '.gitignore'), 'utf8')).toBe('mine\n')
  })

  it('alone make one', async () => {
    const { workspace } = await init({ 'profil_rt_2019.csv': PROFILE })
    expect(existsSync(join(workspace, '.gitignore'))).toBe(false)
  })
})

describe('a header row that was assumed', () => {
  const book = () =>
    workbook({
      sheets: [
        {
          name: 'Profil',
          rows: rows(
            ['PROFIL RT KOTA 2019'],
            null,
            ['rt_rw', 'kelurahan_code', 'jumlahBangunan', 'jumlahKK'],
            ['RT001-RW002', '21.72.01.1003', 40, 50],
            ['RT002-RW002', '21.72.01.1003', 41, 51],
          ),
        },
      ],
    })

  it('is said by inspect and written by init for checking', async () => {
    const path = book()
    const opened = await openForInspection(path, { label: 'profil.xlsx', format: 'xlsx' })
    const summary = await inspectLayer(opened, () => {})
    expect(summary.findings.find(({ code }) => code === 'XLSX_HEADER_ASSUMED')!.got).toBe('3')
    expect(layerText(summary, 'en').replace(/\s+/g, ' ')).toMatch(/XLSX_HEADER_ASSUMED: [^()]*\(row 3\)/)
    const { home } = given({})
    await initCity(join(home, 'kota'), [path], { years: [2019] }, createProgress('quiet'))
    expect(loadCity(join(home, 'kota')).sources[0]!.header_row).toBe(3)
    expect(readFileSync(join(home, 'kota/city.yaml'), 'utf8')).toMatch(/header_row: 3 # CHECK/)
  })
})
