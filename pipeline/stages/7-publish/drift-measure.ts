import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { sha256File } from '../../freshness.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import { manifestCity, readManifestOrNull } from '../../release/manifest.ts'
import { rowKey } from '../../release/row-key.ts'
import { parquet, type Store, sqlName } from '../../store/index.ts'
import {
  type ClassChange,
  type Comparison,
  type Incomparable,
  type LayerDrift,
  NAMED_IDS,
  type OldNew,
} from './drift.ts'
import { compareRows, type ListedRows, listedRows } from './drift-rows.ts'

/** What of a release is compared. */
export interface ComparedRelease {
  id: string
  decree: string | null
  /** GeoParquet files. */
  layers: Map<string, ComparedLayer>
  /** The published table of decrees, or null where there is none. */
  decrees: ComparedFile | null
  rows: ListedRows
}

export interface ComparedFile {
  sha256: string
  /** Path of the file, or null where it is not as the manifest says. */
  path: string | null
}

export interface ComparedLayer extends ComparedFile {
  rows: number
}

const DECREES = 'tables/decrees.csv'

/** A release as its manifest lists it, its compared files held against their hashes; null where no manifest can be read. */
export async function readRelease(directory: string, id: string): Promise<ComparedRelease | null> {
  const manifest = readManifestOrNull(directory)
  if (manifest === null) return null
  const release: ComparedRelease = {
    id,
    decree: manifestCity(manifest).decree,
    layers: new Map(),
    decrees: null,
    rows: listedRows(manifest),
  }
  for (const { path, rows, sha256 } of manifest.files) {
    const layer = path.match(/^parquet\/(\w+)\.parquet$/)?.[1]
    if (layer === undefined && path !== DECREES) continue
    const place = join(directory, path)
    const whole = existsSync(place) && (await sha256File(place)) === sha256
    const file = { sha256, path: whole ? place : null }
    if (layer !== undefined) release.layers.set(layer, { rows: rows ?? 0, ...file })
    else release.decrees = file
  }
  return release
}

/** The lists of one layer, each a query in order of the id, to be read in batches: a city has millions of buildings. */
export interface LayerLists {
  /** Rows `{id}`; null where there is nothing to compare. */
  gone: string | null
  come: string | null
  /** Rows {@link ClassChange}; null for a layer without classes. */
  classes: string | null
}

export interface Measured {
  comparison: Comparison
  lists: Map<string, LayerLists>
  /** What could not be compared, and why. */
  faults: Incomparable[]
}

const CLASS = 'score_class'
const CLASS_LAYERS = new Set(['zones', 'rt'])
const AREA_LAYER = 'zones'
const AREAS = ['area_ha_decree', 'area_ha_utm']

/** Compares two releases by the layers' keys, on their GeoParquet files; the database spills what does not fit. */
export async function measureDrift(
  store: Store,
  last: ComparedRelease,
  next: ComparedRelease,
  allProfiles: readonly LayerProfile[],
): Promise<Measured> {
  // A layer made from another one says nothing of its own.
  const derived = new Set(allProfiles.filter((profile) => profile.derived_from).map(({ name }) => name))
  const profiles = allProfiles.filter(({ name }) => !derived.has(name))
  const previous = standIn(last, next)
  const faults: Incomparable[] = []
  const fault = (subject: string, path: string): void => {
    faults.push({ subject, what: `public/releases/${last.id}/${path} is missing or damaged` })
  }
  const names = profiles.map((profile) => profile.name)
  const others = [...previous.layers.keys()]
    .filter((name) => !names.includes(name) && !derived.has(name))
    .sort()
  const layers: LayerDrift[] = []
  const lists = new Map<string, LayerLists>()
  for (const name of [...names, ...others]) {
    const old = previous.layers.get(name)
    const now = next.layers.get(name)
    if (old === undefined && now === undefined) continue
    const made = await listsOf(store, name, old, now, profiles.find((profile) => profile.name === name)?.key)
    if (old?.path === null) fault(name, `parquet/${name}.parquet`)
    if (made === null && old !== undefined && old.rows > 0 && now !== undefined)
      faults.push({ subject: name, what: `release ${last.id} has not the key that tells its features apart` })
    if (made !== null) lists.set(name, made)
    layers.push(await measureLayer(store, name, old, now, made))
  }
  if (previous.decrees?.path === null) fault('decrees', DECREES)
  const areas = await measureAreas(store, previous, next)
  const decree = { old: previous.decree, new: next.decree }
  return { comparison: { decree, areas, layers, rows: compareRows(last.rows, next.rows) }, lists, faults }
}

/** The last release with the new one's files in place of damaged ones that held the same. */
function standIn(last: ComparedRelease, next: ComparedRelease): ComparedRelease {
  const whole = <T extends ComparedFile>(old: T, now: ComparedFile | null | undefined): T =>
    old.path === null && old.sha256 === now?.sha256 ? { ...old, path: now.path } : old
  return {
    ...last,
    layers: new Map([...last.layers].map(([name, old]) => [name, whole(old, next.layers.get(name))])),
    decrees: last.decrees && whole(last.decrees, next.decrees),
  }
}

const NOTHING: LayerLists = { gone: null, come: null, classes: null }

