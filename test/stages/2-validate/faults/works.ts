import { csvSource, kelurahanSource } from '../../../support/made-up-places.ts'
import type { SourceSpec } from '../../../support/workspace.ts'
import type { Faults } from './fault.ts'

const KELURAHAN_CODE = '99.71.01.1001'
const ROAD = 'Jalan Beton'
const HOUSE = 'Rehab/perbaikan Rumah Tidak Layak Huni (Aladin)'

/** `code,activity,rt_rw,volume,volume_text,unit,cost_idr,fund_source,year`, one line a work. */
export function worksSource(csv: string, spec: Partial<SourceSpec> = {}): SourceSpec {
  const names = ['activity', 'rt_rw', 'volume', 'volume_text', 'unit', 'cost_idr', 'fund_source', 'year']
  return csvSource('interventions', `code;${names.join(';')}\n${csv}`, {
    delimiter: ';',
    decimal: ',',
    retrieved: '2026-11-22',
    columns: {
      intervention_id: 'code',
      kelurahan_code: { value: KELURAHAN_CODE },
      ...Object.fromEntries(names.map((name) => [name, name])),
    },
    ...spec,
  })
}

/** A zone of two RT: 100 m of roads are missing in each and 150 m are bad, of 700 m on two hectares. */
export function zoneOfTwoRt(): SourceSpec[] {
  const code = (rt_rw: string) => `${KELURAHAN_CODE}/${rt_rw}`
  const rts = ['RT001-RW001', 'RT002-RW001']
  return [
    csvSource(
      'rt_profiles',
      `rt_id,vintage,rt_rw,kelurahan_code,zone_id,area_ha_verified,road_ideal_m
       ${rts.map((rt) => `${code(rt)},2017,${rt},${KELURAHAN_CODE},Z,2.00,700.5`).join('\n')}`,
      { decimal: '.' },
    ),
    csvSource(
      'rt_deficits',
      `rt_id,vintage,criterion,volume
       ${rts.flatMap((rt) => [`${code(rt)},2017,2a,100`, `${code(rt)},2017,2b,150`, `${code(rt)},2017,1c,20`]).join('\n')}`,
      { decimal: '.' },
    ),
  ]
}

const decree = csvSource('decrees', 'decree_number,kind,vintage\n1/2018,decree,2018')

export const works: Faults = {
  dirty: {
    sources: [
      kelurahanSource(),
      decree,
      ...zoneOfTwoRt(),
      worksSource(
        `LOC_OUTSIDE;${HOUSE};RT009-RW009;1;;Unit;10.000.000;APBD;2019
         ACTIVITY_UNKNOWN;Jalan Betom;RT001-RW001;1;;Meter;;APBD;2019
         UNIT_CLASH;${ROAD};RT001-RW001;10;10,0 Meter persegi;M;;APBN;2019
         TEXT_TABLE;${HOUSE};RT001-RW001;11;10 unit;Unit;;APBN;2019
         WORKS_VOLUME;${HOUSE};RT001-RW001;0;;Unit;10.000.000;CSR;2019
         WORKS_YEAR;${HOUSE};RT001-RW001;1;;Unit;10.000.000;CSR;2027
         WORKS_EARLY;${HOUSE};RT001-RW001;1;;Unit;10.000.000;CSR;2017
         NEED_EXCEEDED;${ROAD};RT001-RW001;166;;Meter;;APBN;2020
         UNIT_COST;${HOUSE};RT002-RW001;1;;Unit;18.000.000;APBN;2019
         WORKS_REPEATED;${HOUSE};RT002-RW001;1;;Unit;10.000.000;APBD;2019
         WORKS_REPEATED twice;${HOUSE};RT002-RW001;2;;Unit;20.000.000;APBD;2019
         ROAD_DENSITY;${ROAD};RT002-RW001;1.201;;Meter;;APBN;2021`,
      ),
    ],
  },
  met: {
    LOC_OUTSIDE: ['interventions', 1],
    ACTIVITY_UNKNOWN: ['interventions', 2],
    UNIT_CLASH: ['interventions', 3],
    TEXT_TABLE: ['interventions', 4],
    WORKS_VOLUME: ['interventions', 5],
    WORKS_YEAR: ['interventions', 6],
    WORKS_EARLY: ['interventions', 7],
    NEED_EXCEEDED: ['interventions', 8],
    UNIT_COST: ['interventions', 9],
    WORKS_REPEATED: ['interventions', 11],
    ROAD_DENSITY: ['interventions', 12],
    WORKS_COST: ['interventions', null],
  },
  clean: {
    sources: [
      kelurahanSource(),
      decree,
      ...zoneOfTwoRt(),
      worksSource(
        `case and blanks;jalan  BETON;RT001-RW001;165;165,0 M';Meter;1.650.000;APBN;2019
         as the short name;Jalan Lapen;RT002-RW001;150;0,15 km;m;1.400.000;APBN;2019
         a thousand or one;Saluran;RT001-RW001;1.002;1.002;m;1.500.000;APBN;2019
         same but for the fund;jalan Beton;RT002-RW001;1;;Meter;17.400;APBD;2020
         same but for the year;jalan Beton;RT002-RW001;1;;Meter;17.400;APBD;2021
         of the decree's year;${HOUSE};RT001-RW001;20;20,00 Unit;Unit;330.000.000;APBD;2018
         of the last year;${HOUSE};RT002-RW001;17;;Unit;280.500.000;APBD;2026`,
        { values: { activity: { Saluran: 'Drainase Lingkungan' } } },
      ),
    ],
  },
}
