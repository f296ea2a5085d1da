import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { explain } from '../../pipeline/explain/index.ts'
import { inProcess, petakumuh, type Run } from '../support/command-line.ts'
import { DEMO_CITY, demoRun } from '../support/demo-city.ts'

const ZONE = '21.72.03.1005-K01'
const RT = '21.72.03.1005/RT002-RW006'

/** The command on the demo city as it was built. */
async function explained(...args: string[]): Promise<Run> {
  return inProcess(['explain', DEMO_CITY, ...args, '--output', (await demoRun()).output])
}

describe('the demo city explained', () => {
  it('leads from the score of an RT to record and arithmetic, in both languages', async () => {
    const { output } = await demoRun()
    const asked = [RT, '--criterion', '4b', '--vintage', '2018']
    const english = petakumuh(['explain', DEMO_CITY, ...asked, '--output', output])
    expect([english.code, english.err]).toEqual([0, ''])
    expect(english.out).toContain('sources/profil_rt_2018.csv, record 48')
    expect(english.out).toContain('100 x 159.14 / 275.47 = 57.770356 %')
    const indonesian = await explained(...asked, '--lang', 'id')
    expect(indonesian.out).toContain('100 x 159,14 / 275,47 = 57,770356 %')
    expect(indonesian.out).toContain('sources/profil_rt_2018.csv, rekaman 48')
    for (const line of `${english.out}${indonesian.out}`.split('\n'))
      expect(line.length).toBeLessThanOrEqual(100)
  })

  it('gives the criterion of every level sums that agree with the table', async () => {
    const { output } = await demoRun()
    const city = loadCity(DEMO_CITY)
    const asked = { criterion: '4b', vintage: 2018 }
    for (const unit of [ZONE, '21.72.03.1005', '21.72.03', '21.72'])
      for (const vintage of [2014, 2018]) {
        const { criterion, total } = await explain(city, output, unit, { ...asked, vintage })
        expect([unit, vintage, criterion!.sum!.agrees]).toEqual([unit, vintage, true])
        expect(criterion!.sum!.rt_count).toBe(total!.rt_count)
      }
    const { code, out } = await explained(ZONE, '--criterion', '4b', '--vintage', '2018', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(await explain(city, output, ZONE, asked))))
  }, 60_000)

  it('ends with 2 for what is not there, in words and as JSON', async () => {
    const several = await explained('kampung bugis')
    expect([several.code, several.out]).toEqual([2, ''])
    expect(several.err).toContain(`zone ${ZONE}`)
    const unknown = await explained('Kampung Bugsi', '--json')
    expect(unknown.code).toBe(2)
    expect(JSON.parse(unknown.err)).toMatchObject({ error: 'usage', exit: 2 })
    const year = await explained(ZONE, '--number', 'cost_idr_total', '--vintage', '2014')
    expect([year.code, year.out]).toEqual([2, ''])
    expect(year.err).toMatch(/the number of the unit is of another year.*expected\s+2018/s)
    const both = await explained(ZONE, '--number', 'cost_idr_total', '--criterion', '4b')
    expect([both.code, both.out]).toEqual([2, ''])
    expect(both.err).toContain('one way is told at a time')
    const empty = mkdtempSync(join(tmpdir(), 'petakumuh-empty-'))
    const unbuilt = await inProcess(['explain', DEMO_CITY, ZONE, '--output', empty])
    rmSync(empty, { recursive: true })
    expect(unbuilt.code).toBe(2)
    expect(unbuilt.err).toContain('run: npx petakumuh indicators')
  })
})
