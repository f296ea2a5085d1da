import { join } from 'node:path'
import { displayPath } from '../../city.ts'
import { ContractError } from '../../errors.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import type { StageContext } from '../../stage.ts'
import { type Gate, incomparableGate, judgeDrift } from './drift.ts'
import { acceptedFile, type DriftReport, driftFile, recordAccepted, writeDrift } from './drift-file.ts'
import { measureDrift, readRelease } from './drift-measure.ts'
import { gateLine } from './drift-words.ts'
import { type Candidate, lastGoodRelease } from './last-release.ts'

/**
 * Holds a finished release against the last good one, the one that `latest.json` names, and writes `drift.json`; the
 * public folder is only read. A last one that cannot be told, or not be compared whole, is a drift of its own.
 *
 * @returns what to call before the pointer is written: it records a drift that was accepted.
 * @throws ContractError `DRIFT` when a gate is beyond its limit and nobody accepted it.
 */
export async function passDriftGates(
  context: StageContext,
  candidate: Candidate,
  profiles: readonly LayerProfile[],
): Promise<() => void> {
  const { city, store, outputDirectory, accept } = context
  const { previous, notes, faults } = await lastGoodRelease(outputDirectory, candidate)
  const report: DriftReport = {
    verdict: 'first',
    release: candidate.release,
    previous: previous?.id ?? null,
    notes,
    limits: city.drift,
    gates: faults.map(incomparableGate),
    comparison: null,
    lists: new Map(),
  }
  if (previous !== null) {
    const next = (await readRelease(candidate.directory, candidate.release))!
    const measured = await measureDrift(store, previous, next, profiles)
    report.comparison = measured.comparison
    report.lists = measured.lists
    report.gates = [...measured.faults.map(incomparableGate), ...judgeDrift(measured.comparison, city.drift)]
  }
  const beyond = report.gates.filter((gate) => gate.beyond)
  if (beyond.length > 0) report.verdict = accept === undefined ? 'refused' : 'accepted'
  else if (previous !== null) report.verdict = 'passed'
  await writeDrift(outputDirectory, report, store)
  tell(context, report)
  if (report.verdict === 'refused') throw refusal(context, report.previous, beyond)
  if (report.verdict !== 'accepted') return () => {}
  return () => {
    recordAccepted(outputDirectory, {
      release: candidate.release,
      previous: report.previous,
      reason: accept!,
      gates: beyond,
    })
    const path = displayPath(acceptedFile(outputDirectory))
    say(context, `  drift  accepted, and recorded with its reason in ${path}`, {
      event: 'drift_accepted',
      accepted: accept,
    })
  }
}

function tell(context: StageContext, report: DriftReport): void {
  const { verdict, previous, release, gates, notes } = report
  for (const note of notes) say(context, `  note   7-publish: ${note}`, {})
  const beyond = gates.filter((gate) => gate.beyond).length
  const facts = { event: 'drift', drift: { verdict, previous, release, gates } }
  if (gates.length > 0) {
    const against = previous === null ? 'the last release' : `release ${previous}`
    const outcome =
      beyond === 0
        ? `within the limits (${gates.length} gates)`
        : `${beyond} of ${gates.length} gates beyond their limits`
    say(context, `  drift  against ${against}: ${outcome}`, facts)
  }
  if (context.accept !== undefined && verdict !== 'accepted')
    say(context, '  note   7-publish: --accept was not needed, and nothing is recorded', {
      event: 'accept_unused',
    })
}

function say({ progress }: StageContext, message: string, facts: Record<string, unknown>): void {
  progress.say(message, { stage: '7-publish', ...facts })
}

function refusal(context: StageContext, previous: string | null, beyond: Gate[]): ContractError {
  const { city, outputDirectory } = context
  const lost = beyond.filter(({ gate }) => gate === 'not_comparable').length
  return new ContractError({
    code: 'DRIFT',
    what:
      lost === beyond.length
        ? 'the new release cannot be held against the last good one; it was not published, and nothing public was touched'
        : 'the new release is further from the last good one than the limits allow; it was not published, and the last one stays served',
    where: { file: displayPath(driftFile(outputDirectory)) },
    got: beyond.map(gateLine).join('\n'),
    expected:
      previous === null
        ? 'a last good release that can be read'
        : `what differs from release ${previous} within the limits (drift in ${city.file})`,
    next: `${lost > 0 ? 'put back what is damaged from a copy of the output folder; ' : ''}look at ${displayPath(join(outputDirectory, 'stages/2-validate/report.html'))} and at the ids in drift.json; mend the input and build again, or publish it as it is with --accept "reason" (make ACCEPT="reason")`,
  })
}
