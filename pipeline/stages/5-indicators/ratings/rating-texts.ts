import type { Methodology } from '../../../methodology/methodology.ts'
import type { Confidence, Sourced } from '../../../methodology/read.ts'
import type { Text } from '../../../store/index.ts'

const CONFIDENCE: Record<Confidence, Text> = {
  high: { id: 'keyakinan tinggi', en: 'high confidence' },
  medium: { id: 'keyakinan sedang', en: 'medium confidence' },
  low: { id: 'keyakinan rendah', en: 'low confidence' },
}

/** Where a rule comes from and how sure we are of it, as it stands beside a published outcome. */
export function basis(methodology: Methodology, of: Sourced): Text {
  const [source, sure] = [methodology.sources[of.source]!, CONFIDENCE[of.confidence]]
  return { id: `${source.id} (${sure.id})`, en: `${source.en} (${sure.en})` }
}

/** What Baan Mankong calls the like of a treatment, marked with where that reading comes from. */
export function baanMankong(methodology: Methodology, treatment: string | null): Text | null {
  const reading = methodology.treatment.baan_mankong
  const name = treatment === null ? undefined : reading?.values[treatment]
  if (!reading || !name) return null
  const from = basis(methodology, reading)
  return { id: `${name.id}; ${from.id}`, en: `${name.en}; ${from.en}` }
}
