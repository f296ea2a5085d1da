import { afterEach, describe, expect, it } from 'vitest'
import { collaborationOf } from '../../../pipeline/stages/5-indicators/collaboration/collaboration.ts'
import { type Partner, placePartners } from '../../../pipeline/stages/5-indicators/collaboration/partners.ts'
import { writeCollaboration } from '../../../pipeline/stages/5-indicators/collaboration/write-collaboration.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { type Row, tableSchema } from '../../../pipeline/store/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'

const column = (name: string) => tableSchema('stakeholders').columns.find((one) => one.name === name)!
const words = { kinds: column('kind').values!, stages: column('stage').values! }

const partner = (stakeholder_id: string, more: Partial<Partner> = {}): Partner => ({
  stakeholder_id,
  zone_id: null,
  kawasan: null,
  institution: `Lembaga ${stakeholder_id}`,
  kind: null,
  stage: null,
  agreement_date: null,
  agreement_until: null,
  ...more,
})

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

describe('the words of collaboration', () => {
  it('are the five stages of Ansell and Gash in their order, each with a label', () => {
    expect(words.stages).toEqual([
      'dialog tatap muka',
      'membangun kepercayaan',
      'komitmen',
      'pemahaman bersama',
      'hasil sementara',
    ])
    for (const name of ['kind', 'stage']) {
      const { values, labels } = column(name)
      expect(Object.keys(labels!)).toEqual(values)
      for (const label of Object.values(labels!)) expect([label.id, label.en]).not.toContain('')
    }
  })
})

describe('placePartners', () => {
  const zones = [
    { zone_id: 'A', kawasan: 'Tirto' },
    { zone_id: 'B', kawasan: 'TIRTO ' },
    { zone_id: 'C', kawasan: null },
  ]
  const ids = (partners: readonly Partner[]) => partners.map(({ stakeholder_id }) => stakeholder_id)

  it('puts each partner into its zone, else all zones of its kawasan, else the city', () => {
    const placed = placePartners(
      [
        partner('1', { zone_id: 'A', kawasan: 'Klego' }),
        partner('2', { kawasan: ' tirto' }),
        partner('3'),
        partner('4', { kawasan: '' }),
      ],
      zones,
    )
    expect([...placed.zones].map(([zone, of]) => [zone, ids(of)])).toEqual([
      ['A', ['1', '2']],
      ['B', ['2']],
      ['C', []],
    ])
    expect(ids(placed.city)).toEqual(['3', '4'])
    expect(placed.unplaced).toEqual([])
  })

  it('tells of a zone or kawasan that is not there, and puts the partner nowhere else', () => {
    const placed = placePartners(
      [partner('1', { zone_id: 'X', kawasan: 'Tirto' }), partner('2', { kawasan: 'Y' })],
      zones,
    )
    expect(ids(placed.unplaced)).toEqual(['1', '2'])
    expect([...placed.zones.values()].flat()).toEqual([])
  })
})

describe('collaborationOf', () => {
  it('counts kinds and finds the furthest and the least far stage', () => {
    const of = collaborationOf(
      [
        partner('1', { kind: 'BKM', stage: 'hasil sementara' }),
        partner('2', { kind: 'dinas', stage: 'komitmen' }),
        partner('3', { kind: 'dinas' }),
        partner('4', { stage: 'dialog tatap muka', institution: 'Lembaga 1' }),
      ],
      words,
      '2024-06-30',
    )
    expect([...of.byKind]).toEqual([
      ['BKM', 1],
      ['dinas', 2],
      [null, 1],
    ])
    expect(of).toMatchObject({
      partners: 4,
      stage: 'hasil sementara',
      stage_least: 'dialog tatap muka',
      partners_without_stage: 1,
      institutions: ['Lembaga 1', 'Lembaga 2', 'Lembaga 3'],
    })
  })

  it('knows no stage where none is told', () => {
    expect(collaborationOf([], words, null)).toMatchObject({ partners: 0, stage: null, stage_least: null })
  })

  it.each<[string, string | null, string | null, string | null, object]>([
    ['on its first day', '2024-06-30', '2025-01-01', '2024-06-30', { agreements_in_force: 1 }],
    ['on its last day', '2020-01-01', '2024-06-30', '2024-06-30', { agreements_in_force: 1 }],
    ['past its end', '2020-01-01', '2024-06-29', '2024-06-30', { agreements_in_force: 0 }],
    ['before it begins', '2024-07-01', '2025-01-01', '2024-06-30', { agreements_in_force: 0 }],
    [
      'without an end it is not known to hold',
      '2020-01-01',
      null,
      '2024-06-30',
      { agreements: 1, agreements_in_force: 0, agreements_without_end: 1, agreement_until: null },
    ],
    [
      'ending before it begins',
      '2025-01-01',
      '2020-01-01',
      '2024-06-30',
      { agreements_in_force: 0, agreements_reversed: 1 },
    ],
    ['an end without a beginning is no agreement', null, '2025-01-01', '2024-06-30', { agreements: 0 }],
    [
      'without a reference day',
      '2020-01-01',
      '2025-01-01',
      null,
      { agreements: 1, agreements_in_force: null },
    ],
  ])('judges an agreement %s', (_, agreement_date, agreement_until, day, expected) => {
    const { agreements } = collaborationOf([partner('1', { agreement_date, agreement_until })], words, day)
    expect(agreements).toMatchObject(expected)
  })
})

