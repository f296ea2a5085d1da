import { expect, it } from 'vitest'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { type Finding, type SourceSpec, workspace } from '../../support/workspace.ts'

const DECREES = csvSource('decrees', 'decree_number,kind,vintage\n1/2014,decree,2014\n1/2020,decree,2020')
const zones = (...rows: Record<string, string>[]): SourceSpec =>
  featureSource(
    'zones',
    rows.map((row, i) => ({ decree_number: '1/2020', ...row, geometry: rectangle(200 * i, 10, 100, 100) })),
  )
const RT = 'RT001-RW002'

async function saidOf(sources: SourceSpec[], ...codes: string[]): Promise<Finding[]> {
  const made = await workspace({ sources })
  await made.run('2-validate')
  return (await made.findings()).filter(
    ({ code, table_name }) => table_name === 'rt_profiles' && codes.includes(code),
  )
}

it('RT_ZONE_AMBIGUOUS: is not said of an RT whose record on the map names its zone', async () => {
  const twice = zones(
    { zone_id: 'Z1', kelurahan: 'Melati', rt_rw: RT },
    { zone_id: 'Z2', kelurahan: 'Melati', rt_rw: RT },
  )
  const given = csvSource(
    'rt_profiles',
    `rt_id,vintage,kelurahan,rt_rw\nA,2020,Melati,${RT}\nB,2019,Melati,${RT}`,
  )
  const drawn = { admin_code: 'A', level: 'rt', kelurahan_code: '99.71.01.1001', rt_rw: RT, zone_id: 'Z1' }
  const units = featureSource('admin_units', [{ ...drawn, geometry: rectangle(0, 10, 100, 100) }])
  const said = await saidOf([kelurahanSource(), DECREES, twice, given, units], 'RT_ZONE_AMBIGUOUS')
  expect(said.map(({ key, message_en }) => [key, message_en])).toEqual([
    [
      'B · 2019',
      '1 RT of that year and 2 zones of the decree (Z1, Z2) have this kelurahan and RT/RW, which do not tell the zone of this RT.',
    ],
  ])
})

it('RT_ZONE_AMBIGUOUS: names of which no kelurahan alone can be meant, once for each spelling', async () => {
  const listed = zones(
    { zone_id: 'Z1', kelurahan: 'Baru', kecamatan: 'Utara', rt_rw: RT },
    { zone_id: 'Z2', kelurahan: 'Baru', kecamatan: 'Selatan', rt_rw: 'RT002-RW002' },
    { zone_id: 'Z3', kelurahan: 'Tirto', kecamatan: 'Utara', rt_rw: RT },
    { zone_id: 'Z4', kelurahan: 'Tirto', kecamatan: 'Kec. UTARA', rt_rw: 'RT002-RW002' },
    { zone_id: 'Z5', kelurahan: 'Tirto', kecamatan: 'Barat', rt_rw: RT, decree_number: '1/2014' },
    { zone_id: 'Z6', kelurahan: 'Kauman', kecamatan: 'Utara', rt_rw: 'RW002' },
    { zone_id: 'Z7', kelurahan: 'Kauman', kecamatan: 'Barat', rt_rw: 'RW002' },
  )
  const given = csvSource(
    'rt_profiles',
    `rt_id,vintage,kelurahan,kelurahan_code,rt_rw
     A,2020,Baru,,${RT}
     B,2020,Baru,,RT002-RW002
     C,2020,kel. baru,,RT002-RW002
     D,2020,Baru,99.71.01.1001,${RT}
     E,2020,Tirto,,${RT}
     F,2020,Kauman,,${RT}
     G,2020,Baru,,RW002`,
  )
  const said = await saidOf([DECREES, listed, given], 'RT_ZONE_AMBIGUOUS')
  // One that speaks of one RT alone bears its key.
  expect(said.map(({ key }) => key)).toEqual([null, 'C · 2020', 'D · 2020'])
  expect(said.map(({ source_row, got, message_en }) => [source_row, got, message_en])).toEqual([
    [
      1,
      'Baru',
      expect.stringContaining(
        '(codes: 1, kecamatan of decree and map: 2); RT/RW does not tell the zone of the 2 RT',
      ),
    ],
    [3, 'kel. baru', expect.stringContaining('of the 1 RT')],
    [
      4,
      '99.71.01.1001',
      expect.stringContaining('and nothing tells the kecamatan of kelurahan 99.71.01.1001.'),
    ],
  ])
})

