import { expect, it } from 'vitest'
import { csvSource, featureSource, kelurahanSource, rectangle } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'

const ABOUT = [
  ...['DECREE_SUM', 'DECREE_COUNT', 'DECREE_NO_MAP', 'DECREE_ROW_NO_ZONE', 'ZONE_NO_ROW'],
  ...['AREA_STATED_DIFFERS', 'SCORE_STATED_DIFFERS', 'NAME_FUZZY', 'DECREE_INCOMPLETE'],
]

interface Outline {
  row?: number
  area_ha?: number | null
  score?: number
  kawasan?: string
  /** Keeps it from the map: a score that no combination gives. */
  broken?: boolean
}

interface Decree {
  total: string
  count: number
  annex?: string[]
  outlines: Outline[]
}

const annexSource = (rows: string[]) =>
  csvSource(
    'decree_rows',
    ['decree_number,row_number,kelurahan,location,area_text,area_ha_decree,score_stated', ...rows].join('\n'),
    { decimal: '.' },
  )

/** What is said of each decree; an outline is a hectare. */
async function saidOf(decrees: Record<string, Decree>): Promise<Record<string, string[]>> {
  const all = Object.entries(decrees)
  let place = 0
  const zones = all.flatMap(([decree_number, { outlines }]) =>
    outlines.map(({ row = null, area_ha = 1, score = 20, kawasan = null, broken }, index) => ({
      zone_id: `Z${index + 1}`,
      decree_number,
      name: `RT ${index + 1}`,
      kawasan,
      kelurahan_code: '99.71.01.1001',
      decree_row_number: row,
      area_ha_decree: area_ha,
      area_ha_decree_text: area_ha?.toFixed(2) ?? null,
      score_stated: broken ? 77 : score,
      geometry: rectangle(10 + 110 * (place % 8), 10 + 110 * Math.floor(place++ / 8), 100, 100),
    })),
  )
  const rows = all.flatMap(([number, { annex = [] }]) => annex.map((row) => `${number},${row}`))
  const texts = all.map(([number, { total, count }]) => `${number},decree,2020,${total},${count}`)
  const made = await workspace({
    sources: [
      kelurahanSource(),
      csvSource(
        'decrees',
        ['decree_number,kind,vintage,area_ha_total_stated,zone_count_stated', ...texts].join('\n'),
        { decimal: '.' },
      ),
      featureSource('zones', zones),
      ...(rows.length === 0 ? [] : [annexSource(rows)]),
    ],
  })
  await made.run('2-validate')
  const said: Record<string, string[]> = Object.fromEntries(all.map(([number]) => [number, []]))
  for (const { code, key, message_en } of await made.findings()) {
    if (ABOUT.includes(code)) said[key!.split(' · ')[0]!]!.push(`${code}: ${message_en}`)
  }
  return said
}

const row = (number: number, area = '1.00', location = `RT ${number}`, score = 20) =>
  `${number},Melati,${location},${area},${area},${score}`
const annex = [row(1), row(2), row(3)]
const outlines: Outline[] = [{ row: 1 }, { row: 2 }, { row: 3 }]
const broken: Outline[] = [{ row: 1 }, { row: 2 }, { row: 3, broken: true }]
const lost = (zones: string) => `DECREE_INCOMPLETE: ${zones}`

it('what was set aside is not missing from the annex or the map; sums and counts say so', async () => {
  const three = { total: '3.00', count: 3 }
  const said = await saidOf({
    whole: { ...three, annex, outlines },
    'row aside': { ...three, annex: [row(1), row(2), row(3, '1.x0')], outlines },
    'zone aside': { ...three, annex, outlines: broken },
    'map aside': { ...three, annex, outlines: outlines.map((one) => ({ ...one, broken: true })) },
    wrong: { total: '9.00', count: 5, annex, outlines: broken },
  })
  const one = lost('1 zone of 1.00 ha was set aside and is not on the map: Z3 (1 ha).')
  expect(said).toEqual({
    whole: [],
    'row aside': [],
    'zone aside': [one],
    'map aside': [
      lost('3 zones of 3.00 ha were set aside and are not on the map: Z1 (1 ha), Z2 (1 ha), Z3 (1 ha).'),
    ],
    wrong: [
      'DECREE_SUM: The rows add up to 3.00 ha, stated are 9 ha.',
      'DECREE_SUM: The decreed hectares on the map add up to 2.00 ha, stated are 9 ha. 1 record that was set aside is not counted.',
      'DECREE_COUNT: The annex has 3 locations, stated are 5.',
      'DECREE_COUNT: The map has 2 outlines, stated are 5. 1 record that was set aside is not counted.',
      one,
    ],
  })
})

