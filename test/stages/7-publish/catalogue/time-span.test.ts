import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  layerTimeSpan,
  mergeTimeSpans,
  timeSpanOf,
} from '../../../../pipeline/stages/7-publish/catalogue/time-span.ts'
import { type Columns, type Row, writeTable } from '../../../../pipeline/store/index.ts'
import { sharedStore } from '../../../support/shared-store.ts'
import { temporaryFolder } from '../../../support/small-city.ts'
import { profile } from './made-up-release.ts'

const COLUMNS: Columns = { vintage: 'BIGINT', year: 'DOUBLE', decree_date: 'VARCHAR' }
const ASKED = { years: ['vintage', 'year'], days: ['decree_date'] }

async function spanOf(rows: Row[], columns = COLUMNS) {
  const store = await sharedStore()
  const path = join(temporaryFolder(), 'rows.parquet')
  await writeTable(store, path, columns, rows)
  return timeSpanOf(store, path, ASKED)
}

describe('the time of data', () => {
  it('is from the first to the last day of what years and days tell', async () => {
    expect(await spanOf([{ vintage: 2014 }, { year: 2018, decree_date: '2016-05-02' }])).toEqual({
      start: '2014-01-01',
      end: '2018-12-31',
    })
    expect(await spanOf([{ vintage: 2018, decree_date: '2019-02-01' }])).toEqual({
      start: '2018-01-01',
      end: '2019-02-01',
    })
  })

  it('is one day where only a day is told, and nothing where nothing is', async () => {
    expect(await spanOf([{ decree_date: '2014-05-02' }])).toEqual({ start: '2014-05-02', end: '2014-05-02' })
    expect(await spanOf([{ vintage: null }])).toBeNull()
    expect(await spanOf([])).toBeNull()
  })

  it('of a layer is that of its years and days, and null where it has neither', async () => {
    const store = await sharedStore()
    const path = join(temporaryFolder(), 'buildings.parquet')
    await writeTable(store, path, { building_id: 'VARCHAR' }, [{ building_id: 'B1' }])
    expect(await layerTimeSpan(store, path, profile('buildings'))).toBeNull()
  })

  it('of a layer leaves out years that are planned', async () => {
    const store = await sharedStore()
    const { attributes, ...zones } = profile('zones')
    const asked = ['score_vintage', 'projected_year']
    const layer = { ...zones, attributes: attributes.filter(({ name }) => asked.includes(name)) }
    const path = join(temporaryFolder(), 'zones.parquet')
    const columns: Columns = { score_vintage: 'BIGINT', projected_year: 'BIGINT' }
    await writeTable(store, path, columns, [{ score_vintage: 2018, projected_year: 2027 }])
    expect(await layerTimeSpan(store, path, layer)).toEqual({ start: '2018-01-01', end: '2018-12-31' })
    await writeTable(store, path, { year: 'BIGINT' }, [{ year: 2027 }])
    const works = profile('interventions')
    expect(works.attributes.map(({ name }) => name)).toContain('year')
    expect(await layerTimeSpan(store, path, works)).toBeNull()
  })

  it('of several is what holds them all', () => {
    const a = { start: '2014-01-01', end: '2014-12-31' }
    const b = { start: '2012-03-01', end: '2013-03-01' }
    expect(mergeTimeSpans([a, null, b])).toEqual({ start: '2012-03-01', end: '2014-12-31' })
    expect(mergeTimeSpans([null])).toBeNull()
  })
})
