import { numberedDecree } from '../values/numbered-decree.ts'
import { aspectSection } from './aspect-bars.ts'
import type { Atlas } from './atlas.ts'
import { button, el } from './dom.ts'
import { formatDate, type Lang, pick, t } from './i18n.ts'
import { accessSection } from './profile-access.ts'
import { areaSection } from './profile-area.ts'
import { collaborationSection } from './profile-collaboration.ts'
import { densitySection } from './profile-density.ts'
import { handlingSection } from './profile-handling.ts'
import { householdsSection } from './profile-households.ts'
import { baseText, bigNumbers, scoreNote } from './profile-numbers.ts'
import { noteWithWhy } from './profile-parts.ts'
import { progressSection } from './profile-progress.ts'
import { changeSection, findingsSection, sourceSection } from './profile-records.ts'
import { surveySection } from './profile-survey.ts'
import { worksSection } from './profile-works.ts'
import { isTraced, profileYear, untracedText } from './profile-year.ts'
import { otherYearText } from './score-base.ts'
import type { ThemeValues } from './theme-values.ts'
import { themes, valueColour } from './themes.ts'
import { openWhy } from './why-dialog.ts'
import { hasNumbers } from './why-load.ts'
import type { ShowRt } from './why-parts.ts'
import type { AskWhy } from './why-topics.ts'
import { decreeName, zoneTitle } from './words.ts'
import { num, str, type Zone } from './zones.ts'

export interface ProfileActions {
  close(): void
  step(by: number): void
  /** Null where there is no map. */
  showRt: ShowRt | null
}

/**
 * The right card: everything the release says of one zone, in the order of the atlas.
 *
 * @param shown the year that the map shows, which the profile takes where the zone was scored in it, and else says
 */
export function profileCard(
  atlas: Atlas,
  zone: Zone,
  lang: Lang,
  shown: Pick<ThemeValues, 'year'>,
  actions: ProfileActions,
): HTMLElement[] {
  const of = profileYear(atlas, zone, shown)
  const p = of.properties
  const ask: AskWhy = (topic) => openWhy({ atlas, zone, lang, topic, showRt: actions.showRt })
  const askNumber = hasNumbers(atlas.release) ? ask : null
  const askOfYear = isTraced(of) ? askNumber : null
  return [
    head(zone, lang, actions),
    el(
      'div',
      'profile-body',
      classChip(atlas, p, lang),
      decreeLine(atlas, p, lang),
      note(otherYearText(p, shown, lang)),
      bigNumbers(atlas, zone, of, lang, ask),
      noteWithWhy(baseText(atlas, zone, of, lang), 'score_area_ha', 'why_base', lang, askOfYear),
      scoreNote(p, lang, askOfYear),
      note(untracedText(of, lang)),
      aspectSection(atlas, zone, of, lang, ask, askOfYear),
      surveySection(atlas, zone, lang),
      areaSection(atlas, zone, of, lang, ask, askNumber),
      changeSection(atlas, zone, lang, askNumber),
      densitySection(atlas, p, lang, ask, askNumber),
      accessSection(atlas, zone, lang, askNumber),
      progressSection(atlas, zone, lang, askNumber),
      handlingSection(atlas, zone, of, lang, ask),
      worksSection(atlas, zone, lang),
      collaborationSection(atlas, zone, lang),
      householdsSection(atlas, zone, lang, askNumber),
      findingsSection(atlas, p, lang),
      sourceSection(atlas, zone, lang),
    ),
  ]
}

function head(zone: Zone, lang: Lang, actions: ProfileActions): HTMLElement {
  const p = zone.properties
  const kelurahan = str(p, 'kelurahan')
  const kecamatan = str(p, 'kecamatan')
  const place = [
    kelurahan && `${t(lang, 'kelurahan')} ${kelurahan}`,
    kecamatan && `${t(lang, 'kecamatan')} ${kecamatan}`,
  ].filter(Boolean)
  const keyed = (node: HTMLButtonElement, key: string) => {
    node.dataset.key = key
    return node
  }
  return el(
    'div',
    'card-head profile-head',
    el(
      'div',
      'profile-names',
      el('h2', { attrs: { tabindex: '-1', 'data-key': 'profile-name' } }, zoneTitle(zone, lang)),
      el('p', 'place', place.join(', ')),
    ),
    el(
      'div',
      'profile-buttons',
      keyed(
        button(t(lang, 'previous'), 'left', () => actions.step(-1), 'icon-button step-button'),
        'previous',
      ),
      keyed(
        button(t(lang, 'next'), 'right', () => actions.step(1), 'icon-button step-button'),
        'next',
      ),
      keyed(button(t(lang, 'close'), 'close', actions.close, 'icon-button step-button'), 'close-profile'),
    ),
  )
}

function classRow(atlas: Atlas, p: Record<string, unknown>) {
  return atlas.legend.score_class.find(({ code }) => code === p.score_class)
}

function classChip(atlas: Atlas, p: Record<string, unknown>, lang: Lang): HTMLElement {
  const row = classRow(atlas, p)
  const theme = themes(atlas.legend)[0]
  const swatch = el('span', row ? 'swatch' : 'swatch hatch')
  if (row && theme) swatch.style.backgroundColor = valueColour(theme, row.code, atlas.legend.missing.colour)
  const year = row && num(p, 'score_vintage')
  const name = pick(lang, row ?? atlas.legend.missing)
  return el('p', 'chip', swatch, el('span', {}, name, year ? el('span', 'unit', `, ${year}`) : null))
}

function decreeLine(atlas: Atlas, p: Record<string, unknown>, lang: Lang): HTMLElement | null {
  const { decree } = atlas.release.city
  const number = str(p, 'decree_number') ?? decree?.number ?? null
  if (number === null) return null
  const same = decree !== null && decree.number === number
  const date = str(p, 'decree_date') ?? (same ? decree.date : '')
  const name = same ? decreeName(decree, lang) : numberedDecree(number, lang)
  return el('p', 'decree', date ? `${name}, ${t(lang, 'dated', { date: formatDate(lang, date) })}` : name)
}

function note(text: string | null): HTMLElement | null {
  return text === null ? null : el('p', 'note', text)
}
