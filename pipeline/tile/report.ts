import { displayPath } from '../paths.ts'
import type { LayerReport } from '../tiler/tileset.ts'
import type { TileRun } from './index.ts'
import { type Language, REASONS, ZOOM_WHY } from './words.ts'

/** Viewers on a telephone take seconds for such a tile. */
const LARGE_TILE_BYTES = 5e6

/** The run as one object, for machines. */
export function jsonReport(run: TileRun): Record<string, unknown> {
  const { output, engine, rules, chosen, layers, tiles, contents, bytes, largest, proof, seconds } = run
  return {
    output: displayPath(output),
    engine,
    minzoom: Math.min(...rules.layers.map(({ minzoom }) => minzoom)),
    maxzoom: Math.max(...rules.layers.map(({ maxzoom }) => maxzoom)),
    chosen_maxzoom: chosen,
    crs_assumed: run.assumed,
    layers,
    tiles,
    contents,
    bytes,
    largest_tile: largest,
    seconds: rounded(seconds, 3),
    features_per_second: Math.round(featuresOf(layers) / seconds),
    proof: proof === null ? null : { tiles: proof.tiles, loss_count: proof.loss_count },
  }
}

/** The run as a person reads it. */
export function reportLines(run: TileRun, language: Language): string[] {
  const { chosen, layers, largest, proof, seconds } = run
  const isId = language === 'id'
  const n = (value: number): string => value.toLocaleString(isId ? 'id-ID' : 'en-GB')
  const size = (value: number): string => sizeText(value, n)
  const lines = run.assumed.map((file) =>
    isId
      ? `${file}: CRS tidak dinyatakan; angkanya derajat dan dibaca sebagai WGS 84`
      : `${file}: no CRS is stated; its numbers are degrees and are read as WGS 84`,
  )
  if (chosen !== null) {
    const spacing = chosen.spacing_m === null ? '' : ` (${n(rounded(chosen.spacing_m, 1))} m)`
    lines.push(
      `${isId ? 'zoom terdalam' : 'deepest zoom'} ${chosen.zoom}: ${ZOOM_WHY[chosen.why][language]}${spacing}`,
    )
  }
  for (const layer of layers) lines.push(...layerLines(layer, language, n))
  lines.push(
    isId
      ? `${n(run.tiles)} ubin, ${n(run.contents)} isi berbeda, ${size(run.bytes)}`
      : `${n(run.tiles)} tiles, ${n(run.contents)} different contents, ${size(run.bytes)}`,
    `${isId ? 'ubin terbesar' : 'largest tile'} ${largest.zoom}/${largest.x}/${largest.y}: ${size(largest.bytes)}`,
  )
  if (largest.bytes > LARGE_TILE_BYTES) {
    lines.push(
      isId
        ? '  lambat di peramban; yang mengecilkannya: --tiny-polygons dither, -r 2.5 untuk titik, -y untuk atribut, atau -Z yang lebih dalam'
        : '  slow in a browser; what makes it smaller: --tiny-polygons dither, -r 2.5 for points, -y for attributes, or a deeper -Z',
    )
  }
  const features = featuresOf(layers)
  const rate = n(Math.round(features / seconds))
  lines.push(
    proof === null
      ? isId
        ? 'tidak dibuktikan (--no-proof)'
        : 'not proven (--no-proof)'
      : isId
        ? `terbukti: ${n(proof.tiles)} ubin dibaca ulang, tidak ada yang hilang`
        : `proven: ${n(proof.tiles)} tiles decoded again, nothing lost`,
    `${displayPath(run.output)}: ${n(rounded(seconds, 2))} ${isId ? 'detik' : 's'}, ${rate} ${isId ? 'fitur/detik' : 'features/s'}`,
  )
  return lines
}

function layerLines(layer: LayerReport, language: Language, n: (value: number) => string): string[] {
  const isId = language === 'id'
  const lines = [
    isId
      ? `${layer.name}: ${n(layer.features_taken)} dari ${n(layer.features_read)} fitur diambil`
      : `${layer.name}: ${n(layer.features_taken)} of ${n(layer.features_read)} features taken`,
  ]
  for (const [reason, count] of Object.entries(layer.refused))
    lines.push(
      `  ${n(count)} ${isId ? 'ditolak' : 'refused'}: ${REASONS[reason as keyof typeof REASONS]?.[language] ?? reason}`,
    )
  const words = isId
    ? (['zoom', 'fitur', 'mungil', 'dibuang', 'tergabung', 'gambar', 'ubin'] as const)
    : (['zoom', 'features', 'tiny', 'dropped', 'clustered', 'drawings', 'tiles'] as const)
  const rows = layer.zooms.map((zoom) =>
    [
      zoom.zoom,
      zoom.features,
      zoom.features_tiny,
      zoom.features_dropped,
      zoom.features_clustered,
      zoom.drawings,
      zoom.tiles,
    ].map(n),
  )
  const widths = words.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]!.length)))
  for (const row of [[...words], ...rows])
    lines.push(`  ${row.map((cell, i) => cell.padStart(widths[i]!)).join('  ')}`)
  return lines
}

function featuresOf(layers: readonly LayerReport[]): number {
  return layers.reduce((sum, { features_taken }) => sum + features_taken, 0)
}

function sizeText(bytes: number, n: (value: number) => string): string {
  if (bytes < 1e3) return `${n(bytes)} B`
  return bytes < 1e6 ? `${n(rounded(bytes / 1e3, 1))} kB` : `${n(rounded(bytes / 1e6, 1))} MB`
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}
