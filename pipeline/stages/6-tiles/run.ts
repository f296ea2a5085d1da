import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PromisedLayer, proveTiles, verifyPmtiles, writePmtiles } from '../../archive/index.ts'
import { decreeInForce } from '../../decree/in-force.ts'
import { ContractError, UserError } from '../../errors.ts'
import { encodeWkb } from '../../geo/wkb.ts'
import { type LayerProfile, layerProfiles } from '../../layers/profiles.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { type Columns, type ColumnType, parquet, sqlText, writeTable } from '../../store/index.ts'
import { boundsOf, cutTiles, describeLayers, type Tile, type TileLayer } from '../../tiler/index.ts'
import { composeLayer } from './compose.ts'
import { createViews } from './views.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { city, store, directory, table, progress } = context
  await createViews(context)
  const decree = await decreeInForce(
    store,
    city.decree,
    table('2-validate', 'decrees'),
    table('2-validate', 'zones'),
  )
  await refuseEmptied(context, decree)
  mkdirSync(join(directory, 'layers'))
  const layers: TileLayer[] = []
  const rows: Record<string, number> = {}
  for (const profile of layerProfiles()) {
    const features = await composeLayer(context, profile, decree)
    const layer = tileLayer(profile, features)
    layers.push(layer)
    rows[profile.name] = await writeLayer(context, layer)
  }
  const drawn = layers.filter((layer) => layer.features.length > 0)
  const bounds = boundsOf(drawn)
  if (!bounds) {
    throw new UserError('contract', {
      what: 'there is nothing to draw: no layer has a feature',
      where: { file: city.file },
      got: `sources for ${[...new Set(city.sources.map((source) => source.table))].join(', ')}`,
      expected: 'accepted records with a place: zones, admin_units, buildings, facilities or interventions',
      next: 'add a source with boundaries, or see in the report why the records were set aside; households are never drawn one by one',
    })
  }
  const path = join(directory, 'atlas.pmtiles')
  const task = progress.task('cut tiles')
  const written = await writePmtiles(
    path,
    counted(cutTiles(drawn), () => task.advance(1)),
    {
      name: city.title.id,
      description: city.synthetic?.id ?? `Atlas permukiman kumuh ${city.title.id}`,
      attribution: [city.attribution?.id, city.synthetic?.id].filter((text) => text !== undefined).join(' '),
      bounds,
      layers: describeLayers(drawn),
    },
  )
  task.end()
  const violations = await verifyPmtiles(path)
  if (violations[0]) {
    throw new UserError('tiles', {
      what: `the archive breaks PMTiles v3 in ${violations.length} places`,
      got: JSON.stringify(violations[0]),
      next: 'please report this: it is a fault of the archive writer',
    })
  }
  const proof = await proveTiles(path, { layers: drawn as PromisedLayer[] })
  writeFileSync(join(directory, 'proof.json'), `${JSON.stringify(proof, null, 1)}\n`)
  if (proof.loss_count > 0) {
    const first = proof.losses[0]!
    throw new UserError('tiles', {
      what: `the tiles are not proven: ${proof.loss_count} differences from the layers`,
      where: { layer: first.layer, field: first.zoom === undefined ? undefined : `zoom ${first.zoom}` },
      got: first.detail,
      expected: 'every feature, attribute and outline of the layers at every promised zoom',
      next: 'please report this with the city data: it is a fault of the tiler',
    })
  }
  return { rows, summary: `${written.tiles} tiles, ${(written.bytes / 1e6).toFixed(2)} MB, proven` }
}

/**
 * A source of which nothing was accepted, or a decree in force without an accepted zone, is no map to put in the place of
 * the one that is served.
 * @throws ContractError naming the source and what its rows were set aside for.
 */
async function refuseEmptied({ city, store, table }: StageContext, decree: string | null): Promise<void> {
  const next = 'look at the report and the quarantine files of 2-validate; the release before stays served'
  const sources = parquet(table('2-validate', 'sources')!)
  const findings = parquet(table('2-validate', 'findings')!)
  const [empty] = await store.rows<{
    source_id: string
    path: string
    rows_read: number
    codes: string | null
  }>(
    `SELECT s.source_id, s.path, s.rows_read, (
       SELECT string_agg(DISTINCT code, ', ' ORDER BY code) FROM ${findings} f
       WHERE f.source_id = s.source_id AND f.severity = 'quarantine') AS codes
     FROM ${sources} s WHERE s.rows_accepted = 0 AND s.rows_dropped + s.rows_amended = 0 ORDER BY s.source_id LIMIT 1`,
  )
  if (empty) {
    throw new ContractError({
      what: 'no row of a source was accepted',
      where: { file: empty.path, key: `sources.${empty.source_id} in ${city.file}` },
      got: `0 of ${empty.rows_read} rows${empty.codes === null ? '' : ` (${empty.codes})`}`,
      expected: 'at least one',
      next,
    })
  }
  if (table('2-validate', 'zones') === null) return
  const [zones] = await store.rows<{ n: number }>(
    `SELECT count(*) AS n FROM zones WHERE decree_number IS NOT DISTINCT FROM ${decree === null ? 'NULL' : sqlText(decree)}`,
  )
  if (zones!.n > 0) return
  throw new ContractError({
    what: 'the decree in force has no accepted zone',
    where: { file: city.file, key: 'decree' },
    got: decree ?? 'several decrees and none named',
    expected: 'the number of a decree whose zones are mapped',
    next,
  })
}

function tileLayer(profile: LayerProfile, features: TileLayer['features']): TileLayer {
  return {
    name: profile.name,
    description: `${profile.title.id} / ${profile.title.en}`,
    kind: profile.geometry,
    minzoom: profile.zooms[0],
    maxzoom: profile.zooms[1],
    attributes: profile.attributes.map(({ name, type, title, unit }) => ({
      name,
      type,
      description: `${title.id} / ${title.en}${unit === undefined ? '' : ` (${unit})`}`,
    })),
    features,
  }
}

const TYPES: Record<string, ColumnType> = { string: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' }

/** The layer as GeoParquet: what 7-publish releases and what the tiles were proven against. */
async function writeLayer({ store, directory }: StageContext, layer: TileLayer): Promise<number> {
  const columns: Columns = { feature_id: 'BIGINT' }
  for (const { name, type } of layer.attributes) columns[name] = TYPES[type]!
  columns.geometry = 'GEOMETRY'
  return writeTable(
    store,
    join(directory, 'layers', `${layer.name}.parquet`),
    columns,
    layer.features.map((feature) => ({
      ...feature.properties,
      feature_id: feature.id,
      geometry: encodeWkb(feature.geometry),
    })),
  )
}

function* counted(made: Iterable<Tile>, done: () => void): Generator<Tile> {
  for (const tile of made) {
    yield tile
    done()
  }
}
