import type { Feature } from 'geojson'
import type { Atlas } from './atlas.ts'
import { type KnownDecree, knownDecrees } from './compare-extent.ts'
import type { CompareState } from './compare-state.ts'
import { type Lang, pick, t } from './i18n.ts'
import { type ThemeYear, themeValues } from './theme-values.ts'
import { type Theme, themes } from './themes.ts'
import { verificationTitle } from './words.ts'

/** What a side can be: a year of the theme, or what a decree calls slum. */
export interface SideChoice {
  key: string
  group: 'score' | 'decree'
  label: string
  /** For where there is little room; of what is compared, only which year it is. */
  short: string
}

/** What the key of a decree's side begins with. */
export const DECREE = 'sk:'

/** The theme whose years are compared: the one that is shown, else the slum class. */
export function comparedTheme(atlas: Atlas, theme: Theme): Theme {
  const all = themes(atlas.legend, atlas.methodology)
  return theme.by_year === undefined ? (all.find(({ by_year }) => by_year === 'score') ?? theme) : theme
}

/** What the release holds to be compared; empty where there is one state only, or it is still being read. */
export function sideChoices(atlas: Atlas, shown: Theme, lang: Lang): SideChoice[] {
  const theme = comparedTheme(atlas, shown)
  const years = themeValues(atlas, theme, null).years.map(
    (year): SideChoice => ({
      ...{ key: year.key, group: 'score' },
      ...{ label: `${pick(lang, theme.title)} ${yearText(year, lang)}`, short: yearText(year, lang) },
    }),
  )
  const decrees = knownDecrees(piecesOf(atlas)).map((decree): SideChoice => {
    const label = decreeLabel(atlas, decree, lang)
    return { key: `${DECREE}${decree.number}`, group: 'decree', label, short: label }
  })
  return [...(years.length > 1 ? years : []), ...(decrees.length > 1 ? decrees : [])]
}

/** Whether {@link sideChoices} are offered: the pieces of the change are only read when they are asked for. */
export function canCompare(atlas: Atlas, theme: Theme): boolean {
  return (
    atlas.zones.length > 0 &&
    (atlas.hasLayer('zone_changes') || themeValues(atlas, comparedTheme(atlas, theme), null).years.length > 1)
  )
}

/** The oldest survey beside the newest state; where the map shows the change between decrees, the decrees. */
export function firstComparison(
  choices: SideChoice[],
  shown: Theme,
): Pick<CompareState, 'left' | 'right'> | null {
  const order = shown.layer === 'zone_changes' ? ['decree', 'score'] : ['score', 'decree']
  for (const group of order) {
    const own = choices.filter((choice) => choice.group === group)
    const surveys = own.filter(({ key }) => group === 'decree' || !key.endsWith('p'))
    const [left, right] = [own[0], surveys.length > 1 ? surveys.at(-1) : own.at(-1)]
    if (left && right && left !== right) return { left: left.key, right: right.key }
  }
  return null
}

/** Whether what a comparison is made of is read: its years, its decrees, and the zones that a decree's side is drawn of. */
export function readingOf(
  atlas: Atlas,
  shown: Theme,
  asked: Pick<CompareState, 'left' | 'right'>,
): 'ready' | 'loading' | 'failed' {
  const { criterion } = comparedTheme(atlas, shown)
  const isOfDecree = [asked.left, asked.right].some((key) => key.startsWith(DECREE))
  const states = [
    atlas.features('zone_changes'),
    ...(criterion === undefined ? [atlas.progress()] : [atlas.scores(), atlas.projections()]),
    ...(isOfDecree ? [atlas.features('zones')] : []),
  ].map(({ state }) => state)
  return states.includes('loading') ? 'loading' : states.includes('failed') ? 'failed' : 'ready'
}

/**
 * The comparison that was asked for, or the nearest the release holds; null where it holds none. What is still being read,
 * or could not be, may hold it: a link is not written over before that is known.
 */
export function knownComparison(
  atlas: Atlas,
  shown: Theme,
  asked: CompareState,
  lang: Lang,
): CompareState | null {
  const choices = sideChoices(atlas, shown, lang)
  const isKnown = (key: string) => choices.some((choice) => choice.key === key)
  if (isKnown(asked.left) && isKnown(asked.right)) return asked
  const reading = readingOf(atlas, shown, asked)
  const first = firstComparison(choices, shown)
  const nearest = first && { ...first, at: asked.at }
  if (reading === 'ready') return nearest
  const isOpen = asked.left === '' && asked.right === ''
  return reading === 'failed' && isOpen ? (nearest ?? asked) : asked
}

/** Pieces of the layer `zone_changes`; none while it is read. */
export function piecesOf(atlas: Atlas): Feature[] {
  const pieces = atlas.features('zone_changes')
  return pieces.state === 'ready' ? pieces.value : []
}

function yearText({ year, projected }: ThemeYear, lang: Lang): string {
  return projected ? `${year}, ${t(lang, 'progress_projected')}` : String(year)
}

function decreeLabel(atlas: Atlas, { number, vintage }: KnownDecree, lang: Lang): string {
  const year = vintage === null || number.includes(vintage) ? '' : ` (${vintage})`
  const title = verificationTitle(atlas, number)
  if (title !== null) return title === number ? `${number}${year}` : title
  return t(lang, 'compare_decree', { number, year })
}
