import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoCity } from '../support/demo-city.ts'
import { GOLDEN_FILE, type Golden, goldenOf, goldenText } from './golden.ts'

let golden: Golden

beforeAll(async () => {
  golden = await goldenOf((await demoCity()).output)
})

it('says of the demo city what the golden report says, line by line', () => {
  const kept = readFileSync(GOLDEN_FILE, 'utf8').split('\n')
  expect(goldenText(golden).split('\n'), 'run npm run golden and read the difference').toEqual(kept)
})

it('tells of no household in the golden report', () => {
  const text = readFileSync(GOLDEN_FILE, 'utf8')
  expect(Object.keys(golden.households).length).toBeGreaterThan(3)
  expect(text).not.toMatch(/"table":"households"|\d{16}|Warga Sintetis/)
})

/** Code, record, field, and what stands there. */
type Fault = [code: string, record: number, field: string | null, got: RegExp]

/**
 * Every fault known in the printed annex of decree 337/2014 and the tables of works, by the source it stands in. Of the
 * faults known in the decree's text these are not in the demo's data, and have fixtures of their own instead: the title
 * with "2108" (YEAR_RANGE); "760,0 Meter persegi" in the text beside "M" in the table and 20 against 21 units
 * (TEXT_TABLE, UNIT_CLASH); "kurang dari 400 jiwa/Ha" and "35 %-65 %" (VALUE_INTERVAL); "kurang dari 80 unit/Ha" listed
 * as a problem and 420 irregular units on 4.66 ha (DENSITY_CLAIM, VOL_OVER_DEN); "kumuh sedang" without a total
 * (CLASS_UNPROVEN). Words alone, such as citations and the "4 kecamatan dari 4" of the prose, are in no column.
 */
const KNOWN: Record<string, Record<string, Fault[]>> = {
  sk: {
    'the decree of 2014 is older than its criteria of 2018': [['CRITERIA_VERSION', 1, 'vintage', /^2014$/]],
    'no review for five years': [['SK_AGE', 1, 'vintage', /^2018$/]],
    'no location names its RT': [['DECREE_NOT_RT', 1, null, /^0 \/ 7$/]],
  },
  sk_lampiran: {
    'a prefix before Kampung Baru': [['NAME_FUZZY', 1, 'kelurahan', /^Kelurahan Kampung Baru$/]],
    'Tanjung Ayun Sakti misspelt': [['NAME_FUZZY', 2, 'kelurahan', /^Tanjung Ayu Sakti$/]],
    'a kelurahan in the wrong kecamatan': [['ADMIN_PARENT', 3, 'kecamatan', /^Tanjungpinang Timur$/]],
    'Sungai Nibung Hangus misspelt': [['NAME_FUZZY', 3, 'location', /^Sungai nibung angus$/]],
    'a kelurahan in small letters': [['NAME_FUZZY', 3, 'kelurahan', /^Tanjung pinang timur$/]],
    'row 4 has no location': [['FIELD_BLANK', 4, 'location', /^$/]],
    // Its 51.85 ha are 32 % of the kelurahan it is drawn in: below the share that AREA_SHARE asks about.
    'row 5 has no kelurahan': [['FIELD_BLANK', 5, 'kelurahan', /^$/]],
    'rows 6 and 7 have their kelurahan in the column of the location': [
      ['COLUMN_SHIFT', 6, 'location', /^Kampung Bugis$/],
      ['FIELD_BLANK', 6, 'kelurahan', /^$/],
      ['COLUMN_SHIFT', 7, 'location', /^Sanggarang$/],
      ['FIELD_BLANK', 7, 'kelurahan', /^$/],
    ],
    'Senggarang misspelt': [['NAME_FUZZY', 7, 'location', /^Sanggarang$/]],
    'case and blanks in kecamatan': [
      ['NAME_FUZZY', 1, 'kecamatan', /^Tanjung Pinang Barat$/],
      ['NAME_FUZZY', 3, 'kecamatan', /^Tanjung Pinang Timur$/],
      ['NAME_FUZZY', 4, 'kecamatan', /^Bukit bestari$/],
      ['NAME_FUZZY', 5, 'kecamatan', /^Tanjung Pinang Barat$/],
      ['NAME_FUZZY', 6, 'kecamatan', /^Tanjung Pinang Kota$/],
      ['NAME_FUZZY', 7, 'kecamatan', /^Tanjung Pinang kota$/],
    ],
  },
  deliniasi_2014: {
    'settlements on stilts': [1, 4, 5, 6, 7].map((record) => ['OVER_WATER', record, 'geometry', / %$/]),
  },
  verifikasi_2018: {
    'settlements on stilts': [['OVER_WATER', 1, 'geometry', / %$/]],
    '18.92 ha became 4.66 ha in four years': [['AREA_CHANGE', 1, 'area_ha_decree', /^4\.66 ha/]],
  },
  kegiatan_jalan: {
    'works of 189 % of the need of the kawasan': [['NEED_EXCEEDED', 1, 'volume', /^2762\.38 m$/]],
    'and more than the need of either RT': [
      ['NEED_EXCEEDED', 1, 'volume', /^2002\.38 m$/],
      ['NEED_EXCEEDED', 2, 'volume', /^760 m$/],
    ],
    'a metre of road at twice the usual cost': [['UNIT_COST', 1, 'cost_idr', /^9869565 IDR\/m$/]],
    'two kilometres of road in one RT': [['ROAD_DENSITY', 1, 'volume', /^834 m\/ha$/]],
  },
  kegiatan_rumah: {
    'three rows of the same works': [['WORKS_REPEATED', 3, 'volume', /^17 \+ 15 \+ 14$/]],
    'an RT that is not in the decree': [['LOC_OUTSIDE', 5, 'rt_rw', /^RT002-RW002$/]],
  },
}

describe.each(Object.keys(KNOWN))('the known faults of %s', (source) => {
  it.each(Object.entries(KNOWN[source]!))('are found: %s', (_, faults) => {
    const ofSource = golden.findings.filter((finding) => finding.source === source)
    for (const [code, record, field, got] of faults) {
      const met = ofSource.filter(
        (finding) =>
          finding.code === code &&
          finding.record === record &&
          finding.field === field &&
          got.test(finding.got ?? ''),
      )
      expect(met, `${code} ${record} ${got}`).toHaveLength(1)
    }
  })
})

it('finds nothing else in the tables of the demo city', () => {
  const known = Object.values(KNOWN).flatMap((faults) => Object.values(faults).flat())
  expect(golden.findings).toHaveLength(known.length)
  expect(new Set(golden.findings.map(({ source }) => source))).toEqual(new Set(Object.keys(KNOWN)))
})

it('shows that the need is exceeded by 89 % and a metre costs 1.97 times the usual', () => {
  const said = golden.findings.filter(({ source }) => source === 'kegiatan_jalan').map(({ en }) => en)
  expect(said.filter((text) => text.includes(' 189 % of the need of 1,460.39 m'))).toHaveLength(1)
  expect(said.filter((text) => text.includes('1.97 times the usual'))).toHaveLength(1)
})
