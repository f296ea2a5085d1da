import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { City } from '../../city.ts'
import { decreeInForce } from '../../decree/in-force.ts'
import { writeFileDurably } from '../../durable.ts'
import { makePrivateFolder, makeReadableFolder, READABLE_FILE } from '../../folder-rights.ts'
import { sha256, sha256File } from '../../freshness.ts'
import { type Bounds, mergeBounds } from '../../geo/bounds.ts'
import { type LayerProfile, layerProfiles } from '../../layers/profiles.ts'
import { loadMethodology } from '../../methodology/methodology.ts'
import { CHECKSUMS, MANIFEST } from '../../release/manifest.ts'
import { pageCopyName } from '../../release/page-parts.ts'
import type { StageContext, StageOutcome } from '../../stage.ts'
import { parquet, type Row, sqlText } from '../../store/index.ts'
import { both } from '../../values/both-languages.ts'
import { bundleViewer } from '../../viewer/bundle.ts'
import { checksumLines } from './catalogue/checksums.ts'
import { dictionaryRows, type TableColumns } from './catalogue/data-dictionary.ts'
import { writeCatalogue } from './catalogue/write-catalogue.ts'
import { toCsv } from './csv.ts'
import { passDriftGates } from './drift-gate.ts'
import { beginFirstPublication, endFirstPublication, undoFirstPublication } from './first-publication.ts'
import { layerGeoJson } from './geojson.ts'
import { writeGround } from './ground.ts'
import { readLegend } from './legend-file.ts'
import { manifestOf, manifestText, tileJsonOf } from './manifest.ts'
import { methodologyFile } from './methodology-file.ts'
import { writePointer } from './pointer.ts'
import { qgisFiles } from './qgis/index.ts'
import { ReleaseWriter } from './release-writer.ts'
import { installRelease } from './releases.ts'
import { type Filling, fillingTables, sourcesOf } from './sources-of.ts'
import { makeStyle } from './style.ts'
import { PUBLISHED_TABLES, tableQuery } from './tables.ts'
import { writeTraces } from './traces/write-traces.ts'
import { makeWorkbook, type WorkbookInput } from './workbook/index.ts'

