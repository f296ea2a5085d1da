import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity, sourcePath } from '../../pipeline/city.ts'
import { initCity } from '../../pipeline/init/init-city.ts'
import { copyIn, placeFiles } from '../../pipeline/init/workspace-files.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { given, init, refusal, squares } from './workspace.ts'

const LIST = 'NOMOR_SK,TAHUN,JENIS\n1/2020,2020,SK\n'
const ZONES = squares([
  { properties: { KODE: 'A1', NAMA: 'Melati', NOMOR_SK: '1/2020' }, at: [104.45, 0.92] },
])

describe('init of files whose names Windows keeps for devices', () => {
  it.each(['con.csv', 'AUX.csv', 'com1.v2.csv'])(
    'gives a source and a file another name: %s',
    async (name) => {
      const { workspace, used } = await init({ [name]: LIST, 'zona.geojson': ZONES })
      const city = loadCity(workspace)
      expect(city.sources).toHaveLength(used.length)
      const source = city.sources.find(({ path }) => path === `sources/data-${name}`)!
      expect(source.id).toMatch(/^data-(?:con|aux|com1-v2)$/)
      expect([existsSync(sourcePath(city, source)), existsSync(join(workspace, 'sources', name))]).toEqual([
        ...[true, false],
      ])
    },
  )

  it('takes the parts of a shapefile along under its other name', async () => {
    const { home, files } = given({ 'prn.shp': 'shapes', 'prn.dbf': 'columns', 'prn.prj': 'crs' })
    const kota = join(home, 'kota')
    const places = await placeFiles([files[0]!], kota)
    const target = join(kota, places.get(files[0]!)!)
    copyIn(files[0]!, target)
    expect(readdirSync(join(kota, 'sources')).sort()).toEqual([
      ...['data-prn.dbf', 'data-prn.prj', 'data-prn.shp'],
    ])
    // Again: the file that is there is the same, with the same parts.
    expect((await placeFiles([files[0]!], kota)).get(files[0]!)).toBe('sources/data-prn.shp')
  })

  it('leaves names that only begin like one as they are', async () => {
    const { used } = await init({ 'console.csv': LIST, 'zona.geojson': ZONES })
    expect(used.map(({ source }) => [source.id, source.path])).toContainEqual([
      ...['console', 'sources/console.csv'],
    ])
  })

  it('refuses a workspace of such a name', async () => {
    const { home, files } = given({ 'zona.geojson': ZONES })
    const error = await refusal(initCity(join(home, 'nul'), files, {}, createProgress('quiet')))
    expect([error.exitCode, error.fault.got, error.fault.next]).toEqual([
      ...[2, 'nul', 'give another, such as kota-nul'],
    ])
    expect(existsSync(join(home, 'nul'))).toBe(false)
  })
})
