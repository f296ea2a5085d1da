import { describe, expect, it } from 'vitest'
import { rtJoined } from '../../../pipeline/decree/rt-joined.ts'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type SourceSpec, workspace } from '../../support/workspace.ts'

interface RtZone {
  rt_id: string
  vintage: number | null
  zone_id: string | null
  method: string | null
  share_pct: number | null
}

const KELURAHAN = '99.71.01.1001'

const DECREES = csvSource(
  'decrees',
  'decree_number,kind,vintage\n1/2014,decree,2014\n2/2018,decree,2018\n3/2019,verification,2019',
)

const zone = (zone_id: string, east_m: number, more: Record<string, unknown> = {}) => ({
  zone_id,
  decree_number: '2/2018',
  geometry: rectangle(east_m, 0, 100, 100),
  ...more,
})

const rt = (admin_code: string, east_m: number, more: Record<string, unknown> = {}) => ({
  admin_code,
  level: 'rt',
  kelurahan_code: KELURAHAN,
  geometry: rectangle(east_m, 0, 100, 100),
  ...more,
})

function profiles(...rows: string[]): SourceSpec {
  return csvSource('rt_profiles', `rt_id,vintage,rt_rw,kelurahan_code,kawasan,zone_id\n${rows.join('\n')}`)
}

async function rtZones(sources: SourceSpec[], decree?: string): Promise<[string, ...unknown[]][]> {
  const made = await workspace({ sources, city: decree === undefined ? {} : { decree } })
  await made.run('3-area')
  const rows = await made.rows<RtZone>('3-area', 'rt_zones')
  return rows.map(({ rt_id, vintage, zone_id, method }) => [rt_id, vintage, zone_id, method])
}

