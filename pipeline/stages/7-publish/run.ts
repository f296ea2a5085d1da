import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { City } from '../../city.ts'
import { decreeInForce } from '../../decree/in-force.ts'
import { writeFileDurably } from '../../durable.ts'
import { sha256File } from '../../freshness.ts'
import { type Bounds, mergeBounds } from '../../geo/bounds.ts'
import { type LayerProfile, layerProfiles } from '../../layers/profiles.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, type Row, sqlText } from '../../store/index.ts'
import { bundleViewer } from '../../viewer/bundle.ts'
import { toCsv } from './csv.ts'
import { passDriftGates } from './drift-gate.ts'
import { layerGeoJson } from './geojson.ts'
import { LEGEND_FILE } from './legend-file.ts'
import { manifestOf, tileJsonOf } from './manifest.ts'
import { writePointer } from './pointer.ts'
import { ReleaseWriter } from './release-writer.ts'
import { installRelease, retire } from './releases.ts'
import { makeStyle } from './style.ts'
import { PUBLISHED_TABLES, tableQuery } from './tables.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { outputDirectory, directory } = context
  const folder = join(outputDirectory, 'public')
  const releases = join(folder, 'releases')
  const built = join(outputDirectory, '.release.partial')
  rmSync(built, { recursive: true, force: true })
  mkdirSync(built, { recursive: true })

  // 1. The data, under a name nobody is served from.
  const writer = new ReleaseWriter(built)
  const { layers, bounds } = await writeLayers(context, writer)
  await writeTables(context, writer, layers)
  const tilesPath = await writeTiles(context, writer)
  writeMapFiles(context.city, writer, layers, bounds, tilesPath)
  await writeReport(context, writer)

  // 2. The manifest, and with it the name: a hash of the content.
  const content = manifestOf({
    city: context.city,
    decree: await decreeFacts(context),
    bounds,
    files: writer.files,
    layers,
    sources: await context.store.rows(
      `SELECT * FROM ${parquet(context.table('2-validate', 'sources')!)} ORDER BY source_id`,
    ),
  })
  const release = writer.id(content)
  const { format, ...rest } = content
  writeFileDurably(join(built, 'manifest.json'), `${JSON.stringify({ format, release, ...rest }, null, 1)}\n`)

  // 3. The gates: what is too far from the last good release touches nothing of the public folder.
  const recordAccepted = await passDriftGates(context, { directory: built, release }, layerProfiles()).catch(
    (error) => {
      // Refused is not interrupted: nothing is left for the next run to clear away.
      for (const folder of [built, directory]) rmSync(folder, { recursive: true, force: true })
      throw error
    },
  )
  mkdirSync(releases, { recursive: true })
  await installRelease(built, releases, release)

  // 4. The page: its parts have names of their own content, so the page before keeps working until it is replaced.
  for (const file of await bundleViewer()) {
    mkdirSync(join(folder, 'assets'), { recursive: true })
    writeFileDurably(join(folder, file.path), file.bytes)
  }

  // 5. The pointer, last.
  const base = `releases/${release}`
  writePointer(folder, {
    release,
    manifest: `${base}/manifest.json`,
    style: `${base}/style.json`,
    tiles: [`${base}/${tilesPath}`],
  })
  recordAccepted()
  retire(outputDirectory, releases, release)
  writeFileSync(
    join(directory, 'release.json'),
    `${JSON.stringify({ release, files: writer.files.length })}\n`,
  )
  const bytes = writer.files.reduce((sum, file) => sum + file.bytes, 0)
  return {
    rows: Object.fromEntries(writer.files.filter((f) => f.rows !== null).map((f) => [f.path, f.rows!])),
    summary: `release ${release}, ${writer.files.length} files, ${(bytes / 1e6).toFixed(2)} MB`,
  }
}

/** Layers that hold something, as GeoJSON and GeoParquet. */
async function writeLayers(
  context: StageContext,
  writer: ReleaseWriter,
): Promise<{ layers: LayerProfile[]; bounds: Bounds }> {
  const { city, store, file } = context
  const layers: LayerProfile[] = []
  let bounds: Bounds | null = null
  for (const profile of layerProfiles()) {
    const path = file('6-tiles', `layers/${profile.name}.parquet`)!
    const made = await layerGeoJson(store, path, profile, city)
    if (made.rows === 0) continue
    layers.push(profile)
    bounds = mergeBounds(bounds, made.bounds)
    const facts = { rows: made.rows, sources: sourcesOf(city, profile.tables) }
    writer.write(`geojson/${profile.name}.geojson`, made.text, {
      media_type: 'application/geo+json',
      ...facts,
    })
    await writer.copy(`parquet/${profile.name}.parquet`, path, {
      media_type: 'application/vnd.apache.parquet',
      ...facts,
    })
  }
  return { layers, bounds: bounds! }
}

