import { expect, it } from 'vitest'
import { REFERENCE_RULES } from '../../../pipeline/stages/2-validate/rules/decree-rules.ts'
import { INDICATOR_RULES } from '../../../pipeline/stages/2-validate/rules/indicators.ts'
import { briefly, judgeTables } from '../../support/judging-tables.ts'
import { csvSource } from '../../support/made-up-places.ts'

const PROFILES = csvSource(
  'rt_profiles',
  `rt_id,vintage,rt_rw,area_ha_verified,buildings,population,families
   a,2017,RT001-RW001,1,100,400,100`,
  { decimal: '.' },
)
const deficits = (...rows: string[]) =>
  csvSource(
    'rt_deficits',
    ['rt_id,vintage,criterion,volume,score_stated,methodology,percent_stated', ...rows].join('\n'),
    {
      decimal: '.',
    },
  )

it('judges rows by the set of criteria they declare: 3a of 02/2016 is of 400 people, not of 100 families', async () => {
  const found = await judgeTables([...INDICATOR_RULES, ...REFERENCE_RULES], {
    sources: [
      PROFILES,
      deficits(
        'a,2017,3a,380,5,permen-pupr-02-2016,',
        'a,2017,3b,9380,5,permen-pupr-02-2016,',
        'a,2017,4d,-1,0,permen-pupr-02-2016,',
        'a,2017,1a,90,0,permen-pupr-02-2016,',
        'a,2017,9z,1,0,permen-pupr-02-2016,',
      ),
    ],
  })
  expect(briefly(found).sort()).toEqual([
    'CRITERION_UNKNOWN  criterion: 9z',
    'SCORE_RECOMPUTE a · 2017 · 1a score_stated: 0',
    'VOL_NEGATIVE a · 2017 · 4d volume: -1',
    'VOL_OVER_DEN a · 2017 · 3b volume: 9380',
  ])
})

it('names a set that no file has, and judges its rows by no other', async () => {
  const found = await judgeTables([...INDICATOR_RULES, ...REFERENCE_RULES], {
    sources: [PROFILES, deficits('a,2017,3a,9380,0,permen-pupr-99-2099,')],
  })
  expect(briefly(found)).toEqual(['CRITERION_UNKNOWN  methodology: permen-pupr-99-2099'])
})

it('misses the profile of an RT whose volumes need one, also where another row states a percent', async () => {
  const found = await judgeTables(REFERENCE_RULES, {
    sources: [PROFILES, deficits('b,2017,1a,5,,,', 'b,2017,2a,,,,40', 'c,2017,2a,,,,40')],
  })
  expect(briefly(found)).toEqual(['PROFILE_MISSING b · 2017 rt_id: b · 2017'])
})
