import { afterEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { indicators } from '../../../pipeline/stages/5-indicators/index.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { type Rt, stagesOf } from './fixtures.ts'
import { every } from './scored-city.ts'

let open: TestStageContext[] = []
afterEach(() => {
  for (const context of open) context.close()
  open = []
})

describe('the stage', () => {
  it('writes every table with its columns when there is nothing to score', async () => {
    const context = await stageContext(indicators, { tables: stagesOf([]) })
    open.push(context)
    const outcome = await indicators.run(context)
    expect(outcome.rows).toEqual(Object.fromEntries(indicators.writes.map((name) => [name, 0])))
    expect(outcome.summary).toBe('0 RT and 0 zones scored, 0 zones rated')
  })

  it('refuses a key that occurs twice instead of adding it up', async () => {
    const tables = stagesOf([{ rt_id: 'a', volumes: { '1a': 5 } }])
    const { rt_deficits } = tables['2-validate']
    rt_deficits.push({ ...rt_deficits[0]!, volume: 7 })
    const context = await stageContext(indicators, { tables })
    open.push(context)
    const error: unknown = await indicators.run(context).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).kind).toBe('contract')
    expect((error as UserError).onTerminal).toMatchObject({
      what: 'a key of rt_deficits occurs twice',
      got: 'a, 2018, 1a',
    })
  })

  it('says which deficits it cannot use', async () => {
    const tables = stagesOf([{ rt_id: 'a', volumes: { ...every(0), '4e': 3 } }])
    const { rt_deficits } = tables['2-validate']
    rt_deficits.push({ ...rt_deficits[0]!, rt_id: 'tanpa profil' })
    const context = await stageContext(indicators, { tables })
    open.push(context)
    const { summary } = await indicators.run(context)
    expect(summary).toMatch(/^1 RT and .*; of 1 RT with deficits no score is known$/)
    expect(context.said.join('\n')).toMatch(
      /1 deficits of criterion 4e[\s\S]*1 RT have deficits, and no profile of any year[\s\S]*1 RT belong to no zone/,
    )
  })

  it('declares the files that shape its output', () => {
    const city = { methodology: 'permen-pupr-14-2018' } as Parameters<typeof indicators.files>[0]
    const files = indicators.files(city).map((path) => path.split('/').at(-1))
    expect(files).toContain('permen-pupr-14-2018.yaml')
    expect(files).toContain('deficit-scores.schema.json')
  })

  it('gives the same bytes for any order of rows and any number of threads', async () => {
    const rts = Array.from({ length: 60 }, (_, i) => ({
      rt_id: `rt ${i}`,
      zone_id: `zone ${i % 7}`,
      vintage: 2014 + (i % 2),
      source_row: i + 1,
      area_ha_verified: 0.1 + i / 7,
      volumes: every(i / 3),
    }))
    const staged = async (given: Rt[], threads: number) => {
      const context = await stageContext(indicators, { threads, tables: stagesOf(given) })
      open.push(context)
      await indicators.run(context)
      return context
    }
    const first = await staged(rts, 1)
    const second = await staged([...rts].reverse(), 3)
    for (const name of indicators.writes) expect(await second.read(name)).toEqual(await first.read(name))
  })
})
