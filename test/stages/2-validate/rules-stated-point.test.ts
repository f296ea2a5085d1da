import { describe, expect, it } from 'vitest'
import type { FindingParts } from '../../../pipeline/stages/2-validate/catalogue.ts'
import type { RowFinding } from '../../../pipeline/stages/2-validate/contract.ts'
import type { GivenTables } from '../../../pipeline/stages/2-validate/judge.ts'
import { kelurahanOfRow } from '../../../pipeline/stages/2-validate/rules/admin.ts'
import { linkRows, type ZoneLocation } from '../../../pipeline/stages/2-validate/rules/annex-links.ts'
import { checkStatedPoint, distanceKm } from '../../../pipeline/stages/2-validate/rules/stated-point.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { catalogue, madeUpWorld } from '../../support/judging.ts'
import { at, rectangle } from '../../support/made-up-places.ts'

describe('the coordinates printed in an annex', () => {
  async function codes(point: number[], city: { envelope: [number, number, number, number] } | object = {}) {
    const world = await madeUpWorld({ city })
    const unit = world.kelurahan[0]!
    const row = { row_number: 1, lon_stated: point[0]!, lat_stated: point[1]! }
    const location = { row, decree_number: '1', unit, area_ha: null, rounding_ha: 0 }
    const findings: RowFinding[] = []
    checkStatedPoint(location, [], { world, catalogue } as unknown as GivenTables, (finding) =>
      findings.push(finding),
    )
    return findings.map(({ code, field }: Pick<FindingParts, 'code' | 'field'>) => `${code} ${field}`)
  }
  const [lon, lat] = at(500, 500) as [number, number]

  it('that lie at their place, or as near as people measure, say nothing', async () => {
    expect(await codes([lon, lat])).toEqual([])
    expect(await codes(at(500, -2900))).toEqual([])
  })

  it('name the coordinate that lost its sign, and the two that were exchanged', async () => {
    expect(await codes([lon, -lat])).toEqual(['POINT_SIGN lat_stated'])
    expect(await codes([-lon, lat])).toEqual(['POINT_SIGN lon_stated'])
    expect(await codes([lat, lon])).toEqual(['POINT_SWAPPED lat_stated'])
  })

  it('find a lost sign also where the mirror image lies within the city, as on the equator', async () => {
    expect(await codes([lon, -lat], { envelope: [106, -7, 107, 7] })).toEqual(['POINT_SIGN lat_stated'])
  })

  it('are far when nothing explains them, and both faults are told when both are there', async () => {
    expect(await codes(at(500, -3100))).toEqual(['POINT_STATED_FAR lon_stated'])
    expect(await codes([10, 50])).toEqual(['POINT_STATED_FAR lon_stated'])
    const [eastOf, southOf] = at(500, -30_000) as [number, number]
    expect(await codes([eastOf, -southOf])).toEqual(['POINT_SIGN lat_stated', 'POINT_STATED_FAR lon_stated'])
  })

  it('are measured in kilometres to the nearest edge', () => {
    const area = rectangle(0, 0, 1000, 1000)
    const [x, y] = at(500, -2000) as [number, number]
    expect(distanceKm(area, x, y)).toBeCloseTo(2, 1)
    expect(distanceKm(area, lon, lat)).toBe(0)
  })
})

describe('a row of the annex and its outline', () => {
  const location = (row: Row, area_ha: number | null = null) => ({
    row,
    decree_number: '1',
    unit: null,
    area_ha,
    rounding_ha: 0.005,
  })
  const zone = (zone_id: string, row: Row, area_ha: number | null = null): ZoneLocation => ({
    ...location({ zone_id, ...row }, area_ha),
    geometry: null,
  })
  const linked = (rows: ReturnType<typeof location>[], zones: ZoneLocation[]) => {
    const links = linkRows(rows, zones)
    return rows.map(
      (row) =>
        links
          .get(row)
          ?.map((one) => one.row.zone_id)
          .join(' ') ?? null,
    )
  }

  it('belong together by row number before anything else', () => {
    const rows = [location({ row_number: 1, kelurahan: 'A', rt_rw: 'RT001-RW001' })]
    const zones = [
      zone('by RT', { kelurahan: 'A', rt_rw: 'RT001-RW001' }),
      zone('by number', { decree_row_number: 1 }),
    ]
    expect(linked(rows, zones)).toEqual(['by number'])
  })

  it('belong together by RT where it repeats only if hectares tell which', () => {
    const same = { kelurahan: 'A', rt_rw: 'RT001-RW001' }
    const rows = [location({ row_number: 1, ...same }, 1.12), location({ row_number: 2, ...same }, 2.5)]
    expect(linked(rows, [zone('Z1', same, 2.499), zone('Z2', same, 1.1202)])).toEqual(['Z2', 'Z1'])
    expect(linked(rows, [zone('Z1', same, 9), zone('Z2', same, 8)])).toEqual([null, null])
  })

  it('belong together by hectares alone only when these are fine enough', () => {
    expect(linked([location({ row_number: 1 }, 2.43)], [zone('Z', {}, 2.4331)])).toEqual(['Z'])
    expect(linked([location({ row_number: 1 }, 1)], [zone('Z', {}, 1.001)])).toEqual([null])
  })

  it('belong together as a kawasan and its parts, by row number or by its name', () => {
    const parts = [zone('A', { decree_row_number: 1 }), zone('B', { decree_row_number: 1 })]
    expect(linked([location({ row_number: 1, location: 'Satu' })], parts)).toEqual(['A B'])
    const named = [
      zone('A', { kawasan: 'SATU', name: 'RT 1' }),
      zone('B', { kawasan: 'Satu' }),
      zone('C', { kawasan: 'Dua' }),
    ]
    expect(linked([location({ row_number: 1, location: 'Satu' })], named)).toEqual(['A B'])
    // A row that names its RT is not the whole kawasan, and of two rows neither is.
    const ofRt = location({ row_number: 1, location: 'Satu', rt_rw: 'RT001-RW001' })
    expect(linked([ofRt], named)).toEqual([null])
    const twice = [
      location({ row_number: 1, location: 'Satu' }),
      location({ row_number: 2, location: 'Satu' }),
    ]
    expect(linked(twice, named)).toEqual([null, null])
  })

  it('have no kelurahan where several bear the name', async () => {
    const world = await madeUpWorld()
    expect(kelurahanOfRow({ kelurahan: 'melati' }, world, catalogue)?.code).toBe('99.71.01.1001')
    world.addKelurahan('99.71.02.1009', 'Melati', 'Selatan', rectangle(5000, 0, 10, 10))
    expect(kelurahanOfRow({ kelurahan: 'melati' }, world, catalogue)).toBeNull()
    expect(kelurahanOfRow({ kelurahan: 'melati', kecamatan: 'Selatan' }, world, catalogue)?.code).toBe(
      '99.71.02.1009',
    )
  })
})
