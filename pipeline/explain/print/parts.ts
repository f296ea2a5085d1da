import type { Text } from '../../store/index.ts'
import { numberText, rangeText } from '../../values/written-number.ts'
import type { Decision, RecordTrace, RuleSource, Trace } from '../trace.ts'
import { actionText } from './code-words.ts'
import { fact } from './layout.ts'
import { type Language, say } from './words.ts'

/** `KOTAKU worksheet …, cells F14-M35 (confidence high)`. */
export function sourceText({ text, confidence }: RuleSource, lang: Language): string {
  return say('source', lang, { source: text[lang], confidence: say(confidence, lang) })
}

/** `title: path, record 3`. */
export function recordText(record: RecordTrace, lang: Language): string {
  const { title, source_id, path, source_row } = record
  return say('record_at', lang, {
    title: title?.[lang] ?? source_id,
    path: path ?? '?',
    row: numberText(source_row, lang),
  })
}

/** Units that need saying; what is counted stands in the title. */
const MEASURES = new Set(['m', 'ha', '%'])

/** A record with what it holds and how it was corrected. */
export function recordLines(label: string, record: RecordTrace | null, lang: Language): string[] {
  if (record === null) return fact(label, say('no_record', lang))
  const values = record.values.map(({ title, unit, value }) => {
    if (typeof value !== 'number' || unit === 'year') return `${title[lang]} = ${value}`
    const measured = unit !== null && MEASURES.has(unit) ? ` ${unit}` : ''
    return `${title[lang]} = ${numberText(value, lang)}${measured}`
  })
  return [
    ...fact(label, recordText(record, lang)),
    ...fact(`  ${say('values', lang)}`, values.join('; ')),
    ...fact(`  ${say('corrections', lang)}`, correctionsText(record, lang)),
  ]
}

function correctionsText({ corrections }: RecordTrace, lang: Language): string {
  if (corrections.length === 0) return say('no_corrections', lang)
  return corrections
    .map(({ id, action, reason, provider, status }) =>
      action === null
        ? `${id}: ${say('corrections_gone', lang)}`
        : say('correction', lang, {
            id,
            action: actionText(action, lang),
            reason: reason?.[lang] ?? '',
            provider: provider ?? '?',
            status: status ?? '?',
          }),
    )
    .join('; ')
}

/** A score, or the interval it lies in. */
export function scoreText(
  {
    score,
    score_min,
    score_max,
  }: { score: number | null; score_min: number | null; score_max: number | null },
  lang: Language,
): string {
  if (score !== null) return numberText(score, lang)
  if (score_min === null || score_max === null) return '?'
  return rangeText(score_min, score_max, lang)
}

/** `Kumuh Ringan (KR)`. */
export function classText(trace: Trace, code: string | null, lang: Language): string {
  if (code === null) return '?'
  const label: Text | undefined = trace.total?.classes.find((one) => one.code === code)?.label
  return label === undefined ? code : `${label[lang]} (${code})`
}

/** A value in words; in English with the official term in brackets: `not legal (tidak legal)`. */
export function decisionText({ value, label }: Decision, lang: Language): string {
  if (value === null) return say('not_known', lang)
  if (label === null) return String(value)
  const hasTerm = lang === 'id' || label[lang].toLowerCase().includes(String(value).toLowerCase())
  return hasTerm ? label[lang] : `${label[lang]} (${value})`
}
