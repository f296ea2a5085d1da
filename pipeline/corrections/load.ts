import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { checkedBy } from '../checked-schema.ts'
import type { Source } from '../city.ts'
import { UserError } from '../errors.ts'
import { displayPath, isInside } from '../paths.ts'
import type { Text } from '../store/index.ts'
import { type CheckedYaml, readYaml } from '../yaml-file.ts'
import { checkCorrections } from './check.ts'
import type { Action, Cell, Correction, Expected, Status } from './correction.ts'
import { CORRECTIONS_SCHEMA, correctionsPath } from './files.ts'

/** What corrections must know of a city. */
export interface CorrectedCity {
  directory: string
  sources: readonly Pick<Source, 'id' | 'table'>[]
}

interface RawCorrection {
  id: string
  table: string
  source?: string
  where?: Record<string, Cell | Cell[]>
  record?: number | number[]
  action: Action
  set?: Record<string, Cell>
  scale?: Record<string, number>
  expect?: { rows?: number; values?: Record<string, Expected> }
  reason: string | Text
  provider: string
  reported?: string
  status: Status
}

/** Names under which corrections would lie beside `city.yaml` without being read. */
const MISNAMED = ['corrections.yml', 'correction.yaml', 'correction.yml']

/**
 * Reads and checks `corrections.yaml` beside `city.yaml`; a city without one, or with an empty one, has none. Entries keep their
 * order. Dates are never compared with the clock.
 * @throws UserError `config` naming file, line and key when anything in it is not as its schema says.
 */
export function loadCorrections(city: CorrectedCity): Correction[] {
  refuseMisnamed(city.directory)
  const path = correctionsPath(city)
  if (!existsSync(path)) return []
  const file = displayPath(path)
  refuseLink(path, file, city.directory)
  const yaml = readYaml(path, file)
  const validate = checkedBy<RawFile>(CORRECTIONS_SCHEMA)
  const raw = withoutEntries(yaml.value) ? { corrections: [] } : yaml.value
  if (!validate(raw)) throw yaml.schemaFault(validate.errors ?? [])
  const corrections = raw.corrections.map((entry, index) => toCorrection(entry, index, yaml))
  checkCorrections(corrections, city.sources, yaml)
  return corrections
}

/** An emptied file, or its key with nothing under it. */
function withoutEntries(value: unknown): boolean {
  if (value === null || value === undefined) return true
  const keys = typeof value === 'object' ? Object.entries(value) : []
  return keys.length === 1 && keys[0]![0] === 'corrections' && keys[0]![1] === null
}

interface RawFile {
  corrections: RawCorrection[]
}

function toCorrection(raw: RawCorrection, index: number, yaml: CheckedYaml): Correction {
  const guarded = raw.action !== 'flag' || raw.expect !== undefined
  return {
    id: raw.id,
    table: raw.table,
    source: raw.source ?? null,
    record: raw.record === undefined ? null : [raw.record].flat(),
    where: Object.fromEntries(
      Object.entries(raw.where ?? {}).map(([column, value]) => [column, [value].flat()]),
    ),
    action: raw.action,
    set: raw.set ?? {},
    scale: raw.scale ?? {},
    expect: { rows: guarded ? (raw.expect?.rows ?? 1) : null, values: raw.expect?.values ?? {} },
    reason: typeof raw.reason === 'string' ? { id: raw.reason, en: raw.reason } : raw.reason,
    provider: raw.provider,
    reported: raw.reported ?? null,
    status: raw.status,
    place: (...key) => yaml.fault(['corrections', index, ...key], { what: '' }).fault.where ?? {},
  }
}

function refuseMisnamed(directory: string): void {
  const name = MISNAMED.find((one) => existsSync(join(directory, one)))
  if (name === undefined) return
  throw new UserError('config', {
    what: 'a file of corrections has a name under which it would not be read',
    where: { file: displayPath(join(directory, name)) },
    got: name,
    expected: 'corrections.yaml',
    next: 'rename it, or take it out of the folder',
  })
}

/** A build reads its own folder only, so that it gives the same bytes anywhere. */
function refuseLink(path: string, file: string, directory: string): void {
  const real = realpathSync(path)
  if (isInside(realpathSync(directory), real)) return
  throw new UserError('config', {
    what: 'the corrections lie outside the workspace',
    where: { file },
    got: `a link to ${real}`,
    expected: 'a file in the folder of city.yaml',
    next: 'copy the file into the workspace',
  })
}
