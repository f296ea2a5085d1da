import { formatPlace, type Place, UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import type { InputFault, LayerReport, Refusal } from '../tiler/tileset.ts'
import type { Language } from '../values/language.ts'
import { idsLine } from './ids-left-out.ts'
import type { TileRun } from './index.ts'
import type { OpenInput } from './open-inputs.ts'
import { counted, REASONS, ZOOM_WHY } from './words.ts'

/** Viewers on a telephone take seconds for such a tile. */
const LARGE_TILE_BYTES = 5e6
/** Places told of each reason. */
const PLACES_SHOWN = 3

type Named = readonly Pick<OpenInput, 'label' | 'placed_by'>[]

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
    encodings_guessed: guessesOf(run).map(({ label, guessed }) => ({
      file: label,
      encoding: guessed!.name,
      ...(guessed!.sample === undefined ? {} : { sample: guessed!.sample }),
    })),
    ids_left_out: run.ids_left_out,
    layers: layers.map(({ faults, ids_left_out: _told, ...layer }) => ({
      ...layer,
      faults: (faults ?? []).map((fault) => ({
        refusal: fault.refusal,
        ...placeOf(fault, run.inputs),
        ...(fault.why === undefined ? {} : { why: fault.why }),
      })),
    })),
    tiles,
    contents,
    bytes,
    largest_tile: largest,
    seconds: rounded(seconds, 3),
    features_per_second: rateOf(run),
    proof: proof === null ? null : { tiles: proof.tiles, loss_count: proof.loss_count },
  }
}

/** The run as a person reads it. */
export function reportLines(run: TileRun, language: Language): string[] {
  const { chosen, layers, largest, proof, seconds } = run
  const isId = language === 'id'
  const { format: n } = new Intl.NumberFormat(isId ? 'id-ID' : 'en-GB')
  const size = (value: number): string => sizeText(value, n)
  const lines = run.assumed.map((file) =>
    isId
      ? `${file}: CRS tidak dinyatakan; angkanya derajat dan dibaca sebagai WGS 84`
      : `${file}: no CRS is stated; its numbers are degrees and are read as WGS 84`,
  )
  for (const { label, guessed } of guessesOf(run)) {
    const sample = guessed!.sample === undefined ? '' : ` (${JSON.stringify(guessed!.sample)})`
    lines.push(
      isId
        ? `${label}: teks bukan UTF-8 dan dibaca sebagai ${guessed!.name}, suatu dugaan${sample}; bila salah: --encoding`
        : `${label}: its texts are not UTF-8 and are read as ${guessed!.name}, which is a guess${sample}; --encoding says another`,
    )
  }
  if (chosen !== null) {
    const spacing = chosen.spacing_m === null ? '' : ` (${n(rounded(chosen.spacing_m, 1))} m)`
    lines.push(
      `${isId ? 'zoom terdalam' : 'deepest zoom'} ${chosen.zoom}: ${ZOOM_WHY[chosen.why][language]}${spacing}`,
    )
  }
  for (const layer of layers) lines.push(...layerLines(layer, run.inputs, language, n))
  for (const left of run.ids_left_out) lines.push(idsLine(left, language, n))
  lines.push(
    isId
      ? `${n(run.tiles)} ubin, ${n(run.contents)} isi berbeda, ${size(run.bytes)}`
      : `${counted(run.tiles, 'tile', n)}, ${counted(run.contents, 'different content', n)}, ${size(run.bytes)}`,
    `${isId ? 'ubin terbesar' : 'largest tile'} ${largest.zoom}/${largest.x}/${largest.y}: ${size(largest.bytes)}`,
  )
  if (largest.bytes > LARGE_TILE_BYTES) {
    lines.push(
      isId
        ? '  lambat di peramban; yang mengecilkannya: --tiny-polygons dither, -r 2.5 untuk titik, -y untuk atribut, atau -Z yang lebih dalam'
        : '  slow in a browser; what makes it smaller: --tiny-polygons dither, -r 2.5 for points, -y for attributes, or a deeper -Z',
    )
  }
  lines.push(
    proof === null
      ? isId
        ? 'tidak dibuktikan (--no-proof)'
        : 'not proven (--no-proof)'
      : isId
        ? `terbukti: ${n(proof.tiles)} ubin dibaca ulang, tidak ada yang hilang`
        : `proven: ${counted(proof.tiles, 'tile', n)} decoded again, nothing lost`,
    `${displayPath(run.output)}: ${n(rounded(seconds, 2))} ${isId ? 'detik' : 's'}, ${n(rateOf(run))} ${isId ? 'fitur/detik' : 'features/s'}`,
  )
  return lines
}

