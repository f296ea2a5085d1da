import { describe, expect, it } from 'vitest'
import { csvSource } from '../../support/made-up-places.ts'
import { refusalOf, workspace } from '../../support/workspace.ts'

describe('a layer', () => {
  it('of GeoJSON without features is empty, rather than without the mapped column', async () => {
    const columns = { zone_id: 'kode', decree_number: { value: '1' } }
    const bytes = '{"type":"FeatureCollection","features":[]}'
    const content = { bytes, extension: 'geojson' }
    const made = await workspace({ sources: [{ id: 'z', table: 'zones', columns, content }] })
    const { exitCode, fault } = await refusalOf(made.run('1-ingest'))
    expect([exitCode, fault.what, fault.got]).toEqual([21, 'the layer is empty', '0 records'])
  })

  it('of works without coordinates is said to have no CRS', async () => {
    const row = 'id,activity,volume,unit,year,X,Y\n1,Jalan,5,m,2020'
    const made = await workspace({
      sources: [
        csvSource('interventions', `${row},,`, {
          columns: {
            intervention_id: 'id',
            activity: 'activity',
            volume: 'volume',
            unit: 'unit',
            year: 'year',
          },
          ignore: ['X', 'Y'],
        }),
      ],
    })
    await made.run('1-ingest')
    expect(await made.rows('1-ingest', 'sources')).toMatchObject([{ crs_code: null, crs_how: null }])
  })
})
