import { describe, expect, it } from 'vitest'
import { catalogue } from '../../support/judging.ts'
import { type WorkspaceSpec, workspace } from '../../support/workspace.ts'
import { admin } from './faults/admin.ts'
import { area } from './faults/area.ts'
import { decree } from './faults/decree.ts'

const GROUPS = { decree, area, admin }

async function findingsOf(spec: WorkspaceSpec) {
  const made = await workspace(spec)
  await made.run('2-validate')
  return made.findings()
}

describe.each(Object.entries(GROUPS))('the group %s', (_, { dirty, met, clean }) => {
  it('meets each fault where it is planted', async () => {
    const findings = await findingsOf(dirty)
    for (const [code, place] of Object.entries(met)) {
      const ofCode = findings.filter((finding) => finding.code === code)
      expect(
        ofCode.map((finding) => [finding.source_id, finding.source_row]),
        code,
      ).toContainEqual(place)
      for (const finding of ofCode) {
        expect(finding.severity).toBe(catalogue.get(code)!.severity)
        expect(finding.message_en, code).not.toBe(finding.message_id)
      }
    }
  })

  it('says nothing of what comes near', async () => {
    const findings = await findingsOf(clean)
    const said = findings.filter((finding) => finding.code in met)
    expect(said.map(({ code, source_id, source_row, got }) => [code, source_id, source_row, got])).toEqual([])
  })
})
