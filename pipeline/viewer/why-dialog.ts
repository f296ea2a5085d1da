import type { Atlas } from './atlas.ts'
import { openDialog } from './dialog.ts'
import { button, el } from './dom.ts'
import { formatBytes, type Lang, t } from './i18n.ts'
import { explainCommand } from './profile-words.ts'
import { LoadFailure } from './release.ts'
import { areaProof } from './why-areas.ts'
import { commandLine } from './why-command.ts'
import { criterionProof } from './why-criterion.ts'
import { decisionProof } from './why-decision.ts'
import { densityProof, peopleProof } from './why-density.ts'
import { loadNumbers, loadTrace, traceAddress } from './why-load.ts'
import { numberProof } from './why-number.ts'
import { line, type Proof, type ShowRt, step, type WhyContext } from './why-parts.ts'
import { topicOption, type WhyTopic } from './why-topics.ts'
import { totalProof } from './why-total.ts'
import { zoneTitle } from './words.ts'
import type { Zone } from './zones.ts'

export interface WhyInput {
  atlas: Atlas
  zone: Zone
  lang: Lang
  topic: WhyTopic
  /** Null where there is no map. */
  showRt: ShowRt | null
}

/** Opens the way to a number of a zone, as its trace in the release tells it; the trace is read when it is asked for. */
export function openWhy(input: WhyInput): void {
  const { atlas, zone, lang } = input
  const body = el('div', { class: 'why-body' })
  const dialog = openDialog({
    ...{ title: `${t(lang, 'why_title')}: ${zoneTitle(zone, lang)}`, lang, className: 'why-dialog' },
    body: [body],
  })
  const address = traceAddress(atlas, zone)
  const showRt =
    input.showRt === null || !atlas.hasLayer('rt')
      ? null
      : async (rt_id: string) => {
          const found = (await input.showRt?.(rt_id)) ?? 'unmapped'
          if (found === 'shown') dialog.close()
          return found
        }
  const show = async (topic: WhyTopic, trail: readonly WhyTopic[], isFirst = false): Promise<void> => {
    if (address === null) {
      body.replaceChildren(...absent(input, topic))
      return
    }
    body.replaceChildren(el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'why_loading')))
    try {
      const trace = await loadTrace(address, zone.zone_id)
      const isOfNumber = typeof topic !== 'string' && 'number' in topic
      const numbers = isOfNumber ? await loadNumbers(atlas) : null
      const context: WhyContext = {
        ...{ trace, lang, showRt },
        ask: (next) => void show(next, [...trail, topic]),
      }
      const last = trail.at(-1)
      const back = last === undefined ? null : () => void show(last, trail.slice(0, -1))
      body.replaceChildren(
        ...proofNodes(
          isOfNumber ? numberProof(context, numbers, topic) : proofOf(context, atlas, topic),
          back,
          lang,
        ),
        foot(input, topic, address),
      )
      body.parentElement?.scrollTo({ top: 0 })
      // The dialog has the focus when it opens; what was pressed within it is gone.
      if (!isFirst) body.querySelector<HTMLElement>('h3')?.focus()
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error)
      body.replaceChildren(...failed(input, topic, got, () => void show(topic, trail)))
      body.querySelector<HTMLElement>('button')?.focus()
      // What is no failure of loading is a bug of the page, and is seen where those are looked for.
      if (!(error instanceof LoadFailure)) throw error
    }
  }
  void show(input.topic, [], true)
}

function proofOf(context: WhyContext, atlas: Atlas, topic: Exclude<WhyTopic, { number: string }>): Proof {
  if (typeof topic !== 'string') {
    const way = context.trace.criteria.find(({ criterion }) => criterion === topic.criterion)
    if (way === undefined) return totalProof(context, atlas)
    return criterionProof(
      context,
      way,
      atlas.legend.criterion_score.map(({ colour }) => colour),
    )
  }
  switch (topic) {
    case 'total':
      return totalProof(context, atlas)
    case 'area_ha_decree':
    case 'area_ha_utm':
    case 'area_ha_geodesic':
    case 'area_difference':
      return areaProof(context, topic)
    case 'people':
      return peopleProof(context)
    case 'density_people':
      return densityProof(context, 'people', atlas)
    case 'density_buildings':
      return densityProof(context, 'buildings', atlas)
    default:
      return decisionProof(context, topic, atlas)
  }
}

/** @param goBack to what the reader came from within the dialog; null where it was opened by this */
function proofNodes(
  { title, aside, answer, meaning, steps }: Proof,
  goBack: (() => void) | null,
  lang: Lang,
): Node[] {
  const back = t(lang, 'why_back')
  const nodes: (Node | null)[] = [
    goBack === null ? null : button(back, [`← ${back}`], goBack, 'link-button why-back'),
    el(
      'h3',
      { attrs: { tabindex: '-1' } },
      title,
      ' ',
      aside === null ? null : el('small', 'why-aside', aside),
    ),
    el('p', 'why-answer', el('strong', {}, answer), meaning === null ? null : el('span', {}, `→ ${meaning}`)),
    ...steps,
  ]
  return nodes.filter((node) => node !== null)
}

/** How to check the number without this page. */
function foot({ atlas, zone, lang }: WhyInput, topic: WhyTopic, address: string | null): HTMLElement {
  const { name } = atlas.release.city
  const file = atlas.release.files.find(({ path }) => address?.endsWith(path))
  const size = file === undefined ? '' : ` (${formatBytes(lang, file.bytes)})`
  const link =
    address === null ? null : el('a', { attrs: { href: address } }, `${t(lang, 'why_trace_file')}${size}`)
  const part = topicOption(topic)
  const { synthetic } = atlas.release.city
  return el(
    'footer',
    'why-foot',
    name === null
      ? null
      : step(t(lang, 'why_check'), commandLine(`${explainCommand(name, zone.zone_id)}${part}`, lang)),
    link && el('p', 'note', link),
    synthetic && el('p', 'note synthetic-note', synthetic[lang] || synthetic.id),
  )
}

function failed(input: WhyInput, topic: WhyTopic, got: string, again: () => void): Node[] {
  const { lang } = input
  const retry = t(lang, 'try_again')
  return [
    el('h3', {}, t(lang, 'why_failed')),
    line(t(lang, 'why_failed_do')) as Node,
    el('p', {}, button(retry, [retry], again)),
    el('dl', 'facts stacked', el('dt', {}, t(lang, 'got')), el('dd', {}, el('code', {}, got))),
    foot(input, topic, null),
  ]
}

function absent(input: WhyInput, topic: WhyTopic): Node[] {
  const { lang } = input
  return [
    el('h3', {}, t(lang, 'why_absent')),
    line(t(lang, 'why_absent_do')) as Node,
    foot(input, topic, null),
  ]
}
