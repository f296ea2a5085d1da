import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, percent, pick, quantity, t, type Word } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { term } from './terms.ts'
import { netOfText } from './why-density-text.ts'
import { type AskWhy, numberTopic } from './why-topics.ts'
import { num, str } from './zones.ts'

type DensityTopic = 'density_people' | 'density_buildings'

/** What each divides. */
const COUNTED: Record<DensityTopic, string> = { density_people: 'population', density_buildings: 'buildings' }

/** Densities, gross before net, and the ground under buildings. */
export function densitySection(
  atlas: Atlas,
  p: Record<string, unknown>,
  lang: Lang,
  ask: AskWhy,
  askNumber: AskWhy | null,
): HTMLElement | null {
  const line = (key: string, unit: Word, detail: string | null, why?: DensityTopic): Node | null => {
    const value = num(p, key)
    // Of a number that is known, whoever reads may ask why it has no density.
    if (value === null && (why === undefined || num(p, COUNTED[why]) === null)) return null
    const small = detail === null || value === null ? null : el('span', 'value-class', detail)
    const shown = value === null ? '—' : quantity(lang, value, t(lang, unit), 1)
    return el('span', {}, why ? withWhy(shown, why, t(lang, why), lang, ask) : shown, small)
  }
  const peopleClass = str(p, 'density_population_class')
  const known = atlas.legend.density_population_class.find(({ code }) => code === peopleClass)
  const buildingsClass = str(p, 'density_buildings_class')
  const year = num(p, 'population_vintage')
  const ofYear = (text: string | null) =>
    [text, year === null ? null : String(year)].filter((part) => part !== null).join(', ') || null
  const why = (value: string | Node | null, number: string, word: Word) =>
    withWhy(value, numberTopic(number), t(lang, word), lang, askNumber)
  const net = netOfText(str(p, 'net_method'), lang)
  const coverage_pct = num(p, 'building_coverage_pct')
  const buildings = num(p, 'buildings')
  const list = facts([
    [
      t(lang, 'density_people'),
      line(
        'density_population_per_ha',
        'per_ha',
        ofYear(known ? pick(lang, known) : peopleClass),
        'density_people',
      ),
    ],
    [
      t(lang, 'density_people_net'),
      why(
        line('density_population_net_per_ha', 'per_ha', ofYear(net)),
        'density_population_net_per_ha',
        'density_people_net',
      ),
    ],
    [
      t(lang, 'density_buildings'),
      line(
        'density_buildings_per_ha',
        'unit_density_buildings_per_ha',
        buildingsClass && term(lang, buildingsClass),
        'density_buildings',
      ),
    ],
    [
      t(lang, 'density_buildings_net'),
      why(
        line('density_buildings_net_per_ha', 'unit_density_buildings_per_ha', net),
        'density_buildings_net_per_ha',
        'density_buildings_net',
      ),
    ],
    [
      t(lang, 'building_coverage'),
      why(
        coverage_pct === null ? null : percent(lang, coverage_pct, 1),
        'building_coverage_pct',
        'building_coverage',
      ),
    ],
    [
      t(lang, 'count_buildings'),
      why(
        buildings === null ? null : quantity(lang, buildings, t(lang, 'buildings_unit')),
        'buildings',
        'count_buildings',
      ),
    ],
  ])
  return list && section(lang, 'density_heading', list)
}
