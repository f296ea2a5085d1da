import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { loadCity, PROJECT_ROOT } from '../../pipeline/city.ts'
import { makeForm, runForm } from '../../pipeline/form/index.ts'
import { kelurahanOf } from '../../pipeline/form/kelurahan.ts'
import { makeSurvey } from '../../pipeline/form/survey.ts'
import { workbookBytes } from '../../pipeline/form/workbook.ts'
import { tableSchema } from '../../pipeline/store/index.ts'
import { CITY_YAML, smallCity, temporaryFolder, writeFiles } from '../support/small-city.ts'
import { refusalOf } from '../support/workspace.ts'
import { readWorkbook, unzip } from './read-workbook.ts'

afterEach(() => {
  vi.useRealTimers()
})

async function said(city: string | undefined, options: Parameters<typeof runForm>[1]): Promise<string> {
  const lines: string[] = []
  await runForm(city, options, (line) => lines.push(line))
  return lines.join('\n')
}

describe('the workbook', () => {
  it('is the same bytes whatever the clock says', async () => {
    const { sheets } = makeForm(null)
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('1999-12-31T23:59:58Z') })
    const before = await workbookBytes(sheets)
    vi.setSystemTime(new Date('2031-07-01T12:00:00Z'))
    expect((await workbookBytes(sheets)).equals(before)).toBe(true)
  })

  it('is the same bytes in another process, time zone and locale', async () => {
    const output = join(temporaryFolder(), 'other.xlsx')
    const command = [join(PROJECT_ROOT, 'pipeline/petakumuh.js'), 'form', 'tanjungpinang', '-o', output]
    const env = { ...process.env, TZ: 'Asia/Jayapura', LC_ALL: 'id_ID.UTF-8' }
    const run = spawnSync(process.execPath, command, { encoding: 'utf8', env })
    expect([run.status, run.stderr]).toEqual([0, ''])
    const here = await workbookBytes(makeForm(loadCity('tanjungpinang')).sheets)
    expect(readFileSync(output).equals(here)).toBe(true)
  })

  it('holds every cell as text, and nothing of who or what made it', async () => {
    const { sheets } = makeForm(loadCity('tanjungpinang'))
    const bytes = await workbookBytes(sheets)
    const read = await readWorkbook(bytes)
    for (const [name, [header, ...rows]] of Object.entries(sheets) as [string, string[][]][]) {
      const filled = rows.map((row) =>
        Object.fromEntries(header!.map((column, i) => [column, row[i]!]).filter(([, cell]) => cell !== '')),
      )
      expect(read[name]).toEqual(filled)
    }
    expect(Object.keys(read)).toEqual(['survey', 'choices', 'settings'])
    expect([...(await unzip(bytes)).keys()].filter((name) => name.startsWith('docProps'))).toEqual([])
  })

  it('gets another version when a choice, and so the form, changes', () => {
    const [city, other] = [makeForm(null), makeForm(loadCity('tanjungpinang'))]
    expect(makeForm(null).version).toBe(city.version)
    expect(other.version).not.toBe(city.version)
  })
})

