import type { AreaLimits } from '../../decree/area-status.ts'
import type { Methodology } from '../../methodology/methodology.ts'
import type { Sourced } from '../../methodology/read.ts'
import type { PublishedMethodology } from '../../viewer/methodology.ts'

/** What readers of the release need to draw and name its scores: aspects, criteria, bands, classes, priorities; and its limits of areas. */
export function methodologyFile(methodology: Methodology, area: AreaLimits): PublishedMethodology {
  const { aspects, criteria, units, bands, classes, priority, treatment, authority, contribution } =
    methodology
  const source = (part: Sourced) => methodology.sources[part.source]!
  return {
    format: 'petakumuh-methodology/1',
    id: methodology.id,
    title: methodology.title,
    source: source(methodology),
    aspects: aspects.map(({ id, label }) => ({ id, label })),
    criteria: criteria.map(({ id, aspect, label, unit, test }) => ({
      ...{ id, aspect, label },
      unit: units[unit]!.label,
      test: test === undefined ? null : { id: test.id, en: test.en },
    })),
    bands: {
      source: source(bands),
      values: bands.values
        .map(({ min_pct, score, printed }) => ({ min_pct, score, printed: printed ?? null }))
        .sort((a, b) => a.min_pct - b.min_pct),
    },
    max_total: methodology.max_total,
    classes: {
      source: source(classes),
      values: classes.values
        .map(({ code, min, max, label }) => ({ code, min, max, label }))
        .sort((a, b) => b.min - a.min),
    },
    priority: {
      source: source(priority),
      values: priority.values.map((value) => ({
        ...{ class: value.class, other_considerations: value.other_considerations },
        priority: value.priority,
      })),
    },
    treatment: {
      source: source(treatment),
      values: Object.entries(treatment.labels).map(([code, label]) => ({ code, label })),
      rules: treatment.values.map((rule) => ({
        ...{ class: rule.class, land_legality: rule.land_legality, code: rule.treatment },
      })),
    },
    authority: {
      source: source(authority),
      values: authority.values.map(({ min_ha, code, label }) => ({ min_ha, code, label })),
    },
    ...(contribution === undefined
      ? {}
      : {
          contribution: {
            portal: { source: source(contribution.portal), at_most_pct: contribution.portal.at_most_pct },
            worksheet: {
              source: source(contribution.worksheet),
              offset_pct: contribution.worksheet.offset_pct,
              whole_up_to_score: classes.values[0]!.max,
            },
          },
        }),
    area_difference: { warn_pct: area.difference_warn_pct, error_pct: area.difference_error_pct },
  }
}
