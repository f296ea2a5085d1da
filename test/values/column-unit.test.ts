import { describe, expect, it } from 'vitest'
import { tableSchema } from '../../pipeline/store/index.ts'
import { parseCell } from '../../pipeline/values/cell.ts'

const read = (table: string, name: string, cell: string) => {
  const parsed = parseCell(tableSchema(table).columns.find((column) => column.name === name)!, cell, ',')
  return 'value' in parsed ? parsed.value : `${parsed.code}: ${parsed.message.en}`
}

describe('a cell of a rupiah column', () => {
  it.each([
    ['1,5 M', 1.5e9],
    ['1,5M', 1.5e9],
    ['Rp 19,7 M', 19.7e9],
    ['Rp. 1,5 Mrd', 1.5e9],
    ['1,5 miliar', 1.5e9],
    ['Rp 2 Milyar', 2e9],
    ['2 T', 2e12],
    ['1,2 triliun rupiah', 1.2e12],
    ['Rp 50 juta', 5e7],
    ['50jt.', 5e7],
    ['750 ribu', 7.5e5],
    ['750 rb', 7.5e5],
    ['Rp 346.500.000,00', 346.5e6],
    ['16.500.000 rupiah', 16.5e6],
  ])('%s is %d', (cell, value) => {
    expect(read('interventions', 'cost_idr', cell)).toBe(value)
  })

  it.each([
    ['1,5 m', '"m"'],
    ['420 M2', '"M2"'],
    ['12 unit', '"unit"'],
    ['Rp 16.500.000/unit', '"Rp/unit"'],
    ['5.000 USD', 'words beside'],
  ])('%s is refused', (cell, named) => {
    const said = read('interventions', 'cost_idr', cell)
    expect(said).toContain('VALUE_UNPARSABLE')
    expect(said).toContain(named)
  })
})

describe('a cell of a column with a unit', () => {
  it.each([
    ['zones', 'area_ha_decree', '12,6 Ha', 12.6],
    ['zones', 'area_ha_decree', '4,0 hektar.', 4],
    ['zones', 'area_ha_decree', '40.250 m2', 4.025],
    ['zones', 'area_ha_decree', '40.250,0 meter persegi', 4.025],
    ['zones', 'area_ha_decree', '0,5 km²', 50],
    ['households', 'floor_area_m2', '36 m²', 36],
    ['rt_profiles', 'road_ideal_m', '2.002,38 M', 2002.38],
    ['rt_profiles', 'road_ideal_m', '1,5 km', 1500],
    ['rt_profiles', 'population', '1.234 jiwa', 1234],
    ['rt_profiles', 'families', '420KK', 420],
    ['rt_profiles', 'buildings', '90 unit rumah', 90],
    ['rt_profiles', 'buildings', '90 terbangun', 90],
    ['kawasan_deficits', 'percent_stated', '12,5 %', 12.5],
    ['interventions', 'volume', '1.500 M', 1500],
  ])('%s.%s takes %s as %d', (table, name, cell, value) => {
    expect(read(table, name, cell)).toBe(value)
  })

  it.each([
    ['zones', 'area_ha_decree', '4,0 m', '"m", but this column is in ha'],
    ['zones', 'area_ha_decree', '4 km', '"km"'],
    ['zones', 'area_ha_decree', '4 unit', '"unit"'],
    ['zones', 'area_ha_decree', '4 Bapak Anu', 'The words beside the number'],
    ['rt_profiles', 'road_ideal_m', '400 m2', '"m2"'],
    ['rt_profiles', 'population', '420 KK', '"KK", but this column is in people'],
    ['rt_profiles', 'families', '3 jiwa', '"jiwa"'],
    ['decree_rows', 'lat_stated', '0,9 LS', '"LS"'],
  ])('%s.%s refuses %s', (table, name, cell, named) => {
    expect(read(table, name, cell)).toContain('VALUE_UNPARSABLE')
    expect(read(table, name, cell)).toContain(named)
  })
})