describe('zone_collaboration', () => {
  const zone = (zone_id: string, kawasan: string | null, decree_number = '1/2014'): Row => ({
    zone_id,
    kawasan,
    decree_number,
    source_id: 'lokasi',
    source_row: 1,
  })
  const row = (id: string, more: Partial<Partner> = {}): Row => ({
    ...partner(id, more),
    source_id: 'mitra',
    source_row: 1,
  })

  async function written(stakeholders: Row[], decree: string | null = '1/2014'): Promise<Row[]> {
    context = await stageContext(indicators, {
      city: { sources: [{ retrieved: '2024-06-30' }, { retrieved: '2020-01-01' }] as never },
      tables: {
        '2-validate': {
          stakeholders,
          zones: [zone('B', 'Tirto'), zone('A', 'Tirto'), zone('Z', 'Tirto', '0/2009')],
        },
      },
    })
    await writeCollaboration(context, decree)
    return context.read('zone_collaboration')
  }

  it('has a row for every zone in force and one for the city', async () => {
    const rows = await written([
      row('1', {
        zone_id: 'A',
        kind: 'KSM',
        stage: 'komitmen',
        agreement_date: '2023-01-01',
        agreement_until: '2025-01-01',
      }),
      row('2', { kawasan: 'Tirto', kind: 'dinas', stage: 'dialog tatap muka' }),
      row('3', { kind: 'Pokja' }),
      row('4', { zone_id: 'Z' }),
    ])
    expect(rows).toMatchObject([
      {
        level: 'zone',
        zone_id: 'A',
        kawasan: 'Tirto',
        partners: 2,
        kinds: 'KSM; dinas',
        partners_by_kind: 'KSM 1; dinas 1',
        partners_of_unknown_kind: 0,
        stage: 'komitmen',
        stage_number: 3,
        stage_label_id: 'Komitmen terhadap proses',
        stage_label_en: 'Commitment to the process',
        stage_least: 'dialog tatap muka',
        stage_least_label_en: 'Face-to-face dialogue',
        agreements: 1,
        agreements_in_force: 1,
        agreement_first_date: '2023-01-01',
        agreement_until: '2025-01-01',
        reference_date: '2024-06-30',
        institutions: 'Lembaga 1; Lembaga 2',
      },
      { zone_id: 'B', partners: 1, kinds: 'dinas', agreements: 0, agreements_in_force: 0 },
      { level: 'city', zone_id: null, partners: 1, kinds: 'Pokja', stage: null, stage_number: null },
    ])
    expect(context!.said.join()).toMatch(/1 partners name a zone or kawasan .* does not have: 4/)
  })

  it('holds no column of a person and not the role, which could name one', async () => {
    const [first] = await written([row('1', { zone_id: 'A' })])
    expect(Object.keys(first!)).not.toContain('role')
  })

  it('is empty where the city has no partners, and has only the city without a decree', async () => {
    expect(await written([])).toEqual([])
    context!.close()
    expect(await written([row('1')], null)).toMatchObject([{ level: 'city', partners: 1 }])
  })
})
