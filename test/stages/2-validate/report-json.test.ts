import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { daysBetween } from '../../../pipeline/calendar-date.ts'
import { referenceDate } from '../../../pipeline/decree/reference-date.ts'
import { makeFinding } from '../../../pipeline/stages/2-validate/catalogue.ts'
import {
  buildReport,
  OUTLINES_AT_MOST,
  ROWS_AT_MOST,
} from '../../../pipeline/stages/2-validate/report/build.ts'
import { digestOf, evenly } from '../../../pipeline/stages/2-validate/report/digest.ts'
import type { ReportStats } from '../../../pipeline/stages/2-validate/report/types.ts'
import { verdict } from '../../../pipeline/stages/2-validate/report/verdict.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { workspace } from '../../support/workspace.ts'
import { sampleFindings, sampleParts, sampleReport } from './report-sample.ts'

const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')),
)

function faultsOf(report: unknown): string[] {
  validate(JSON.parse(JSON.stringify(report)))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

describe('report.json', () => {
  it('is as its schema says, from a made-up town and from a built stage', async () => {
    expect(faultsOf(sampleReport())).toEqual([])
    const made = await workspace({
      sources: [csvSource('decrees', 'decree_number,kind,vintage\n1,decree,2020\n1,decree,2020')],
    })
    await made.run('2-validate')
    expect(faultsOf(made.report())).toEqual([])
    expect(made.report().tasks).toMatchObject([
      {
        name: 'decrees',
        valid: false,
        stats: { rows: 2, quarantined: 1, errors: 1 },
        quarantine: 'decrees.csv',
      },
    ])
  })

  it('is refused by the schema when a part is missing, misnamed or of another type', () => {
    const report = sampleReport()
    const { verdict: _verdict, ...without } = report
    expect(faultsOf(without)).toEqual([" must have required property 'verdict'"])
    expect(faultsOf({ ...report, extra: 1 })).toEqual([' must NOT have additional properties'])
    expect(faultsOf({ ...report, tasks: [{ ...report.tasks[0], type: 'file' }] })).toEqual([
      '/tasks/0/type must be equal to constant',
    ])
  })

  it('has one task a source: its counts, its errors and how many are not listed', () => {
    const { tasks, valid, usable, stats } = sampleReport()
    expect(
      tasks.map(({ name, valid: isValid, stats: of, errors, errors_omitted }) => [
        name,
        isValid,
        of.errors,
        of.warnings,
        errors.length,
        errors_omitted,
      ]),
    ).toEqual([
      ['zones', true, 0, 4, 0, 0],
      ['annex', true, 0, 1, 0, 0],
      ['buildings', false, 8, 0, 6, 2],
      ['survey', false, 1, 0, 1, 0],
    ])
    expect([valid, usable, stats.errors, stats.warnings, stats.tasks]).toEqual([false, true, 9, 5, 4])
    for (const { stats: of, warnings, warnings_omitted } of tasks) {
      expect(of.rows).toBe(of.accepted + of.quarantined + of.filtered)
      expect(warnings.length + warnings_omitted).toBe(of.warnings)
    }
    expect(tasks[0]!.warnings.find(({ type }) => type === 'AREA_WRONG')).toMatchObject({
      rowNumber: 3,
      fieldName: 'area_ha_decree',
      cell: '14,6 ha',
      expected: '14,78 ha (UTM)',
      tags: ['#cell', 'area'],
    })
    expect(tasks[2]!.errors.map(({ type }) => type)).toEqual([...Array(5).fill('KEY_DUP'), 'GEOM_INVALID'])
    expect(tasks.map(({ quarantine }) => quarantine)).toEqual([
      null,
      null,
      'buildings.geojson',
      'survey.geojson',
    ])
  })

  it('counts a rule by the severity each source has of it', () => {
    const parts = sampleParts()
    const rule = {
      code: 'KEY_DUP',
      severity: 'quarantine' as const,
      count: 3,
      records: 3,
      table: 'zones',
      area_ha: 0,
      sources: [
        { source_id: 'annex', count: 1, severity: 'warn' as const },
        { source_id: 'zones', count: 2 },
      ],
      examples: [],
      places: [],
      places_total: 0,
    }
    const counts = { info: 0, warn: 1, quarantine: 2, fail: 0 }
    const { tasks } = buildReport({ ...parts, found: { rules: [rule], counts } })
    const of = (name: string) => tasks.find((task) => task.name === name)!.stats
    expect([of('annex').errors, of('annex').warnings, of('zones').errors]).toEqual([0, 1, 2])
  })

  it('keeps what belongs to no source beside the tasks', () => {
    const parts = sampleParts()
    const stray = makeFinding(parts.catalogue, {
      code: 'KEY_DUP',
      table: 'zones',
      source_id: 'city',
      message: { id: 'x', en: 'x' },
    })
    const { errors } = buildReport({ ...parts, found: digestOf([stray]) })
    expect(errors.map(({ type, tags }) => [type, tags[0]])).toEqual([['KEY_DUP', '#table']])
  })

  it('says nothing of a household in tasks and corrections', () => {
    const parts = sampleParts()
    const [correction] = parts.corrections
    const report = buildReport({
      ...parts,
      corrections: [
        {
          ...correction!,
          table: 'households',
          examples: correction!.examples.map((example) => ({
            ...example,
            before: 'rahasia',
            after: 'rahasia-2',
          })),
        },
      ],
    })
    expect(report.tasks.find(({ name }) => name === 'survey')!.errors[0]).toMatchObject({
      rowNumber: 88,
      key: null,
      cell: null,
      lon: null,
    })
    expect(JSON.stringify(report)).not.toMatch(/rahasia|secret-household|104\.61111/)
  })

  it('stays small whatever the city: the worst zones, the emptiest RT, outlines evenly taken', () => {
    const parts = sampleParts()
    const zone = parts.reconciliation[0]!
    const outline = parts.outlines.zones[0]!
    const count = OUTLINES_AT_MOST + 500
    const reconciliation = Array.from({ length: count }, (_, index) => ({
      ...zone,
      zone_id: `Z${String(index).padStart(5, '0')}`,
      area_difference_pct: index / 1000,
    }))
    const rows = Array.from({ length: count }, (_, index) => ({
      rt_id: `99.01.01.${1000 + (index % 7)}/RT${String(index).padStart(5, '0')}`,
      vintage: 2018,
      criteria_present: 15,
      criteria_total: 16,
      missing: index % 2 === 0 ? ['1a'] : [],
    }))
    const report = buildReport({
      ...parts,
      reconciliation,
      completeness: { criteria: parts.completeness.criteria, rows },
      outlines: { kelurahan: [], zones_total: count, zones: Array.from({ length: count }, () => outline) },
    })
    expect(report.reconciliation).toHaveLength(ROWS_AT_MOST)
    expect(report.reconciliation.at(-1)!.zone_id).toBe(reconciliation.at(-1)!.zone_id)
    expect([report.reconciliation_total, report.stats.area_status.ok]).toEqual([count, count])
    expect([report.completeness.rows.length, report.completeness.rows_total]).toEqual([ROWS_AT_MOST, count])
    expect(report.completeness.rows_incomplete).toBe(count / 2)
    expect(report.completeness.places.map(({ rt }) => rt)).toEqual(Array.from({ length: 7 }, () => 500))
    expect([report.map.zones.length, report.map.zones_total]).toEqual([OUTLINES_AT_MOST, count])
    expect(faultsOf(report)).toEqual([])
  })
})

describe('digestOf', () => {
  it('keeps five examples and at most 300 places of a rule, and the places of no household', () => {
    const { catalogue } = sampleParts()
    const findings = Array.from({ length: 601 }, (_, index) =>
      makeFinding(catalogue, {
        code: 'GEOM_INVALID',
        table: index % 2 === 0 ? 'buildings' : 'households',
        source_id: index % 2 === 0 ? 'a' : 'b',
        source_row: 601 - index,
        message: { id: 'x', en: 'x' },
        lon: 100 + index / 1000,
        lat: 1,
      }),
    )
    const [rule] = digestOf(findings).rules
    expect([rule!.count, rule!.places.length, rule!.places_total]).toEqual([601, 300, 301])
    expect(rule!.examples.map(({ source_row }) => source_row)).toEqual([1, 3, 5, 7, 9])
    expect(rule!.sources).toEqual([
      { source_id: 'a', count: 301, severity: 'quarantine' },
      { source_id: 'b', count: 300, severity: 'quarantine' },
    ])
    expect(digestOf(sampleFindings()).counts).toEqual({ fail: 0, quarantine: 9, warn: 5, info: 2 })
  })

  it('takes items at even steps', () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 2, 4])
    expect(evenly([0, 1], 3)).toEqual([0, 1])
  })
})

