import { flagText, originWord } from '../values/score-codes.ts'
import { numberText, percentText, rangeText } from '../values/written-number.ts'
import { methodText } from '../values/zone-method.ts'
import { type Lang, t } from './i18n.ts'
import { exact, unitText } from './why-numbers.ts'
import { line, proofTable, step, verdict, type WhyContext } from './why-parts.ts'
import { filesNamed, recordMarks } from './why-record-marks.ts'
import { filesStep, rtCell } from './why-records.ts'
import { type RtPart, rtParts } from './why-rt-parts.ts'
import type { TracedWay } from './why-trace.ts'

/** The RT that make up a criterion with their sum, whether it agrees, and the files they are from. */
export function rtStep(context: WhyContext, way: TracedWay): DocumentFragment | null {
  const { trace, lang } = context
  const parts = rtParts(trace, way)
  const fragment = document.createDocumentFragment()
  const volumes = filesNamed(parts.map(({ source }) => source))
  const denominators = filesNamed(parts.map(({ denominator_source }) => denominator_source))
  const unscored = (trace.total?.rt_count ?? parts.length) - parts.length
  const heading = t(lang, 'why_rt')
  const fewer = unscored > 0 ? t(lang, 'why_fewer', { n: exact(lang, unscored) }) : null
  const sections =
    parts.length === 0
      ? [step(heading, line(t(lang, 'why_no_parts')), line(fewer, 'note warn'))]
      : [
          step(
            heading,
            table(context, way, parts, volumes, denominators),
            way.sum.agrees === null
              ? null
              : verdict(way.sum.agrees, t(lang, way.sum.agrees ? 'why_agrees' : 'why_disagrees')),
            line(fewer, 'note warn'),
          ),
          filesStep(context, [
            { what: t(lang, 'why_volume'), files: volumes },
            { what: t(lang, 'why_denominator'), files: denominators },
          ]),
        ]
  for (const section of sections) if (section !== null) fragment.append(section)
  return fragment
}

function table(
  context: WhyContext,
  way: TracedWay,
  parts: readonly RtPart[],
  volumes: readonly number[],
  denominators: readonly number[],
): HTMLElement {
  const { trace, lang } = context
  const { sum, percent, score } = way
  const unit = unitText(way, lang)
  const cuts = trace.bands.map(({ min_pct }) => min_pct)
  const decimals = Math.max(...parts.flatMap((part) => [part.volume, part.denominator]).map(decimalsOf))
  const number = (value: number | null) =>
    value === null ? '?' : numberText(value, lang, decimals, decimals)
  const pct = (value: number | null) => (value === null ? '?' : percentText(value, lang, 1, cuts))
  return proofTable({
    caption: t(lang, 'why_rt_sorted'),
    head: [
      t(lang, 'why_rt_head'),
      `${t(lang, 'why_volume')} (${unit})`,
      `${t(lang, 'why_denominator')} (${unit})`,
      '%',
      t(lang, 'score'),
    ],
    rows: parts.map((part) => {
      const origin = part.volume_source === 'stated' ? '' : originWord(part.volume_source, lang)
      const below = [origin, ...partMarks(part, lang), ...recordMarks(lang, part, volumes, denominators)]
        .filter((text) => text !== '')
        .join(', ')
      return {
        cells: [
          rtCell(context, part, below || null),
          part.volume === null && part.denominator !== null
            ? `0–${number(part.denominator)}`
            : number(part.volume),
          number(part.denominator),
          pct(part.percent),
          part.score === null ? '?' : exact(lang, part.score),
        ],
      }
    }),
    foot: [
      t(lang, 'why_sum'),
      sum.volume_open > 0
        ? `${number(sum.volume_known)}–${number(sum.volume_known + sum.volume_open)}`
        : number(sum.volume_known),
      number(sum.denominator_known),
      pct(percent),
      score === null ? rangeText(way.score_min ?? 0, way.score_max ?? 0, lang) : exact(lang, score),
    ],
  })
}

/** How an RT came to the zone, where its profile does not say so, and what is odd of it beside a volume that is missing. */
function partMarks({ method, share_pct, flag }: RtPart, lang: Lang): string[] {
  const how =
    method === null || method === 'profile' ? '' : t(lang, 'why_rt_by', { how: methodText(method, lang) })
  const isWhole = share_pct === null || share_pct >= 100
  const share = isWhole ? '' : t(lang, 'why_rt_share', { pct: numberText(share_pct, lang, 0, 1) })
  return [how, share, flag === null || flag === 'missing' ? '' : flagText(flag, lang)]
}

/** Decimals of volumes that are shown at most. */
const MOST_DECIMALS = 4

/** How many decimals a number needs; a column has those of the number that needs most. */
function decimalsOf(value: number | null): number {
  if (value === null) return 0
  return value.toFixed(MOST_DECIMALS).replace(/0+$/, '').split('.')[1]!.length
}