describe('petakumuh form', () => {
  it('writes the form and prints a source that city.yaml takes as it is', async () => {
    const folder = temporaryFolder()
    const out = await said(undefined, { table: 'facilities', output: join(folder, 'deep/form.xlsx') })
    expect(Object.keys(await readWorkbook(readFileSync(join(folder, 'deep/form.xlsx'))))).toContain('survey')
    const block = out.slice(out.indexOf('  - id:'))
    writeFiles(folder, { 'city.yaml': `${CITY_YAML}${block}\n` })
    expect(loadCity(folder).sources[1]).toMatchObject({
      table: 'facilities',
      columns_implied: true,
      decimal: '.',
    })
  })

  it('names the columns of the example as the server of the export does', () => {
    const raw = (server: string): string[] =>
      Object.keys(
        (parse(makeForm(null, { server }).source) as { examples: { raw: object }[] }[])[0]!.examples[0]!.raw,
      )
    expect(raw('kobo')).toContain('bangunan/roof')
    expect(raw('central')).toContain('bangunan-roof')
  })

  it('speaks to machines in one line', async () => {
    const output = join(temporaryFolder(), 'form.xlsx')
    const out = await said(undefined, { output, json: true })
    expect(out).not.toContain('\n')
    expect(JSON.parse(out)).toMatchObject({ file: output, form_id: 'petakumuh_households', kelurahan: 0 })
  })

  it('leaves a file that is there alone, unless told to replace it', async () => {
    const output = join(temporaryFolder(), 'form.xlsx')
    writeFileSync(output, 'mine')
    const refusal = await refusalOf(said(undefined, { output }))
    expect([refusal.kind, refusal.message]).toEqual([
      'usage',
      expect.stringMatching(/not overwritten[\s\S]*--force/),
    ])
    expect(readFileSync(output, 'utf8')).toBe('mine')
    await said(undefined, { output, force: true })
    expect(readFileSync(output).subarray(0, 2).toString()).toBe('PK')
  })

  it('refuses a table that has no form, an unknown server and a city that is not there, and writes nothing', async () => {
    const output = join(temporaryFolder(), 'form.xlsx')
    for (const [city, options, kind, word] of [
      [undefined, { table: 'zones' }, 'usage', 'households, buildings, facilities'],
      [undefined, { table: '__proto__' }, 'usage', 'households'],
      [undefined, { server: 'aggregate' }, 'usage', 'kobo, central'],
      ['no-such-city', {}, 'config', 'no such city'],
    ] as const) {
      const refusal = await refusalOf(said(city, { output, ...options }))
      expect([refusal.kind, refusal.message]).toEqual([kind, expect.stringContaining(word)])
    }
    expect(existsSync(output)).toBe(false)
  })

  it('names a place where nothing can be written', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const refusal = await refusalOf(said(undefined, { output: join(folder, 'file/form.xlsx') }))
    expect([refusal.kind, refusal.message]).toEqual([
      'usage',
      expect.stringMatching(/cannot be written[\s\S]*--output/),
    ])
  })

  it('says where a list of kelurahan would go when the city has none', async () => {
    const output = join(temporaryFolder(), 'form.xlsx')
    expect(await said(smallCity(), { output })).toContain('admin-codes.csv')
    const { survey } = await readWorkbook(readFileSync(output))
    const question = survey!.find((row) => row.name === 'kelurahan_code')!
    expect(question.constraint).toMatch(/and starts-with\(\., '99\.71\.'\)$/)
  })
})

describe('the kelurahan of a city', () => {
  const header = 'kemendagri_code,level,name,parent_code'

  it('come from the list in its workspace, in the order of their codes', () => {
    const folder = smallCity()
    const lines = [header, '99.71.02,kecamatan,Timur,99.71', '99.71.02.1002,desa,"Suka, Maju",99.71.02']
    writeFiles(folder, {
      'admin-codes.csv': [
        ...lines,
        '99.71.02.1001,kelurahan,Suka,99.71.02',
        '98.01.01.1001,kelurahan,Lain,98.01.01',
      ].join('\r\n'),
    })
    expect(kelurahanOf(loadCity(folder))).toEqual([
      { code: '99.71.02.1001', name: 'Suka', kecamatan: 'Timur' },
      { code: '99.71.02.1002', name: 'Suka, Maju', kecamatan: 'Timur' },
    ])
  })

  it.each([
    ['a missing column', 'code,name\n1,2', 'lacks a column'],
    ['a code of another scheme', `${header}\n99.71.020.001,kelurahan,Suka,99.71.02`, 'code that is none'],
    [
      'a code twice',
      `${header}\n99.71.02.1001,kelurahan,A,99.71.02\n99.71.02.1001,kelurahan,B,99.71.02`,
      'twice',
    ],
    ['cells beyond the header', `${header}\n1,2,3,4,5,6`, 'cannot be read'],
  ])('are refused with %s', async (_, text, what) => {
    const folder = smallCity()
    writeFiles(folder, { 'admin-codes.csv': text })
    const refusal = await refusalOf((async () => kelurahanOf(loadCity(folder)))())
    expect([refusal.kind, refusal.message]).toEqual(['source', expect.stringContaining(what)])
  })
})

describe('a column that is new in a schema', () => {
  it('is asked at the end, in the words of the schema', () => {
    const schema = structuredClone({ ...tableSchema('facilities'), columns: [] as never[] })
    const columns = [
      ...tableSchema('facilities').columns,
      {
        ...tableSchema('facilities').columns[1]!,
        name: 'operator',
        title: { id: 'Pengelola', en: 'Operator' },
      },
    ]
    const form = { title: { id: 'a', en: 'a' }, note: { id: 'b', en: 'b' }, before: [], groups: [] }
    const { rows } = makeSurvey({ ...schema, columns }, form, {
      kelurahan: [],
      cityCode: null,
      methodologies: new Map(),
    })
    expect(rows.at(-2)).toMatchObject({
      type: 'text',
      name: 'operator',
      label: { id: 'Pengelola', en: 'Operator' },
    })
  })

  it('is not asked when it is secret, even where form.yaml would', () => {
    const form = {
      title: { id: 'a', en: 'a' },
      note: { id: 'b', en: 'b' },
      before: [{ column: 'nik' }],
      groups: [],
    }
    const options = { kelurahan: [], cityCode: null, methodologies: new Map() }
    expect(() => makeSurvey(tableSchema('households'), form, options)).toThrow(RangeError)
  })
})
