import type { Atlas } from './atlas.ts'
import { formatNumber, type Lang, percent, pick, quantity, t } from './i18n.ts'
import { peopleMethod } from './profile-words.ts'
import { term } from './terms.ts'
import { netOfText, withheldText } from './why-density-text.ts'
import { amount, exact } from './why-numbers.ts'
import {
  basis,
  formula,
  line,
  type Proof,
  proofTable,
  scale,
  step,
  verdict,
  type WhyContext,
} from './why-parts.ts'
import { addsUp, columnSum } from './why-people-sum.ts'
import { filesNamed, recordMark } from './why-record-marks.ts'
import { filesStep, rtCell } from './why-records.ts'
import type { TracedDensity } from './why-trace.ts'

/** From the people of the RT to those of the zone. */
export function peopleProof(context: WhyContext): Proof {
  const { trace, lang } = context
  const { density } = trace
  const people = density?.population ?? null
  return {
    title: t(lang, 'why_people'),
    aside: asideOf(density, lang),
    answer: people === null ? t(lang, 'why_not_known') : quantity(lang, people, t(lang, 'people_unit')),
    meaning: density && people !== null ? peopleMethod({ ...density }, lang) : null,
    steps: peopleSteps(context, density),
  }
}

/** People or buildings over the measured hectares, and the class they fall into. */
export function densityProof(
  context: WhyContext,
  of: 'people' | 'buildings',
  { legend }: Pick<Atlas, 'legend'>,
): Proof {
  const { trace, lang } = context
  const { density } = trace
  const key = of === 'people' ? 'density_population_per_ha' : 'density_buildings_per_ha'
  const unit = t(lang, of === 'people' ? 'per_ha' : 'unit_density_buildings_per_ha')
  const value = density?.[key] ?? null
  return {
    title: t(lang, of === 'people' ? 'why_density_people' : 'why_density_buildings'),
    aside: of === 'people' ? asideOf(density, lang) : null,
    answer: value === null ? t(lang, 'why_not_known') : quantity(lang, value, unit, 1),
    meaning: density && classText(density, of, lang),
    steps:
      density === null
        ? [line(t(lang, 'why_people_withheld'), 'note warn')]
        : of === 'people'
          ? [
              divisionStep(context, density, 'people', unit),
              classStep(
                context,
                density,
                new Map(legend.density_population_class.map((row) => [row.code, row.colour])),
              ),
              ...peopleSteps(context, density),
            ]
          : [
              buildingsStep(context, density),
              divisionStep(context, density, 'buildings', unit),
              limitStep(context, density),
              filesStep(context, [{ what: t(lang, 'buildings'), files: density.buildings_files }]),
            ],
  }
}

/** The class of a density by name; null where it has none. */
function classText(density: TracedDensity, of: 'people' | 'buildings', lang: Lang): string | null {
  if (of === 'buildings')
    return density.density_buildings_class && term(lang, density.density_buildings_class)
  const reached = density.density_population_class
  const found = density.population_classes.find(({ code }) => code === reached)
  return found === undefined ? reached : pick(lang, found.label)
}

function asideOf(density: TracedDensity | null, lang: Lang): string | null {
  const year = density?.vintage ?? null
  return year === null ? null : t(lang, 'why_year', { year: String(year) })
}

function divisionStep(
  { lang }: WhyContext,
  density: TracedDensity,
  of: 'people' | 'buildings',
  unit: string,
): HTMLElement | null {
  const { area_ha_utm, area_ha_net } = density
  const isOfPeople = of === 'people'
  const count = isOfPeople ? density.population : density.buildings
  const counted = t(lang, isOfPeople ? 'people_unit' : 'buildings_unit')
  const gross = isOfPeople ? density.density_population_per_ha : density.density_buildings_per_ha
  const net = isOfPeople ? density.density_population_net_per_ha : density.density_buildings_net_per_ha
  const divided = (hectares: number | null, value: number | null) =>
    count === null || hectares === null || value === null
      ? null
      : formula(
          `${amount(lang, count, counted)} / ${amount(lang, hectares, 'ha')} = ${quantity(lang, value, unit, 1)}`,
        )
  const netOf = netOfText(density.net_method, lang)
  const perNet = divided(area_ha_net, net)
  return step(
    t(lang, 'why_calculation'),
    divided(area_ha_utm, gross),
    line(gross === null ? null : t(lang, 'why_density_gross'), 'note'),
    line(withheldText(density, of, lang), 'note warn'),
    perNet && line(netOf === null ? t(lang, 'why_net') : `${t(lang, 'why_net')} (${netOf})`, 'why-label'),
    perNet,
  )
}