describe('the verdict', () => {
  const stats = (of: Partial<ReportStats>, findings: Partial<ReportStats['findings']> = {}): ReportStats => ({
    ...sampleReport().stats,
    read: 10,
    accepted: 10,
    quarantined: 0,
    filtered: 0,
    ...of,
    findings: { fail: 0, quarantine: 0, warn: 0, info: 0, ...findings },
  })
  it.each([
    [stats({}, { fail: 1 }), 'The data cannot be used yet: 1 violation must be mended first.'],
    [
      stats({}, { fail: 1200, warn: 3 }),
      'The data cannot be used yet: 1,200 violations must be mended first.',
    ],
    [stats({ read: 0, accepted: 0 }), 'No records were read.'],
    [
      stats({ accepted: 0, quarantined: 1 }, { quarantine: 1 }),
      'None of the records can be used yet: 1 record is quarantined.',
    ],
    [stats({ accepted: 0, filtered: 10 }), 'No records are used: all were filtered out.'],
    [
      stats({ accepted: 9, quarantined: 1 }, { quarantine: 2, warn: 1 }),
      'The data can be used, but 1 record is quarantined and 1 warning should be looked at.',
    ],
    [
      stats({ accepted: 8, quarantined: 2 }, { quarantine: 2 }),
      'The data can be used, but 2 records are quarantined.',
    ],
    [stats({}, { quarantine: 1, warn: 1 }), 'All records can be used; 2 warnings should be looked at.'],
    [stats({}, { warn: 1 }), 'All records can be used; 1 warning should be looked at.'],
    [stats({}, { info: 4 }), 'All records can be used; there is nothing to mend.'],
  ])('%#', (of, sentence) => {
    expect(verdict(of).en).toBe(sentence)
    expect(verdict(of).id).toMatch(/^[A-Z].*\.$/)
  })
})

describe('freshness', () => {
  it('is counted from the newest date of the sources, not from a clock', () => {
    const newest = (...dates: (string | null)[]) =>
      referenceDate({ sources: dates.map((retrieved) => ({ retrieved })) })
    expect(newest('2024-03-14', null, '2023-12-31')).toBe('2024-03-14')
    expect(newest(null)).toBe(null)
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
  })
})
