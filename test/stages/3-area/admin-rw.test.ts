import { expect, it } from 'vitest'
import { featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

interface AdminArea {
  admin_code: string
  level: string
  name: string | null
  kelurahan_code: string
  kecamatan_code: string | null
  rt_rw: string | null
  area_ha_utm: number
}

const unit = (kelurahan_code: string, level: string, rt_rw: string | null, east_m: number) => ({
  admin_code: `${kelurahan_code}-${level}-${rt_rw}`,
  level,
  kelurahan_code,
  rt_rw,
  geometry: rectangle(east_m, 0, 100, 100),
})

async function rwOf(units: ReturnType<typeof unit>[]): Promise<AdminArea[]> {
  const made = await workspace({ sources: [kelurahanSource(), featureSource('admin_units', units)] })
  await made.run('3-area')
  return (await made.rows<AdminArea>('3-area', 'admin_areas')).filter((row) => row.level === 'rw')
}

it('an RW that nobody mapped is the union of its RT, within its kelurahan', async () => {
  const [melati, kenanga] = ['99.71.01.1001', '99.71.01.1002']
  const found = await rwOf([
    unit(melati, 'rt', 'RT001-RW002', 0),
    unit(melati, 'rt', 'RT002-RW002', 50),
    unit(melati, 'rt', 'RT001-RW010', 300),
    unit(kenanga, 'rt', 'RT001-RW002', 1000),
    unit(kenanga, 'rt', 'RT002-DS01', 1200),
    // Neither tells of an RW.
    unit(kenanga, 'rt', 'RT009', 1400),
    unit(kenanga, 'rt', null, 1600),
  ])
  expect(found.map((row) => [row.admin_code, row.rt_rw, row.name, row.kecamatan_code])).toEqual([
    [`${melati}/RW002`, 'RW002', 'RW002', '99.71.01'],
    [`${melati}/RW010`, 'RW010', 'RW010', '99.71.01'],
    [`${kenanga}/DS01`, 'DS01', 'DS01', '99.71.01'],
    [`${kenanga}/RW002`, 'RW002', 'RW002', '99.71.01'],
  ])
  // The two RT of the first share half of their ground.
  expect(found[0]!.area_ha_utm).toBeCloseTo(1.5, 5)
})

it('a kelurahan that maps RW keeps those alone', async () => {
  const code = '99.71.01.1001'
  const found = await rwOf([
    unit(code, 'rw', 'RW001', 0),
    unit(code, 'rt', 'RT001-RW001', 0),
    unit(code, 'rt', 'RT001-RW002', 200),
    unit('99.71.02.1001', 'rt', 'RT001-RW001', 2000),
  ])
  expect(found.map((row) => row.admin_code)).toEqual([`${code}-rw-RW001`, '99.71.02.1001/RW001'])
})
