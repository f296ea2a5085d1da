import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesOf, withoutSidecars } from '../../pipeline/inspect/inspect.ts'
import { inspectLayer } from '../../pipeline/inspect/inspect-layer.ts'
import { openForInspection } from '../../pipeline/inspect/open-layer.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { formatOf } from '../../pipeline/readers/formats.ts'
import { given, refusal, squares } from '../init/workspace.ts'

async function summaryOf(name: string, content: string) {
  const [path] = given({ [name]: content }).files
  const format = await formatOf(path!, name)
  return inspectLayer(await openForInspection(path!, { label: name, format }), () => {})
}

describe('a layer that tells of persons beside what it is about', () => {
  it('with shapes of its own stays a layer of buildings, the owner left out', async () => {
    const buildings = squares(
      [0, 1].map((i) => ({
        properties: { ID_BANGUNAN: `B${i}`, PEMILIK: `Budi ${i}`, ATAP: 'seng', JML_LANTAI: 1 },
        at: [104.44 + i / 100, 0.92] as const,
      })),
    )
    const { mapping, fields } = await summaryOf('bangunan.geojson', buildings)
    expect(mapping.tables.map(({ table }) => table)).toEqual(['buildings'])
    expect(mapping.tables[0]!.unused).toContain('PEMILIK')
    expect(fields.find(({ name }) => name === 'PEMILIK')).toMatchObject({ personal: 'name', samples: [] })
  })

  it('is a list of facilities when what it tells is a telephone number', async () => {
    const { mapping } = await summaryOf(
      'fasilitas.csv',
      'kode,jenis fasilitas,nama,no telepon,lon,lat\nF1,Puskesmas,Melati,081234567890,104.45,0.92\nF2,Pasar,Baru,081234567891,104.46,0.93\n',
    )
    expect(mapping.tables.map(({ table }) => table)).toEqual(['facilities'])
    expect(mapping.tables[0]!.unused).toContain('no telepon')
  })
})

describe('latitude and longitude in one column', () => {
  it.each([
    ['lat_lon', '"0.91234, 104.41234"', '"0.92, 104.42"', 'lat_lon'],
    ['Titik Koordinat', '"0.91234,104.41234"', '"0.92,104.42"', 'lat_lon'],
    ['koordinat', '"104.41234; 0.91234"', '"104.42; 0.92"', 'lon_lat'],
  ])('called %s are the place of the records (%s)', async (name, first, second, order) => {
    const { place, geometry } = await summaryOf(
      'fasilitas.csv',
      `id,jenis,"${name}"\nF1,Pasar,${first}\nF2,Balai,${second}\n`,
    )
    expect(place).toEqual({ lonlat: name, order })
    expect(geometry.types).toEqual({ Point: 2 })
  })

  it('are none where no number says which is the longitude', async () => {
    const { place } = await summaryOf('a.csv', 'id,koordinat\nF1,"0.91, 4.41"\nF2,"0.92, 4.42"\n')
    expect(place).toBeNull()
  })
})

describe('files named one by one', () => {
  it('are read without the parts of a shapefile that is among them', () => {
    const files = ['d/Zona.shp', 'd/Zona.dbf', 'd/zona.PRJ', 'd/Zona.shp.xml', 'd/lain.dbf', 'd/a.csv']
    expect(withoutSidecars(files)).toEqual(['d/Zona.shp', 'd/lain.dbf', 'd/a.csv'])
  })

  it('whose links lead in a circle are refused as sources', async () => {
    const { home } = given({})
    symlinkSync(join(home, 'b.csv'), join(home, 'a.csv'))
    symlinkSync(join(home, 'a.csv'), join(home, 'b.csv'))
    const error = await refusal(filesOf(join(home, 'a.csv'), createProgress('quiet')))
    expect([error.exitCode, error.fault.got]).toEqual([21, 'ELOOP'])
    const folder = join(home, 'folder')
    mkdirSync(folder)
    symlinkSync(join(home, 'a.csv'), join(folder, 'c.csv'))
    writeFileSync(join(folder, 'd.csv'), 'a,b\n1,2\n')
    expect(await filesOf(folder, createProgress('quiet'))).toEqual([join(folder, 'd.csv')])
  })
})
