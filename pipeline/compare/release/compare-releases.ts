import { relative } from 'node:path'
import { UserError } from '../../errors.ts'
import { layerProfiles } from '../../layers/profiles.ts'
import { publishedNumber } from '../../layers/published-number.ts'
import { displayPath } from '../../paths.ts'
import type { ReleasePlace } from '../../release/find-release.ts'
import type { ListedFile } from '../../release/manifest.ts'
import { parquet, Store, sqlText } from '../../store/index.ts'
import { changesQuery, comparedColumns, compareRows, type Side, sideOf } from './compare-rows.ts'
import { csvRows } from './csv-rows.ts'
import { manifestChanges } from './manifest-changes.ts'
import { inOneType, typeChanges } from './one-type.ts'
import { damagedFile, type OpenRelease, openRelease, wholeFile } from './open-release.ts'
import {
  isEqual,
  type ReleaseComparison,
  type ReleaseFacts,
  type RowChange,
  type RowsComparison,
  type TypeChange,
} from './release-comparison.ts'
import { tableKey } from './table-key.ts'
import { ChangesWriter } from './write-changes.ts'

export interface ReleaseCompareOptions {
  /** Layers and tables to look at; all when left out. */
  names?: string[]
  /** Examples of each change of each layer and table. */
  limit: number
  /** Folder for `changes.csv` and `changes.geojson`. */
  output?: string
}

/**
 * Holds two releases against each other: features by the keys of `schemas/layers.yaml`, which stay the same from decree to decree and year
 * to year, rows of tables by {@link tableKey}.
 * @throws UserError `source` for a release that cannot be read or is damaged; `usage` for names that neither has
 */
export async function compareReleases(
  placeA: ReleasePlace,
  placeB: ReleasePlace,
  { names, limit, output }: ReleaseCompareOptions,
): Promise<ReleaseComparison> {
  const [a, b] = [openRelease(placeA), openRelease(placeB)]
  requireKnown(names, a, b)
  const comparison: ReleaseComparison = {
    format: 'petakumuh-compare-releases/1',
    ...{ a: factsOf(a), b: factsOf(b), equal: true, layers: [], tables: [] },
    ...{ files: names === undefined ? await filesOf(a, b) : [], examples: [] },
    manifest: manifestChanges(a.manifest, b.manifest),
  }
  const writer = output === undefined ? null : new ChangesWriter(output)
  const store = await Store.open()
  try {
    const isWanted = (name: string) => names === undefined || names.includes(name)
    for (const name of namesOf(a.layers, b.layers).filter(isWanted)) {
      const found = await compareFiles(store, 'layer', name, a, b, comparison, limit, writer)
      comparison.layers.push(found)
    }
    for (const name of namesOf(a.tables, b.tables).filter(isWanted)) {
      const found = await compareFiles(store, 'table', name, a, b, comparison, limit, writer)
      comparison.tables.push(found)
    }
    writer?.finish()
  } finally {
    writer?.close()
    store.close()
  }
  const isOnceMore = comparison.files.some(({ path }) => ONCE_MORE.test(path))
  comparison.equal = !isOnceMore && [...comparison.layers, ...comparison.tables].every(isEqual)
  return comparison
}

/** The same features and rows once more, as people read them: where these differ and the layers do not, one of them is wrong. */
const ONCE_MORE = /^(geojson|tables)\//

async function compareFiles(
  store: Store,
  kind: RowsComparison['kind'],
  name: string,
  a: OpenRelease,
  b: OpenRelease,
  comparison: ReleaseComparison,
  limit: number,
  writer: ChangesWriter | null,
): Promise<RowsComparison> {
  const of = (release: OpenRelease) => (kind === 'layer' ? release.layers : release.tables).get(name)
  const [fileA, fileB] = [of(a), of(b)]
  const none: RowsComparison = {
    ...{ kind, name, key: [], rows_a: fileA?.rows ?? null, rows_b: fileB?.rows ?? null },
    ...{ added: 0, removed: 0, changed: 0, geometry_changed: 0 },
    ...{ fields: [], columns_only_a: [], columns_only_b: [], types: [] },
  }
  // Before anything else: two damaged files of one sum are not equal.
  const [pathA, pathB] = [await wholePath(a, fileA), await wholePath(b, fileB)]
  const writeTypes = (types: readonly TypeChange[]) => {
    for (const { name: column, a: old, b: now } of types)
      writer?.row({ kind, name, id: '', change: 'type', field: column, old, new: now, difference: null })
  }
  if (kind === 'table') none.types = typeChanges(...(await declaredTypes(store, name, a, b)))
  writeTypes(none.types)
  if (fileA !== undefined && fileA.sha256 === fileB?.sha256) return none
  const sides = [await sideIn(store, kind, a, pathA, fileA), await sideIn(store, kind, b, pathB, fileB)]
  const present = sides.find((side) => side !== null)!
  // A layer that one of them has not is compared with nothing of its kind.
  const [asA, asB] = sides.map(
    (side) => side ?? { ...present, from: `(FROM ${present.from} LIMIT 0)`, rows: 0 },
  ) as [Side, Side]
  // Of a CSV, all of whose cells are text, these are none.
  const { a: sideA, b: sideB, types: storedTypes } = inOneType(asA, asB)
  writeTypes(storedTypes)
  const key = kind === 'layer' ? layerKey(name, sideA, sideB) : await tableKey(store, sideA, sideB)
  const found = await compareRows(store, kind, name, key, sideA, sideB)
  const columns = comparedColumns(key, sideA, sideB)
  type Told = Omit<RowChange, 'kind' | 'name'> & { is_double: boolean }
  const changes = store.batches<Told>(changesQuery(columns))
  const told = new Map<RowChange['change'], number>()
  for await (const batch of changes) {
    for (const { is_double, ...change } of batch) {
      const row: RowChange = { kind, name, ...change }
      if (is_double) Object.assign(row, { old: numberText(change.old), new: numberText(change.new) })
      writer?.row(row)
      const count = (told.get(row.change) ?? 0) + 1
      told.set(row.change, count)
      if (count <= limit) comparison.examples.push(row)
    }
  }
  if (kind === 'layer' && writer !== null) await writer.places(store, name, columns)
  return { ...found, rows_a: none.rows_a, rows_b: none.rows_b, types: [...none.types, ...storedTypes] }
}

