import type { Atlas } from './atlas.ts'
import { el } from './dom.ts'
import { type Lang, percent, pick, quantity, t, type Word } from './i18n.ts'
import { facts, section, withWhy } from './profile-parts.ts'
import { term } from './terms.ts'
import type { AskWhy } from './why-topics.ts'
import { num, str } from './zones.ts'

const NET_OF: Record<string, Word> = {
  water: 'net_of_water',
  roads: 'net_of_roads',
  water_and_roads: 'net_of_water_and_roads',
}

type DensityTopic = 'density_people' | 'density_buildings'

/** Densities, gross before net, and the ground under buildings. */
export function densitySection(
  atlas: Atlas,
  p: Record<string, unknown>,
  lang: Lang,
  ask: AskWhy,
): HTMLElement | null {
  const line = (key: string, unit: Word, detail: string | null, why?: DensityTopic): Node | null => {
    const value = num(p, key)
    if (value === null) return null
    const small = detail === null ? null : el('span', 'value-class', detail)
    const shown = quantity(lang, value, t(lang, unit), 1)
    return el('span', {}, why ? withWhy(shown, why, t(lang, why), lang, ask) : shown, small)
  }
  const peopleClass = str(p, 'density_population_class')
  const known = atlas.legend.density_population_class.find(({ code }) => code === peopleClass)
  const buildingsClass = str(p, 'density_buildings_class')
  const year = num(p, 'population_vintage')
  const ofYear = (text: string | null) =>
    [text, year === null ? null : String(year)].filter((part) => part !== null).join(', ') || null
  const netOf = NET_OF[str(p, 'net_method') ?? '']
  const net = netOf === undefined ? null : t(lang, netOf)
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
    [t(lang, 'density_people_net'), line('density_population_net_per_ha', 'per_ha', ofYear(net))],
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
      line('density_buildings_net_per_ha', 'unit_density_buildings_per_ha', net),
    ],
    [t(lang, 'building_coverage'), coverage_pct === null ? null : percent(lang, coverage_pct, 1)],
    [
      t(lang, 'count_buildings'),
      buildings === null ? null : quantity(lang, buildings, t(lang, 'buildings_unit')),
    ],
  ])
  return list && section(lang, 'density_heading', list)
}
