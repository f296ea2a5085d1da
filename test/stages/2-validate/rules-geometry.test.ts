import { describe, expect, it } from 'vitest'
import { featureSource, rectangle } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'
import { geometry } from './faults/geometry.ts'

describe('the rules on geometry', () => {
  it('meet each fault where it is planted', async () => {
    const made = await workspace(geometry.dirty)
    await made.run('2-validate')
    const findings = await made.findings()
    const of = (code: string) => findings.filter((finding) => finding.code === code)
    for (const [code, [source_id, source_row]] of Object.entries(geometry.met)) {
      expect(
        of(code).map((finding) => [finding.source_id, finding.source_row]),
        code,
      ).toContainEqual([source_id, source_row])
    }
    // A part that is but a sliver, and a repaired outline, are judged like any other.
    expect(of('GEOM_MULTIPART').map(({ got }) => got)).toEqual(['2; 640 m', '1 / 2'])
    expect(of('ZONE_OVERLAP')).toMatchObject([
      {
        key: '1/2020 · ZONE_OVERLAP',
        got: '0.2000 ha (20.00 %): 1/2020 · a (zones #10)',
        expected: '<= 1 m2',
      },
    ])
    expect(of('ZONE_REPEATED')).toMatchObject([{ got: '1.0000 ha (100.0 %): 1/2020 · b (zones #12)' }])
    expect(of('RT_OVERLAP')).toMatchObject([
      { key: '99.71.01.1001/RT003-RW001', got: '90.0 m2 (1.00 %): 99.71.01.1001/RT001-RW001' },
    ])
    expect(of('RT_GAP')).toMatchObject([{ got: '30.0 m2, 0.30 m: 99.71.01.1001/RT001-RW001' }])
    const placed = findings.filter(({ code }) => Object.hasOwn(geometry.met, code) && code !== 'GEOM_MISSING')
    expect(placed.filter(({ lon, lat }) => lon === null || lat === null)).toEqual([])
  })

  it('keep silent next to each fault', async () => {
    const made = await workspace(geometry.clean)
    await made.run('2-validate')
    const findings = await made.findings()
    expect(findings.filter(({ code }) => Object.hasOwn(geometry.met, code))).toEqual([])
  })

  it('look at zones that were set aside for their key, for they are often the same ground', async () => {
    const zone = { zone_id: 'Z', decree_number: '1', area_ha_decree: 1, geometry: rectangle(0, 0, 100, 100) }
    const made = await workspace({ sources: [featureSource('zones', [zone, zone])] })
    await made.run('2-validate')
    const findings = await made.findings()
    expect(
      findings
        .filter(({ table_name, source_row }) => table_name === 'zones' && source_row !== null)
        .map(({ code, source_row }) => [code, source_row]),
    ).toEqual([
      ['KEY_DUP', 2],
      ['ZONE_REPEATED', 2],
    ])
  })
})
