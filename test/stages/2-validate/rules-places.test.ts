import { describe, expect, it } from 'vitest'
import {
  checkPointPlace,
  checkRtKnown,
  checkWorksLocation,
} from '../../../pipeline/stages/2-validate/rules/places.ts'
import { decreeFact, judge, madeUpWorld, said, zoneFact } from '../../support/judging.ts'
import { at, rectangle } from '../../support/made-up-places.ts'

describe('a surveyed point', () => {
  const point = (east_m: number, north_m: number) => ({
    type: 'Point' as const,
    coordinates: at(east_m, north_m),
  })

  it('POINT_OUTSIDE: lies in no kelurahan, no RT and no zone', async () => {
    const world = await madeUpWorld()
    expect(judge(checkPointPlace, world, {}, point(500, 500))).toEqual([])
    const [finding] = judge(checkPointPlace, world, {}, point(500, -20))
    expect(finding).toMatchObject({ code: 'POINT_OUTSIDE', lon: point(500, -20).coordinates[0] })
  })

  it('of a pelantar house counts where an RT or a zone reaches over the water', async () => {
    const byRt = await madeUpWorld()
    byRt.addRt('99.71.01.1001/RT001-RW001', rectangle(400, -100, 200, 200))
    expect(judge(checkPointPlace, byRt, {}, point(500, -20))).toEqual([])
    expect(said(judge(checkPointPlace, byRt, {}, point(500, -120)))).toEqual(['POINT_OUTSIDE geometry'])

    const byZone = await madeUpWorld()
    byZone.zones.push(zoneFact(rectangle(400, -100, 200, 200)))
    expect(judge(checkPointPlace, byZone, {}, point(500, -20))).toEqual([])
  })

  it('counts in a zone of the decree in force or of a verification, not in one of a decree that was replaced', async () => {
    const world = await madeUpWorld()
    for (const [decree_number, kind, vintage] of [
      ['1/2014', 'decree', 2014],
      ['2/2020', 'decree', 2020],
      ['verifikasi', 'verification', 2018],
    ] as const) {
      world.decrees.set(decree_number, decreeFact({ decree_number, kind, vintage }))
    }
    world.zones.push(
      zoneFact(rectangle(0, -100, 90, 90), { decree_number: '1/2014' }),
      zoneFact(rectangle(100, -100, 90, 90), { decree_number: '2/2020' }),
      zoneFact(rectangle(200, -100, 90, 90), { decree_number: 'verifikasi' }),
    )
    const said = [50, 150, 250].map((east_m) => judge(checkPointPlace, world, {}, point(east_m, -50)).length)
    expect(said).toEqual([1, 0, 0])
  })

  it('is judged where only RT or only zones are mapped, and not where nothing is', async () => {
    const world = await madeUpWorld({ kelurahan: false })
    expect(judge(checkPointPlace, world, {}, point(500, 500))).toEqual([])
    world.addRt('r', rectangle(0, 0, 100, 100))
    expect(judge(checkPointPlace, world, {}, point(50, 50))).toEqual([])
    expect(said(judge(checkPointPlace, world, {}, point(500, 500)))).toEqual(['POINT_OUTSIDE geometry'])
  })

  it('of several stands where its first one does', async () => {
    const world = await madeUpWorld()
    const two = (...coordinates: [number, number][]) => ({
      type: 'MultiPoint' as const,
      coordinates: coordinates.map(([e, n]) => at(e, n)),
    })
    expect(judge(checkPointPlace, world, {}, two([5, 5], [5, -50]))).toEqual([])
    expect(judge(checkPointPlace, world, {}, two([5, -50], [5, 5]))).toHaveLength(1)
  })
})

describe('an RT', () => {
  it('LOC_OUTSIDE: of a work is not among those of the decree', async () => {
    const world = await madeUpWorld()
    const work = { kelurahan_code: '99.71.01.1001', rt_rw: 'RT002-RW006' }
    expect(judge(checkWorksLocation, world, work)).toEqual([])
    world.locations.remember('rt_profiles', { ...work, zone_id: 'Z1' })
    expect(judge(checkWorksLocation, world, work)).toEqual([])
    expect(said(judge(checkWorksLocation, world, { ...work, rt_rw: 'RT002-RW002' }))).toEqual([
      'LOC_OUTSIDE rt_rw RT002-RW002',
    ])
    expect(judge(checkWorksLocation, world, { kelurahan_code: '99.71.01.1001' })).toEqual([])
  })

  it('LOC_OUTSIDE: is among those of the decree where its outlines or its annex name it, by kelurahan', async () => {
    const world = await madeUpWorld({ city: { decree: '2/2020' } })
    for (const decree_number of ['1/2014', '2/2020'])
      world.decrees.set(decree_number, decreeFact({ decree_number }))
    const outside = (rt_rw: string, kelurahan_code = '99.71.01.1001') =>
      judge(checkWorksLocation, world, { kelurahan_code, rt_rw }).length > 0
    const list = (
      table: string,
      decree_number: string,
      rt_rw: string | null,
      row: object = { kelurahan: 'Melati' },
    ) => world.locations.remember(table, { decree_number, rt_rw, ...row })
    list('decree_rows', '1/2014', 'RT009-RW001')
    expect(outside('RT009-RW001')).toBe(false)
    list('decree_rows', '2/2020', 'RT001-RW001')
    list('zones', '2/2020', 'RT002-RW001', { kelurahan_code: '99.71.01.1001' })
    list('zones', '2/2020', 'RW004')
    list('decree_rows', '2/2020', 'RT005-RW005', { kelurahan: 'Nowhere known' })
    const inside = ['RT001-RW001', 'RT002-RW001', 'RT003-RW004', 'RW001', 'RT005-RW005']
    expect(inside.filter((rt) => outside(rt))).toEqual([])
    expect(['RT009-RW001', 'RT001-RW002', 'RW002'].filter((rt) => !outside(rt))).toEqual([])
    expect(outside('RT001-RW001', '99.71.01.1002')).toBe(true)
    // A location that names no RT may hold any.
    list('decree_rows', '2/2020', null)
    expect(outside('RT009-RW001')).toBe(false)
  })

  it('LOC_OUTSIDE: is not held by a zone of a decree that was replaced', async () => {
    const world = await madeUpWorld({ city: { decree: '2/2020' } })
    for (const decree_number of ['1/2014', '2/2020']) {
      world.decrees.set(decree_number, decreeFact({ decree_number }))
      world.zones.push(zoneFact(rectangle(0, 0, 9, 9), { decree_number, zone_id: `Z ${decree_number}` }))
      const rt_rw = `RT001-RW${decree_number.slice(-3)}`
      world.locations.remember('rt_profiles', { kelurahan_code: 'k', rt_rw, zone_id: `Z ${decree_number}` })
    }
    const of = (rt_rw: string) => said(judge(checkWorksLocation, world, { kelurahan_code: 'k', rt_rw }))
    expect(of('RT001-RW020')).toEqual([])
    expect(of('RT001-RW014')).toEqual(['LOC_OUTSIDE rt_rw RT001-RW014'])
  })

  it('RT_UNKNOWN: of a profile has no boundary', async () => {
    const world = await madeUpWorld()
    expect(judge(checkRtKnown, world, { rt_id: 'a' })).toEqual([])
    world.addRt('a', rectangle(0, 0, 1, 1))
    expect(judge(checkRtKnown, world, { rt_id: 'a' })).toEqual([])
    expect(said(judge(checkRtKnown, world, { rt_id: 'b' }))).toEqual(['RT_UNKNOWN rt_id b'])
  })
})
