import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { displayPath } from '../../city.ts'
import { ContractError } from '../../errors.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import type { StageContext } from '../../stage.ts'
import { type Gate, gateLine, judgeDrift } from './drift.ts'
import { acceptedFile, type DriftReport, driftFile, recordAccepted, writeDrift } from './drift-file.ts'
import { type ComparedRelease, measureDrift, readRelease } from './drift-measure.ts'
import { readPointer } from './pointer.ts'

export interface Candidate {
  /** Folder of the finished release that nobody is served from yet. */
  directory: string
  release: string
}

/**
 * Holds a finished release against the last good one, the one that `latest.json` names, and writes `drift.json`; the
 * public folder is only read.
 *
 * @returns what to call once the pointer is written: it records a drift that was accepted.
 * @throws ContractError `DRIFT` when a gate is beyond its limit and nobody accepted it.
 */
export async function passDriftGates(
  context: StageContext,
  candidate: Candidate,
  publicFolder: string,
  profiles: readonly LayerProfile[],
): Promise<() => void> {
  const { city, store, outputDirectory, accept } = context
  const { previous, notes } = await lastGoodRelease(publicFolder)
  const report: DriftReport = {
    verdict: 'first',
    release: candidate.release,
    previous: previous?.id ?? null,
    notes,
    limits: city.drift,
    gates: [],
    comparison: null,
    lists: new Map(),
  }
  if (previous !== null) {
    const next = (await readRelease(candidate.directory, candidate.release))!
    const measured = await measureDrift(store, previous, next, profiles)
    report.comparison = measured.comparison
    report.lists = measured.lists
    report.notes = [...notes, ...measured.notes]
    report.gates = judgeDrift(measured.comparison, city.drift)
    const isBeyond = report.gates.some((gate) => gate.beyond)
    report.verdict = !isBeyond ? 'passed' : accept === undefined ? 'refused' : 'accepted'
  }
  await writeDrift(outputDirectory, report, store)
  tell(context, report)
  const beyond = report.gates.filter((gate) => gate.beyond)
  if (report.verdict === 'refused') throw refusal(context, previous!.id, beyond)
  if (report.verdict !== 'accepted') return () => {}
  return () => {
    recordAccepted(outputDirectory, {
      release: candidate.release,
      previous: previous!.id,
      reason: accept!,
      gates: beyond,
    })
    const path = displayPath(acceptedFile(outputDirectory))
    say(context, `  drift  accepted, and recorded with its reason in ${path}`, { accepted: accept })
  }
}

async function lastGoodRelease(
  publicFolder: string,
): Promise<{ previous: ComparedRelease | null; notes: string[] }> {
  const pointer = readPointer(publicFolder)
  const unreadable = (what: string) => ({
    previous: null,
    notes: [`${what} cannot be read: this release is compared with none, as the first one is`],
  })
  if (pointer === null) {
    const isThere = existsSync(join(publicFolder, 'latest.json'))
    return isThere ? unreadable('public/latest.json') : { previous: null, notes: [] }
  }
  const id = String(pointer.release)
  const previous = await readRelease(join(publicFolder, 'releases', id), id)
  return previous === null ? unreadable(`the manifest of the last release, ${id},`) : { previous, notes: [] }
}

function tell(context: StageContext, report: DriftReport): void {
  const { verdict, previous, release, gates, notes } = report
  for (const note of notes) say(context, `  note   7-publish: ${note}`, {})
  const beyond = gates.filter((gate) => gate.beyond).length
  const facts = { drift: { verdict, previous, release, gates } }
  if (previous !== null) {
    const outcome =
      beyond === 0
        ? `within the limits (${gates.length} gates)`
        : `${beyond} of ${gates.length} gates beyond their limits`
    say(context, `  drift  against release ${previous}: ${outcome}`, facts)
  }
  if (context.accept !== undefined && verdict !== 'accepted')
    say(context, '  note   7-publish: --accept was not needed, and nothing is recorded', {})
}

function say({ progress }: StageContext, message: string, facts: Record<string, unknown>): void {
  progress.say(message, { stage: '7-publish', ...facts })
}

function refusal(context: StageContext, previous: string, beyond: Gate[]): ContractError {
  const { city, outputDirectory } = context
  return new ContractError({
    code: 'DRIFT',
    what: 'the new release is further from the last good one than the limits allow; it was not published, and the last one stays served',
    where: { file: displayPath(driftFile(outputDirectory)) },
    got: beyond.map(gateLine).join('\n'),
    expected: `what differs from release ${previous} within the limits (drift in ${city.file})`,
    next: `look at ${displayPath(join(outputDirectory, 'stages/2-validate/report.html'))} and at the ids in drift.json; mend the input and build again, or publish it as it is with --accept "reason" (make ACCEPT="reason")`,
  })
}
