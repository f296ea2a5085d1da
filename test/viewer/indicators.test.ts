import { describe, expect, it } from 'vitest'
import { methodologiesOf } from '../../pipeline/methodology/kinds.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { loadTests } from '../../pipeline/methodology/tests.ts'
import { methodologyFile } from '../../pipeline/stages/7-publish/methodology-file.ts'
import { boundsText } from '../../pipeline/viewer/bounds-text.ts'
import { furthestStage, KINDS, leastStage, partnersOf, STAGES } from '../../pipeline/viewer/collaboration.ts'
import { projectionsByZone } from '../../pipeline/viewer/criterion-projections.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import { byGroup, householdFigures, splitHeadlines } from '../../pipeline/viewer/household-rules.ts'
import { countedText, explainCommand, priorityText } from '../../pipeline/viewer/profile-words.ts'
import { scoresByZone } from '../../pipeline/viewer/scores.ts'
import { surveyComparison } from '../../pipeline/viewer/survey-comparison.ts'
import { GROUPS } from '../../pipeline/viewer/terms.ts'
import { isExpected, redrawnArea, zoneProgress } from '../../pipeline/viewer/zone-progress.ts'
import { INDICATOR_TABLES } from './support/sample-indicators.ts'

const table = (name: string) => parseCsv(INDICATOR_TABLES[name]!)
const [FIRST, SECOND] = ['99.01-K01', '99.01-K02']

describe('what works make of a criterion', () => {
  const surveyed = (vintage: number, score: string) =>
    parseCsv(
      `level,id,vintage,methodology,criterion,score\nzone,${FIRST},${vintage},permen-pupr-14-2018,1a,${score}`,
    )
  const projected = (vintage: number, score = '3') =>
    projectionsByZone(
      [
        ...table('progress_criteria'),
        { level: 'zone', id: FIRST, year: '2024', methodology: 'another', criterion: '1a', score_end: '5' },
      ],
      scoresByZone(surveyed(vintage, score), new Set([FIRST!])),
      'permen-pupr-14-2018',
    )

  it('is told by zone for years after its survey, by the methodology of the release', () => {
    expect([...projected(2021)]).toEqual([
      [FIRST, [{ criterion: '1a', year: 2024, percent: 12.5, score: 0 }]],
    ])
    expect(
      projected(2018)
        .get(FIRST!)
        ?.map(({ year }) => year),
    ).toEqual([2021, 2024])
  })

  it('gives way to what was found in that year or later', () => {
    expect([...projected(2024)]).toEqual([])
  })

  it('goes on over a survey of which every cell was set aside', () => {
    expect([...projected(2024, '')]).toEqual([...projected(2020)])
    expect(projected(2024, '').get(FIRST!)).toHaveLength(2)
  })
})

describe('the progress of a zone', () => {
  const years = zoneProgress(table('progress'), FIRST)

  it('is that of its own level, oldest first, surveyed apart from projected', () => {
    expect(years.map(({ year, projected, score_total }) => [year, projected, score_total])).toEqual([
      [2018, false, 71],
      [2021, false, null],
      [2024, true, 36],
    ])
  })

  it('puts a survey before the projection of the same year', () => {
    const rows = [
      { zone_id: 'A', year: '2024', kind: 'projected' },
      { zone_id: 'A', year: '2024', kind: 'surveyed' },
    ]
    expect(zoneProgress(rows, 'A').map(({ projected }) => projected)).toEqual([false, true])
  })

  it('tells of hectares that a verification drew anew, not of those a projection keeps', () => {
    const of = (...areas: [year: string, kind: string, ha: string][]) =>
      redrawnArea(
        zoneProgress(
          areas.map(([year, kind, ha]) => ({ zone_id: 'A', year, kind, area_ha_verified: ha })),
          'A',
        ),
      )
    expect(of(['2014', 'surveyed', '18.92'], ['2018', 'surveyed', '4.66'])).toEqual({
      ...{ from: 2014, from_ha: 18.92, to: 2018, to_ha: 4.66 },
    })
    expect(of(['2014', 'surveyed', '18.92'], ['2018', 'surveyed', '18.920000001'])).toBeNull()
    expect(of(['2014', 'surveyed', '18.92'], ['2018', 'projected', '4'])).toBeNull()
    expect(of(['2014', 'surveyed', ''], ['2018', 'surveyed', '4.66'])).toBeNull()
    expect(of()).toBeNull()
  })

  it('is drawn solid from survey to survey, dashed from and to what is projected', () => {
    const [survey, ring] = [{ projected: false }, { projected: true }]
    expect([isExpected(survey, survey), isExpected(survey, ring)]).toEqual([false, true])
    expect([isExpected(ring, survey), isExpected(ring, ring)]).toEqual([true, true])
  })

  it('does not know what a release does not tell, and leaves out what has no year', () => {
    const rows = [
      { zone_id: 'A', year: '2014', score_total: '40' },
      { zone_id: 'A', year: '', score_total: '40' },
      { zone_id: 'A', vintage: '2014', score_total: '40' },
    ]
    expect(zoneProgress(rows, 'A')).toMatchObject([
      {
        year: 2014,
        projected: false,
        score_total: 40,
        area_ha_slum: null,
        cost_idr_total: null,
        on_target: null,
      },
    ])
  })
})