/** The refusal of files of which nothing can be drawn. */
export function nothingToDraw(layers: readonly LayerReport[], inputs: Named): UserError {
  const read = layers.reduce((sum, { features_read }) => sum + features_read, 0)
  const refused = layers.flatMap((layer) => refusedLines(layer, inputs, 'en', String))
  return new UserError('geometry', {
    code: 'TILES_EMPTY',
    what: 'there is nothing to draw',
    where: { file: [...new Set(inputs.map(({ label }) => label))].join(', ') },
    got: [read === 0 ? 'no features' : counted(read, 'feature'), ...refused].join('\n'),
    expected: 'at least one feature with a geometry in degrees, or in the CRS that the file or --crs says',
    next: 'petakumuh inspect FILE says what the file holds',
  })
}

function placeOf({ input, place }: InputFault, inputs: Named): Place {
  const { label, placed_by } = inputs[input]!
  return { file: label, [placed_by]: place }
}

/** How many features were refused for each reason, and where the first of them are. */
function refusedLines(
  { refused, faults = [] }: LayerReport,
  inputs: Named,
  language: Language,
  n: (value: number) => string,
): string[] {
  return (Object.entries(refused) as [Refusal, number][]).map(([refusal, count]) => {
    const places = faults.filter((fault) => fault.refusal === refusal).slice(0, PLACES_SHOWN)
    const shown = places.map(
      (fault) =>
        `\n    ${formatPlace(placeOf(fault, inputs))}${fault.why === undefined ? '' : `: ${fault.why}`}`,
    )
    return `${n(count)} ${language === 'id' ? 'ditolak' : 'refused'}: ${REASONS[refusal][language]}${shown.join('')}`
  })
}

function layerLines(
  layer: LayerReport,
  inputs: Named,
  language: Language,
  n: (value: number) => string,
): string[] {
  const isId = language === 'id'
  const lines = [
    isId
      ? `${layer.name}: ${n(layer.features_taken)} dari ${n(layer.features_read)} fitur diambil`
      : `${layer.name}: ${n(layer.features_taken)} of ${counted(layer.features_read, 'feature', n)} taken`,
  ]
  for (const line of refusedLines(layer, inputs, language, n)) lines.push(`  ${line}`)
  const { parts_below_grid = 0, features_beyond_map = 0, lines_not_utf8 = 0 } = layer
  if (parts_below_grid > 0) {
    lines.push(
      isId
        ? `  ${n(parts_below_grid)} bagian fitur ditinggalkan: lebih kecil dari grid posisi (1 cm)`
        : `  ${counted(parts_below_grid, 'part', n)} of features left out: smaller than the grid of positions (1 cm)`,
    )
  }
  if (features_beyond_map > 0) {
    lines.push(
      isId
        ? `  ${n(features_beyond_map)} fitur melewati batas peta, lintang 85,0511 derajat: posisinya dipindahkan ke tepi`
        : `  ${counted(features_beyond_map, 'feature', n)} beyond the end of the map, 85.0511 degrees north or south: the positions are moved to its edge`,
    )
  }
  if (lines_not_utf8 > 0) {
    lines.push(
      isId
        ? `  ${n(lines_not_utf8)} baris bukan UTF-8: U+FFFD di tempat hurufnya; nyatakan dengan --encoding, misalnya windows-1252`
        : `  ${counted(lines_not_utf8, 'line', n)} not in UTF-8: U+FFFD stands for the letters; say what they are in with --encoding, such as windows-1252`,
    )
  }
  const words = isId
    ? (['zoom', 'fitur', 'jadi kotak', 'dibuang', 'tergabung', 'gambar', 'ubin'] as const)
    : (['zoom', 'features', 'as squares', 'dropped', 'clustered', 'drawings', 'tiles'] as const)
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

function guessesOf({ inputs }: TileRun): readonly OpenInput[] {
  return inputs.filter(({ guessed }) => guessed !== null)
}

/** Features a second, whole numbers from 1 on and else the first digit. */
function rateOf({ layers, seconds }: TileRun): number {
  const rate = featuresOf(layers) / seconds
  return rate < 1 ? Number(rate.toPrecision(1)) : Math.round(rate)
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
