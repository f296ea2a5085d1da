import { doubtsText, flagText } from '../../values/score-codes.ts'
import { boundsText, numberText, percentText, rangeText, shareText } from '../../values/written-number.ts'
import { HEADLINES, OF_HOUSEHOLDS } from '../../viewer/headlines.ts'
import type { CriterionRow, Decision, FindingTrace, HouseholdIndicator, Trace, YearTotal } from '../trace.ts'
import { severityText } from './code-words.ts'
import { fact, heading, paragraph, table } from './layout.ts'
import { measureLines } from './measure-lines.ts'
import { numberLines } from './number-page.ts'
import { classText, decisionText, scoreText, sourceText } from './parts.ts'
import { type Language, say, type Word } from './words.ts'

/** Lines of household figures and findings on the page; `--json` has all of them. */
const MOST_LINES = 12

/** Everything about a unit but the way of one criterion. */
export function unitLines(trace: Trace, lang: Language): string[] {
  return [
    ...resultLines(trace, lang),
    ...criteriaLines(trace, lang),
    ...measureLines(trace, lang),
    ...outsideLines(trace, lang),
    ...householdLines(trace.households, lang),
    ...yearLines(trace, lang),
    ...numberLines(trace, lang),
    ...findingLines(trace.findings, lang),
  ]
}

function resultLines(trace: Trace, lang: Language): string[] {
  const { total } = trace
  const head = heading(say('result', lang))
  if (total === null) return [...head, ...paragraph(say('no_total', lang))]
  const number = (value: number) => numberText(value, lang, 0, 4)
  const points =
    total.score_total === null
      ? say('between', lang, { min: total.score_min, max: total.score_max })
      : number(total.score_total)
  const of = say('of', lang, { total: points, max: total.max_total })
  const stated = total.score_source === 'stated' ? ` (${say('stated_total', lang)})` : ''
  const limits = total.classes.map(({ code, label, min, max }) => `${min}-${max} ${label[lang]} (${code})`)
  const headers = (
    [
      ['area', total.area_ha_verified],
      ['buildings', total.buildings],
      ['people', total.population],
      ['families', total.families],
    ] as const
  ).flatMap(([word, value]) => (value === null ? [] : [say(word, lang, { n: number(value) })]))
  return [
    ...head,
    ...fact(say('total', lang), `${of}${stated}`),
    ...fact(
      say('class', lang),
      total.score_class === null
        ? say('class_open', lang, {
            min: classText(trace, total.score_class_min, lang),
            max: classText(trace, total.score_class_max, lang),
          })
        : classText(trace, total.score_class, lang),
    ),
    ...limits.flatMap((limit, i) => fact(i === 0 ? say('class_limits', lang) : '', limit)),
    ...fact(say('source_label', lang), sourceText(total.rule, lang)),
    ...(total.completeness_pct === null || total.score_source === 'stated'
      ? []
      : fact(
          say('complete', lang),
          say('complete_of', lang, { pct: numberText(total.completeness_pct, lang, 0, 2) }),
        )),
    ...(total.aggregation === null || !total.rt_count
      ? []
      : fact(
          say('made_of', lang),
          `${number(total.rt_count)} RT. ${say('never_averaged', lang)} ${sourceText(total.aggregation, lang)}.`,
        )),
    ...(headers.length === 0 ? [] : fact(say('headers', lang), headers.join(', '))),
  ]
}

