import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import type { FindingParts } from '../../pipeline/stages/2-validate/catalogue.ts'
import type { JudgeTables } from '../../pipeline/stages/2-validate/judge.ts'
import { World } from '../../pipeline/stages/2-validate/world.ts'
import { catalogue } from './judging.ts'
import { sharedStore } from './shared-store.ts'
import { type WorkspaceSpec, workspace } from './workspace.ts'

/** What rules over whole tables say of a workspace as it was read, row rules left out. */
export async function judgeTables(
  rules: readonly JudgeTables[],
  spec: WorkspaceSpec,
): Promise<FindingParts[]> {
  const made = await workspace(spec)
  await made.run('1-ingest')
  const store = await sharedStore()
  const world = new World(made.city, loadMethodology(made.city.methodology), await openGeos())
  const findings: FindingParts[] = []
  for (const rule of rules) {
    await rule({
      store,
      world,
      catalogue,
      setsAside: () => false,
      report: (finding) => findings.push(finding),
      table: (name) => {
        const path = join(made.output, 'stages/1-ingest', `${name}.parquet`)
        return existsSync(path) ? path : null
      },
    })
  }
  return findings
}

/** The same as `code key field: got` in short. */
export function briefly(findings: readonly FindingParts[]): string[] {
  return findings.map(({ code, key, field, got }) => `${code} ${key ?? ''} ${field ?? ''}: ${got ?? ''}`)
}
