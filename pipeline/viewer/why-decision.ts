import { doubtsText, flagsOn } from '../values/score-codes.ts'
import type { DecisionKind } from '../values/traced-numbers.ts'
import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, pick, t, type Word } from './i18n.ts'
import { facts } from './profile-parts.ts'
import { term } from './terms.ts'
import { amount, exact } from './why-numbers.ts'
import { basis, line, type Proof, proofTable, scale, step, type WhyContext } from './why-parts.ts'
import { recordStep } from './why-records.ts'
import type { AskWhy } from './why-topics.ts'
import type { TracedDecision } from './why-trace.ts'

export type DecisionTopic = Exclude<DecisionKind, 'class_code'>

/** What each is called. */
export const TITLES: Record<DecisionTopic, Word> = {
  land_legality: 'legality',
  other_considerations: 'considerations',
  priority: 'priority',
  treatment: 'treatment',
  authority: 'authority',
}

/** What a decision rests on, each of which can be asked for in turn. */
const RESTS_ON: Record<DecisionTopic, readonly ('class' | DecisionTopic)[]> = {
  land_legality: [],
  other_considerations: [],
  priority: ['class', 'other_considerations'],
  treatment: ['class', 'land_legality'],
  authority: [],
}

/** The rule row that decided over something outside the total, and what it rests on. */
export function decisionProof(
  context: WhyContext,
  what: DecisionTopic,
  { methodology }: Pick<Atlas, 'methodology'>,
): Proof {
  const { trace, lang } = context
  const decision = trace.decisions.find((one) => one.what === what)
  const value = decision?.value ?? null
  const code = what === 'priority' ? trace.decisions.find((one) => one.what === 'class_code')?.value : null
  const most = Math.max(0, ...(methodology?.priority.values ?? []).map(({ priority }) => priority))
  const year = trace.outside?.vintage ?? null
  const shown =
    value === null || decision === undefined
      ? isSlumless(context, what)
        ? t(lang, `not_slum_${what}`)
        : t(lang, 'why_not_known')
      : what === 'priority' && most > 0
        ? t(lang, 'priority_of', { n: String(value), of: exact(lang, most) })
        : valueText(decision, lang)
  return {
    title: t(lang, TITLES[what]),
    aside: year === null || RESTS_ON[what].length === 0 ? null : t(lang, 'why_year', { year: String(year) }),
    answer: shown,
    meaning: code === null || code === undefined ? null : `${t(lang, 'why_class_code')} ${code}`,
    steps: [
      ruleStep(context, what, decision),
      factsStep(context, what),
      what === 'priority' ? matrixStep(context, methodology) : null,
      what === 'authority' ? authorityStep(context, decision, methodology) : null,
      RESTS_ON[what].length === 0 ? recordStep(context, trace.record) : null,
    ],
  }
}

/** A value as the page names it; official terms stay as they are. */
function valueText({ value, label }: TracedDecision, lang: Lang): string {
  if (typeof value === 'string') {
    const named = term(lang, value)
    if (named !== value) return named
  }
  return label === null ? String(value) : pick(lang, label)
}

function ruleStep(
  context: WhyContext,
  what: DecisionTopic,
  decision: TracedDecision | undefined,
): HTMLElement | null {
  const { trace, lang } = context
  const flags = flagsOn(what, trace.outside?.flags ?? null)
  const isSuggested = what === 'priority' || what === 'treatment'
  return step(
    t(lang, 'why_rule'),
    // Codes of a row are told by name among the facts.
    RESTS_ON[what].length > 0
      ? sentence(context, what, decision)
      : line(decision?.rule_row ? pick(lang, decision.rule_row).replaceAll('>=', '≥') : null),
    basis(context, decision?.rule ?? null),
    line(isSlumless(context, what) ? t(lang, 'why_not_slum') : null),
    line(isSlumless(context, what) ? null : undecided(what, decision, lang), 'note warn'),
    line(flags === null ? null : t(lang, 'why_doubt', { doubts: doubtsText(flags, lang) }), 'note warn'),
    line(isSuggested && decision?.value != null ? t(lang, 'why_suggestion') : null, 'note'),
  )
}

/** Whether there is none because the zone is no slum: only classes above the lowest have a priority or treatment. */
function isSlumless(
  { trace: { total, outside, decisions } }: WhyContext,
  what: DecisionTopic,
): what is 'priority' | 'treatment' {
  if (what !== 'priority' && what !== 'treatment') return false
  if (decisions.find((one) => one.what === what)?.value != null) return false
  const lowest = [...(total?.classes ?? [])].sort((a, b) => a.min - b.min)[0]
  return lowest !== undefined && outside?.score_class === lowest.code
}

