import { tableSchema } from '../store/index.ts'
import type { CheckedYaml, Key } from '../yaml-file.ts'
import { known, list, unique } from './check-parts.ts'
import { methodologiesOf } from './kinds.ts'
import type { Methodology } from './methodology.ts'

/**
 * What the JSON Schema cannot say of the decisions outside the total: columns exist, answers are those of the column,
 * classes leave no hole.
 * @throws UserError `config` naming file, line and key.
 */
export function checkOutsideTotal(methodology: Methodology, file: CheckedYaml): void {
  checkLandLegality(methodology, file)
  checkConsiderations(methodology, file)
  const baanMankong = methodology.treatment.baan_mankong
  if (!baanMankong) return
  const treatments = Object.keys(methodology.treatment.labels)
  for (const name of Object.keys(baanMankong.values)) {
    const key: Key = ['treatment', 'baan_mankong', 'values', name]
    known(name, treatments, key, 'there is no such treatment', file)
  }
}

function checkLandLegality({ land_legality: rule }: Methodology, file: CheckedYaml): void {
  if (!rule) return
  unique(rule.items, ['land_legality', 'items'], 'id', file)
  rule.items.forEach(({ share_pct, hectares }, index) => {
    const key: Key = ['land_legality', 'items', index]
    known(share_pct, columnsIn('%'), [...key, 'share_pct'], 'zones have no such percent', file)
    if (!hectares) return
    const to: Key = [...key, 'hectares', 'to']
    hectares.to.forEach((column, i) => {
      known(column, columnsIn('ha'), [...to, i], 'zones have no such hectares', file)
    })
    known(hectares.of, hectares.to, [...key, 'hectares', 'of'], 'the part is not among its whole', file)
  })
  for (const outcome of ['met', 'not_met'] as const) {
    const key: Key = ['land_legality', 'values', outcome]
    known(rule.values[outcome], answersOf('land_legality'), key, 'zones never hold this value', file)
  }
}

function checkConsiderations({ other_considerations: rule }: Methodology, file: CheckedYaml): void {
  if (!rule) return
  unique(rule.items, ['other_considerations', 'items'], 'id', file)
  rule.items.forEach((item, index) => {
    const key: Key = ['other_considerations', 'items', index]
    if ((item.column === undefined) === (item.density === undefined)) {
      throw file.fault(key, {
        what: 'an item is answered by a column or by a density',
        got: item.column === undefined ? 'neither' : 'both',
        expected: 'column: a column of zones, or density: a methodology of density classes',
      })
    }
    if (item.density !== undefined) {
      const names = methodologiesOf('density_classes')
      known(item.density, names, [...key, 'density'], 'there are no such density classes', file)
      return
    }
    const answers = answersOf(item.column!)
    if (answers.length === 0) {
      throw file.fault([...key, 'column'], {
        what: 'zones have no column of that name with a list of answers',
        got: item.column!,
        expected: list(
          tableSchema('zones')
            .columns.filter(({ values }) => values !== null)
            .map(({ name }) => name),
        ),
      })
    }
    for (const answer of Object.keys(item.values))
      known(answer, answers, [...key, 'values', answer], 'zones never hold this value', file)
    const unworth = answers.find((answer) => item.values[answer] === undefined)
    if (unworth !== undefined) {
      throw file.fault([...key, 'values'], {
        what: 'an answer has no points',
        got: unworth,
        expected: list(answers),
      })
    }
  })
  checkSumClasses(rule, file)
}

function checkSumClasses(
  { items, classes }: NonNullable<Methodology['other_considerations']>,
  file: CheckedYaml,
): void {
  const key: Key = ['other_considerations', 'classes']
  unique(classes, key, 'code', file)
  classes.forEach(({ code }, index) => {
    known(
      code,
      answersOf('other_considerations'),
      [...key, index, 'code'],
      'zones never hold this value',
      file,
    )
  })
  const [least, most] = [Math.min, Math.max].map((end) =>
    items.reduce((sum, { values }) => sum + end(...Object.values(values)), 0),
  )
  for (let sum = least!; sum <= most!; sum++) {
    const holding = classes.filter(({ min, max }) => min <= sum && sum <= max)
    if (holding.length === 1) continue
    throw file.fault(key, {
      what: holding.length === 0 ? 'the classes leave a hole' : 'the classes overlap',
      got: `a sum of ${sum} is in ${holding.length === 0 ? 'none' : list(holding.map(({ code }) => code))}`,
      expected: `one class for every sum from ${least} to ${most}`,
    })
  }
}

function columnsIn(unit: string): string[] {
  return tableSchema('zones')
    .columns.filter((column) => column.unit === unit)
    .map(({ name }) => name)
}

function answersOf(column: string): string[] {
  return tableSchema('zones').columns.find(({ name }) => name === column)?.values ?? []
}