it('a decree that comes as a map only is summed and counted over its outlines, or by their kawasan', async () => {
  const three = [{}, {}, {}]
  const open = [{}, {}, { area_ha: null }]
  const kawasan = [{ kawasan: 'Satu' }, { kawasan: 'Satu' }, { kawasan: 'Dua' }]
  const said = await saidOf({
    right: { total: '3.00', count: 3, outlines: three },
    wrong: { total: '99.00', count: 3, outlines: three },
    // An outline without hectares may hold the rest, but nothing less than none.
    open: { total: '99.00', count: 3, outlines: open },
    less: { total: '1.00', count: 3, outlines: open },
    'by kawasan': { total: '3.00', count: 2, outlines: kawasan },
    'by RT': { total: '3.00', count: 3, outlines: kawasan },
    neither: { total: '3.00', count: 4, outlines: kawasan },
  })
  expect(said).toEqual({
    right: [],
    wrong: ['DECREE_SUM: The decreed hectares on the map add up to 3.00 ha, stated are 99 ha.'],
    open: [],
    less: ['DECREE_SUM: The decreed hectares on the map add up to 2.00 ha, stated are 1 ha.'],
    'by kawasan': [],
    'by RT': [],
    neither: ['DECREE_COUNT: The map has 3 outlines, stated are 4.'],
  })
})

it('a kawasan of the annex is drawn as its RT, which carry its number or its name', async () => {
  const rows = [row(1, '2.00', 'Satu'), row(2, '1.00', 'RT 3', 40)]
  const numbered: Outline[] = [
    { row: 1, score: 20 },
    { row: 1, score: 25 },
    { row: 2, score: 40 },
  ]
  const named: Outline[] = [
    { score: 20, kawasan: 'SATU' },
    { score: 25, kawasan: 'Satu' },
    { score: 40, kawasan: 'RT 3' },
  ]
  const wrong = [row(1, '1.50', 'Satu'), row(2, '1.00', 'RT 3', 40)]
  const said = await saidOf({
    numbered: { total: '3.00', count: 2, annex: rows, outlines: numbered },
    'by RT': { total: '3.00', count: 3, annex: rows, outlines: numbered },
    neither: { total: '3.00', count: 4, annex: rows, outlines: numbered },
    named: { total: '3.00', count: 2, annex: rows, outlines: named },
    wrong: { total: '', count: 2, annex: wrong, outlines: named },
    'part aside': {
      total: '4.00',
      count: 2,
      annex: [row(1, '3.00', 'Satu'), rows[1]!],
      outlines: [...numbered, { row: 1, broken: true }],
    },
    absent: { total: '4.00', count: 2, annex: rows, outlines: [...numbered, { row: 9 }] },
  })
  expect(said).toEqual({
    numbered: [],
    'by RT': [],
    neither: ['DECREE_COUNT: The annex has 2 locations, stated are 4.'],
    named: [],
    wrong: ['AREA_STATED_DIFFERS: The annex states 1.5 ha, its 2 outlines carry 2.00 ha.'],
    'part aside': [lost('1 zone of 1.00 ha was set aside and is not on the map: Z4 (1 ha).')],
    absent: [
      'DECREE_SUM: The rows add up to 3.00 ha, stated are 4 ha.',
      'ZONE_NO_ROW: The outline is not in the annex of absent (row 9).',
    ],
  })
})

it('a repeated code on other ground is said to be other ground, and its hectares are named as lost', async () => {
  const zone = { zone_id: 'Z', decree_number: '1/2020', area_ha_decree: 1, score_stated: 20 }
  const made = await workspace({
    sources: [
      csvSource('decrees', 'decree_number,kind,vintage\n1/2020,decree,2020'),
      featureSource('zones', [
        { ...zone, geometry: rectangle(0, 0, 100, 100) },
        { ...zone, geometry: rectangle(10, 0, 100, 100) },
        { ...zone, area_ha_decree: 1.5, geometry: rectangle(500, 0, 100, 150) },
        // Most of its ground is on the map under another code.
        { ...zone, zone_id: 'Y', score_stated: 77, geometry: rectangle(0, 0, 60, 100) },
      ]),
    ],
  })
  await made.run('2-validate')
  const findings = await made.findings()
  expect(
    findings
      .filter(({ code }) => code === 'KEY_DUP')
      .map(({ source_row, message_en }) => [source_row, message_en]),
  ).toEqual([
    [2, 'An earlier record has the same key.'],
    [3, 'An earlier record has the same key, but lies on other ground: give this one a code of its own.'],
  ])
  expect(
    findings
      .filter(({ code }) => code === 'DECREE_INCOMPLETE')
      .map(({ table_name, source_row, key, got }) => [table_name, source_row, key, got]),
  ).toEqual([['decrees', 1, '1/2020', '1 (1.50 ha)']])
})

it('a kawasan is not held against the sum of its RT while one of them is set aside', async () => {
  const judged = async (total: number, rt_count: number) => {
    const made = await workspace({
      sources: [
        csvSource(
          'rt_profiles',
          `rt_id,vintage,kelurahan_code,rt_rw,kawasan,families,score_stated
           A,2020,99.71.01.1001,RT001-RW001,Kauman,10,20
           B,2020,99.71.01.1001,RT002-RW001,kauman ,20,${total}`,
        ),
        csvSource('kawasan_profiles', `kawasan,vintage,rt_count,families\nKauman,2020,${rt_count},30`),
      ],
    })
    await made.run('2-validate')
    return (await made.findings()).filter(({ code }) => code === 'KAWASAN_SUM').map(({ field }) => field)
  }
  expect(await judged(20, 3)).toEqual(['rt_count'])
  expect(await judged(77, 2)).toEqual([])
})