export async function run(context: StageContext): Promise<StageOutcome> {
  const { outputDirectory, directory } = context
  const folder = join(outputDirectory, 'public')
  const releases = join(folder, 'releases')
  const built = join(outputDirectory, '.release.partial')
  context.stillHeld?.()
  rmSync(built, { recursive: true, force: true })
  undoFirstPublication(outputDirectory)
  makePrivateFolder(built)

  // 1. The data, under a name nobody is served from.
  const writer = new ReleaseWriter(built)
  const filling = await fillingTables(context)
  const { layers, bounds } = await writeLayers(context, writer, filling)
  const dictionary = await writeTables(context, writer, layers, filling)
  const tilesPath = await writeTiles(context, writer, layers, filling)
  writeMapFiles(context.city, writer, layers, bounds, tilesPath)
  writeMethodology(context.city, writer)
  const hasWater = await writeGround(context, writer)
  await writeReport(context, writer)
  const decree = await decreeFacts(context)
  await writeWorkbook({ context, decree, dictionary, legend: readLegend() }, writer)
  await writeQgis(context, writer, layers, bounds, hasWater)
  const sources = await context.store.rows(
    `SELECT * FROM ${parquet(context.table('2-validate', 'sources')!)} ORDER BY source_id`,
  )
  await writeTraces(context, writer, sources, filling)
  await writeCatalogue(context, writer, { layers, bounds, decree, sources })

  // 2. The manifest, and with it the name: a hash of the content.
  writer.syncFolders()
  const content = manifestOf({ city: context.city, decree, bounds, files: writer.files, layers, sources })
  const release = writer.id(content)
  const { format, ...rest } = content
  const manifest = manifestText({ format, release, ...rest })
  writeFileDurably(join(built, MANIFEST), manifest)
  const sums = checksumLines([...writer.files, { path: MANIFEST, sha256: sha256(manifest) }])
  writeFileDurably(join(built, CHECKSUMS), sums)

  // 3. The gates: what is not proven, or too far from the last good release, touches nothing of the public folder.
  const passGates = async (): Promise<() => void> => {
    await context.proveRelease?.(built)
    return passDriftGates(context, { directory: built, release }, layerProfiles())
  }
  const recordAccepted = await passGates().catch((error) => {
    context.stillHeld?.()
    // Refused is not interrupted: nothing is left for the next run to clear away.
    for (const folder of [built, directory]) rmSync(folder, { recursive: true, force: true })
    throw error
  })
  context.stillHeld?.()
  makeReadableFolder(releases)
  beginFirstPublication(outputDirectory, release)
  await installRelease(built, releases, release)

  // 4. The page: its parts have names of their own content, so the page before keeps working until it is replaced.
  const page = await bundleViewer(context.city.viewer)
  const { bytes: shown } = page.find(({ path }) => path === 'index.html')!
  for (const file of [{ path: `assets/${pageCopyName(shown)}`, bytes: shown }, ...page]) {
    makeReadableFolder(join(folder, 'assets'))
    writeFileDurably(join(folder, file.path), file.bytes, READABLE_FILE)
  }

  // 5. The pointer, last; a drift is on record before it is served.
  context.stillHeld?.()
  recordAccepted()
  const base = `releases/${release}`
  writePointer(folder, {
    release,
    manifest: `${base}/manifest.json`,
    style: `${base}/style.json`,
    tiles: [`${base}/${tilesPath}`],
  })
  endFirstPublication(outputDirectory)
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
  filling: Filling,
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
    const facts = { rows: made.rows, sources: sourcesOf(city, [profile], filling) }
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

/** @returns the rows of the data dictionary. */
async function writeTables(
  context: StageContext,
  writer: ReleaseWriter,
  layers: LayerProfile[],
  filling: Filling,
): Promise<Row[]> {
  const { city, store } = context
  const notice: Row = city.synthetic ? { note: both(city.synthetic) } : {}
  const written: TableColumns[] = []
  for (const published of PUBLISHED_TABLES) {
    const query = tableQuery(context, published)
    if (query === null) continue
    const rows = (await store.rows(query)).map((row): Row => ({ ...row, ...notice }))
    if (rows.length === 0) continue
    written.push({ name: published.name, columns: Object.keys(rows[0]!) })
    const write = (path: string, of: Row[]) =>
      writer.write(path, toCsv(Object.keys(rows[0]!), of, city.publish.csv_bom), {
        media_type: 'text/csv',
        rows: of.length,
        sources:
          published.tables.length === 0
            ? city.sources.map((s) => s.id)
            : sourcesOf(city, [published], filling),
      })
    write(`tables/${published.name}.csv`, rows)
    const ofZones = published.zones ? rows.filter(({ level }) => level === 'zone') : []
    if (ofZones.length > 0) write(`tables/zones/${published.name}.csv`, ofZones)
    const { rt_by: column } = published
    if (column === undefined) continue
    const ofRt = rows.filter(({ level }) => level === 'rt')
    for (const value of new Set(ofRt.map((row) => row[column])))
      write(
        `tables/rt/${published.name}-${value}.csv`,
        ofRt.filter((row) => row[column] === value),
      )
  }
  const dictionary = dictionaryRows(layers, written)
  writer.write(
    'tables/data_dictionary.csv',
    toCsv(Object.keys(dictionary[0]!), dictionary, city.publish.csv_bom),
    {
      media_type: 'text/csv',
      rows: dictionary.length,
      sources: [],
    },
  )
  return dictionary
}

/** @returns the archive's path, named by its content, so that no cache can mix two of them. */
async function writeTiles(
  { city, file }: StageContext,
  writer: ReleaseWriter,
  layers: LayerProfile[],
  filling: Filling,
): Promise<string> {
  const archive = file('6-tiles', 'atlas.pmtiles')!
  const path = `tiles/${city.name}-${(await sha256File(archive)).slice(0, 12)}.pmtiles`
  const sources = sourcesOf(city, layers, filling)
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
    city: { ...city, bounds },
    tilesPath,
    layers: layers.map((layer) => layer.name),
    legend: readLegend(),
  })
  writer.write('style.json', `${JSON.stringify(style, null, 1)}\n`, json)
  writer.write(
    'tilejson.json',
    `${JSON.stringify(tileJsonOf(city, tilesPath, bounds, layers), null, 1)}\n`,
    json,
  )
}

function writeMethodology(city: City, writer: ReleaseWriter): void {
  const content = methodologyFile(loadMethodology(city.methodology), city.area)
  writer.write('methodology.json', `${JSON.stringify(content, null, 1)}\n`, {
    ...{ media_type: 'application/json', rows: null, sources: [] },
  })
}

async function writeReport({ city, file }: StageContext, writer: ReleaseWriter): Promise<void> {
  const sources = city.sources.map((source) => source.id)
  await writer.copy('report/index.html', file('2-validate', 'published/report.html')!, {
    media_type: 'text/html',
    rows: null,
    sources,
  })
  await writer.copy('report/report.json', file('2-validate', 'published/report.json')!, {
    media_type: 'application/json',
    rows: null,
    sources,
  })
}

async function writeWorkbook(input: WorkbookInput, writer: ReleaseWriter): Promise<void> {
  writer.write('atlas.xlsx', await makeWorkbook(input), {
    media_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    rows: null,
    sources: input.context.city.sources.map((source) => source.id),
  })
}

async function writeQgis(
  context: StageContext,
  writer: ReleaseWriter,
  layers: LayerProfile[],
  bounds: Bounds,
  hasWater: boolean,
): Promise<void> {
  for (const { path, content, media_type } of await qgisFiles(
    context,
    layers,
    bounds,
    readLegend(),
    hasWater,
  ))
    writer.write(path, content, { media_type, rows: null, sources: [] })
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