function classStep(
  context: WhyContext,
  density: TracedDensity,
  colours: ReadonlyMap<string, string>,
): HTMLElement | null {
  const { lang } = context
  const { population_classes: classes, density_population_class: reached } = density
  const per_ha = (value: number) => amount(lang, value, t(lang, 'per_ha'))
  return step(
    t(lang, 'why_density_class'),
    scale(
      lang,
      classes.map(({ code, label, max }, i) => ({
        name: pick(lang, label),
        value:
          max === null
            ? t(lang, 'why_density_above', { max: per_ha(classes[i - 1]?.max ?? 0) })
            : t(lang, 'why_density_up_to', { max: per_ha(max) }),
        colour: colours.get(code) ?? null,
        reached: code === reached,
      })),
    ),
    basis(context, classes[0]?.rule ?? null),
  )
}

function buildingsStep({ lang }: WhyContext, density: TracedDensity): HTMLElement | null {
  const { buildings, buildings_method, buildings_elsewhere } = density
  if (buildings === null) return null
  const elsewhere = buildings_elsewhere ?? 0
  return step(
    t(lang, 'why_what'),
    line(t(lang, buildings_method === 'footprints' ? 'why_buildings_footprints' : 'why_buildings_profiles')),
    line(
      elsewhere === 0 ? null : t(lang, 'why_buildings_elsewhere', { n: formatNumber(lang, elsewhere) }),
      'note',
    ),
  )
}

function limitStep(context: WhyContext, { buildings_limit: limit }: TracedDensity): HTMLElement | null {
  if (limit === null) return null
  const { lang } = context
  return step(
    t(lang, 'why_density_class'),
    line(
      t(lang, 'why_density_limit', {
        n: exact(lang, limit.per_ha),
        size: term(lang, limit.size_class).toLowerCase(),
      }),
    ),
    basis(context, limit.rule),
  )
}

/** Why the people are not known, or the RT they are the sum of. */
function peopleSteps(context: WhyContext, density: TracedDensity | null): (HTMLElement | null)[] {
  const { lang } = context
  if (density === null) return [line(t(lang, 'why_people_withheld'), 'note warn')]
  const { rt_in_unit: all, rt_told: told, population, parts } = density
  const isPartlyTold = all !== null && told !== null && told < all
  const reason =
    population !== null
      ? null
      : isPartlyTold
        ? t(lang, 'why_people_told', { told: exact(lang, told), all: exact(lang, all) })
        : t(lang, 'why_people_withheld')
  const isOfProfiles = density.population_method?.startsWith('rt_profiles') ?? population === null
  return [line(reason, 'note warn'), ...(isOfProfiles && parts.length > 0 ? partSteps(context, density) : [])]
}

function partSteps(context: WhyContext, density: TracedDensity): (HTMLElement | null)[] {
  const { lang } = context
  const { parts, population } = density
  const sorted = [...parts].sort(
    (a, b) => (b.population ?? -1) - (a.population ?? -1) || (a.rt_id < b.rt_id ? -1 : 1),
  )
  const files = filesNamed(sorted.map(({ source }) => source))
  const number = (value: number | null) => (value === null ? '?' : formatNumber(lang, value))
  const agrees = addsUp(population, parts)
  const isShared = parts.some(({ share_pct }) => share_pct !== null && share_pct < 100)
  return [
    step(
      t(lang, 'why_rt'),
      proofTable({
        caption: t(lang, 'why_people_sorted'),
        head: [t(lang, 'why_rt_head'), t(lang, 'why_people_part'), t(lang, 'why_families_part')],
        rows: sorted.map((part) => {
          const share =
            part.share_pct === null || part.share_pct === 100 ? null : percent(lang, part.share_pct, 1)
          const below = [recordMark(lang, files, part.source, part.source_row), share].filter(
            (one) => one !== null,
          )
          return {
            cells: [
              rtCell(context, part, below.join(', ') || null),
              number(part.population),
              number(part.families),
            ],
          }
        }),
        foot: [
          t(lang, 'why_sum'),
          columnSum(
            sorted.map((part) => part.population),
            lang,
          ),
          columnSum(
            sorted.map((part) => part.families),
            lang,
          ),
        ],
      }),
      agrees === null ? null : verdict(agrees, t(lang, agrees ? 'why_people_agrees' : 'why_disagrees')),
      line(isShared ? t(lang, 'why_people_shared') : null, 'note'),
    ),
    filesStep(context, [{ what: t(lang, 'why_people_part'), files }]),
  ]
}