/** @returns null when the two have no key in common. */
async function listsOf(
  store: Store,
  layer: string,
  old: ComparedLayer | undefined,
  now: ComparedLayer | undefined,
  key: readonly string[] | undefined,
): Promise<LayerLists | null> {
  const paths = [old?.path, now?.path].filter((path) => typeof path === 'string')
  // A layer that only one of them has is gone or come as a whole; a damaged file is told of already.
  if (old?.path === null || now?.path === null || old?.sha256 === now?.sha256) return NOTHING
  const columns = await Promise.all(paths.map((path) => columnsOf(store, path)))
  const has = (name: string): boolean => columns.every((present) => present.has(name))
  const identity = key ?? ['feature_id']
  if (!identity.every(has)) return null
  const id = rowKey(identity)
  const ids = (path: string): string => `SELECT ${id} AS id FROM ${parquet(path)}`
  const without = (a?: ComparedLayer, b?: ComparedLayer): string | null => {
    if (!a?.path) return null
    return `${ids(a.path)}${b?.path ? ` EXCEPT ${ids(b.path)}` : ''} ORDER BY id`
  }
  const classed = (path: string): string => `(SELECT ${id} AS id, ${CLASS} AS class FROM ${parquet(path)})`
  return {
    gone: without(old, now),
    come: without(now, old),
    classes:
      CLASS_LAYERS.has(layer) && old?.path && now?.path && has(CLASS)
        ? `SELECT id, a.class AS "from", b.class AS "to" FROM ${classed(old.path)} a JOIN ${classed(now.path)} b USING (id)
           WHERE a.class IS DISTINCT FROM b.class ORDER BY id`
        : null,
  }
}

async function measureLayer(
  store: Store,
  layer: string,
  old: ComparedLayer | undefined,
  now: ComparedLayer | undefined,
  lists: LayerLists | null,
): Promise<LayerDrift> {
  const features = { old: old?.rows ?? null, new: now?.rows ?? null }
  const same = old !== undefined && old.sha256 === now?.sha256
  if (same) {
    const classes = CLASS_LAYERS.has(layer) ? { both: old.rows, changed: 0, first_changed: [] } : null
    return { layer, features, ids: { gone: 0, come: 0, first_gone: [] }, classes }
  }
  const comparable = lists !== null && old?.path !== null && now?.path !== null
  if (!comparable) return { layer, features, ids: null, classes: null }
  const gone = await countOf(store, lists.gone)
  const ids = {
    gone,
    come: await countOf(store, lists.come),
    first_gone: (await first<{ id: string }>(store, lists.gone)).map((row) => row.id),
  }
  if (lists.classes === null) return { layer, features, ids, classes: null }
  const classes = {
    both: old!.rows - gone,
    changed: await countOf(store, lists.classes),
    first_changed: await first<ClassChange>(store, lists.classes),
  }
  return { layer, features, ids, classes }
}

async function countOf(store: Store, query: string | null): Promise<number> {
  return query === null ? 0 : store.count(`(${query})`)
}

async function first<T extends object>(store: Store, query: string | null): Promise<T[]> {
  return query === null ? [] : store.rows<T>(`${query} LIMIT ${NAMED_IDS}`)
}

async function measureAreas(
  store: Store,
  previous: ComparedRelease,
  next: ComparedRelease,
): Promise<Comparison['areas']> {
  const areas: ({ subject: string } & OldNew<number>)[] = []
  const [old, now] = [previous.layers.get(AREA_LAYER), next.layers.get(AREA_LAYER)]
  // Where the file of the last release cannot be read, its hectares are not known; where it has no zones, there are none.
  for (const attribute of AREAS) {
    areas.push({
      subject: `${AREA_LAYER}.${attribute}`,
      old: await totalOf(store, old?.path ?? null, attribute),
      new: await totalOf(store, now?.path ?? null, attribute),
    })
  }
  areas.push({
    subject: 'decrees.area_ha_total_stated',
    old: statedTotal(previous),
    new: statedTotal(next),
  })
  return areas
}

/** Sum of an attribute, to 0.01 m2: in decimals, for a sum of doubles depends on the order of its threads. */
async function totalOf(store: Store, path: string | null, attribute: string): Promise<number | null> {
  if (path === null || !(await columnsOf(store, path)).has(attribute)) return null
  const [row] = await store.rows<{ total: number | null }>(
    `SELECT sum(${sqlName(attribute)}::DECIMAL(18, 6))::DOUBLE AS total FROM ${parquet(path)}`,
  )
  return row?.total ?? null
}

/** Hectares that the decree in force states for all its locations. */
function statedTotal({ decrees, decree }: ComparedRelease): number | null {
  if (!decrees?.path || decree === null) return null
  const rows = parse(readFileSync(decrees.path), { columns: true, bom: true }) as Record<
    string,
    string | undefined
  >[]
  const stated = rows.find((row) => row.decree_number === decree)?.area_ha_total_stated
  const total = stated === undefined || stated === '' ? Number.NaN : Number(stated)
  return Number.isFinite(total) ? total : null
}

async function columnsOf(store: Store, path: string): Promise<Set<string>> {
  const rows = await store.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${parquet(path)}`)
  return new Set(rows.map((row) => row.column_name))
}