it('RT_ZONE_AMBIGUOUS: RT of a code whose row of the decree states another kecamatan, mapped ones too', async () => {
  const listed = zones(
    { zone_id: 'Z1', kelurahan: 'Melati', kecamatan: 'Kec. Utara', rt_rw: RT },
    { zone_id: 'Z2', kelurahan: 'Melati', kecamatan: 'Utr.', rt_rw: 'RT002-RW002' },
    { zone_id: 'Z3', kelurahan: 'Melati', kecamatan: 'Utr.', rt_rw: 'RT003-RW002' },
    { zone_id: 'Z4', kelurahan: 'Melati', kecamatan: 'Utr.', rt_rw: 'RT004-RW002' },
  )
  const code = '99.71.01.1001'
  const given = csvSource(
    'rt_profiles',
    `rt_id,vintage,kelurahan_code,rt_rw,zone_id
     A,2020,${code},${RT},
     B,2020,${code},RT002-RW002,
     C,2020,${code},RT003-RW002,
     D,2020,${code},RT004-RW002,Z4`,
  )
  const drawn = ['B', 'D', 'E'].map((admin_code, i) => ({
    ...{ admin_code, level: 'rt', kelurahan_code: code, rt_rw: 'RT002-RW002' },
    geometry: rectangle(200 * i, 10, 100, 100),
  }))
  const units = featureSource('admin_units', drawn)
  const made = await workspace({ sources: [kelurahanSource(), DECREES, listed, given, units] })
  await made.run('2-validate')
  const said = (await made.findings()).filter(({ code }) => code === 'RT_ZONE_AMBIGUOUS')
  expect(said.map(({ table_name, source_row, key, got }) => [table_name, source_row, key, got])).toEqual([
    ['rt_profiles', 2, null, code],
    ['admin_units', 3, 'E', code],
  ])
  expect(said.map(({ message_en }) => message_en)).toEqual([
    `The decree lists this RT/RW in Melati, kecamatan Utr. (Z2, Z3), while kelurahan ${code} lies in kecamatan Utara. It is not clear whether they are one, so RT/RW does not tell the zone of 2 RT.`,
    `The decree lists this RT/RW in Melati, kecamatan Utr. (Z2), while kelurahan ${code} lies in kecamatan Utara. It is not clear whether they are one, so RT/RW does not tell the zone of 1 RT.`,
  ])
  expect(said[0]!.message_id).toBe(
    `SK menulis RT/RW ini pada Melati, kecamatan Utr. (Z2, Z3), sedangkan kelurahan ${code} berada di kecamatan Utara. Tidak jelas apakah keduanya sama, sehingga lokasi 2 RT tidak ditentukan oleh RT/RW.`,
  )
})

it('ADMIN_UNKNOWN, ADMIN_MISMATCH, NAME_FUZZY: the kelurahan that a profile names, which decides its zone', async () => {
  const given = csvSource(
    'rt_profiles',
    `rt_id,vintage,kelurahan,kelurahan_code,rt_rw
     A,2020,Melati,99.71.01.1001,${RT}
     B,2020,Tanjung Ungat,,${RT}
     C,2020,Kenanga,99.71.01.1001,${RT}
     D,2020,Bukit Cermin,,${RT}`,
  )
  const said = await saidOf([kelurahanSource(), given], 'ADMIN_UNKNOWN', 'ADMIN_MISMATCH', 'NAME_FUZZY')
  expect(said.map(({ code, source_row, got }) => [code, source_row, got]).sort()).toEqual([
    ['ADMIN_MISMATCH', 3, 'Kenanga (99.71.01.1002)'],
    ['ADMIN_UNKNOWN', 4, 'Bukit Cermin'],
    ['NAME_FUZZY', 2, 'Tanjung Ungat'],
  ])
})
