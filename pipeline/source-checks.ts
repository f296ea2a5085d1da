import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, win32 } from 'node:path'
import type { Source } from './city.ts'
import { isDeviceName, isInside } from './paths.ts'
import { sidecars } from './readers/sidecars.ts'
import { tableSchemas } from './store/table-schema.ts'
import type { CheckedYaml } from './yaml-file.ts'

/**
 * Whether a source names columns that its table has, and fills those the table needs.
 * @throws UserError `config` with file, line and key.
 */
export function checkTable(source: Source, index: number, yaml: CheckedYaml): void {
  const schema = tableSchemas().get(source.table)
  if (!schema) {
    throw yaml.fault(['sources', index, 'table'], {
      what: 'there is no such canonical table',
      got: source.table,
      expected: `one of ${[...tableSchemas().keys()].join(', ')}`,
    })
  }
  // Filled by the reader itself, never by a mapping.
  const columns = schema.columns.filter(({ name }) => name !== 'source_id' && name !== 'source_row')
  const { unpivot } = source
  const targets: [name: string, ...key: (string | number)[]][] = [
    ...Object.keys(source.columns).map((name) => [name, 'columns', name] as [string, string, string]),
    ...Object.keys(source.values ?? {}).map((name) => [name, 'values', name] as [string, string, string]),
    ...(unpivot
      ? (['key', 'value'] as const).map((of) => [unpivot[of], 'unpivot', of] as [string, string, string])
      : []),
    ...Object.keys(unpivot?.also ?? {}).map(
      (name) => [name, 'unpivot', 'also', name] as [string, string, string, string],
    ),
    ...source.examples.flatMap(({ canonical }, example) =>
      Object.keys(canonical).map(
        (name) => [name, 'examples', example, 'canonical', name] as [string, string, number, string, string],
      ),
    ),
  ]
  for (const [name, ...key] of targets) {
    if (columns.some((column) => column.name === name)) continue
    throw yaml.fault(['sources', index, ...key], {
      what: `the table ${source.table} has no such column`,
      got: name,
      expected: `one of ${columns.map((column) => column.name).join(', ')}`,
    })
  }
  for (const [name, columnsOf] of Object.entries(unpivot?.also ?? {})) {
    const stray = Object.keys(columnsOf).find((key) => !Object.hasOwn(unpivot!.columns, key))
    if (stray === undefined) continue
    throw yaml.fault(['sources', index, 'unpivot', 'also', name, stray], {
      what: 'the key is not among those of unpivot.columns',
      got: stray,
      expected: `one of ${Object.keys(unpivot!.columns).join(', ')}`,
    })
  }
  if (source.columns_implied) return
  const mapped = new Set([...Object.keys(source.columns), ...(unpivot ? [unpivot.key, unpivot.value] : [])])
  const unmapped = columns.filter((column) => column.required && !mapped.has(column.name))
  if (unmapped.length > 0) {
    throw yaml.fault(['sources', index, 'columns'], {
      what: `the table ${source.table} needs ${unmapped.length === 1 ? 'a column' : 'columns'} that no mapping fills`,
      got: [...mapped].join(', ') || 'no column',
      expected: `also ${unmapped.map((column) => column.name).join(', ')}`,
    })
  }
}

/**
 * Limits of age count from `retrieved`, and a warning comes before the stop.
 * @throws UserError `config` with file, line and key.
 */
export function checkFreshness({ freshness, retrieved }: Source, index: number, yaml: CheckedYaml): void {
  if (freshness === undefined) return
  if (retrieved === undefined) {
    throw yaml.fault(['sources', index, 'freshness'], {
      what: 'the age of this source cannot be told: it has freshness, but no retrieved',
      got: 'no retrieved',
      expected: 'retrieved: the day the file was fetched, such as 2024-05-31',
      next: 'write retrieved for this source, or take freshness out',
    })
  }
  const { warn_after_days, error_after_days } = freshness
  if (warn_after_days === undefined || error_after_days === undefined) return
  if (warn_after_days <= error_after_days) return
  throw yaml.fault(['sources', index, 'freshness', 'warn_after_days'], {
    what: 'the warning would come after the build has stopped',
    got: `warn_after_days: ${warn_after_days}, error_after_days: ${error_after_days}`,
    expected: 'warn_after_days not above error_after_days',
  })
}

/**
 * A build reads its own folder only, so that it gives the same bytes anywhere; links are followed to tell.
 * @throws UserError `config` with file, line and key.
 */
export function checkPlace(directory: string, source: Source, index: number, yaml: CheckedYaml): void {
  const device = win32.normalize(source.path).split('\\').find(isDeviceName)
  if (device !== undefined) {
    throw yaml.fault(['sources', index, 'path'], {
      what: 'Windows keeps this name for a device, whatever its ending: the workspace could not be built there',
      got: source.path,
      expected: 'a path without names such as aux, con, nul, prn, com1 or lpt1',
      next: `give ${device} another name`,
    })
  }
  const path = resolve(directory, source.path)
  const home = existsSync(directory) ? realpathSync(directory) : directory
  const isAway = isAbsolute(source.path) || !isInside(directory, path) || isAwayOnWindows(source.path)
  // Where it is away, nothing is asked of it: to look at a share of another host is to log in there.
  const link = (isAway ? [] : [path, ...sidecars(path)])
    .filter((file) => existsSync(file))
    .map((file) => ({ file, real: realpathSync(file) }))
    .find(({ real }) => !isInside(home, real))
  if (!isAway && link === undefined) return
  throw yaml.fault(['sources', index, 'path'], {
    what: 'a source lies outside its workspace',
    got: isAway || !link ? source.path : `${relative(directory, link.file)}, a link to ${link.real}`,
    expected: 'a path relative to the folder of city.yaml that stays inside it',
    next: 'copy the file into the workspace',
  })
}

/** A workspace is built on any system: a drive, a share or a way up that Windows alone knows is refused on all. */
function isAwayOnWindows(path: string): boolean {
  const way = win32.normalize(path)
  return win32.isAbsolute(way) || way === '..' || way.startsWith('..\\') || /^[a-z]:/i.test(way)
}

/**
 * What a mended quarantine file stands in for is another source of the same table.
 * @throws UserError `config` with file, line and key.
 */
export function checkAmends(
  sources: readonly Source[],
  source: Source,
  index: number,
  yaml: CheckedYaml,
): void {
  if (source.amends === undefined) return
  const others = sources.filter(({ id, table }) => id !== source.id && table === source.table)
  if (others.some(({ id }) => id === source.amends)) {
    const line = [source.id]
    let at: string | undefined = source.amends
    for (; at !== undefined; at = sources.find(({ id }) => id === line.at(-1))?.amends) {
      const isRound = line.includes(at)
      line.push(at)
      if (!isRound) continue
      throw yaml.fault(['sources', index, 'amends'], {
        what: 'the sources amend one another',
        got: line.join(' amends '),
        expected: 'a source that stands in for records of one before it',
      })
    }
    return
  }
  throw yaml.fault(['sources', index, 'amends'], {
    what: `there is no other source of the table ${source.table} with that id`,
    got: source.amends,
    expected:
      others.length > 0 ? `one of ${others.map(({ id }) => id).join(', ')}` : 'the id of another source',
  })
}
