import { type Lang, percent, t, type Word } from './i18n.ts'
import { exact } from './why-numbers.ts'
import type { TracedDensity } from './why-trace.ts'

const NET_OF: Record<string, Word> = {
  water: 'net_of_water',
  roads: 'net_of_roads',
  water_and_roads: 'net_of_water_and_roads',
}

/** What net ground leaves out, by `net_method`; null where that is not told. */
export function netOfText(net_method: string | null, lang: Lang): string | null {
  const word = NET_OF[net_method ?? '']
  return word === undefined ? null : t(lang, word)
}

type Counted = Pick<
  TracedDensity,
  | 'rt_ground_inside_pct'
  | 'population'
  | 'density_population_per_ha'
  | 'buildings'
  | 'buildings_method'
  | 'buildings_elsewhere'
  | 'density_buildings_per_ha'
  | 'limits'
>

/** Why a number that is known has no density; null where it has one, or is not known itself. */
export function withheldText(density: Counted, of: 'people' | 'buildings', lang: Lang): string | null {
  const { limits, rt_ground_inside_pct: inside, buildings, buildings_elsewhere: elsewhere } = density
  const isOfPeople = of === 'people'
  const per_ha = isOfPeople ? density.density_population_per_ha : density.density_buildings_per_ha
  if ((isOfPeople ? density.population : buildings) === null || per_ha !== null) return null
  const pct = (value: number) => `${exact(lang, value)}\u00a0%`
  if (!isOfPeople && density.buildings_method === 'footprints') {
    if (!elsewhere || buildings === null) return null
    const part = (100 * elsewhere) / (buildings + elsewhere)
    const most = limits.buildings_elsewhere_most_pct
    if (part <= most) return null
    return t(lang, 'why_buildings_part', { pct: percent(lang, part, 1), most: pct(most) })
  }
  const least = limits.ground_inside_least_pct
  if (inside === null || inside >= least) return null
  return t(lang, 'why_people_outside', { pct: percent(lang, inside, 1), least: pct(least) })
}
