import type { Partner } from './partners.ts'

/** Words of the columns `kind` and `stage` of `stakeholders`, in the order of its schema. */
export interface Words {
  kinds: readonly string[]
  /** From the first stage of collaboration to the last. */
  stages: readonly string[]
}

export interface Collaboration {
  partners: number
  /** Partners by kind; null is one whose kind is not known. */
  byKind: Map<string | null, number>
  /** The furthest and the least far stage that any partner has reached; null where none tells its stage. */
  stage: string | null
  stage_least: string | null
  partners_without_stage: number
  agreements: AgreementCounts
  institutions: string[]
}

export interface AgreementCounts {
  /** Partners that tell the day of their agreement. */
  agreements: number
  /** Those that hold on the reference day by both their days; null where no source is dated. */
  agreements_in_force: number | null
  /** Those that do not tell until when they hold: whether they are in force is not known. */
  agreements_without_end: number
  agreement_first_date: string | null
  /** The last day on which any of them holds; null where none tells it. */
  agreement_until: string | null
  /** Those that end before they begin; they are in force on no day. */
  agreements_reversed: number
}

/**
 * What partners of one place add up to. Nothing here is a person: only institutions are read.
 * @param referenceDate day ages are counted at (ISO), null where no source is dated.
 */
export function collaborationOf(
  partners: readonly Partner[],
  words: Words,
  referenceDate: string | null,
): Collaboration {
  const byKind = new Map<string | null, number>()
  for (const kind of [...words.kinds, null]) {
    const count = partners.filter((partner) => partner.kind === kind).length
    if (count > 0) byKind.set(kind, count)
  }
  const reached = words.stages.filter((stage) => partners.some((partner) => partner.stage === stage))
  const institutions = new Set(partners.map(({ institution }) => institution))
  return {
    partners: partners.length,
    byKind,
    stage: reached.at(-1) ?? null,
    stage_least: reached[0] ?? null,
    partners_without_stage: partners.filter(({ stage }) => stage === null).length,
    agreements: agreementsOf(partners, referenceDate),
    institutions: [...institutions].sort((a, b) => (a < b ? -1 : 1)),
  }
}

function agreementsOf(partners: readonly Partner[], referenceDate: string | null): AgreementCounts {
  const made = partners.filter((partner) => partner.agreement_date !== null)
  const ended = made.filter((partner) => partner.agreement_until !== null)
  const isReversed = ({ agreement_date, agreement_until }: Partner) => agreement_until! < agreement_date!
  const inForce = ended.filter(
    ({ agreement_date, agreement_until }) =>
      referenceDate !== null && agreement_date! <= referenceDate && referenceDate <= agreement_until!,
  )
  const [begun, until] = [
    made.map((p) => p.agreement_date!).sort(),
    ended.map((p) => p.agreement_until!).sort(),
  ]
  return {
    agreements: made.length,
    agreements_in_force: referenceDate === null ? null : inForce.length,
    agreements_without_end: made.length - ended.length,
    agreement_first_date: begun[0] ?? null,
    agreement_until: until.at(-1) ?? null,
    agreements_reversed: ended.filter(isReversed).length,
  }
}
