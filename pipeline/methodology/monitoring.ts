import { METHODOLOGY_DIR } from '../city.ts'
import { type Text, tableSchema } from '../store/index.ts'
import type { CheckedYaml, Key } from '../yaml-file.ts'
import { known, unique } from './check-parts.ts'
import { type MethodologyHead, readMethodology, type Sourced } from './read.ts'

/** A checked file of kind `monitoring`: amounts at the start and at the end (domain section 8). */
export interface Monitoring extends MethodologyHead {
  /** Canonical table that holds the measurements. */
  table: string
  moments: { column: string; start: string; end: string }
  /** One is known where its column is filled. */
  variables: (Sourced & { id: string; column: string; label: Text })[]
  /** Columns of the persons whose fall is told, of the budget in rupiah and of the kelurahan code. */
  people: string
  budget_idr: string
  location: string
  sector: Sourced & { column: string; values: Record<string, Text> }
  kpis: (Sourced & { column: string; label: Text; better: 'more' | 'fewer' })[]
  target: Sourced & { percent: number; year: number }
  poverty_line: Sourced & {
    usd_ppp_per_day: number
    idr_per_person_day: number
    days_per_month: number
    idr_per_person_month: number
    family_size: number
    idr_per_family_month: number
  }
  deciles: Sourced & { from: number; to: number; of: number }
}

/**
 * Reads a methodology of monitoring by name.
 * @throws UserError `config` naming file, line and key when it is missing or not as it must be.
 */
export function loadMonitoring(name: string, directory: string = METHODOLOGY_DIR): Monitoring {
  const { methodology, file } = readMethodology<Monitoring>('monitoring', name, directory)
  checkColumns(methodology, file)
  checkNumbers(methodology, file)
  return methodology
}

function checkColumns(m: Monitoring, file: CheckedYaml): void {
  const { columns } = tableSchema(m.table)
  const every = columns.map(({ name }) => name)
  const numbers = columns
    .filter(({ type }) => type === 'integer' || type === 'number')
    .map(({ name }) => name)
  const answers = (column: string) => columns.find(({ name }) => name === column)?.values ?? []
  const isColumn = (name: string, key: Key) => known(name, every, key, `${m.table} has no such column`, file)
  const isNumber = (name: string, key: Key) =>
    known(name, numbers, key, `${m.table} has no such column of numbers`, file)

  isColumn(m.moments.column, ['moments', 'column'])
  for (const moment of ['start', 'end'] as const)
    known(
      m.moments[moment],
      answers(m.moments.column),
      ['moments', moment],
      'the column never holds this value',
      file,
    )
  unique(m.variables, ['variables'], 'id', file)
  unique(m.variables, ['variables'], 'column', file)
  m.variables.forEach(({ column }, i) => {
    isColumn(column, ['variables', i, 'column'])
  })
  isNumber(m.people, ['people'])
  isNumber(m.budget_idr, ['budget_idr'])
  isColumn(m.location, ['location'])
  isColumn(m.sector.column, ['sector', 'column'])
  for (const sector of Object.keys(m.sector.values)) {
    const key: Key = ['sector', 'values', sector]
    known(sector, answers(m.sector.column), key, 'the column never holds this value', file)
  }
  const unnamed = answers(m.sector.column).find((sector) => !Object.hasOwn(m.sector.values, sector))
  if (unnamed !== undefined)
    throw file.fault(['sector', 'values'], { what: 'a sector has no label', got: unnamed })
  unique(m.kpis, ['kpis'], 'column', file)
  m.kpis.forEach(({ column }, i) => {
    isNumber(column, ['kpis', i, 'column'])
  })
}

/** The line of poverty is told three times over: per day, per month, per family. */
function checkNumbers({ poverty_line: line, deciles }: Monitoring, file: CheckedYaml): void {
  const products = [
    ['idr_per_person_month', line.idr_per_person_day * line.days_per_month, 'a day x days_per_month'],
    ['idr_per_family_month', line.idr_per_person_month * line.family_size, 'a month x family_size'],
  ] as const
  for (const [name, expected, how] of products) {
    if (Math.abs(line[name] - expected) < 1e-6) continue
    throw file.fault(['poverty_line', name], {
      what: 'the line of poverty does not agree with itself',
      got: String(line[name]),
      expected: `${expected}: ${how}`,
    })
  }
  if (deciles.from <= deciles.to && deciles.to <= deciles.of) return
  throw file.fault(['deciles'], {
    what: 'the deciles are not in order',
    got: `${deciles.from} to ${deciles.to} of ${deciles.of}`,
    expected: 'from <= to <= of',
  })
}
