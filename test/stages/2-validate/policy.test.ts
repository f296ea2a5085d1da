import { describe, expect, it } from 'vitest'
import type { QualityOverride } from '../../../pipeline/city.ts'
import { UserError } from '../../../pipeline/errors.ts'
import { thresholdOf } from '../../../pipeline/stages/2-validate/catalogue.ts'
import { Policy } from '../../../pipeline/stages/2-validate/policy.ts'
import { catalogue } from '../../support/judging.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { madeUpCity } from '../../support/stage-context.ts'
import { refusalOf, type WorkspaceSpec, workspace } from '../../support/workspace.ts'

const because = { reason: { id: 'Karena diuji.', en: 'Because it is tested.' }, until: '2099-12-31' }

function policy(...quality: Omit<QualityOverride, 'reason' | 'until'>[]): Policy {
  const sources = ['a', 'b'].map((id) => ({ id }))
  const city = madeUpCity({
    quality: quality.map((override) => ({ ...because, ...override })),
    sources: sources as never,
  })
  return new Policy(catalogue, city)
}

describe('what a city overrides', () => {
  it('is the severity of a rule, for all sources or for those it names', () => {
    const own = policy(
      { code: 'OVER_WATER', severity: 'warn' },
      { code: 'KEY_DUP', severity: 'fail', sources: ['b'] },
    )
    expect(own.severityOf('OVER_WATER', 'a')).toBe('warn')
    expect(own.severityOf('KEY_DUP', 'a')).toBe(catalogue.get('KEY_DUP')!.severity)
    expect(own.severityOf('KEY_DUP', 'b')).toBe('fail')
  })

  it('lets what is said of one source go before what is said of all', () => {
    const own = policy(
      { code: 'OVER_WATER', severity: 'warn' },
      { code: 'OVER_WATER', severity: 'quarantine', sources: ['b'] },
    )
    expect([own.severityOf('OVER_WATER', 'a'), own.severityOf('OVER_WATER', 'b')]).toEqual([
      'warn',
      'quarantine',
    ])
  })

  it('is the limit of a rule, and the report can say from what to what', () => {
    const own = policy({ code: 'AREA_SHARE', threshold: 80 })
    expect(thresholdOf(own.catalogue, 'AREA_SHARE')).toBe(80)
    expect(own.entries(catalogue)).toMatchObject([
      { code: 'AREA_SHARE', severity: null, threshold: { from: 50, to: 80 }, sources: null, ...because },
    ])
  })

  it('takes the limits that city.yaml has a key of its own for', () => {
    const city = madeUpCity({
      area: { difference_warn_pct: 0.5, difference_error_pct: 2, sliver_m: 0.5 },
    })
    expect(thresholdOf(new Policy(catalogue, city).catalogue, 'AREA_STALE')).toBe(0.5)
  })

  it.each([
    [{ code: 'NO_SUCH_RULE', severity: 'warn' } as const, 'quality[0].code'],
    [{ code: 'KEY_DUP', threshold: 3 }, 'quality[0].threshold'],
    [{ code: 'AREA_SHARE', threshold: -1 }, 'quality[0].threshold'],
    [{ code: 'AREA_STALE', threshold: 3 }, 'quality[0].threshold'],
    [{ code: 'AREA_SHARE', threshold: 3, sources: ['a'] }, 'quality[0].sources'],
    [{ code: 'KEY_DUP', severity: 'fail', sources: ['c'] } as const, 'quality[0].sources'],
    [{ code: 'KEY_DUP', severity: 'warn' } as const, 'quality[0].severity'],
    [{ code: 'COLUMN_UNMAPPED', severity: 'quarantine' } as const, 'quality[0].severity'],
    [{ code: 'VERIFIED_AREA', severity: 'quarantine' } as const, 'quality[0].severity'],
  ])('refuses %j', (override, key) => {
    expect(() => policy(override)).toThrow(UserError)
    expect(() => policy(override)).toThrow(key)
  })

  it('refuses to be told twice', () => {
    const twice = { code: 'KEY_DUP', severity: 'fail' } as const
    expect(() => policy(twice, twice)).toThrow('overridden twice')
  })
})

const decrees = (code: string, severity: QualityOverride['severity']): WorkspaceSpec => ({
  city: { quality: [{ code, severity, ...because }] },
  sources: [csvSource('decrees', 'decree_number,kind,vintage\n1,decree,2020\n1,decree,2021\n2,decree,2020')],
})

const stated = (severity: QualityOverride['severity']): WorkspaceSpec => ({
  city: { quality: [{ code: 'SCORE_DOMAIN', severity, ...because }] },
  sources: [
    csvSource(
      'decree_rows',
      'decree_number,row_number,location,kelurahan,score_stated\n1,1,a,k,77\n1,2,b,k,40',
    ),
  ],
})

describe('a severity in effect', () => {
  it('keeps a record that the catalogue would set aside', async () => {
    const made = await workspace(stated('warn'))
    await made.run('2-validate')
    expect(await made.rows('2-validate', 'decree_rows')).toHaveLength(2)
    const scores = (await made.findings()).filter(({ code }) => code === 'SCORE_DOMAIN')
    expect(scores).toMatchObject([{ severity: 'warn', source_row: 1 }])
  })

  it('stops the build at fail, with exit 22 and the report where it can be read', async () => {
    const made = await workspace(decrees('KEY_DUP', 'fail'))
    const refusal = await refusalOf(made.run('2-validate'))
    expect([refusal.exitCode, refusal.fault.code]).toEqual([22, 'KEY_DUP'])
    expect(refusal.fault.where).toMatchObject({
      file: expect.stringMatching(/^sources\/.*\.csv$/),
      record: 2,
    })
    expect(refusal.fault.next).toContain('refused/report.html')
    const files = [...made.files().keys()]
    expect(files).toEqual(expect.arrayContaining(['refused/report.html', 'refused/quarantine/decrees.csv']))
  })

  it('cannot set a record aside for what is said of a whole file', async () => {
    const made = await workspace({
      ...decrees('COLUMN_UNMAPPED', 'quarantine'),
      sources: [csvSource('decrees', 'decree_number,kind,vintage,lain\n1,decree,2020,x')],
    })
    const refusal = await refusalOf(made.run('2-validate'))
    expect([refusal.exitCode, refusal.fault.what]).toEqual([20, expect.stringContaining('COLUMN_UNMAPPED')])
  })
})