describe('figures of households', () => {
  it('are those of the newest survey that may be told, by rule', () => {
    const figures = householdFigures(table('household_indicators'), FIRST)
    // In the table they stand the other way round.
    expect([...figures.keys()]).toEqual(['un-habitat-slum-household', 'hunian-layak'])
    expect([...figures.values()].flat().map(({ indicator, vintage }) => [indicator, vintage])).toEqual([
      ['slum_5', 2021],
      ['slum_5', 2021],
      ['adequate', 2021],
    ])
  })

  it('are of the newest survey of each rule, with what has no year beside it', () => {
    const row = { level: 'zone', id: 'A', published: 'true' }
    const rows = [
      { ...row, vintage: '2014', methodology: 'bps-rumah-tangga-kumuh', indicator: 'slum' },
      { ...row, vintage: '2018', methodology: 'sakernas-status-pekerjaan', indicator: 'formal' },
      { ...row, vintage: '2014', methodology: 'sakernas-status-pekerjaan', indicator: 'formal' },
      { ...row, vintage: '', methodology: 'bps-rumah-tangga-kumuh', indicator: 'list' },
      {
        ...row,
        vintage: '2020',
        methodology: 'bps-rumah-tangga-kumuh',
        indicator: 'slum',
        published: 'false',
      },
    ]
    const told = [...householdFigures(rows, 'A').values()].flat()
    expect(told.map(({ indicator, vintage }) => [indicator, vintage])).toEqual([
      ['slum', 2014],
      ['list', null],
      ['formal', 2018],
    ])
  })

  it('show what a rule is about first, counted as the rule counts, and the tests behind it', () => {
    const figure = (indicator: string, counts: string) =>
      householdFigures(
        [
          {
            ...{ zone_id: 'A', methodology: 'un-habitat-slum-household', indicator, counts },
            published: 'true',
          },
        ],
        'A',
      ).get('un-habitat-slum-household')![0]!
    const figures = [
      ...[figure('water', 'people'), figure('water', 'households')],
      ...[figure('slum_5', 'people'), figure('slum_5', 'households'), figure('partners', 'institutions')],
    ]
    const { first, rest } = splitHeadlines('un-habitat-slum-household', figures)
    expect([first, rest].map((of) => of.map(({ indicator, counts }) => [indicator, counts]))).toEqual([
      [['slum_5', 'people']],
      [
        ['water', 'people'],
        ['partners', 'institutions'],
      ],
    ])
    expect(splitHeadlines('a new rule', figures)).toMatchObject({ first: [], rest: [{}, {}, {}] })
  })

  it('say of how many they are the share, not how many were asked, in the words of what is counted', () => {
    const [first] = householdFigures(table('household_indicators'), FIRST).get('un-habitat-slum-household')!
    const figure = (counts: string, base: number | null = 6, more = {}) => ({
      ...{ ...first!, counts, base, surveyed: 6, standard_error_pct: 21.08, ...more },
    })
    expect(countedText(figure('households', 4), 'id')).toBe('n = 4 dari 6 rumah tangga, galat baku 21,1 poin')
    expect(countedText(figure('households'), 'id')).toBe('n = 6 rumah tangga, galat baku 21,1 poin')
    expect(countedText(figure('people', 1318), 'id')).toBe(
      'n = 1.318 jiwa, 6 rumah tangga disurvei, galat baku 21,1 poin',
    )
    expect(countedText(figure('people', 40, { ofHouseholds: false }), 'en')).toBe(
      'n = 40 people, standard error 21.1 points',
    )
    // A sum of weights is no number of those asked, nor is the number of those asked one of those who count.
    expect(countedText(figure('households', 512.4, { weighted: true }), 'en')).toBe(
      '6 households surveyed, standing for 512 households, standard error 21.1 points',
    )
    expect(countedText(figure('people', null), 'id')).toBe(
      'penduduk, 6 rumah tangga disurvei, galat baku 21,1 poin',
    )
    expect(countedText(figure('institutions', 5), 'id')).toBe('n = 5 dari 6 lembaga')
    // All partners are counted: there is no sample and no error.
    expect(countedText(figure('institutions'), 'en')).toBe('n = 6 institutions')
    expect(countedText(figure('institutions'), 'id')).toBe('n = 6 lembaga')
    expect(countedText(figure('boats'), 'en')).toBe('n = 6 (boats)')
  })

  it('stand by the groups of their rule, in its own words', () => {
    const figures = [...householdFigures(table('household_indicators'), FIRST).values()].flat()
    expect([...byGroup(figures)].map(([group, of]) => [group, of.length])).toEqual([
      ['slum', 2],
      ['adequate', 1],
    ])
    const rules = methodologiesOf('tests').map((name) => loadTests(name))
    expect(GROUPS).toEqual(
      Object.fromEntries(
        rules.map(({ id, groups }) => [
          id,
          Object.fromEntries(Object.entries(groups).map(([name, { id, en }]) => [name, [id, en]])),
        ]),
      ),
    )
  })

  it('that are held back are not shown', () => {
    expect(householdFigures(table('household_indicators'), SECOND).size).toBe(0)
  })

  it.each([
    [12, 18, '12.0–18.0\u00a0%'],
    [12.04, 18.41, '12.0–18.5\u00a0%'],
    [12.3, 12.3, '12.3\u00a0%'],
    [0, 0, '0.0\u00a0%'],
    [0.1 + 0.2, 99.99, '0.3–100.0\u00a0%'],
    [99.97, 99.97, '> 99.9\u00a0%'],
    [0.04, 0.04, '< 0.1\u00a0%'],
  ])('between %d and %d read %s', (min, max, text) => {
    expect(boundsText('en', min, max)).toBe(text)
  })

  it('without a bound are not known', () => {
    expect(boundsText('id', null, 5)).toBeNull()
    expect(boundsText('id', 5, null)).toBeNull()
    expect(boundsText('id', 12, 18)).toBe('12,0–18,0\u00a0%')
  })
})

