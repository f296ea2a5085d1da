import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOGUE_DOCS_FILE } from '../../../pipeline/stages/2-validate/catalogue-docs.ts'
import { catalogue } from '../../support/judging.ts'
import { type WorkspaceSpec, workspace } from '../../support/workspace.ts'
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

/** Codes of the group `reader` that a test of a reader expects: each format has files of its own. */
function testedWithTheirReader(): Set<string> {
  const folder = 'test/readers'
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const codes = [...catalogue].filter(([, rule]) => rule.group === 'reader').map(([code]) => code)
  return new Set(codes.filter((code) => tests.some((test) => test.includes(`'${code}'`))))
}

async function findingsOf(spec: WorkspaceSpec) {
  const made = await workspace(spec)
  await made.run('2-validate')
  return made.findings()
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

it('where files and cells hold no fault, nothing is said at all', async () => {
  const said = await findingsOf(value.clean)
  expect(said.map(({ code, source_id, source_row, got }) => [code, source_id, source_row, got])).toEqual([])
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

  it('are not met in what comes near', async () => {
    const said = (await findingsOf(clean)).filter((finding) => finding.code in met)
    expect(said.map(({ code, source_id, source_row, got }) => [code, source_id, source_row, got])).toEqual([])
  })
})