/** Why there is no value, or a range of them; null where one was decided. */
function undecided(what: DecisionTopic, decision: TracedDecision | undefined, lang: Lang): string | null {
  if (decision?.value == null) return t(lang, RESTS_ON[what].length > 0 ? 'why_no_rule' : 'why_not_told')
  const isRange = what === 'priority' && typeof decision.value === 'string'
  return isRange ? t(lang, 'why_priority_open') : null
}

/** `Light slum + other considerations high → 3`. */
function sentence(
  context: WhyContext,
  what: DecisionTopic,
  decision: TracedDecision | undefined,
): HTMLElement | null {
  const { lang } = context
  if (decision === undefined || decision.value === null || decision.rule_row === null) return null
  const inputs = RESTS_ON[what].map((on) =>
    on === 'class'
      ? (className(context) ?? '?')
      : `${t(lang, TITLES[on]).toLowerCase()} ${factText(context, on).toLowerCase()}`,
  )
  return el('p', 'why-formula', `${inputs.join(' + ')} → ${valueText(decision, lang)}`)
}

function className({ trace, lang }: WhyContext): string | null {
  const code = trace.outside?.score_class ?? null
  const found = trace.total?.classes.find((one) => one.code === code)
  return found === undefined ? code : pick(lang, found.label)
}

function factText({ trace, lang }: WhyContext, of: DecisionTopic): string {
  const found = trace.decisions.find((one) => one.what === of)
  return found === undefined || found.value === null ? t(lang, 'why_not_known') : valueText(found, lang)
}

function factsStep(context: WhyContext, what: DecisionTopic): HTMLElement | null {
  const { trace, lang, ask } = context
  if (RESTS_ON[what].length === 0) return null
  const year = trace.outside?.vintage ?? null
  return step(
    t(lang, 'why_rests_on'),
    facts(
      RESTS_ON[what].map((on): [string, Node] =>
        on === 'class'
          ? [
              t(lang, 'why_decision_class', { year: year === null ? '' : String(year) }).trim(),
              further(className(context) ?? t(lang, 'why_not_known'), 'total', lang, ask),
            ]
          : [t(lang, TITLES[on]), further(factText(context, on), on, lang, ask)],
      ),
    ),
  )
}

/** A fact that leads on to its own way. */
function further(text: string, topic: 'total' | DecisionTopic, lang: Lang, ask: AskWhy): HTMLElement {
  const node = el('button', { class: 'why-button', attrs: { type: 'button' } }, t(lang, 'why_ask'))
  node.setAttribute('aria-label', `${t(lang, 'why_ask')} ${text}`)
  node.addEventListener('click', () => ask(topic))
  return el('span', {}, text, node)
}

/** Every priority by class and considerations, the row of the zone marked. */
function matrixStep(context: WhyContext, methodology: Atlas['methodology']): HTMLElement | null {
  const { trace, lang } = context
  if (methodology === null || trace.methodology.id !== methodology.id) return null
  const considerations = trace.decisions.find((one) => one.what === 'other_considerations')?.value
  const rows = [...methodology.priority.values].sort((a, b) => a.priority - b.priority)
  if (rows.length === 0) return null
  return step(
    t(lang, 'why_matrix'),
    proofTable({
      caption: null,
      head: [t(lang, 'class'), t(lang, 'considerations'), t(lang, 'priority')],
      rows: rows.map((row) => {
        const named = methodology.classes.values.find(({ code }) => code === row.class)
        const mark = row.class === trace.outside?.score_class && row.other_considerations === considerations
        const cells = [named ? pick(lang, named.label) : row.class, term(lang, row.other_considerations)]
        return { mark, cells: [...cells, `${mark ? '→ ' : ''}${row.priority}`] }
      }),
    }),
  )
}

/** Who decides by how many hectares, the level of the zone marked. */
function authorityStep(
  { trace, lang }: WhyContext,
  decision: TracedDecision | undefined,
  methodology: Atlas['methodology'],
): HTMLElement | null {
  if (methodology === null || trace.methodology.id !== methodology.id) return null
  const levels = [...methodology.authority.values].sort((a, b) => a.min_ha - b.min_ha)
  const ha = (value: number) => amount(lang, value, 'ha')
  return step(
    t(lang, 'authority'),
    scale(
      lang,
      levels.map(({ min_ha, code, label }, i) => ({
        name: pick(lang, label),
        value:
          i === 0
            ? t(lang, 'why_authority_below', { ha: ha(levels[1]?.min_ha ?? 0) })
            : t(lang, 'why_authority_from', { ha: ha(min_ha) }),
        colour: null,
        reached: code === decision?.value,
      })),
    ),
  )
}
