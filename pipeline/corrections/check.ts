import type { Source } from '../city.ts'
import { tableSchema, tableSchemas } from '../store/table-schema.ts'
import type { CheckedYaml } from '../yaml-file.ts'
import { CorrectionColumns, type SayFault } from './check-columns.ts'
import { type Correction, changedColumns } from './correction.ts'
import { fits, isRange } from './guard.ts'

/**
 * What the JSON Schema cannot say: tables, columns, types, and which keys belong together.
 * @throws UserError `config` with file, line and key.
 */
export function checkCorrections(
  corrections: readonly Correction[],
  sources: readonly Pick<Source, 'id' | 'table'>[],
  yaml: CheckedYaml,
): void {
  const seen = new Set<string>()
  corrections.forEach((correction, index) => {
    const fault: SayFault = (key, said) => yaml.fault(['corrections', index, ...key], said)
    if (seen.has(correction.id)) {
      throw fault(['id'], {
        what: 'two corrections have the same id',
        got: correction.id,
        expected: 'an id that no other correction has',
      })
    }
    seen.add(correction.id)
    checkTable(correction, sources, fault)
    checkRowsMeant(correction, fault)
    checkKeysOfAction(correction, fault)
    const columns = new CorrectionColumns(tableSchema(correction.table), fault)
    columns.checkWhere(correction)
    columns.checkExpected(correction)
    columns.checkSet(correction)
    columns.checkScale(correction)
    checkGuard(correction, fault)
    checkStatus(correction, fault)
  })
}

function checkTable(
  { table, source }: Correction,
  sources: readonly Pick<Source, 'id' | 'table'>[],
  fault: SayFault,
): void {
  if (!tableSchemas().has(table)) {
    throw fault(['table'], {
      what: 'there is no such canonical table',
      got: table,
      expected: `one of ${[...tableSchemas().keys()].join(', ')}`,
    })
  }
  const feeding = sources.filter((one) => one.table === table).map(({ id }) => id)
  if (feeding.length === 0) {
    throw fault(['table'], {
      what: 'no source of city.yaml feeds this table',
      got: table,
      expected: `one of ${[...new Set(sources.map((one) => one.table))].sort().join(', ')}`,
    })
  }
  if (source !== null && !feeding.includes(source)) {
    const other = sources.find(({ id }) => id === source)
    throw fault(['source'], {
      what: other ? 'this source feeds another table' : 'there is no such source in city.yaml',
      got: other ? `${source}, which feeds ${other.table}` : source,
      expected: `one of ${feeding.join(', ')}`,
    })
  }
}

function checkRowsMeant({ where, record, source }: Correction, fault: SayFault): void {
  if (record === null && Object.keys(where).length === 0) {
    throw fault(['where'], {
      what: 'a correction must say which records it means',
      got: 'neither a column under where nor a record',
      expected: 'where: { column: value }, or source and record',
    })
  }
  if (record !== null && source === null) {
    throw fault(['record'], {
      what: 'a record number needs the source it counts in',
      got: `record ${record.join(', ')} without source`,
      expected: 'source: the id of the source',
    })
  }
}

const OF_ACTION = { set: 'override', scale: 'scale' } as const

function checkKeysOfAction(correction: Correction, fault: SayFault): void {
  for (const [key, action] of Object.entries(OF_ACTION) as ['set' | 'scale', string][]) {
    const given = Object.keys(correction[key]).length > 0
    if (correction.action === action && !given) {
      throw fault([key], {
        what: `${key} names no column`,
        got: 'nothing',
        expected: `${key}: { column: ${key === 'set' ? 'value' : 'factor'} }`,
      })
    }
    if (correction.action !== action && given) {
      throw fault([key], {
        what: `${key} belongs to the action ${action}`,
        got: `action: ${correction.action}`,
        expected: `action: ${action}, or no ${key}`,
      })
    }
  }
}

/** The guard must say what stands in every value that is changed, and something of a record that is left out. */
function checkGuard(correction: Correction, fault: SayFault): void {
  const { action, expect, where, set } = correction
  const guarded = Object.keys(expect.values)
  const bare = changedColumns(correction).find((column) => !guarded.includes(column))
  if (bare !== undefined) {
    throw fault(['expect', 'values'], {
      what: 'the guard does not say what stands there before the correction',
      got: guarded.join(', ') || 'no value',
      expected: `also ${bare}: the value that stands there now (null for none)`,
    })
  }
  if (action === 'drop' && guarded.every((column) => Object.hasOwn(where, column))) {
    throw fault(['expect', 'values'], {
      what: 'the guard of a drop says nothing that where does not say',
      got: guarded.join(', ') || 'no value',
      expected: 'at least one other column of the record and what stands there now',
    })
  }
  for (const [column, value] of Object.entries(set)) {
    const now = expect.values[column]!
    if (Array.isArray(now) || isRange(now) || !fits(now, value)) continue
    throw fault(['set', column], {
      what: 'the correction sets what is expected to stand there already',
      got: JSON.stringify(value),
      expected: `another value than expect.values.${column}`,
    })
  }
}

function checkStatus({ status, action, reported, where, expect }: Correction, fault: SayFault): void {
  if (status === 'open' && reported !== null) {
    throw fault(['status'], {
      what: 'the status is open, though the provider was told',
      got: `open, reported ${reported}`,
      expected: 'reported, confirmed, rejected or fixed; or no date',
    })
  }
  if (status === 'open' && action !== 'flag') {
    throw fault(['status'], {
      what: 'data may be changed only when their provider was told of the fault',
      got: `status: open, action: ${action}`,
      expected: 'action: flag while the status is open; or status: reported with its date',
      next: 'tell the provider, then write the day as reported',
    })
  }
  const canTell = Object.keys(where).length + Object.keys(expect.values).length > 0
  if (status === 'fixed' && !canTell) {
    throw fault(['status'], {
      what: 'a record number alone cannot tell whether a fault is gone',
      got: 'status: fixed with record only',
      expected: 'where or expect.values with what stood there while the fault did; or no such entry',
    })
  }
}
