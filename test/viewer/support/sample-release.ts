import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { mercatorX, mercatorY, type Tile, tileIdOf, writePmtiles } from '../../../pipeline/archive/index.ts'
import { layerProfiles } from '../../../pipeline/layers/profiles.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import { fileTitle } from '../../../pipeline/stages/7-publish/catalogue/file-titles.ts'
import { methodologyFile } from '../../../pipeline/stages/7-publish/methodology-file.ts'
import { makeStyle } from '../../../pipeline/stages/7-publish/style.ts'
import { bundleViewer, type ViewerFile } from '../../../pipeline/viewer/bundle.ts'
import type { Legend } from '../../../pipeline/viewer/legend.ts'
import { type SampleCity, sampleCity } from './sample-city.ts'

const RELEASE = 'a1b2c3d4e5f6'
const TITLES: Record<string, [string, string]> = {
  zones: ['Kawasan kumuh', 'Slum zones'],
  zone_changes: ['Perubahan antar-SK', 'Change between decrees'],
  rt: ['RT', 'RT cells'],
  grid: ['Kepadatan per sel', 'Density by cell'],
  kelurahan: ['Kelurahan', 'Kelurahan'],
  kecamatan: ['Kecamatan', 'Kecamatan'],
  buildings: ['Bangunan', 'Buildings'],
  interventions: ['Kegiatan', 'Works'],
  facilities: ['Fasilitas', 'Facilities'],
}

export interface SampleOptions {
  /** Replaces the name of the first zone. */
  name?: string
  /** Layers left out of archive, manifest and style. */
  without?: string[]
  synthetic?: boolean
  basemap?: { url: string; attribution: { id: string; en: string } }
  /** The page, when it is bundled already. */
  viewer?: ViewerFile[]
}