function criteriaLines(trace: Trace, lang: Language): string[] {
  const { criteria, total } = trace
  if (criteria.length === 0) return []
  const amount = (value: number | null, unit: string) =>
    value === null ? '?' : `${numberText(value, lang, 0, 4)} ${unit}`
  const cuts = trace.cuts.map((band) => band.min_pct)
  const rows = criteria.map((row) => {
    const { percent } = row
    const cut = percent === null ? undefined : cuts.find((one) => percent >= one)
    return [
      row.criterion,
      row.label[lang],
      amount(row.volume, row.unit),
      amount(row.denominator, row.unit),
      percent === null ? '?' : percentText(percent, lang, 3, cuts),
      cut === undefined ? '' : `>= ${numberText(cut, lang)}`,
      scoreText(row, lang),
      row.flag === null ? '' : '*',
    ]
  })
  const sum = total === null ? [] : [sumRow(total, lang)]
  const flagged = criteria.filter((row) => row.flag !== null)
  return [
    ...heading(say('criteria', lang)),
    ...table(
      [
        { head: '' },
        { head: say('criterion', lang), gives: true },
        { head: say('volume', lang), align: 'right' },
        { head: say('denominator', lang), align: 'right' },
        { head: say('percent', lang), align: 'right' },
        { head: say('band', lang), align: 'right' },
        { head: say('score', lang), align: 'right' },
        { head: '' },
      ],
      [...rows, ...sum],
    ),
    ...(flagged.length === 0 ? [] : ['']),
    ...flagLines(flagged, lang),
    '',
    ...paragraph(
      say('units', lang, { units: trace.units.map((one) => `${one.unit} = ${one.label[lang]}`).join(', ') }),
    ),
    ...paragraph(say('bands_rule', lang, { source: sourceText(trace.bands_source, lang) })),
    ...paragraph(say('ask_more', lang, { id: criteria[0]!.criterion })),
  ]
}

/** Criteria of the same flags stand in one note: a unit without data flags every one. */
function flagLines(flagged: readonly CriterionRow[], lang: Language): string[] {
  const flags = [...new Set(flagged.map((row) => row.flag!))]
  return flags.flatMap((flag) => {
    const criteria = flagged.filter((row) => row.flag === flag).map((row) => row.criterion)
    return fact(`* ${criteria.join(' ')}`, flagText(flag, lang))
  })
}

function sumRow(total: NonNullable<Trace['total']>, lang: Language): string[] {
  const { score_total, score_min, score_max } = total
  const points = score_total === null ? rangeText(score_min, score_max, lang) : numberText(score_total, lang)
  return ['', say('sum', lang), '', '', '', '', points, '']
}

function outsideLines(trace: Trace, lang: Language): string[] {
  const { outside, unit } = trace
  if (outside === null) {
    const told = ['kawasan', 'kelurahan', 'kecamatan', 'city'].includes(unit.level)
    return told ? [...heading(say('outside', lang)), ...paragraph(say('outside_by_zone', lang))] : []
  }
  const title =
    unit.level === 'zone' ? say('outside', lang) : say('outside_of', lang, { zone: outside.zone_id })
  return [
    ...heading(title),
    ...paragraph(
      say('outside_year', lang, {
        class: outside.score_class ?? '?',
        year: outside.vintage === null ? say('no_year', lang) : String(outside.vintage),
      }),
    ),
    ...outside.decisions.flatMap((decision) => decisionLines(decision, lang)),
    ...(outside.flags === null ? [] : fact(say('doubtful', lang), doubtsText(outside.flags, lang))),
  ]
}

function decisionLines(decision: Decision, lang: Language): string[] {
  const { what, rule, source } = decision
  const beside = [rule?.[lang], source === null ? undefined : sourceText(source, lang)].filter(
    (part) => part !== undefined,
  )
  return [
    ...fact(say(what satisfies Word, lang), decisionText(decision, lang)),
    ...(beside.length === 0 || decision.value === null ? [] : fact('', beside.join('; '))),
  ]
}

/** Figures of one methodology on the page where it has no verdict of its own. */
const MOST_FIGURES = 3

/**
 * What is shown of one methodology: its headlines; where none is known, the verdicts, groups of one figure, or else its first
 * figures, and what is counted from a list of all.
 */
function shownFigures(own: readonly HouseholdIndicator[]): HouseholdIndicator[] {
  const headline = HEADLINES[own[0]!.methodology]
  const heads = (headline?.indicators ?? []).flatMap((name) =>
    own.filter((row) => row.indicator === name && row.counts === headline!.counts),
  )
  if (heads.length > 0) return heads
  const counted = own.filter((row) => row.counts === own[0]!.counts)
  const alone = counted.filter((row) => counted.filter((one) => one.group === row.group).length === 1)
  const first = alone.length > 0 ? alone : counted.slice(0, MOST_FIGURES)
  return [...first, ...own.filter((row) => !isOfHouseholds(row) && !first.includes(row))]
}

function isOfHouseholds({ counts }: HouseholdIndicator): boolean {
  return counts === null || OF_HOUSEHOLDS.has(counts)
}

