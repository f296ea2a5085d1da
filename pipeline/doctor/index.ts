import { join, resolve } from 'node:path'
import { type City, knownCities } from '../city.ts'
import { UserError } from '../errors.ts'
import { OUTPUT_ROOT } from '../paths.ts'
import { jsonLine } from '../terminal.ts'
import type { Language } from '../values/language.ts'
import { cityFindings } from './city-checks.ts'
import type { Finding } from './finding.ts'
import { type Machine, thisMachine } from './machine.ts'
import { machineFindings } from './machine-checks.ts'
import { doctorLines, worst } from './print.ts'

export interface DoctorOptions {
  /** Folder that holds the outputs of all cities; `output` when left out. */
  output?: string
  lang?: Language
  json?: boolean
}

/** `petakumuh doctor --json`. */
export interface DoctorReport {
  format: 'petakumuh-doctor/1'
  /** Whether nothing is broken. */
  fit: boolean
  checks: Finding[]
}

/**
 * Runs `petakumuh doctor`: whether this machine can build. It loads and tries what a build needs, reads each `city.yaml` and looks how
 * far the last build came; it builds nothing, and leaves nothing.
 * @param names workspaces; all under `data/` when none is named
 * @param say takes one line of what is printed
 * @throws UserError `missingProgram` where something is broken, what reading the city throws where one that was named cannot be
 *   read; both after all is printed
 */
export async function runDoctor(
  names: readonly string[],
  { output, lang = 'en', json }: DoctorOptions,
  say: (line: string) => void,
  machine: Machine = thisMachine(),
): Promise<void> {
  const root = output === undefined ? OUTPUT_ROOT : resolve(output)
  const ofCities = await cityFindings(machine, names.length > 0 ? names : knownCities(), (city: City) =>
    join(root, city.name),
  )
  const findings = [...(await machineFindings(machine, root)), ...ofCities.findings]
  const report: DoctorReport = {
    format: 'petakumuh-doctor/1',
    fit: worst(findings) !== 'broken',
    checks: findings,
  }
  if (json) say(jsonLine(report))
  else for (const line of doctorLines(findings, lang)) say(line)
  if (report.fit) {
    // Who named a city asks for it; of all there are, one that is being written stops nobody.
    if (names.length > 0 && ofCities.refused) throw ofCities.refused
    return
  }
  const broken = findings.filter(({ verdict }) => verdict === 'broken').map(({ check }) => check)
  throw new UserError('missingProgram', {
    code: 'MACHINE_NOT_FIT',
    what: 'this machine cannot build',
    got: `broken: ${broken.join(', ')}`,
    expected: 'nothing that is broken',
    next: 'do what stands under each that is broken; what is looked at: docs/reference/doctor.md',
  })
}