/** Writes a whole public folder, page included, in the form of a real release. */
export async function writeSampleRelease(folder: string, options: SampleOptions = {}): Promise<SampleCity> {
  const city = sampleCity(options.name === undefined ? {} : { name: options.name })
  for (const layer of options.without ?? []) delete city.layers[layer]
  const release = join(folder, 'releases', RELEASE)
  const put = async (path: string, body: string | Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), body)
  }
  for (const file of options.viewer ?? (await bundleViewer())) await put(file.path, file.bytes)

  await mkdir(join(release, 'tiles'), { recursive: true })
  const archive = join(release, 'tiles', 'sample.pmtiles')
  await writePmtiles(archive, tilesOf(city, 8, 15), {
    name: 'sample',
    description: 'sample',
    attribution: 'sample',
    bounds: city.bounds,
    layers: Object.keys(city.layers).map((name) => ({
      name,
      kind: 'polygon',
      minzoom: 8,
      maxzoom: 15,
      attributes: [],
    })),
  })
  const tilesPath = `tiles/sample-${sha256(await readFile(archive)).slice(0, 12)}.pmtiles`
  await put(`releases/${RELEASE}/${tilesPath}`, await readFile(archive))

  const meta = {
    name: 'contoh',
    title: { id: 'Kota Contoh', en: 'Sample City' },
    code: '99.01',
    methodology: 'permen-pupr-14-2018',
    decree: {
      number: '12/2021',
      title: {
        id: 'Keputusan Wali Kota Contoh Nomor 12/2021',
        en: 'Decree of the Mayor of Sample City No. 12/2021',
      },
      date: '2021-03-04',
    },
    synthetic:
      options.synthetic === false
        ? null
        : { id: 'Data sintetis: bukan kota yang nyata', en: 'Synthetic data: not a real city' },
    attribution: { id: 'Dinas Perkim Kota Contoh, 2021', en: 'Housing office of Sample City, 2021' },
    bounds: city.bounds,
    ...(options.basemap === undefined ? {} : { basemap: options.basemap }),
  }
  const legend = JSON.parse(
    await readFile(new URL('../../../schemas/legend.json', import.meta.url), 'utf8'),
  ) as Legend
  const style = makeStyle({ city: meta, tilesPath, layers: Object.keys(city.layers), legend })
  await put(`releases/${RELEASE}/style.json`, JSON.stringify(style))
  await put(`releases/${RELEASE}/report/index.html`, '<!doctype html><title>Laporan</title><p>Laporan')

  const files: Record<string, unknown>[] = []
  const publish = async (path: string, body: string, media_type: string, rows: number) => {
    await put(`releases/${RELEASE}/${path}`, body)
    files.push({ path, bytes: Buffer.byteLength(body), sha256: sha256(body), media_type, rows })
  }
  for (const [name, layer] of Object.entries(city.layers)) {
    await publish(
      `geojson/${name}.geojson`,
      JSON.stringify(layer),
      'application/geo+json',
      layer.features.length,
    )
  }
  const methodology = methodologyFile(loadMethodology('permen-pupr-14-2018'), {
    difference_warn_pct: 0.1,
    difference_error_pct: 1,
  })
  await publish('methodology.json', JSON.stringify(methodology), 'application/json', 0)
  for (const [name, csv] of Object.entries(city.tables))
    await publish(`tables/${name}.csv`, csv, 'text/csv', csv.split('\n').length - 2)
  files.push({
    path: tilesPath,
    bytes: (await readFile(archive)).byteLength,
    media_type: 'application/vnd.pmtiles',
  })
  files.push({ path: 'report/index.html', bytes: 60, media_type: 'text/html' })
  const profiles = layerProfiles().map((profile) => ({ profile }))
  const manifest = {
    release: RELEASE,
    city: meta,
    files: files.map((file) => ({ ...file, title: fileTitle(String(file.path), profiles).title })),
    sources: [
      {
        id: 'zones',
        title: { id: 'Peta lampiran SK 12/2021', en: 'Map annexed to decree 12/2021' },
        licence: 'CC-BY-4.0',
      },
    ],
    layers: Object.keys(city.layers).flatMap((name) => {
      const title = TITLES[name]
      if (title === undefined) return []
      const zooms = { minzoom: 8, maxzoom: 15 }
      return [{ name, title: { id: title[0], en: title[1] }, ...zooms, path: `geojson/${name}.geojson` }]
    }),
  }
  await put(`releases/${RELEASE}/manifest.json`, JSON.stringify(manifest))
  await put(
    'latest.json',
    JSON.stringify({
      release: RELEASE,
      manifest: `releases/${RELEASE}/manifest.json`,
      style: `releases/${RELEASE}/style.json`,
      tiles: [`releases/${RELEASE}/${tilesPath}`],
    }),
  )
  return city
}

/** Tiles of the bounds in rising tile id order, cut by the reference tiler. */
function tilesOf({ layers, bounds }: SampleCity, minzoom: number, maxzoom: number): Tile[] {
  const indexes = Object.entries(layers).map(([name, layer]) => ({
    name,
    index: new GeoJSONVT(layer, { maxZoom: maxzoom, indexMaxZoom: maxzoom, tolerance: 0, buffer: 80 }),
  }))
  const tiles: Tile[] = []
  const [west, south, east, north] = bounds
  for (let z = minzoom; z <= maxzoom; z++) {
    const column = (lon: number) => Math.floor(mercatorX(lon) * 2 ** z)
    const row = (lat: number) => Math.floor(mercatorY(lat) * 2 ** z)
    for (let x = column(west); x <= column(east); x++) {
      for (let y = row(north); y <= row(south); y++) {
        const parts: Parameters<typeof fromGeojsonVt>[0] = {}
        for (const { name, index } of indexes) {
          const tile = index.getTile(z, x, y)
          if (tile && tile.features.length > 0) parts[name] = tile
        }
        if (Object.keys(parts).length > 0) {
          tiles.push({ z, x, y, data: fromGeojsonVt(parts, { version: 2, extent: 4096 }) })
        }
      }
    }
  }
  return tiles.sort((a, b) => tileIdOf(a.z, a.x, a.y) - tileIdOf(b.z, b.x, b.y))
}

function sha256(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}
