import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { decreeSource, yearInNumber } from '../../pipeline/init/decree-source.ts'
import { type InitOptions, initCity } from '../../pipeline/init/init-city.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'
import { given, init, refusal, squares } from './workspace.ts'

const zones = (more: Record<string, unknown> = {}) => ({
  'delineasi_kumuh.geojson': squares([
    { properties: { ID_ZONA: 'Z1', LUAS_KUMUH: 1.2, ...more }, at: [104.44, 0.92] },
  ]),
})

/** Number and year of the decree as `init` lists it; null where it does not. */
async function listed(files: Record<string, string>, options: InitOptions) {
  const { workspace } = await init(files, options)
  const city = loadCity(workspace)
  const source = city.sources.find(({ table }) => table === 'decrees')
  if (source === undefined) return null
  const text = readFileSync(join(workspace, source.path), 'utf8')
  return [city.decree, source.columns.decree_number, text.trim().split('\n').at(-1)]
}

describe('the year of a decree that no file lists', () => {
  it('is that in its number, else that of the command line, and a source of its own', async () => {
    expect(await listed(zones(), { decree: '653/2020', years: [2021] })).toEqual([
      ...['653/2020', { value: '653/2020' }, '2020'],
    ])
    expect(await listed(zones(), { years: [2021] })).toEqual([
      'belum-diisi',
      { value: 'belum-diisi' },
      '2021',
    ])
    const named = { 'sk2020.geojson': zones()['delineasi_kumuh.geojson'] }
    expect((await listed(named, { years: [2019, 2021] }))?.at(-1)).toBe('2020')
    expect((await listed(zones(), { years: [2019, 2021] }))?.at(-1)).toBe('2021')
    expect((await listed(named, { years: [2021] }))?.at(-1)).toBe('2021')
    expect(await listed(zones({ NOMOR_SK: '337/2014' }), { decree: '1/2001' })).toEqual([
      ...['337/2014', { value: '337/2014' }, '2014'],
    ])
  })

  it('is left open where nothing tells it, and where a file lists the decrees', async () => {
    expect(await listed(zones(), { decree: 'SK-12' })).toBeNull()
    const list = 'nomor_sk,jenis_sk,tahun\n337/2014,SK,2014\n'
    const { used } = await init({ ...zones({ NOMOR_SK: '337/2014' }), 'daftar_sk.csv': list })
    expect(used.filter(({ table }) => table === 'decrees')).toHaveLength(1)
  })

  it('is read from a number with one year alone', () => {
    const numbers = ['188.45/653/2020', '653-2020', '12/2014/2015', '20201', '2019/2019', '1066', 'SK 3000']
    expect(numbers.map(yearInNumber)).toEqual([2020, 2020, null, null, 2019, null, null])
  })

  it('never replaces a file of the workspace', () => {
    const folder = temporaryFolder()
    writeFiles(folder, { 'sources/sk-2020.csv': 'mine\n', 'sources/sk-3-2020.csv': 'TAHUN\n2020\n' })
    expect(decreeSource(folder, '1/2020', 2020, new Set(['sk-2'])).source.path).toBe('sources/sk-3-2020.csv')
  })
})

it.each(['', '  ', 'belum-diisi'])('refuses %j for the number of a decree', async (decree) => {
  const { home, files } = given(zones())
  const error = await refusal(initCity(join(home, 'kota'), files, { decree }, createProgress('quiet')))
  expect([error.kind, error.message]).toEqual(['usage', expect.stringContaining('no number of a decree')])
})