function sourcesOf(city: City, tables: readonly string[]): string[] {
  return city.sources.filter((source) => tables.includes(source.table)).map((source) => source.id)
}

async function writeTables(
  context: StageContext,
  writer: ReleaseWriter,
  layers: LayerProfile[],
): Promise<void> {
  const { city, store } = context
  const notice: Row = city.synthetic ? { note: city.synthetic.id } : {}
  for (const published of PUBLISHED_TABLES) {
    const query = tableQuery(context, published)
    if (query === null) continue
    const rows = (await store.rows(query)).map((row): Row => ({ ...row, ...notice }))
    if (rows.length === 0) continue
    const write = (path: string, of: Row[]) =>
      writer.write(path, toCsv(Object.keys(rows[0]!), of), {
        media_type: 'text/csv',
        rows: of.length,
        sources:
          published.tables.length === 0 ? city.sources.map((s) => s.id) : sourcesOf(city, published.tables),
      })
    write(`tables/${published.name}.csv`, rows)
    const ofZones = published.zones ? rows.filter(({ level }) => level === 'zone') : []
    if (ofZones.length > 0) write(`tables/zones/${published.name}.csv`, ofZones)
  }
  const dictionary = layers.flatMap((layer) =>
    layer.attributes.map(({ name, type, unit, title }) => ({
      layer: layer.name,
      attribute: name,
      type,
      unit: unit ?? null,
      title_id: title.id,
      title_en: title.en,
    })),
  )
  writer.write('tables/data_dictionary.csv', toCsv(Object.keys(dictionary[0]!), dictionary), {
    media_type: 'text/csv',
    rows: dictionary.length,
    sources: [],
  })
}

/** @returns the archive's path, named by its content, so that no cache can mix two of them. */
async function writeTiles({ city, file }: StageContext, writer: ReleaseWriter): Promise<string> {
  const archive = file('6-tiles', 'atlas.pmtiles')!
  const path = `tiles/${city.name}-${(await sha256File(archive)).slice(0, 12)}.pmtiles`
  const sources = city.sources.filter((source) => source.table !== 'households').map((source) => source.id)
  await writer.copy(path, archive, { media_type: 'application/vnd.pmtiles', rows: null, sources })
  await writer.copy('tiles/proof.json', file('6-tiles', 'proof.json')!, {
    media_type: 'application/json',
    rows: null,
    sources,
  })
  return path
}

function writeMapFiles(
  city: City,
  writer: ReleaseWriter,
  layers: LayerProfile[],
  bounds: Bounds,
  tilesPath: string,
): void {
  const json = { media_type: 'application/json', rows: null, sources: [] }
  const style = makeStyle({
    city: {
      title: city.title,
      attribution: city.attribution ?? city.title,
      synthetic: city.synthetic,
      bounds,
    },
    tilesPath,
    layers: layers.map((layer) => layer.name),
    legend: JSON.parse(readFileSync(LEGEND_FILE, 'utf8')),
  })
  writer.write('style.json', `${JSON.stringify(style, null, 1)}\n`, json)
  writer.write(
    'tilejson.json',
    `${JSON.stringify(tileJsonOf(city, tilesPath, bounds, layers), null, 1)}\n`,
    json,
  )
}

async function writeReport({ city, file }: StageContext, writer: ReleaseWriter): Promise<void> {
  const sources = city.sources.map((source) => source.id)
  await writer.copy('report/index.html', file('2-validate', 'report.html')!, {
    media_type: 'text/html',
    rows: null,
    sources,
  })
  await writer.copy('report/report.json', file('2-validate', 'report.json')!, {
    media_type: 'application/json',
    rows: null,
    sources,
  })
}

async function decreeFacts({ city, store, table }: StageContext) {
  const decrees = table('2-validate', 'decrees')
  const number = await decreeInForce(store, city.decree, decrees, table('2-validate', 'zones'))
  if (number === null) return null
  if (decrees === null) return { number, title: null, date: null }
  const rows = await store.rows<{ title: string | null; decree_date: string | null }>(
    `SELECT title, decree_date FROM ${parquet(decrees)} WHERE decree_number = ${sqlText(number)}`,
  )
  return { number, title: rows[0]?.title ?? null, date: rows[0]?.decree_date ?? null }
}
