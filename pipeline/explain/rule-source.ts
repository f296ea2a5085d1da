import type { MethodologyHead, Sourced } from '../methodology/read.ts'
import type { RuleSource } from './trace.ts'

/** The source of a number of a methodology in words. */
export function ruleSource(
  methodology: Pick<MethodologyHead, 'sources'>,
  { source, confidence }: Sourced,
): RuleSource {
  return { text: methodology.sources[source] ?? { id: source, en: source }, confidence }
}