function householdLines(households: readonly HouseholdIndicator[], lang: Language): string[] {
  if (households.length === 0) return []
  const shown = [...new Set(households.map((row) => row.methodology))].map((methodology) =>
    shownFigures(households.filter((row) => row.methodology === methodology)),
  )
  const more = households.length - shown.reduce((sum, rows) => sum + rows.length, 0)
  return [
    ...heading(say('households', lang)),
    ...shown.flatMap((rows) => {
      const { title, methodology, vintage } = rows[0]!
      const year = vintage === null ? '' : `, ${vintage}`
      return [
        ...paragraph(`${title?.[lang] ?? methodology}${year}`),
        ...rows.flatMap((row) => paragraph(figureText(row, lang), 4)),
      ]
    }),
    ...(more > 0 ? paragraph(say('more_lines', lang, { n: numberText(more, lang) })) : []),
  ]
}

function figureText(row: HouseholdIndicator, lang: Language): string {
  const { percent: exact, percent_min: min, percent_max: max, standard_error_pct: error } = row
  const range = min === null || max === null ? null : `${boundsText(min, max, lang, 1)} %`
  const known = exact === null ? null : `${shareText(exact, lang, 1)} %`
  const share =
    known === null ? (range ?? '?') : range === null || min === max ? known : `${known} (${range})`
  const of = row.counts === 'people' ? ` ${say('of_people', lang)}` : ''
  const n = numberText(row.surveyed, lang)
  const counted = isOfHouseholds(row)
    ? say('household_of', lang, { n })
    : row.counts === 'institutions'
      ? say('institutions_of', lang, { n })
      : say('counted_of', lang, { n, counts: row.counts! })
  // What is counted from a list of all has no standard error.
  const isSample = error !== null && isOfHouseholds(row)
  const sure = isSample ? `, ${say('standard_error', lang, { n: numberText(error, lang, 0, 2) })}` : ''
  return `${row.label[lang]}: ${share}${of}; ${counted}${sure}`
}

function yearLines({ years, total }: Trace, lang: Language): string[] {
  if (years.length === 0) return []
  const optional = (value: number | null, most: number) =>
    value === null ? '' : numberText(value, lang, 0, most)
  const points = ({ score_total, score_min, score_max }: YearTotal) =>
    scoreText({ score: score_total, score_min, score_max }, lang)
  const kind = (text: string) => (text === 'surveyed' || text === 'projected' ? say(text, lang) : text)
  return [
    ...heading(say('years', lang)),
    ...table(
      [
        { head: say('year', lang) },
        { head: say('kind', lang), gives: true },
        { head: say('total', lang), align: 'right' },
        { head: say('class', lang) },
        { head: say('ha', lang), align: 'right' },
        { head: say('ha_slum', lang), align: 'right' },
        { head: say('portal', lang), align: 'right' },
        { head: say('worksheet', lang), align: 'right' },
        { head: say('cost', lang), align: 'right' },
      ],
      years.map((row) => [
        row.year === null ? say('no_year', lang) : String(row.year),
        kind(row.kind),
        points(row),
        total?.classes.find((one) => one.code === row.score_class)?.label[lang] ?? row.score_class ?? '',
        optional(row.area_ha_verified, 4),
        optional(row.area_ha_slum, 4),
        optional(row.contribution_portal_pct, 2),
        optional(row.contribution_worksheet_pct, 2),
        optional(row.cost_idr, 0),
      ]),
    ),
  ]
}

function findingLines(findings: readonly FindingTrace[], lang: Language): string[] {
  const head = heading(say('findings', lang))
  if (findings.length === 0) return [...head, ...paragraph(say('no_findings', lang))]
  const codes = [...new Set(findings.map((finding) => finding.code))]
  const shown = codes.slice(0, MOST_LINES).flatMap((code) => {
    const own = findings.filter((finding) => finding.code === code)
    const times = own.length === 1 ? '' : ` ${say('times', lang, { n: numberText(own.length, lang) })}`
    const { severity, message } = own[0]!
    return [...paragraph(`${code}, ${severityText(severity, lang)}${times}`), ...paragraph(message[lang], 4)]
  })
  const more = codes.length - MOST_LINES
  return [...head, ...shown, ...(more > 0 ? paragraph(say('more_lines', lang, { n: more })) : [])]
}
