import type { FeatureCollection } from 'geojson'
import { describe, expect, it } from 'vitest'
import { csvSource, featureSource, polygon, rectangle } from '../../support/made-up-places.ts'
import { refusalOf, type SourceSpec, type Workspace, workspace } from '../../support/workspace.ts'

const zone = { decree_number: '1/2020', area_ha_decree: 1, land_legality: 'legal' }
const ZONES = featureSource('zones', [
  { ...zone, zone_id: 'A', geometry: rectangle(0, 0, 100, 100) },
  { ...zone, zone_id: 'B', land_legality: 'sengketa', geometry: rectangle(200, 0, 100, 100) },
  { ...zone, zone_id: 'C', geometry: polygon([400, 0], [500, 100], [500, 0], [400, 100]) },
])

function mended(from: SourceSpec, bytes: string, extension: string): SourceSpec {
  return { id: 'mended', table: from.table, amends: from.id!, content: { bytes, extension } }
}

async function counted(made: Workspace) {
  await made.run('2-validate')
  const rows = await made.rows<Record<string, unknown>>('2-validate', 'sources')
  return rows.map((row) => [row.source_id, row.rows_accepted, row.rows_quarantined, row.rows_filtered])
}

describe('a mended quarantine file', () => {
  it('stands in for the records it holds; the others stay set aside', async () => {
    const first = await workspace({ sources: [ZONES] })
    expect(await counted(first)).toEqual([['zones', 1, 2, 0]])
    const aside: FeatureCollection = JSON.parse(first.text('2-validate', 'quarantine/zones.geojson'))
    aside.features = aside.features.filter(({ properties }) => properties!.zone_id === 'B')
    aside.features[0]!.properties!.land_legality = 'legal'

    const second = await workspace({ sources: [ZONES, mended(ZONES, JSON.stringify(aside), 'geojson')] })
    expect(await counted(second)).toEqual([
      ['zones', 1, 1, 1],
      ['mended', 1, 0, 0],
    ])
    const zones = await second.rows('2-validate', 'zones')
    expect(zones.map((row) => [row.zone_id, row.source_id, row.source_row])).toEqual([
      ['A', 'zones', 1],
      ['B', 'mended', 1],
    ])
    const left = (await second.findings()).filter((finding) => finding.severity === 'quarantine')
    expect(left.map(({ code, source_row }) => [code, source_row])).toEqual([
      [expect.stringContaining('GEOM_'), 3],
    ])
  })

  it('of unpivoted volumes stands in for one row of a record, formulas and decimals as they were', async () => {
    const volumes = csvSource('rt_deficits', "RT;V1;V2\n'=x;1,5;-3\nb;2,25;4", {
      delimiter: ';',
      columns: { rt_id: 'RT', vintage: { value: 2020 } },
      unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '1b': 'V2' } },
    })
    const first = await workspace({ sources: [volumes] })
    expect(await counted(first)).toEqual([['rt-deficits', 3, 1, 0]])
    const csv = first.text('2-validate', 'quarantine/rt-deficits.csv')
    const second = await workspace({
      sources: [volumes, mended(volumes, csv.replace(',1b,-3,', ',1b,0.125,'), 'csv')],
    })
    expect(await counted(second)).toEqual([
      ['rt-deficits', 3, 0, 1],
      ['mended', 1, 0, 0],
    ])
    const rows = await second.rows('2-validate', 'rt_deficits')
    expect(rows.map((row) => [row.criterion, row.volume])).toContainEqual(['1b', 0.125])
  })

  it('is refused when the file it was set aside from has changed since', async () => {
    const first = await workspace({ sources: [ZONES] })
    await first.run('2-validate')
    const aside = first.text('2-validate', 'quarantine/zones.geojson').replaceAll('sengketa', 'legal')
    const other = featureSource('zones', [{ ...zone, zone_id: 'D', geometry: rectangle(0, 0, 100, 100) }])
    const made = await workspace({ sources: [other, mended(other, aside, 'geojson')] })
    const refusal = await refusalOf(made.run('2-validate'))
    expect(refusal.exitCode).toBe(22)
    expect(refusal.fault.where).toMatchObject({ field: 'source_sha256', record: 1 })
  })

  it('names another source of its table', async () => {
    const stray = workspace({ sources: [{ ...ZONES, amends: 'none' }] })
    expect((await refusalOf(stray)).message).toContain('sources[0].amends')
  })
})
