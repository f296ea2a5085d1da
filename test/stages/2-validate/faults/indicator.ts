import { csvSource, featureSource, kelurahanSource, rectangle } from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

export const CRITERIA = '1a 1b 1c 2a 2b 3a 3b 4a 4b 4c 5a 5b 6a 6b 7a 7b'.split(' ')

/** Header and volumes of one made-up RT; what is left out is 100 buildings of 100 families on a hectare without a fault. */
export interface MadeUpRt {
  rt_id: string
  kawasan?: string
  area?: string
  buildings?: number
  population?: number
  families?: number
  road?: string
  drainage?: string
  total?: number | string
  volumes?: Record<string, string>
  scores?: Record<string, string>
  /** Without an outline of a hectare. */
  isUnmapped?: boolean
}

/** RT as the tables of a worksheet: outlines, headers, and deficits side by side in one record an RT. */
export function rtSources(rts: readonly MadeUpRt[], vintage = 2019): SourceSpec[] {
  const profiles = rts.map((rt, i) =>
    [
      rt.rt_id,
      vintage,
      `RT${String(i + 1).padStart(3, '0')}-RW001`,
      rt.kawasan ?? '',
      rt.area ?? '1.00',
      rt.buildings ?? 100,
      rt.population ?? 400,
      rt.families ?? 100,
      rt.road ?? '500.5',
      rt.drainage ?? '500.5',
      rt.total ?? '',
    ].join(','),
  )
  const deficits = rts.map((rt) =>
    [
      rt.rt_id,
      vintage,
      ...CRITERIA.map((id) => rt.volumes?.[id] ?? '0'),
      ...CRITERIA.map((id) => rt.scores?.[id] ?? ''),
    ].join(','),
  )
  const same = (suffix: string) => Object.fromEntries(CRITERIA.map((id) => [id, `${id}${suffix}`]))
  const outlines = rts.flatMap(({ rt_id, isUnmapped }, i) =>
    isUnmapped
      ? []
      : [
          {
            admin_code: rt_id,
            level: 'rt',
            kelurahan_code: '99.71.01.1001',
            geometry: rectangle(10 + (i % 8) * 110, 10 + Math.floor(i / 8) * 110, 100, 100),
          },
        ],
  )
  return [
    featureSource('admin_units', outlines),
    csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,kawasan,area_ha_verified,buildings,population,families,road_ideal_m,drainage_ideal_m,score_stated\n${profiles.join('\n')}`,
      { decimal: '.' },
    ),
    csvSource(
      'rt_deficits',
      `rt_id,vintage,${CRITERIA.map((id) => `${id}v`).join(',')},${CRITERIA.map((id) => `${id}n`).join(',')}\n${deficits.join('\n')}`,
      {
        decimal: '.',
        columns: { rt_id: 'rt_id', vintage: 'vintage' },
        unpivot: {
          key: 'criterion',
          value: 'volume',
          columns: same('v'),
          also: { score_stated: same('n') },
        },
      },
    ),
  ]
}

const decree = (csv: string): SourceSpec =>
  csvSource('decrees', `decree_number,kind,vintage,methodology\n${csv}`)

const DIRTY_RTS: MadeUpRt[] = [
  { rt_id: 'SCORE_SUM', total: 5 },
  { rt_id: 'SCORE_DOMAIN', total: 77 },
  { rt_id: 'RT_UNKNOWN', isUnmapped: true },
  { rt_id: 'HEADER_IMPLAUSIBLE', population: 99 },
  { rt_id: 'VERIFIED_AREA', area: '1.06' },
  { rt_id: 'RECORD_SHIFTED', volumes: { '1a': '300', '4a': '-1', '1b': '0.5' }, scores: { '2a': '0.25' } },
  { rt_id: 'VOL_NEGATIVE', volumes: { '4a': '-0.01' } },
  { rt_id: 'VOL_OVER_DEN', volumes: { '1a': '101' } },
  { rt_id: 'DEN_ZERO', drainage: '0' },
  { rt_id: 'SCORE_RECOMPUTE', volumes: { '1a': '30' }, scores: { '1a': '3' } },
  { rt_id: 'DENSITY_CLAIM', volumes: { '1b': '0.5' } },
  // Kauman states 157 families where its RT add up to 594; Krapyak the building density of both its RT twice.
  { rt_id: 'K1', kawasan: 'Kauman', families: 300 },
  { rt_id: 'K2', kawasan: 'Kauman', families: 294 },
  { rt_id: 'P1', kawasan: 'Poncol', area: '0.167756', buildings: 37, volumes: { '1b': '0.167756' } },
  { rt_id: 'X1', kawasan: 'Krapyak', area: '0.13577', buildings: 31, volumes: { '1b': '0.13577' } },
  { rt_id: 'X2', kawasan: 'Krapyak', area: '0.232378', buildings: 68, volumes: { '1b': '0.232378' } },
]

const record = (rt_id: string): number => DIRTY_RTS.findIndex((rt) => rt.rt_id === rt_id) + 1

/** Totals over RT as they are meant to be: each figure is the sum, within the digits that are printed. */
const CLEAN_RTS: MadeUpRt[] = [
  // A full volume is not over its whole, and as many families as people is still a village.
  { rt_id: 'WHOLE', families: 400, volumes: { '1a': '100', '3a': '400' }, total: 10 },
  // Sixteen scores of 5 but one give 75; 76 is possible as a total and would be named for its sum alone.
  { rt_id: 'TOTAL', volumes: { '1a': '75', '1c': '76' }, scores: { '1a': '3', '1c': '5' }, total: 8 },
  { rt_id: 'AREA', area: '1.05' },
  // 25 of 100 are a quarter; a quarter hectare of one, rounded to hundredths, may be less than a quarter.
  { rt_id: 'DIGITS', volumes: { '1a': '25', '4a': '0.25' }, scores: { '1a': '1', '4a': '0' } },
  // 199 buildings on a hectare are no density; 200 on 1.00 ha may be just below or just over it.
  { rt_id: 'SPARSE', buildings: 199 },
  { rt_id: 'AT', buildings: 200 },
  { rt_id: 'DENSE', buildings: 300, volumes: { '1b': '1.00' } },
  { rt_id: 'K1', kawasan: 'Kauman', families: 300, area: '0.57', road: '100.25', volumes: { '4a': '0.11' } },
  { rt_id: 'K2', kawasan: 'kauman ', families: 294, area: '0.58', road: '100.25', volumes: { '4a': '0.12' } },
  // What no RT has cannot be twice the nothing that is summed.
  { rt_id: 'P1', kawasan: 'Poncol', volumes: { '4a': '' } },
]

const KAWASAN_HEADER =
  'kawasan,vintage,rt_count,area_ha_verified,buildings,population,families,road_ideal_m,drainage_ideal_m'

export const indicator: Faults = {
  dirty: {
    sources: [
      kelurahanSource(),
      decree('1/2017,decree,2017,permen-pupr-14-2018'),
      ...rtSources(DIRTY_RTS),
      csvSource(
        'kawasan_profiles',
        `${KAWASAN_HEADER}
         Kauman,2019,2,2,200,800,157,1001,1001
         Poncol,2019,1,0.167756,37,400,100,500.5,500.5
         Krapyak,2019,3,0.368148,99,800,200,1001,1001`,
        { decimal: '.' },
      ),
      csvSource(
        'kawasan_deficits',
        `kawasan,vintage,criterion,volume,percent_stated,score_stated
         Kauman,2019,1a,0,0,0
         Poncol,2019,1b,0.335512,200,5
         Krapyak,2019,1b,0.736296,200,5
         Poncol,2019,1a,0,25,0`,
        { decimal: '.' },
      ),
    ],
  },
  met: {
    CRITERIA_VERSION: ['decrees', 1],
    SCORE_SUM: ['rt-profiles', record('SCORE_SUM')],
    SCORE_DOMAIN: ['rt-profiles', record('SCORE_DOMAIN')],
    RT_UNKNOWN: ['rt-profiles', record('RT_UNKNOWN')],
    HEADER_IMPLAUSIBLE: ['rt-profiles', record('HEADER_IMPLAUSIBLE')],
    VERIFIED_AREA: ['rt-profiles', record('VERIFIED_AREA')],
    RECORD_SHIFTED: ['rt-deficits', record('RECORD_SHIFTED')],
    VOL_NEGATIVE: ['rt-deficits', record('VOL_NEGATIVE')],
    VOL_OVER_DEN: ['rt-deficits', record('VOL_OVER_DEN')],
    DEN_ZERO: ['rt-deficits', record('DEN_ZERO')],
    SCORE_RECOMPUTE: ['rt-deficits', record('SCORE_RECOMPUTE')],
    DENSITY_CLAIM: ['rt-deficits', record('DENSITY_CLAIM')],
    KAWASAN_SUM: ['kawasan-profiles', 1],
    KAWASAN_DOUBLE: ['kawasan-deficits', 2],
  },
  clean: {
    sources: [
      kelurahanSource(),
      decree('1/2018,decree,2018,permen-pupr-14-2018'),
      ...rtSources(CLEAN_RTS),
      csvSource(
        'kawasan_profiles',
        `${KAWASAN_HEADER}
         Kauman,2019,2,1.16,200,800,594,200.5,1001
         Poncol,2019,,1.0000000000000002,100,400,100,500.5,500.5`,
        { decimal: '.' },
      ),
      csvSource(
        'kawasan_deficits',
        `kawasan,vintage,criterion,volume,percent_stated,score_stated
         Kauman,2019,4a,0.24,20.69,0
         Kauman,2019,1a,0,,0
         Poncol,2019,4a,0.5,50,1`,
        { decimal: '.' },
      ),
    ],
  },
}
