import { numberedDecree } from '../values/numbered-decree.ts'
import type { TracedAreas } from '../values/traced-numbers.ts'
import { el } from './dom.ts'
import { type Lang, quantity, t } from './i18n.ts'
import { facts } from './profile-parts.ts'
import { exact } from './why-numbers.ts'
import { formula, line, type Proof, step, type WhyContext } from './why-parts.ts'
import { recordStep } from './why-records.ts'
import { signedPercent } from './words.ts'

type Hectares = 'area_ha_decree' | 'area_ha_utm' | 'area_ha_geodesic'
export type AreaTopic = Hectares | 'area_difference'

/** Decimals of hectares in a formula: a hundredth of a square metre. */
const FORMULA_DECIMALS = 6

/** How one of the three hectares of a zone came about and how they differ, or how far the decree is from what is measured. */
export function areaProof(context: WhyContext, topic: AreaTopic): Proof {
  const { trace, lang } = context
  const { areas } = trace
  const words = {
    area_ha_decree: 'area_decree',
    area_ha_utm: 'area_utm',
    area_ha_geodesic: 'area_geodesic',
    area_difference: 'area_difference',
  } as const
  return {
    title: t(lang, words[topic]),
    aside:
      (topic === 'area_ha_decree' || topic === 'area_difference') && trace.decree
        ? numberedDecree(trace.decree.decree_number, lang)
        : null,
    answer: answerText(areas, topic, lang) ?? t(lang, 'why_not_known'),
    meaning: null,
    steps: [
      methodStep(areas, topic, lang),
      ...(topic === 'area_difference'
        ? [areas && differenceStep(areas, lang), areas && threeStep(areas, topic, lang)]
        : [areas && threeStep(areas, topic, lang), areas && differenceStep(areas, lang)]),
      recordStep(context, trace.record),
    ],
  }
}

function answerText(areas: TracedAreas | null, topic: AreaTopic, lang: Lang): string | null {
  if (topic === 'area_difference') {
    const difference = areas?.area_difference_pct ?? null
    return difference === null ? null : signedPercent(lang, difference)
  }
  const hectares = areas?.[topic] ?? null
  return hectares === null ? null : quantity(lang, hectares, 'ha', 2)
}

function methodStep(areas: TracedAreas | null, topic: AreaTopic, lang: Lang): HTMLElement | null {
  const heading = t(lang, 'why_what')
  if (topic === 'area_difference') return step(heading, line(t(lang, 'why_area_difference')))
  if (topic === 'area_ha_decree') {
    const text = areas?.area_ha_decree_text ?? null
    if (areas === null || areas.area_ha_decree === null) return step(heading, line(t(lang, 'why_area_none')))
    const printed = text === null ? null : t(lang, 'why_area_decree_printed', { text })
    return step(heading, line(t(lang, 'why_area_decree')), line(printed, 'note'))
  }
  if (topic === 'area_ha_geodesic') return step(heading, line(t(lang, 'why_area_geodesic')))
  const perimeter = areas?.perimeter_m ?? null
  return step(
    heading,
    line(t(lang, 'why_area_utm', { crs: areas?.utm_crs ?? 'UTM' })),
    line(
      perimeter === null ? null : `${t(lang, 'why_perimeter')}: ${quantity(lang, perimeter, 'm', 1)}`,
      'note',
    ),
  )
}

function threeStep(areas: TracedAreas, topic: AreaTopic, lang: Lang): HTMLElement | null {
  const ha = (value: number | null) =>
    value === null ? '—' : `${exact(lang, value, FORMULA_DECIMALS)}\u00a0ha`
  const row = (of: Hectares, label: string): [string, Node] => [
    label,
    el(of === topic ? 'strong' : 'span', {}, ha(areas[of])),
  ]
  return step(
    t(lang, 'why_area_three'),
    facts([
      row('area_ha_decree', t(lang, 'area_decree')),
      row('area_ha_utm', t(lang, 'area_utm')),
      row('area_ha_geodesic', t(lang, 'area_geodesic')),
    ]),
  )
}

function differenceStep(areas: TracedAreas, lang: Lang): HTMLElement | null {
  const { area_ha_decree: decree, area_ha_utm: utm, area_ha_geodesic: geodesic, limits } = areas
  const number = (value: number) => exact(lang, value, FORMULA_DECIMALS)
  const against = (label: string, value: number | null) => {
    if (value === null || utm === null || utm <= 0) return null
    const pct = (100 * (value - utm)) / utm
    const shown = Math.abs(pct) < 0.001 ? number(pct) : exact(lang, pct, 3)
    return el(
      'div',
      {},
      line(label, 'why-label'),
      formula(
        `100 × (${number(value)} − ${number(utm)}) / ${number(utm)} = ${shown.replace('-', '−')}\u00a0%`,
      ),
    )
  }
  const pct = (value: number) => `${exact(lang, value)}\u00a0%`
  const told = t(lang, 'why_area_limits', { warn: pct(limits.warn_pct), error: pct(limits.error_pct) })
  return step(
    t(lang, 'why_area_differences'),
    against(t(lang, 'why_area_against_utm'), decree),
    line(decree === null ? null : `${statusText(areas.area_status, lang)}${told}`, 'note'),
    against(t(lang, 'why_area_against_plane'), geodesic),
  )
}

const STATUS = { ok: 'status_ok', stale: 'status_warn', wrong: 'status_error' } as const

function statusText(status: string | null, lang: Lang): string {
  const word = STATUS[(status ?? '') as keyof typeof STATUS]
  if (word === undefined) return ''
  const text = t(lang, word)
  return `${text[0]?.toUpperCase()}${text.slice(1)}. `
}
