import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inspectLayer } from '../../pipeline/inspect/inspect-layer.ts'
import { openForInspection } from '../../pipeline/inspect/open-layer.ts'
import type { LayerSummary } from '../../pipeline/inspect/types.ts'
import { formatOf, listLayers } from '../../pipeline/readers/formats.ts'

const DATA = '../shared/data'
const present = existsSync(`${DATA}/sinjai/shp`) && existsSync(`${DATA}/pekalongan`)
if (!present) console.log('skipped: inspecting Sinjai and Pekalongan needs ../shared/data')

async function summaries(path: string): Promise<LayerSummary[]> {
  const label = basename(path)
  const format = await formatOf(path, label)
  const told: LayerSummary[] = []
  for (const layer of (await listLayers(path, { label, format })).layers) {
    told.push(await inspectLayer(await openForInspection(path, { label, format, layer }), () => {}))
  }
  return told
}

const tablesOf = ({ mapping }: LayerSummary): string[] => mapping.tables.map(({ table }) => table)

/** Canonical column: column of the file, of the likeliest table. */
function columnsOf({ mapping }: LayerSummary): Record<string, string> {
  return Object.fromEntries(
    mapping.tables[0]!.columns.flatMap(({ column, from }) =>
      'column' in from ? [[column, from.column]] : [],
    ),
  )
}

describe.skipIf(!present)('files as city halls handed them over', () => {
  it('are zones for every polygon shapefile of Sinjai, and nothing for its boundary lines', async () => {
    const folder = `${DATA}/sinjai/shp`
    const shapefiles = readdirSync(folder).filter((name) => name.endsWith('.shp'))
    expect(shapefiles).toHaveLength(13)
    for (const name of shapefiles) {
      const [layer] = await summaries(join(folder, name))
      expect([name, tablesOf(layer!)]).toEqual([name, name === 'Delineasi_Kumuh_LN.shp' ? [] : ['zones']])
      expect(layer!.crs).toMatchObject({ how: 'prj', code: 'EPSG:4326', insideIndonesia: true })
    }
  })

  it('are mapped as the city.yaml of Sinjai maps them', async () => {
    const [layer] = await summaries(`${DATA}/sinjai/shp/Delineasi_Kumuh_AR.shp`)
    expect(columnsOf(layer!)).toMatchObject({
      kawasan: 'Kawasan',
      kecamatan: 'KECAMATAN',
      kelurahan: 'KELURAHAN',
      rt_rw: 'KODE_RT_RW',
      area_ha_decree: 'LUAS_KUMUH',
      score_stated: 'skor_kumuh',
    })
    expect(layer!.mapping.tables[0]!.columns.find(({ column }) => column === 'kelurahan_code')!.from).toEqual(
      {
        template: '{Kode_Prov:02}.{Kode_Kab}.{Kode_Kec}.{Kode_Kel}',
      },
    )
  })

  it('are networks and facilities for the roads and the housing estates of Sinjai', async () => {
    const [roads] = await summaries(`${DATA}/sinjai/other/PSU/jaringan jalan.shp`)
    expect(tablesOf(roads!)).toEqual(['networks'])
    expect(roads!.crs).toMatchObject({ how: 'prj', code: 'EPSG:32751', insideIndonesia: true })
    const [estates] = await summaries(
      `${DATA}/sinjai/other/SEBARAN PERUMAHAN/Sebaran Perumahan Kab.Sinjai.shp`,
    )
    expect(tablesOf(estates!)).toEqual(['facilities'])
  })

  it('tell of a CSV whose outlines were cut off, and of an annex without column names', async () => {
    const [cut] = await summaries(`${DATA}/sinjai/other/kumuh.csv`)
    expect(cut).toMatchObject({ records: 50, geometry: { missing: 49 }, place: { wkt: 'WKT' } })
    expect(tablesOf(cut!)).toEqual(['zones'])
    const [annex] = await summaries(`${DATA}/sinjai/other/Lampiran_Lokasi_Kawasan.derived.csv`)
    expect(annex!.isUnnamed).toBe(true)
  })

  it('are the decree of Pekalongan with its percentages, which are no volumes', async () => {
    const layers = await summaries(`${DATA}/pekalongan/sk2020.kmz`)
    const decree = layers.find(({ records }) => records === 438)!
    expect(tablesOf(decree)).toEqual(['zones'])
    expect(columnsOf(decree)).toMatchObject({
      rt_rw: 'Kode_RTRW',
      area_ha_decree: 'luas_awal',
      score_stated: 'skor_awal',
    })
    expect(decree.mapping.criteria).toMatchObject([
      { measure: 'percent', columns: { '4c': 'k4_e_p' }, unknown: ['k4_c_p', 'k4_d_p', 'k6_c_p'] },
    ])
    expect(decree.mapping.tables[0]!.unpivot).toBeNull()
  })

  it('are the profiles, deficits and works of Pekalongan', async () => {
    const [profiles] = await summaries(`${DATA}/pekalongan/rtrw.json`)
    expect(tablesOf(profiles!)).toEqual(['rt_profiles'])
    expect(Object.keys(columnsOf(profiles!))).toHaveLength(9)
    const [kawasan] = await summaries(`${DATA}/pekalongan/kawasan.json`)
    expect(tablesOf(kawasan!)).toEqual(['kawasan_profiles'])
    expect(columnsOf(kawasan!)).toMatchObject({ kawasan: 'kawasan', rt_count: 'rt-rw', families: 'jumlahKK' })
    const [deficits] = await summaries(`${DATA}/pekalongan/kumuhRT-2019-2021.json`)
    expect(tablesOf(deficits!)).toEqual(['rt_deficits'])
    const { unpivot } = deficits!.mapping.tables[0]!
    expect(Object.keys(unpivot!.columns)).toHaveLength(16)
    expect(unpivot).toMatchObject({
      key: 'criterion',
      value: 'volume',
      columns: { '1a': '1av', '7b': '7bv' },
    })
    const [works] = await summaries(`${DATA}/pekalongan/investasi.json`)
    expect(tablesOf(works!)).toEqual(['interventions'])
    expect(columnsOf(works!)).toEqual({
      intervention_id: 'id',
      rt_id: 'idRTRW',
      activity: 'kegiatan',
      criterion: 'idKriteria',
      volume: 'volume',
      cost_idr: 'anggaran',
      fund_source: 'sumberAnggaran',
      year: 'tahun',
    })
  })
})
