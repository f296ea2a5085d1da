import type { Methodology } from '../methodology.ts'
import type { Sourced } from '../read.ts'
import { impossibleTotals } from '../score.ts'
import { generatedFrom, sourceOf, table } from './page.ts'

/** The reference page of a methodology in Markdown, derived from its YAML and nothing else. */
export function deficitScoresMarkdown(m: Methodology): string {
  const source = sourceOf(m)
  const classLabel = (code: string) => {
    const found = m.classes.values.find((c) => c.code === code)!
    return `${found.label.id} (${code})`
  }
  const criteria = m.criteria.map((c) => [
    c.id,
    c.label.id,
    c.label.en,
    m.units[c.unit]!.label.en,
    `\`${c.denominator}\``,
    source(c),
  ])
  const dense = m.criteria.flatMap((c) =>
    c.whole_when
      ? [
          `Criterion ${c.id}: where \`${c.whole_when.ratio.of} / ${c.whole_when.ratio.to}\` reaches ${Object.entries(
            c.whole_when.at_least,
          )
            .map(([size, limit]) => `${limit} (${size})`)
            .join(
              ', ',
            )} ${c.whole_when.ratio.unit}, the whole denominator counts as deficit where no volume is stated. A smaller volume is flagged \`volume under density rule\`, not replaced. Source: ${source(c.whole_when)}.`,
        ]
      : [],
  )
  const impossible = impossibleTotals(m)
  const parts = [
    generatedFrom(m),
    `# ${m.title.id}`,
    `*${m.title.en}*`,
    `In force from ${m.effective_date}. Each number names its source and how sure we are of it: **high** = read in a public source and checked on real data, **medium** = read in one source, **low** = common practice without a source at hand.`,
    '## Criteria',
    `${m.criteria.length} criteria in ${m.aspects.length} aspects. Volumes count the deficit; the denominator is an expression of \`rt_profiles\` columns.`,
    ...m.aspects.flatMap((aspect) => [
      `### ${aspect.id}. ${aspect.label.id} / ${aspect.label.en}`,
      table(
        ['Id', 'Kriteria', 'Criterion', 'Unit', 'Denominator', 'Source'],
        criteria.filter((_, i) => m.criteria[i]!.aspect === aspect.id),
      ),
    ]),
    ...dense,
    ...tests(m, source),
    ...surveys(m, source),
    ...equivalents(m),
    '## Score',
    `percent = 100 x volume / denominator. Source: ${source(m.bands)}.`,
    table(
      ['Percent from', 'Printed as', 'Score'],
      m.bands.values.map((band) => [String(band.min_pct), band.printed ?? '', String(band.score)]),
    ),
    `A zero denominator gives ${m.zero_denominator.percent} % and is flagged. Source: ${source(m.zero_denominator)}.`,
    `An unknown volume may be anything from none to the whole, an unknown denominator anything above zero: the score is then an interval. Source: ${source(m.missing_data)}.`,
    `A zone, kawasan, kelurahan, kecamatan or city is scored from the sum of its RT volumes over the sum of their denominators; scores are never averaged. Source: ${source(m.aggregation)}.`,
    '## Class',
    `The total is the sum of the scores, 0 to ${m.max_total}.${impossible.length > 0 ? ` No combination gives ${impossible.join(' or ')}.` : ''} Source: ${source(m.classes)}.`,
    table(
      ['Total', 'Code', 'Kelas', 'Class'],
      m.classes.values.map((c) => [`${c.min}–${c.max}`, c.code, c.label.id, c.label.en]),
    ),
    '## Priority',
    `1 is handled first. The code also says whether the land is legal. Source: ${source(m.priority)}.`,
    table(
      ['Class', 'Other considerations', 'Priority', 'Codes'],
      m.priority.values.map((row) => [
        classLabel(row.class),
        row.other_considerations,
        String(row.priority),
        Object.entries(row.codes)
          .map(([legality, code]) => `${code} (${legality})`)
          .join(', '),
      ]),
    ),
    '## Suggested treatment',
    `A suggestion: a decree decides. Source: ${source(m.treatment)}.`,
    table(
      ['Class', 'Land', 'Penanganan', 'Treatment'],
      m.treatment.values.map((row) => {
        const label = m.treatment.labels[row.treatment]!
        return [classLabel(row.class), row.land_legality, label.id, label.en]
      }),
    ),
    ...baanMankong(m, source),
    '## Authority',
    `By the area of the ${m.authority.unit}: ${m.authority.area.map((name) => `\`${name}\``).join(', else ')}. Source: ${source(m.authority)}.`,
    table(
      ['From', 'Kewenangan', 'Authority'],
      m.authority.values.map((level) => [`${level.min_ha} ha`, level.label.id, level.label.en]),
    ),
    ...contribution(m, source),
    ...landLegality(m, source),
    ...considerations(m, source),
  ]
  return `${parts.join('\n\n')}\n`
}

/** What answers of households tell, criterion by criterion; nothing where the file says of none. */
function surveys(m: Methodology, source: (of: Sourced) => string): string[] {
  const near = m.survey_agreement
  const asked = m.criteria.flatMap((criterion) =>
    criterion.survey ? [{ criterion, rule: criterion.survey }] : [],
  )
  if (near === undefined || asked.length === 0) return []
  const others = m.criteria.filter((criterion) => !criterion.survey).map((criterion) => criterion.id)
  return [
    '## From survey answers',
    `Where no record states a volume, answers of households tell it (docs/reference/survey-deficits.md). No household can tell ${others.join(', ')}.`,
    table(
      ['Id', 'Counted', 'Deficient when', 'Known when', 'Source'],
      asked.map(({ criterion, rule }) => [
        criterion.id,
        rule.counts,
        `\`${rule.when}\``,
        rule.known_when === undefined ? 'the same is known' : `\`${rule.known_when}\``,
        source(rule),
      ]),
    ),
    asked.map(({ criterion, rule }) => `- ${criterion.id}: ${rule.note.id} / ${rule.note.en}`).join('\n'),
    `A stated percent agrees within ${near.standard_errors} standard errors of the survey, or within ${near.percent_points} percent points. Source: ${source(near)}.`,
  ]
}