describe('the survey held against the profiles', () => {
  it('names what differs in the RT of the zone, the furthest apart first', () => {
    const { compared, filled, differences } = surveyComparison(
      table('survey_deficits'),
      table('rt_zones'),
      FIRST,
      null,
    )
    expect([compared, filled]).toEqual([3, 1])
    expect(differences.map(({ rt_id, profile_percent }) => [rt_id.slice(-11), profile_percent])).toEqual([
      ['RT002-RW001', 80],
      ['RT001-RW001', 61],
    ])
  })

  it('takes the mapping of the year of the survey, and that of no year for all', () => {
    const rows = [{ rt_id: 'A', vintage: '2021', status: 'agrees' }]
    const zone = (vintage: string) =>
      surveyComparison(rows, [{ rt_id: 'A', vintage, zone_id: 'Z' }], 'Z', null).compared
    expect([zone('2021'), zone(''), zone('2014')]).toEqual([1, 1, 0])
  })
})

describe('collaboration', () => {
  it('has the five stages in order, each with a label in both languages', () => {
    expect(STAGES.map(({ code }) => code)).toEqual([
      ...['dialog tatap muka', 'membangun kepercayaan', 'komitmen', 'pemahaman bersama', 'hasil sementara'],
    ])
    for (const { code, label } of [...STAGES, ...KINDS])
      for (const text of [label.id, label.en]) expect(text, code).toMatch(/^\p{L}{3,}/u)
  })

  it('tells the partners of the zone and of its whole kawasan, by kind', () => {
    const groups = partnersOf(table('stakeholders'), FIRST, 'Pantai Utara')
    expect(
      groups.map(({ kind, partners }) => [kind?.code, partners.map(({ institution }) => institution)]),
    ).toEqual([
      ['BKM', ['BKM Mekar Sari']],
      ['dinas', ['Dinas Perkim Kota Contoh']],
      ['swasta', ['PT Galangan Utara']],
    ])
    expect(partnersOf(table('stakeholders'), FIRST, null).flatMap(({ partners }) => partners)).toHaveLength(2)
  })

  it('of older releases, without kinds, stays one list', () => {
    const groups = partnersOf([{ zone_id: 'A', institution: 'BKM' }], 'A', null)
    expect(groups).toMatchObject([{ kind: null, partners: [{ institution: 'BKM', role: null }] }])
  })

  it('has come as far as its furthest known stage', () => {
    expect(furthestStage(['komitmen', 'dialog tatap muka', null])?.code).toBe('komitmen')
    expect(furthestStage(['sesuatu', null])).toBeNull()
    expect(leastStage(['komitmen', 'dialog tatap muka', null])?.code).toBe('dialog tatap muka')
    expect(leastStage(['komitmen', 'komitmen'])).toBeNull()
  })
})

describe('the priority', () => {
  it('is a number with its class code, or the range of what is possible', () => {
    const nine = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
      difference_warn_pct: 0.1,
      difference_error_pct: 1,
    })
    expect(priorityText({ priority: 2, class_code: 'B1' }, nine, 'en')).toBe('2 of 9 (B1)')
    expect(priorityText({ priority: 2, priority_min: 2, priority_max: 2 }, nine, 'id')).toBe('2 dari 9')
    expect(priorityText({ priority_min: 2, priority_max: 5 }, nine, 'id')).toBe('2–5 dari 9')
    expect(priorityText({}, nine, 'id')).toBeNull()
    expect(priorityText({ priority: 2 }, null, 'id')).toBe('2')
  })
})

describe('the way to why', () => {
  it('is a command of the city and the zone, safe to paste', () => {
    expect(explainCommand('contoh', '21.72.03.1005-K01')).toBe(
      'npx petakumuh explain contoh 21.72.03.1005-K01',
    )
    expect(explainCommand('contoh', 'K 1; rm')).toBe("npx petakumuh explain contoh 'K 1; rm'")
  })
})