describe('an RT belongs', () => {
  it('to the zone its profile names, before the one its outline names, before that of its kawasan', async () => {
    const zones = featureSource('zones', [
      zone('Z1', 0, { kawasan: 'Lembah' }),
      zone('Z2', 200, { kawasan: 'Pantai Impian' }),
      zone('Z3', 400),
    ])
    const units = featureSource('admin_units', [
      rt('a', 900, { zone_id: 'Z3' }),
      rt('b', 1100, { zone_id: 'Z3' }),
    ])
    const given = profiles(
      `a,2018,RT001-RW001,${KELURAHAN},Lembah,Z2`,
      `b,2018,RT002-RW001,${KELURAHAN},Lembah,`,
      `c,2018,RT003-RW001,${KELURAHAN}, pantai  IMPIAN,`,
      `d,2018,RT004-RW001,${KELURAHAN},Lain,`,
      `e,2018,RT005-RW001,${KELURAHAN}, ,`,
    )
    expect(await rtZones([DECREES, zones, units, given])).toEqual([
      ['a', 2018, 'Z2', 'profile'],
      ['b', 2018, 'Z3', 'unit'],
      ['c', 2018, 'Z2', 'kawasan'],
      ['d', 2018, null, null],
      ['e', 2018, null, null],
    ])
  })

  it('to no zone of a kawasan with several, unless one is its own RT', async () => {
    const zones = featureSource(
      'zones',
      ['RT001-RW001', 'RT002-RW001'].map((rt_rw, i) =>
        zone(`Z${i + 1}`, 200 * i, { kawasan: 'Tirto', kelurahan_code: KELURAHAN, rt_rw }),
      ),
    )
    const given = profiles(
      `a,2018,RT002-RW001,${KELURAHAN},Tirto,`,
      `b,2018,RT009-RW001,${KELURAHAN},Tirto,`,
      'c,2018,RT001-RW001,99.71.01.1002,Tirto,',
    )
    expect(await rtZones([DECREES, zones, given])).toEqual([
      ['a', 2018, 'Z2', 'kawasan_rt'],
      ['b', 2018, null, null],
      ['c', 2018, null, null],
    ])
  })

  it('to the zone whose record is its own: by code or clear name of the kelurahan, and exact RT/RW', async () => {
    const at = (zone_id: string, kelurahan: string | null, rt_rw: string, more = {}) =>
      zone(zone_id, 200 * Number(zone_id.slice(1)), { kelurahan, kecamatan: 'Utara', rt_rw, ...more })
    const zones = featureSource('zones', [
      at('Z1', 'Kali Baros', 'RT001-RW002'),
      at('Z2', 'Kali Baros', 'RT002-RW002'),
      at('Z3', 'Kali Baros', 'RT002-RW002'),
      at('Z4', null, 'RT001-RW002', { kelurahan_code: KELURAHAN }),
      at('Z5', 'Baru', 'RT001-RW001'),
      at('Z6', 'Baru', 'RT002-RW001', { kecamatan: 'Selatan' }),
      at('Z7', 'Tirto', 'RW002'),
      at('Z8', 'Tirto', 'RT007-RW002', { kawasan: 'Pantai' }),
      at('Z9', 'Tirto', 'RT009-RW002', { decree_number: '1/2014' }),
    ])
    const given = csvSource(
      'rt_profiles',
      `rt_id,vintage,kelurahan,kelurahan_code,kawasan,rt_rw
      by name,2018,KALIBAROS,,,RT001-RW002
      by name,2019,Kel. Kalibaros,,,RT001-RW002
      two zones,2018,Kali Baros,,,RT002-RW002
      by code,2018,,${KELURAHAN},,RT001-RW002
      other name,2018,Kalibaru,,,RT001-RW002
      no name,2018,,,,RT001-RW002
      namesakes,2018,Baru,,,RT001-RW001
      whole RW,2018,Tirto,,,RW002
      no RT of the RW,2018,Tirto,,,RT001-RW002
      other kawasan,2018,Tirto,,Lembah,RT007-RW002
      older decree,2018,Tirto,,,RT009-RW002`,
    )
    const joined = (await rtZones([DECREES, zones, given])).filter(([, , zone_id]) => zone_id !== null)
    expect(joined).toEqual([
      ['by code', 2018, 'Z4', 'kelurahan_rt'],
      ['by name', 2018, 'Z1', 'kelurahan_rt'],
      ['by name', 2019, 'Z1', 'kelurahan_rt'],
    ])
    // Of two RT of one record neither is told by it; its kawasan agrees where both name one.
    const twice = csvSource(
      'rt_profiles',
      `rt_id,vintage,kelurahan,kawasan,rt_rw
      a,2018,Kali Baros,,RT001-RW002
      b,2018,Kali Baros,,RT001-RW002
      c,2018,Tirto,pantai,RT007-RW002`,
    )
    expect(await rtZones([DECREES, zones, twice])).toEqual([
      ['a', 2018, null, null],
      ['b', 2018, null, null],
      ['c', 2018, 'Z8', 'kawasan'],
    ])
  })

  it('to the zone of its record though a row elsewhere is miswritten, or of an older decree', async () => {
    const at = (zone_id: string, kecamatan: string, more = {}) =>
      zone(zone_id, 200 * Number(zone_id.slice(1)), { kelurahan: 'Melati', kecamatan, ...more })
    const zones = featureSource('zones', [
      at('Z1', 'Utara', { rt_rw: 'RT001-RW002' }),
      at('Z2', 'KEC.  UTARA', { rt_rw: 'RT002-RW002' }),
      at('Z3', 'Lama', { rt_rw: 'RT003-RW002', decree_number: '1/2014' }),
    ])
    const given = (odd: string) =>
      csvSource(
        'rt_profiles',
        `rt_id,vintage,kelurahan,kelurahan_code,rt_rw
        a,2018,Melati,,RT001-RW002
        b,2018,Melati,${KELURAHAN},RT002-RW002
        odd,2018,Melati,${odd},RT009-RW009`,
      )
    const joined = [
      ['a', 2018, 'Z1', 'kelurahan_rt'],
      ['b', 2018, 'Z2', 'kelurahan_rt'],
      ['odd', 2018, null, null],
    ]
    expect(await rtZones([DECREES, zones, given('')])).toEqual(joined)
    // The map of kelurahan says which code is the miswritten one; without it the name may be that of two.
    expect(await rtZones([kelurahanSource(), DECREES, zones, given('99.71.01.1002')])).toEqual(joined)
    const unclear = await rtZones([DECREES, zones, given('99.71.01.1002')])
    expect(unclear.map(([, , zone_id]) => zone_id)).toEqual([null, null, null])
    // A map of a part of the city has one of two namesakes: a code tells which is meant, the name does not.
    const namesakes = featureSource('zones', [
      at('Z1', 'Utara', { rt_rw: 'RT001-RW002' }),
      at('Z2', 'Utara', { rt_rw: 'RT002-RW002' }),
      at('Z4', 'Selatan', { rt_rw: 'RT009-RW009' }),
    ])
    const partly = await rtZones([kelurahanSource(), DECREES, namesakes, given(KELURAHAN)])
    expect(partly).toEqual([
      ['a', 2018, null, null],
      ['b', 2018, 'Z2', 'kelurahan_rt'],
      ['odd', 2018, null, null],
    ])
  })

  it('to the zone of the decree in force where decrees name zones of one kawasan differently', async () => {
    const zones = featureSource('zones', [
      zone('lama', 0, { kawasan: 'Tirto', decree_number: '1/2014' }),
      zone('baru', 0, { kawasan: 'Tirto' }),
    ])
    const given = profiles(`a,2018,RT001-RW001,${KELURAHAN},Tirto,`)
    expect(await rtZones([DECREES, zones, given])).toEqual([['a', 2018, 'baru', 'kawasan']])
    expect(await rtZones([DECREES, zones, given], '1/2014')).toEqual([['a', 2018, 'lama', 'kawasan']])
  })

  it('each year to the zone its profile of that year names', async () => {
    const zones = featureSource('zones', [zone('Z1', 0), zone('Z2', 200)])
    const given = profiles(
      `a,2014,RT001-RW001,${KELURAHAN},,Z1`,
      `a,2018,RT001-RW001,${KELURAHAN},,Z2`,
      `a,2020,RT001-RW001,${KELURAHAN},,`,
    )
    expect(await rtZones([DECREES, zones, given])).toEqual([
      ['a', 2014, 'Z1', 'profile'],
      ['a', 2018, 'Z2', 'profile'],
      ['a', 2020, null, null],
    ])
  })

  it('where nothing names it, to the zone of the decree in force over at least half of its outline', async () => {
    const zones = featureSource('zones', [
      zone('Z1', 0),
      zone('Z2', 200),
      zone('Z3', 1000, { decree_number: '1/2014' }),
    ])
    const units = featureSource('admin_units', [
      rt('half', 50),
      rt('less', 251),
      rt('more', 140, { geometry: rectangle(149, 0, 102, 50) }),
      rt('older', 1000),
      rt('whole', 20, { geometry: rectangle(20, 20, 10, 10) }),
    ])
    const given = profiles(`whole,2018,RT001-RW001,${KELURAHAN},,`)
    expect(await rtZones([DECREES, zones, units, given])).toEqual([
      ['half', null, 'Z1', 'boundary'],
      ['less', null, null, null],
      ['more', null, 'Z2', 'boundary'],
      ['older', null, null, null],
      ['whole', 2018, 'Z1', 'boundary'],
    ])
  })

  it('by name to a zone that it hardly touches, and its share tells', async () => {
    const zones = featureSource('zones', [zone('Z1', 0), zone('Z2', 200)])
    const units = featureSource('admin_units', [rt('a', 75, { zone_id: 'Z1' }), rt('b', 75), rt('c', 500)])
    const given = profiles(`b,2018,RT002-RW001,${KELURAHAN},,Z2`, `c,2018,RT003-RW001,${KELURAHAN},,gone`)
    const made = await workspace({ sources: [DECREES, zones, units, given] })
    await made.run('3-area')
    const rows = await made.rows<RtZone>('3-area', 'rt_zones')
    expect(
      rows.map(({ rt_id, zone_id, share_pct }) => [rt_id, zone_id, share_pct && Math.round(share_pct)]),
    ).toEqual([
      ['a', 'Z1', 25],
      ['b', 'Z2', 0],
      ['c', 'gone', null],
    ])
  })

  it('to none where there are no zones, and nothing is told where there are no RT', async () => {
    const given = profiles(`a,2018,RT001-RW001,${KELURAHAN},Tirto,`)
    expect(await rtZones([given])).toEqual([['a', 2018, null, null]])
    expect(await rtZones([featureSource('zones', [zone('Z1', 0)]), DECREES])).toEqual([])
  })
})

describe('the RT that belong to a zone', () => {
  it('are counted once each over their years, and not where nothing was built', async () => {
    const given = profiles(
      `a,2014,RT001-RW001,${KELURAHAN},,`,
      `a,2018,RT001-RW001,${KELURAHAN},,Z1`,
      `b,2018,RT002-RW001,${KELURAHAN},,`,
    )
    const made = await workspace({ sources: [DECREES, featureSource('zones', [zone('Z1', 0)]), given] })
    expect(await rtJoined(made.output)).toBeNull()
    await made.run('3-area')
    expect(await rtJoined(made.output)).toEqual({ rts: 2, joined: 1, zones: 1 })
  })
})
