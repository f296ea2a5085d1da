import { expect, it } from 'vitest'
import { locatedTable, TEMP } from '../../../../pipeline/stages/5-indicators/progress/members.ts'
import { Store } from '../../../../pipeline/store/index.ts'

it('places an RT by its newest profile, and by a survey only where it has none', async () => {
  const store = await Store.open()
  try {
    const places = `(SELECT *, NULL AS kawasan, NULL AS kelurahan_code, NULL AS kecamatan_code FROM (VALUES
      ('a', 2016, true, 'old'), ('a', 2018, true, 'profile'), ('a', 2020, false, 'survey'),
      ('b', 2018, false, 'before'), ('b', 2020, false, 'survey')) AS told(rt_id, vintage, profiled, zone_id))`
    await store.run(locatedTable(places, '99.71'))
    expect(await store.rows(`SELECT rt_id, zone_id, city_code FROM ${TEMP.located} ORDER BY rt_id`)).toEqual([
      { rt_id: 'a', zone_id: 'profile', city_code: '99.71' },
      { rt_id: 'b', zone_id: 'survey', city_code: '99.71' },
    ])
  } finally {
    store.close()
  }
})
