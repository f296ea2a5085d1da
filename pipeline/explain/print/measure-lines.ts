import type { TracedAreas } from '../../values/traced-numbers.ts'
import { numberText } from '../../values/written-number.ts'
import type { Trace } from '../trace.ts'
import type { DensityTrace } from '../trace-measures.ts'
import { fact, heading } from './layout.ts'
import { sourceText } from './parts.ts'
import { type Language, say } from './words.ts'

/** Areas and densities of a zone, each with what it is divided by or held against. */
export function measureLines({ areas, density }: Trace, lang: Language): string[] {
  return [
    ...(areas === null ? [] : [...heading(say('areas', lang)), ...areaLines(areas, lang)]),
    ...(density === null ? [] : [...heading(say('densities', lang)), ...densityLines(density, lang)]),
  ]
}

function areaLines(areas: TracedAreas, lang: Language): string[] {
  const { area_ha_decree: decree, area_ha_utm: utm, area_ha_geodesic: geodesic, limits } = areas
  const ha = (value: number) => `${numberText(value, lang, 2, 6)} ha`
  const number = (value: number) => numberText(value, lang, 0, 6)
  const difference =
    decree === null || utm === null || areas.area_difference_pct === null
      ? []
      : fact(
          say('difference', lang),
          say('difference_of', lang, {
            text: `100 x (${number(decree)} - ${number(utm)}) / ${number(utm)}`,
            percent: numberText(areas.area_difference_pct, lang, 0, 6),
            ...{ warn: number(limits.warn_pct), error: number(limits.error_pct) },
          }),
        )
  return [
    ...fact(say('area_decree', lang), decree === null ? say('not_known', lang) : ha(decree)),
    ...(utm === null ? [] : fact(say('area_utm', lang), `${ha(utm)}, ${areas.utm_crs}`)),
    ...(geodesic === null ? [] : fact(say('area_geodesic', lang), ha(geodesic))),
    ...difference,
  ]
}

function densityLines(density: DensityTrace, lang: Language): string[] {
  const { population, buildings, area_ha_utm: hectares, buildings_limit: limit } = density
  const number = (value: number) => numberText(value, lang, 0, 6)
  const divided = (count: number | null, per_ha: number | null) =>
    count === null || hectares === null || per_ha === null
      ? say('not_known', lang)
      : `${number(count)} / ${number(hectares)} = ${numberText(per_ha, lang, 1, 3)}`
  const reached = density.population_classes.find(({ code }) => code === density.density_population_class)
  const isDense = density.density_buildings_class === 'dense'
  return [
    ...fact(say('population', lang), peopleText(density, lang)),
    ...fact(
      say('people_per_ha', lang),
      [divided(population, density.density_population_per_ha), reached?.label[lang]]
        .filter(Boolean)
        .join(', '),
    ),
    ...(reached === undefined ? [] : fact('', sourceText(reached.source, lang))),
    ...fact(say('buildings_per_ha', lang), divided(buildings, density.density_buildings_per_ha)),
    ...(limit === null || density.density_buildings_class === null
      ? []
      : [
          ...fact('', say(isDense ? 'dense_from' : 'below_dense', lang, { n: number(limit.per_ha) })),
          ...fact('', sourceText(limit.source, lang)),
        ]),
  ]
}

/** How many people there are, and of what they are the sum; where that is not known, how many RT told theirs. */
function peopleText(density: DensityTrace, lang: Language): string {
  const { population, population_method: method, rt_in_unit: all, rt_told: told, parts } = density
  const number = (value: number) => numberText(value, lang, 0, 6)
  if (population === null) {
    const isPartlyTold = all !== null && told !== null && told < all
    const why = isPartlyTold ? [say('rt_told', lang, { told: number(told), all: number(all) })] : []
    return [say('not_known', lang), ...why].join(': ')
  }
  const year = density.vintage === null ? say('no_year', lang) : String(density.vintage)
  const people = `${number(population)} (${year})`
  if (parts.length === 0 || !method?.startsWith('rt_profiles')) return people
  const shared = parts.filter(({ share_pct }) => share_pct !== null && share_pct < 100).length
  const sum = say('sum_of_rt', lang, { n: number(parts.length) })
  return `${people}: ${sum}${shared === 0 ? '' : `, ${say('rt_shared', lang, { n: number(shared) })}`}`
}