function contribution(m: Methodology, source: (of: Sourced) => string): string[] {
  if (m.contribution === undefined) return []
  const { worksheet, portal } = m.contribution
  return [
    '## Contribution of works',
    'From the means of the percents of the aspects at the start and at the end (docs/reference/progress.md).',
    table(
      ['By', 'Rule', 'Source'],
      [
        [
          'worksheet',
          `100 % where the total of the end is at most ${m.classes.values[0]!.max}, else 100 (start - end) / (start - ${worksheet.offset_pct})`,
          source(worksheet),
        ],
        ['portals', `100 (start - end) / start, at most ${portal.at_most_pct}`, source(portal)],
      ],
    ),
  ]
}

function baanMankong(m: Methodology, source: (of: Sourced) => string): string[] {
  const other = m.treatment.baan_mankong
  if (!other) return []
  return [
    `The programme Baan Mankong calls the like, for a legend only. Source: ${source(other)}.`,
    table(
      ['Treatment', 'Baan Mankong (id)', 'Baan Mankong (en)'],
      Object.entries(other.values).map(([treatment, text]) => [
        m.treatment.labels[treatment]!.en,
        text.id,
        text.en,
      ]),
    ),
  ]
}

function landLegality(m: Methodology, source: (of: Sourced) => string): string[] {
  const rule = m.land_legality
  if (!rule) return []
  return [
    '## Land legality',
    `What a zone states goes before. Else the land is \`${rule.values.met}\` where every item holds of more than ${rule.rule.more_than_pct} % of it, \`${rule.values.not_met}\` where all are known and one does not, and not known where one is not. Source: ${source(rule)}.`,
    table(
      ['Id', 'Butir', 'Item', 'Share', 'Source'],
      rule.items.map((item) => [
        item.id,
        item.label.id,
        item.label.en,
        `\`${item.share_pct}\`${item.hectares ? `, else \`${item.hectares.of}\` of ${item.hectares.to.map((name) => `\`${name}\``).join(' + ')}` : ''}`,
        source(item),
      ]),
    ),
  ]
}

function considerations(m: Methodology, source: (of: Sourced) => string): string[] {
  const other = m.other_considerations
  if (!other) return []
  const values = (of: Record<string, number>) =>
    Object.entries(of)
      .map(([answer, value]) => `${answer} = ${value}`)
      .join(', ')
  return [
    '## Other considerations',
    table(
      ['Id', 'Pertimbangan', 'Consideration', 'Answered by', 'Values', 'Source'],
      other.items.map((item) => [
        item.id,
        item.label.id,
        item.label.en,
        item.column === undefined ? `density class of ${item.density}` : `\`${item.column}\``,
        values(item.values),
        source(item),
      ]),
    ),
    `Their sum is classed ${other.classes.map((c) => `${c.min}–${c.max} ${c.code}`).join(', ')}. Source: ${source(other)}.`,
  ]
}

function tests(m: Methodology, source: (of: Sourced) => string): string[] {
  const rows = m.criteria.flatMap(({ id, test }) => (test ? [[id, test.id, test.en, source(test)]] : []))
  if (rows.length === 0) return []
  return ['## When it counts as deficit', table(['Id', 'Uji', 'Test', 'Source'], rows)]
}

function equivalents(m: Methodology): string[] {
  const rows = m.criteria.flatMap(({ id, equivalent }) =>
    Object.entries(equivalent ?? {}).map(([set, other]) => [id, `\`${set}\``, other ?? '-']),
  )
  if (rows.length === 0) return []
  return [
    '## In other sets',
    'The same id names another criterion there. A number under the one is never read as the other: see [score](score.md).',
    table(['Id', 'Set', 'Is there'], rows),
  ]
}
