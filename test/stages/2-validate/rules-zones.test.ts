import { describe, expect, it } from 'vitest'
import { checkZoneArea, checkZonePlace } from '../../../pipeline/stages/2-validate/rules/zones.ts'
import { judge, madeUpWorld, said } from '../../support/judging.ts'
import { rectangle } from '../../support/made-up-places.ts'

describe('the decreed area of a zone', () => {
  const outline = rectangle(100, 100, 1263, 100)
  const codes = async (
    area_ha_decree: number | null,
    area_ha_decree_text: string | null = null,
    city = {},
  ) => {
    const world = await madeUpWorld({ city })
    const row = { decree_number: '1', zone_id: 'Z', area_ha_decree, area_ha_decree_text }
    return said(judge(checkZoneArea, world, row, outline)).map((text) => text.split(' ')[0])
  }

  it('is as precise as its digits', async () => {
    expect(await codes(12.63)).toEqual([])
    expect(await codes(12.6, '12,6 Ha')).toEqual([])
    expect(await codes(12.6, '12,60')).toEqual(['AREA_STALE'])
    expect(await codes(12.5, '12,50')).toEqual(['AREA_STALE'])
    expect(await codes(12.49, '12,49')).toEqual(['AREA_WRONG'])
    expect(await codes(13, '13')).toEqual([])
    expect(await codes(126.3, '126,3')).toEqual(['AREA_WRONG'])
    expect(await codes(null)).toEqual(['AREA_MISSING'])
  })

  it('has the limits of city.yaml', async () => {
    const area = { difference_warn_pct: 0.5, difference_error_pct: 5 }
    expect(await codes(12.6, '12,60', { area })).toEqual([])
    expect(await codes(12.5, '12,50', { area })).toEqual(['AREA_STALE'])
  })

  it('is reconciled for the report', async () => {
    const world = await madeUpWorld()
    judge(checkZoneArea, world, { decree_number: '1', zone_id: 'Z', area_ha_decree: 12.6 }, outline)
    const row = { decree_number: '1', zone_id: 'Z', source_row: 1 }
    world.remember('zones', row, outline, true)
    expect(world.reconciliation).toHaveLength(1)
    expect(world.reconciliation[0]).toMatchObject({ zone_id: 'Z', area_ha_decree: 12.6, area_status: 'ok' })
    expect(world.reconciliation[0]!.area_ha_utm).toBeCloseTo(12.63, 6)
    expect(world.reconciliation[0]!.area_ha_geodesic).toBeGreaterThan(12.6)
  })

  it('is not reconciled when the zone is set aside', async () => {
    const world = await madeUpWorld()
    judge(checkZoneArea, world, { decree_number: '1', zone_id: 'Z', area_ha_decree: 12.6 }, outline)
    world.remember('zones', { decree_number: '1', zone_id: 'Z' }, outline, false)
    world.remember('zones', { decree_number: '1', zone_id: 'Y' }, outline, true)
    expect(world.reconciliation).toEqual([])
  })

  it('says how far it is off and where', async () => {
    const world = await madeUpWorld()
    const [finding] = judge(checkZoneArea, world, { area_ha_decree: 10 }, outline)
    expect(finding).toMatchObject({ code: 'AREA_WRONG', got: '10 ha', expected: '12.6300 ha (EPSG:32748)' })
    expect(finding!.message.en).toContain('difference −20.82 %')
    expect(finding!.message.id).toContain('terukur 12,63 ha: selisih −20,82 %')
    expect(finding!.lon).toBeGreaterThan(106)
  })
})

describe('the place of a zone', () => {
  const codes = async (row: Record<string, string>, outline: ReturnType<typeof rectangle>) =>
    said(judge(checkZonePlace, await madeUpWorld(), row, outline))

  it('inside its kelurahan says nothing', async () => {
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(0, 0, 1000, 490))).toEqual([])
  })

  it('ADMIN_GEOMETRY: mostly in another kelurahan than stated', async () => {
    const across = rectangle(900, 100, 300, 300)
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, across)).toEqual([
      'ADMIN_GEOMETRY kelurahan_code 99.71.01.1001 Melati',
    ])
    expect(await codes({ kelurahan_code: '99.71.01.1002' }, across)).toEqual([])
    expect(await codes({}, across)).toEqual([])
  })

  it('OVER_WATER: more than a hundredth outside every kelurahan', async () => {
    expect(await codes({}, rectangle(100, -1, 100, 101))).toEqual([])
    const pelantar = await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(100, -50, 100, 100))
    expect(pelantar).toEqual(['OVER_WATER geometry 50.0 %'])
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(100, -500, 100, 100))).toEqual([
      'OVER_WATER geometry 100.0 %',
    ])
  })

  it('AREA_SHARE: more than half of its kelurahan', async () => {
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(0, 0, 1000, 499))).toEqual([])
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(0, 0, 1000, 510))).toEqual([
      'AREA_SHARE area_ha_decree 51.0 %',
    ])
    expect(await codes({}, rectangle(0, 0, 1000, 510))).toEqual(['AREA_SHARE area_ha_decree 51.0 %'])
    // Over three kelurahan of a square kilometre: 120 ha, of which 40 lie in each.
    expect(await codes({}, rectangle(0, 0, 3000, 400))).toEqual([])
    expect(await codes({ kelurahan_code: '99.71.01.1001' }, rectangle(0, 0, 3000, 400))).toEqual([])
  })
})