/** Types of the columns of a table, as the data dictionaries of both releases name them; empty where one of them has none. */
async function declaredTypes(
  store: Store,
  table: string,
  a: OpenRelease,
  b: OpenRelease,
): Promise<[Map<string, string>, Map<string, string>]> {
  const types = [new Map<string, string>(), new Map<string, string>()] as [
    Map<string, string>,
    Map<string, string>,
  ]
  for (const [i, release] of [a, b].entries()) {
    const path = await wholePath(release, release.tables.get(DICTIONARY))
    if (path === null) return [new Map(), new Map()]
    const listed = release.tables.get(DICTIONARY)
    const { from, columns } = (await sideIn(store, 'table', release, path, listed))!
    if (!['kind', 'name', 'column', 'type'].every((column) => columns.has(column))) continue
    const rows = await store.rows<{ column: string; type: string }>(
      `SELECT "column", "type" FROM ${from} WHERE kind = 'table' AND "name" = ${sqlText(table)}`,
    )
    for (const { column, type } of rows) types[i]!.set(column, type)
  }
  return types
}

const DICTIONARY = 'data_dictionary'

/** @returns null where the release has no such file. @throws UserError `source` where it is not as its manifest says */
async function wholePath(release: OpenRelease, listed: ListedFile | undefined): Promise<string | null> {
  return listed === undefined ? null : wholeFile(release, listed)
}

/** @param path null where the release has no such file */
async function sideIn(
  store: Store,
  kind: RowsComparison['kind'],
  { directory }: OpenRelease,
  path: string | null,
  listed: ListedFile | undefined,
): Promise<Side | null> {
  if (path === null) return null
  try {
    const side = await sideOf(store, kind === 'layer' ? parquet(path) : await csvRows(path))
    // Rows that were passed over would be equal to none.
    if (listed !== undefined && listed.rows !== null && listed.rows !== side.rows)
      throw new Error(`${side.rows} rows read, ${listed.rows} listed`)
    return side
  } catch (error) {
    throw damagedFile(directory, relative(directory, path), (error as Error).message.split('\n')[0]!)
  }
}

/** A double as the tables of a release write it; the database has an exponent where they have none. */
function numberText(written: string | null): string | null {
  return written === null ? null : String(publishedNumber(Number(written)))
}

function layerKey(name: string, a: Side, b: Side): string[] {
  const key = layerProfiles().find((profile) => profile.name === name)?.key ?? []
  const isThere = key.length > 0 && key.every((column) => a.columns.has(column) && b.columns.has(column))
  return isThere ? key : ['feature_id']
}

/** Those of A in its order, then those that B alone has. */
function namesOf(a: Map<string, unknown>, b: Map<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])]
}

/** The other files that differ, each held to the sum that its manifest has. */
async function filesOf(a: OpenRelease, b: OpenRelease): Promise<ReleaseComparison['files']> {
  const files: ReleaseComparison['files'] = []
  for (const path of namesOf(a.others, b.others).sort()) {
    const [old, now] = [a.others.get(path), b.others.get(path)]
    for (const [release, file] of [
      [a, old],
      [b, now],
    ] as const)
      await wholePath(release, file)
    if (old?.sha256 === now?.sha256) continue
    files.push({ path, change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed' })
  }
  return files
}

function factsOf({ directory, manifest, city, decree }: OpenRelease): ReleaseFacts {
  return { directory: displayPath(directory), release: manifest.release, city, decree }
}

function requireKnown(names: string[] | undefined, a: OpenRelease, b: OpenRelease): void {
  const known = namesOf(new Map([...a.layers, ...a.tables]), new Map([...b.layers, ...b.tables]))
  const unknown = names?.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new UserError('usage', {
    what: 'neither release has such a layer or table',
    where: { key: '--layer' },
    got: unknown,
    expected: known.join(', '),
    next: 'leave --layer out to compare all',
  })
}
