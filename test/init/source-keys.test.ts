import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { runInit } from '../../pipeline/init/index.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { buildCity } from '../support/built-city.ts'
import { given, init, squares } from './workspace.ts'

const NAMELESS = (area: number) =>
  squares(
    [0, 1].map((i) => ({
      properties: { LUAS_KUMUH: area, NO_SK: '1/2020', LEGALITAS: 'Legal' },
      at: [104.44 + i / 100, 0.92 + area / 100] as const,
    })),
  )
const coded = (area: number) =>
  squares([{ properties: { KODE_LOK: 'A1', LUAS_KUMUH: area, NO_SK: '1/2020' }, at: [104.44, 0.92] }])

describe('keys of several sources of one table', () => {
  it('are told apart by the source where the record is the key, so that all are built', async () => {
    const { workspace, used } = await init({
      'zona_kumuh_a.geojson': NAMELESS(1.2),
      'zona_kumuh_b.geojson': NAMELESS(1.3),
    })
    expect(loadCity(workspace).sources.flatMap(({ columns }) => columns.zone_id ?? [])).toEqual([
      { template: 'zona-kumuh-a/{#record}' },
      { template: 'zona-kumuh-b/{#record}' },
    ])
    expect(used.filter(({ table }) => table === 'zones').map(({ trial }) => [...trial!.repeatedOf])).toEqual([
      [],
      [],
    ])
    const city = await buildCity(workspace)
    expect(city.layer('zones').features).toHaveLength(4)
    city.remove()
  })

  it('that all repeat those of an earlier source leave the later one a comment, so that no place counts twice', async () => {
    const { used, left, text, workspace } = await init({
      'zona_kumuh_a.geojson': coded(1.2),
      'zona_kumuh_b.geojson': coded(1.3),
    })
    expect(used.map(({ source }) => source.id)).toEqual(['zona-kumuh-a', 'sk'])
    expect(left[0]!.obstacle).toEqual({ kind: 'same-keys', as: 'zona-kumuh-a' })
    expect(text).toContain('# CHECK: every record has a key of zona-kumuh-a')
    expect(loadCity(workspace).sources.map(({ table }) => table)).toEqual(['zones', 'decrees'])
  })

  it('are said in the summary', async () => {
    const two = squares(
      ['A1', 'B7'].map((KODE_LOK, i) => ({
        properties: { KODE_LOK, LUAS_KUMUH: 1.3, NO_SK: '1/2020' },
        at: [104.44 + i / 100, 0.92] as const,
      })),
    )
    const { home, files } = given({ 'zona_kumuh_a.geojson': coded(1.2), 'zona_kumuh_b.geojson': two })
    const printed: string[] = []
    await runInit(join(home, 'kota'), files, {}, createProgress('quiet'), (line) => printed.push(line))
    expect(printed.join(' ').replace(/\s+/g, ' ')).toContain('1 with a key of zona-kumuh-a')
  })
})

describe('a file with the bytes of another', () => {
  it('is kept as a comment that names it', async () => {
    const { workspace, left, text } = await init({
      'zona_kumuh.geojson': coded(1.2),
      'zona_kumuh_salinan.geojson': coded(1.2),
    })
    expect(loadCity(workspace).sources.map(({ table }) => table)).toEqual(['zones', 'decrees'])
    expect(left.map(({ obstacle }) => obstacle)).toEqual([{ kind: 'same-bytes', as: 'zona-kumuh' }])
    expect(text).toContain('same bytes as zona-kumuh')
  })
})

describe('a running number that repeats', () => {
  it('is no key of decree rows: the record is', async () => {
    const { workspace, used } = await init({
      'sk_kumuh_2020.csv':
        'No.,Nomor SK,Nama Lokasi,Kelurahan,RT/RW,Luas (ha)\n1,12/2020,Kampung A,Bukit,RT001/RW002,"1,2"\n1,12/2020,Kampung A,Bukit,RT002/RW002,"1,3"\n2,12/2020,Kampung B,Bukit,RT003/RW002,"1,4"\n',
    })
    const [source] = loadCity(workspace).sources
    expect(source).toMatchObject({ table: 'decree_rows', columns: { row_number: { template: '{#record}' } } })
    expect([...used[0]!.unsure]).toContain('row_number')
    expect(used[0]!.trial).toMatchObject({ repeated: 0, rows: 3 })
  })
})

describe('what the summary says', () => {
  it('names the columns whose cells could not be read, with their counts', async () => {
    const { home, files } = given({
      'profil_rt_2019.csv':
        'rt_rw,kelurahan_code,jumlahBangunan,jumlahKK\nRT001-RW002,21.72.01.1003,40,50\nRT002-RW002,21.72.01.1003,banyak,50\nRT003-RW002,21.72.01.1003,sedikit,50\nRT004-RW002,21.72.01.1003,41,50\nRT005-RW002,21.72.01.1003,41,50\n',
    })
    const printed: string[] = []
    await runInit(join(home, 'kota'), files, {}, createProgress('quiet'), (line) => printed.push(line))
    expect(printed.join(' ').replace(/\s+/g, ' ')).toMatch(/2 cells not read \(buildings 2\)/)
  })
})
