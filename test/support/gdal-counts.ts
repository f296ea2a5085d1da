import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'

export const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0

/** GDAL's feature counts of many GeoJSON files. Null for a file that GDAL does not open or finds empty. */
export function gdalCountsOfGeoJson(paths: readonly string[]): Map<string, number | null> {
  return countsOf(paths, layerName)
}

/** The same of shapefiles, unzipped. */
export function gdalCountsOfShapefiles(paths: readonly string[]): Map<string, number | null> {
  return countsOf(paths, (path) => basename(path, extname(path)))
}

/**
 * All in one run of `ogrinfo`, by way of a virtual data source that lists them; most of a run of its own for each would be
 * its start.
 */
function countsOf(paths: readonly string[], layerName: (path: string) => string): Map<string, number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-vrt-'))
  try {
    const file = join(folder, 'all.vrt')
    const layers = paths.map(
      (path, i) =>
        `<OGRVRTLayer name="${i}"><SrcDataSource relativeToVRT="0">${xml(resolve(path))}</SrcDataSource>` +
        `<SrcLayer>${xml(layerName(path))}</SrcLayer></OGRVRTLayer>`,
    )
    writeFileSync(file, `<OGRVRTDataSource>${layers.join('\n')}</OGRVRTDataSource>`)
    const { stdout } = spawnSync('ogrinfo', ['-ro', '-so', '-al', file], { encoding: 'utf8' })
    const counts = new Map<string, number | null>(paths.map((path) => [path, null]))
    for (const [, index, count] of stdout.matchAll(/Layer name: (\d+)\n[\s\S]*?Feature Count: (\d+)/g)) {
      if (count !== '0') counts.set(paths[Number(index)]!, Number(count))
    }
    return counts
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** GDAL names a layer after the member `name`, else after the file. */
function layerName(path: string): string {
  const own = basename(path, extname(path))
  try {
    const { name } = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown }
    return typeof name === 'string' && name !== '' ? name : own
  } catch {
    return own
  }
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
