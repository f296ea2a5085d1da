import { tableSchema } from '../store/index.ts'
import type { CheckedYaml, Key } from '../yaml-file.ts'
import { checkOutsideTotal } from './check-outside-total.ts'
import { known, list, unique } from './check-parts.ts'
import { checkSurvey } from './check-survey.ts'
import { type Expression, ExpressionFault, parseExpression, profileUnits } from './expression.ts'
import type { Methodology } from './methodology.ts'

/**
 * What the JSON Schema cannot say: that references lead somewhere, units agree and limits leave no hole.
 * @throws UserError `config` naming file, line and key.
 */
export function checkMethodology(methodology: Methodology, file: CheckedYaml): void {
  unique(methodology.aspects, ['aspects'], 'id', file)
  unique(methodology.criteria, ['criteria'], 'id', file)
  checkCriteria(methodology, file)
  checkSurvey(methodology, file)
  checkBands(methodology, file)
  checkClasses(methodology, file)
  checkDecisions(methodology, file)
  checkOutsideTotal(methodology, file)
}

function checkCriteria(methodology: Methodology, file: CheckedYaml): void {
  const aspects = methodology.aspects.map((aspect) => aspect.id)
  methodology.criteria.forEach((criterion, index) => {
    const key: Key = ['criteria', index]
    known(criterion.aspect, aspects, [...key, 'aspect'], 'there is no such aspect', file)
    known(criterion.unit, Object.keys(methodology.units), [...key, 'unit'], 'there is no such unit', file)
    const unit = methodology.units[criterion.unit]!.profile_unit
    for (const column of expression(criterion.denominator, [...key, 'denominator'], file).columns) {
      const other = profileUnits().get(column)!
      if (other === unit) continue
      throw file.fault([...key, 'denominator'], {
        what: 'volume and denominator have different units',
        got: `${column} in ${other}`,
        expected: `a column in ${unit}, as ${criterion.unit} says`,
      })
    }
    if (!criterion.whole_when) return
    expression(criterion.whole_when.ratio.of, [...key, 'whole_when', 'ratio', 'of'], file)
    expression(criterion.whole_when.ratio.to, [...key, 'whole_when', 'ratio', 'to'], file)
  })
  for (const [index, aspect] of methodology.aspects.entries()) {
    if (methodology.criteria.some((criterion) => criterion.aspect === aspect.id)) continue
    throw file.fault(['aspects', index], { what: 'the aspect has no criterion', got: aspect.id })
  }
}

function expression(text: string, key: Key, file: CheckedYaml): Expression {
  try {
    return parseExpression(text)
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    throw file.fault(key, {
      what: `the expression ${error.message}`,
      got: text,
      expected: `columns ${list([...profileUnits().keys()])}, numbers, + - * and parentheses`,
    })
  }
}

function checkBands(methodology: Methodology, file: CheckedYaml): void {
  const bands = methodology.bands.values
  const key: Key = ['bands', 'values']
  if (!bands.some((band) => band.min_pct === 0)) {
    throw file.fault(key, {
      what: 'no band starts at 0 percent',
      got: list(bands.map((band) => String(band.min_pct))),
      expected: '0',
    })
  }
  const rising = [...bands].sort((a, b) => a.min_pct - b.min_pct)
  rising.forEach((band, index) => {
    const below = rising[index - 1]
    if (!below || (band.min_pct > below.min_pct && band.score > below.score)) return
    throw file.fault([...key, bands.indexOf(band)], {
      what: 'a higher band must have a higher score',
      got: `from ${band.min_pct} %: ${band.score}, from ${below.min_pct} %: ${below.score}`,
    })
  })
  const max = methodology.criteria.length * rising.at(-1)!.score
  if (methodology.max_total !== max) {
    throw file.fault(['max_total'], {
      what: 'the highest total does not follow from criteria and bands',
      got: String(methodology.max_total),
      expected: `${methodology.criteria.length} criteria x ${rising.at(-1)!.score} = ${max}`,
    })
  }
}

function checkClasses(methodology: Methodology, file: CheckedYaml): void {
  const classes = methodology.classes.values
  unique(classes, ['classes', 'values'], 'code', file)
  let next = 0
  for (const c of [...classes].sort((a, b) => a.min - b.min)) {
    if (c.min !== next || c.max < c.min) {
      throw file.fault(['classes', 'values', classes.indexOf(c)], {
        what: 'the classes leave a hole or overlap',
        got: `${c.code} from ${c.min} to ${c.max}`,
        expected: `a class that starts at ${next}`,
      })
    }
    next = c.max + 1
  }
  if (next !== methodology.max_total + 1) {
    throw file.fault(['classes', 'values'], {
      what: 'the classes do not end at the highest total',
      got: String(next - 1),
      expected: String(methodology.max_total),
    })
  }
}

function checkDecisions(methodology: Methodology, file: CheckedYaml): void {
  const codes = methodology.classes.values.map((c) => c.code)
  const legality = zoneValues('land_legality')
  methodology.priority.values.forEach((row, index) => {
    const key: Key = ['priority', 'values', index]
    known(row.class, codes, [...key, 'class'], 'there is no such class', file)
    const considerations = zoneValues('other_considerations')
    known(
      row.other_considerations,
      considerations,
      [...key, 'other_considerations'],
      'zones never hold this value',
      file,
    )
    for (const word of Object.keys(row.codes))
      known(word, legality, [...key, 'codes', word], 'zones never hold this value', file)
  })
  const pairs = methodology.priority.values.map((row) => ({ id: `${row.class} ${row.other_considerations}` }))
  unique(pairs, ['priority', 'values'], 'id', file)
  methodology.treatment.values.forEach((row, index) => {
    const key: Key = ['treatment', 'values', index]
    known(row.class, codes, [...key, 'class'], 'there is no such class', file)
    known(row.land_legality, legality, [...key, 'land_legality'], 'zones never hold this value', file)
    known(
      row.treatment,
      Object.keys(methodology.treatment.labels),
      [...key, 'treatment'],
      'the treatment has no label',
      file,
    )
  })
  const treated = methodology.treatment.values.map((row) => ({ id: `${row.class} ${row.land_legality}` }))
  unique(treated, ['treatment', 'values'], 'id', file)
  if (!methodology.authority.values.some((level) => level.min_ha === 0)) {
    throw file.fault(['authority', 'values'], {
      what: 'no authority is in charge of the smallest areas',
      expected: 'a level with min_ha 0',
    })
  }
}

function zoneValues(column: string): string[] {
  return tableSchema('zones').columns.find((c) => c.name === column)?.values ?? []
}
