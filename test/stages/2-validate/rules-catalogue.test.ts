import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOGUE_DOCS_FILE } from '../../../pipeline/stages/2-validate/catalogue-docs.ts'
import { expectedTexts } from '../../support/expected-codes.ts'
import { catalogue } from '../../support/judging.ts'
import { type Finding, type WorkspaceSpec, workspace } from '../../support/workspace.ts'
import { admin } from './faults/admin.ts'
import { area } from './faults/area.ts'
import { decree } from './faults/decree.ts'
import type { Faults } from './faults/fault.ts'
import { geometry } from './faults/geometry.ts'
import { indicator } from './faults/indicator.ts'
import { privacy } from './faults/privacy.ts'
import { source } from './faults/source.ts'
import { value } from './faults/value.ts'
import { works } from './faults/works.ts'

const GROUPS: Record<string, Faults> = {
  value,
  geometry,
  area,
  admin,
  decree,
  indicator,
  works,
  privacy,
  source,
}

const READER_CODES = [...catalogue].filter(([, rule]) => rule.group === 'reader').map(([code]) => code)

/** Codes of the group `reader` that a test of a reader expects: each format has files of its own. */
function testedWithTheirReader(): Set<string> {
  const folder = 'test/readers'
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const expected = new Set(tests.flatMap((test) => [...expectedTexts(test)]))
  return new Set(READER_CODES.filter((code) => expected.has(code)))
}

const found = new Map<WorkspaceSpec, Promise<Finding[]>>()

/** What is said of a workspace, read once however many tests ask. */
function findingsOf(spec: WorkspaceSpec): Promise<Finding[]> {
  const read = async () => {
    const made = await workspace(spec)
    await made.run('2-validate')
    return made.findings()
  }
  const findings = found.get(spec) ?? read()
  found.set(spec, findings)
  return findings
}

describe('every code of the catalogue', () => {
  const planted = new Set(Object.values(GROUPS).flatMap(({ met }) => Object.keys(met)))

  it('has a fixture that triggers it and one that does not, and a line in the reference', () => {
    const elsewhere = testedWithTheirReader()
    const untested = [...catalogue.keys()].filter((code) => !planted.has(code) && !elsewhere.has(code))
    expect(untested, 'codes without a fixture').toEqual([])
    expect([...planted].filter((code) => !catalogue.has(code))).toEqual([])
    const reference = readFileSync(CATALOGUE_DOCS_FILE, 'utf8')
    expect([...catalogue.keys()].filter((code) => !reference.includes(`### ${code}\n`))).toEqual([])
  })
})

it('a code counts as tested by an expectation that expects it, and by nothing else', () => {
  const source = [
    "// expect(codes).toEqual(['IN_COMMENT'])",
    "it.each(['IN_INPUT'])('IN_TITLE', (code) => {",
    "  expect(read('AS_SUBJECT (')).not.toContain('DENIED')",
    '  expect(codes).toEqual([',
    "    ['EXPECTED', /a\\)'/],",
    "    ['EXPECTED_TOO', \"it's\"],",
    '  ])',
    "  write('WRITTEN')",
    "  await expect(said()).resolves.toMatchObject({ code: 'LATER' })",
    '})',
  ].join('\n')
  expect([...expectedTexts(source)]).toEqual(['EXPECTED', 'EXPECTED_TOO', 'LATER'])
})

it('where files and cells hold no fault, nothing is said at all', async () => {
  const said = await findingsOf(value.clean)
  expect(said.map(({ code, source_id, source_row, got }) => [code, source_id, source_row, got])).toEqual([])
})

it('a change of area is marked where the zone lies', async () => {
  const findings = await findingsOf(area.dirty)
  expect(findings.find(({ code }) => code === 'AREA_CHANGE')).toMatchObject({
    lon: expect.closeTo(106.5, 0),
    lat: expect.closeTo(-6.5, 0),
  })
})

describe.each(Object.entries(GROUPS))('the faults of the group %s', (_, { dirty, met, clean }) => {
  it('are met where they are planted, each with its severity and a message in both languages', async () => {
    const findings = await findingsOf(dirty)
    const ofNoRecord = findings.filter(({ source_row }) => source_row === null).map(({ code }) => code)
    expect(ofNoRecord.filter((code) => catalogue.get(code)!.about === undefined)).toEqual([])
    for (const [code, place] of Object.entries(met)) {
      const ofCode = findings.filter((finding) => finding.code === code)
      expect(
        ofCode.map((finding) => [finding.source_id, finding.source_row]),
        code,
      ).toContainEqual(place)
      for (const finding of ofCode) {
        expect(finding.severity).toBe(catalogue.get(code)!.severity)
        expect(finding.message_id, code).not.toBe('')
        expect(finding.message_en, code).not.toBe(finding.message_id)
      }
    }
  })

  it('are not met in what comes near, nor is any fault of a file', async () => {
    const said = (await findingsOf(clean)).filter(({ code }) => code in met || READER_CODES.includes(code))
    expect(said.map(({ code, source_id, source_row, got }) => [code, source_id, source_row, got])).toEqual([])
  })
})
