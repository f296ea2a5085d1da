import { expect, it } from 'vitest'
import { checkCity } from '../../../pipeline/stages/2-validate/rules/admin-city.ts'
import { briefly, judgeTables } from '../../support/judging-tables.ts'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'

const PROFILES = (codes: string[]) =>
  csvSource(
    'rt_profiles',
    ['rt_id,vintage,rt_rw,kelurahan_code', ...codes.map((code, i) => `${i},2020,RT001-RW001,${code}`)].join(
      '\n',
    ),
  )
const unit = (level: string, kelurahan_code: string, place: number) => ({
  admin_code: `${kelurahan_code} ${level}`,
  level,
  kelurahan_code,
  rt_rw: 'RT001-RW001',
  geometry: rectangle(1000 * place, 2000, 900, 900),
})

it('ADMIN_CITY: codes of another city are named once per city, table and source, with or without a list', async () => {
  const codes = ['99.71.01.1001', '31.75.09.1004', '31.75.09.1003', '31.72.01.1001']
  const said = await judgeTables([checkCity], { sources: [PROFILES(codes)] })
  expect(said.map(({ table, source_row, got, expected }) => [table, source_row, got, expected])).toEqual([
    ['rt_profiles', 2, '31.75', '99.71'],
    ['rt_profiles', 4, '31.72', '99.71'],
  ])
  expect(said[0]!.message.en).toContain('(2 records)')
})

it('ADMIN_CITY: a list that holds nothing of the city is of another one; neighbours beside the city are context, their RT are not', async () => {
  const kelurahan = featureSource('admin_units', [unit('kelurahan', '31.75.09.1004', 0)], { id: 'other' })
  const rt = featureSource('admin_units', [unit('rt', '31.75.09.1004', 1)], { id: 'rt' })
  expect(briefly(await judgeTables([checkCity], { sources: [kelurahan] }))).toEqual([
    'ADMIN_CITY  kelurahan_code: 31.75',
  ])
  const beside = await judgeTables([checkCity], { sources: [kelurahanSource(), kelurahan, rt] })
  expect(beside.map(({ source_id }) => source_id)).toEqual(['rt'])
})
