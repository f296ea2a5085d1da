import { describe, expect, it } from 'vitest'
import { at, csvSource, featureSource } from '../../support/made-up-places.ts'
import { refusalOf, workspace } from '../../support/workspace.ts'

describe('what is met in a record', () => {
  it('goes with it however many records have it: all are set aside', async () => {
    const collection = { type: 'GeometryCollection', geometries: [] }
    const works = Array.from({ length: 1501 }, (_, i) => ({
      intervention_id: String(i),
      activity: 'jalan',
      geometry: i === 1500 ? { type: 'Point', coordinates: at(10, 10) } : collection,
    }))
    const made = await workspace({ sources: [featureSource('interventions', works)] })
    await made.run('2-validate')
    expect(await made.rows('2-validate', 'interventions')).toHaveLength(1)
    expect((await made.findings()).filter(({ code }) => code === 'GEOM_TYPE')).toHaveLength(1500)
  })

  it('is not said of records that where leaves out', async () => {
    const works = ['a', 'b'].map((activity) => ({
      intervention_id: activity,
      activity,
      geometry: { type: 'GeometryCollection', geometries: [] },
    }))
    const made = await workspace({
      sources: [featureSource('interventions', works, { where: { activity: ['a'] } })],
    })
    await made.run('1-ingest')
    const findings = await made.rows('1-ingest', 'ingest_findings')
    expect(findings.filter(({ code }) => code === 'GEOM_TYPE').map(({ source_row }) => source_row)).toEqual([
      1,
    ])
  })
})

describe('the decimal sign of a column', () => {
  const areas = async (cells: string[], where?: Record<string, string[]>) => {
    const lines = cells.map((cell, i) => `${i + 1},decree,2020,"${cell}"`).join('\n')
    const made = await workspace({
      sources: [csvSource('decrees', `decree_number,kind,vintage,area_ha_total_stated\n${lines}`, { where })],
    })
    await made.run('1-ingest')
    const rows = await made.rows('1-ingest', 'decrees')
    return {
      values: rows.map(({ area_ha_total_stated }) => area_ha_total_stated),
      findings: (await made.rows('1-ingest', 'ingest_findings')).map(({ code, source_row }) => [
        code,
        source_row,
      ]),
    }
  }

  it('is decided by every cell: where a later one shows the other sign, 1.234 is named and not read', async () => {
    const { values, findings } = await areas([...Array.from({ length: 2000 }, () => '2.5'), '12,75', '1.234'])
    expect(values.slice(-3)).toEqual([2.5, 12.75, null])
    expect(findings).toEqual([['VALUE_AMBIGUOUS', 2002]])
  })

  it('is decided by the last cell where it is the first to show it', async () => {
    const { values, findings } = await areas([...Array.from({ length: 2000 }, () => '1.234'), '2,5'])
    expect(values.slice(-2)).toEqual([1234, 2.5])
    expect(findings).toEqual([])
  })

  it('is not decided by records that where leaves out', async () => {
    const { values } = await areas(['1.234', '2,5'], { decree_number: ['1'] })
    expect(values).toEqual([null])
  })
})

describe('a column', () => {
  it('may first appear late in a file whose records name their own', async () => {
    const records = Array.from({ length: 1500 }, (_, i) => ({
      facility_id: String(i),
      kind: 'sekolah',
      ...(i === 1400 ? { nama: 'SD 1' } : {}),
      geometry: { type: 'Point', coordinates: at(10, 10) },
    }))
    const columns = { facility_id: 'facility_id', kind: 'kind', name: 'nama' }
    const made = await workspace({ sources: [featureSource('facilities', records, { columns })] })
    await made.run('1-ingest')
    expect((await made.rows('1-ingest', 'facilities'))[1400]!.name).toBe('SD 1')
    const wrong = { ...columns, name: 'nama_sekolah' }
    const other = await workspace({ sources: [featureSource('facilities', records, { columns: wrong })] })
    const error = await refusalOf(other.run('1-ingest'))
    expect(error.fault).toMatchObject({ what: 'the source has no such column', got: 'nama_sekolah' })
    expect(error.onTerminal.expected).toContain('nama')
  })
})

describe('a cell is not repeated in a finding', () => {
  it('of a column that is mapped to none', async () => {
    const made = await workspace({
      sources: [
        {
          id: 'fasilitas',
          table: 'facilities',
          columns: { facility_id: 'KODE', kind: { value: 'sekolah' } },
          content: {
            shapefile: {
              shapeType: 1,
              fields: [
                { name: 'KODE', type: 'C', length: 4 },
                { name: 'LAHIR', type: 'D', length: 8 },
              ],
              shapes: [{ point: [106.5, -6.5] }],
              rows: [['a', '19800230']],
            },
          },
        },
      ],
    })
    await made.run('1-ingest')
    const findings = await made.rows('1-ingest', 'ingest_findings')
    expect(findings.find(({ field }) => field === 'LAHIR')).toMatchObject({ code: 'DBF_VALUE', got: null })
  })

  it('that is the place of a household, while that of a facility is', async () => {
    const of = async (table: string, key: string, more = '') => {
      const made = await workspace({
        sources: [
          csvSource(table, `${key},gps${more && ',kind'}\na,106.5 di rumah${more}`, {
            columns: { [key]: key, ...(more ? { kind: 'kind' } : {}) },
            geometry: { geopoint: 'gps' },
          }),
        ],
      })
      await made.run('1-ingest')
      const findings = await made.rows('1-ingest', 'ingest_findings')
      return findings.find(({ code }) => code === 'GEOPOINT_UNPARSABLE')!.got
    }
    expect(await of('households', 'household_id')).toBeNull()
    expect(await of('facilities', 'facility_id', ',sekolah')).toContain('di rumah')
  })
})
