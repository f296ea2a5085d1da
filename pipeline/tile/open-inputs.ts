import { createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { formatOf, listLayers, openLayer } from '../readers/formats.ts'
import { layerNameOf } from '../readers/text-bytes.ts'
import type { FormatName, LayerEncoding, SourceLayer } from '../readers/types.ts'
import { isLineDelimited } from '../tiler/input/line-delimited.ts'
import type { InputFeature } from '../tiler/tileset.ts'
import { refuseCutOff } from './cut-off.ts'
import type { DecidedCrs } from './input-crs.ts'
import type { TileOptions } from './options.ts'
import { type NamedFile, type Plan, type PlannedInput, planOf, STDIN } from './plan-inputs.ts'
import { featuresOfLines, type IdRules, prepared, recordsOf } from './read-features.ts'
import { type Sample, sampleOf } from './survey.ts'

/** Formats whose records have no shapes of their own. */
const TABLES: ReadonlySet<FormatName> = new Set(['csv', 'xlsx', 'json'])

/** A layer of a file that has been looked at. */
export interface OpenInput extends DecidedCrs {
  /** Path as shown to people. */
  label: string
  /** Place among the layers of the tileset. */
  layer: number
  /** What the place of a feature in the file is. */
  placed_by: 'line' | 'record'
  /** The file, where threads can read it by its lines. */
  lines: string | null
  sample: Sample
  /** The encoding of its texts, where that is a guess. */
  guessed: LayerEncoding | null
  /** All features in degrees with their ids, as the options want them; each call reads the file again. */
  features(): AsyncIterable<InputFeature>
}

export interface OpenedFiles {
  layers: string[]
  inputs: OpenInput[]
}

/**
 * Opens every layer of every file and reads its beginning.
 * @param folder for what comes by the standard input, which is read to its end
 * @throws UserError `source`, `crs`, `config`: what the readers throw; a CRS that is not known; a table without shapes
 */
export async function openInputs(
  files: readonly NamedFile[],
  options: TileOptions,
  folder: string,
): Promise<OpenedFiles> {
  const placed: NamedFile[] = []
  for (const file of files) placed.push(file.path === STDIN ? await fromStdin(file, options, folder) : file)
  const formats: FormatName[] = []
  const fileLayers: string[][] = []
  for (const { path, label = displayPath(path) } of placed) {
    const format = await formatOf(path, label)
    formats.push(format)
    fileLayers.push((await listLayers(path, { label, format })).layers)
  }
  const plan: Plan = planOf(placed, fileLayers, options.layer)
  const inputs: OpenInput[] = []
  const counters = plan.layers.map(() => 0)
  for (const planned of plan.inputs) {
    const format = formats[placed.findIndex(({ path }) => path === planned.path)]!
    const isFirst = !inputs.some(({ layer }) => layer === planned.layer)
    inputs.push(await openInput(planned, format, options, counters, isFirst))
  }
  return { layers: plan.layers, inputs }
}

async function openInput(
  { path, label = displayPath(path), fileLayer, layer }: PlannedInput,
  format: FormatName,
  options: TileOptions,
  counters: number[],
  isFirst: boolean,
): Promise<OpenInput> {
  const wanted = new Set([
    ...(options.include ?? []),
    ...(options.accumulateAttribute ?? []).map((text) => text.replace(/:[^:]*$/, '')),
    ...(options.useAttributeForId === undefined ? [] : [options.useAttributeForId]),
  ])
  const isLines = format === 'geojson' && options.encoding === undefined && isLineDelimited(path)
  const reading = { label, format, layer: fileLayer, encoding: options.encoding, keepBlank: true }
  if (isLines) refuseCutOff(path, label)
  const opened = isLines ? linesOf(path, label) : featuresOf(await openLayer(path, reading))
  const sample = await sampleOf(identified(opened.features(), options), wanted)
  if (TABLES.has(format) && sample.geometries.length === 0) throw noShapes(label, format)
  const { decideCrs, movedGeometry } = await import('./input-crs.ts')
  const { move, isAssumed } = decideCrs(opened, options.crs, sample.positions)
  const toDegrees =
    move === null ? null : (geometry: NonNullable<InputFeature['geometry']>) => movedGeometry(geometry, move)
  const isAsItIs = move === null && options.generateIds !== true && options.useAttributeForId === undefined
  return {
    label,
    layer,
    placed_by: isLines ? 'line' : 'record',
    lines: isLines && isAsItIs ? path : null,
    sample,
    move,
    isAssumed,
    guessed: guessOf(opened),
    features: () => prepared(opened.features(), idRules(options, counters, layer, isFirst), toDegrees),
  }
}

interface OpenedLayer extends Pick<SourceLayer, 'file' | 'layer' | 'crs' | 'format'> {
  encoding?: LayerEncoding
  /** With positions as stored; each call reads the file again. */
  features(): AsyncIterable<InputFeature>
}

/** A file with a feature a line states no CRS but that of GeoJSON (RFC 7946 section 4). */
function linesOf(path: string, label: string): OpenedLayer {
  return {
    file: label,
    layer: layerNameOf(path),
    format: 'geojson',
    crs: { code: 'EPSG:4326' },
    features: () => featuresOfLines(path),
  }
}

function featuresOf(opened: SourceLayer): OpenedLayer {
  const { file, layer, crs, format, encoding } = opened
  return { file, layer, crs, format, encoding, features: () => recordsOf(opened) }
}

/** The encoding of the texts where it is a guess; UTF-8 is told from others without doubt. */
function guessOf({ encoding }: OpenedLayer): LayerEncoding | null {
  return encoding?.how === 'detected' && encoding.name !== 'utf-8' ? encoding : null
}

/** Numbers run on through the files of a layer, and start anew with the first, when its features are read again. */
function idRules(options: TileOptions, counters: number[], layer: number, isFirst: boolean): IdRules {
  if (options.useAttributeForId !== undefined) return { attribute: options.useAttributeForId }
  if (!options.generateIds) return {}
  if (isFirst) counters[layer] = 0
  return { next: () => ++counters[layer]! }
}

/** Features as stored, with the ids they will have; none where they are numbered, since those are given as all are read. */
function identified(
  features: AsyncIterable<InputFeature>,
  { generateIds, useAttributeForId }: TileOptions,
): AsyncIterable<InputFeature> {
  if (useAttributeForId !== undefined) return prepared(features, { attribute: useAttributeForId }, null)
  return generateIds ? prepared(features, { next: () => undefined }, null) : features
}

async function fromStdin(file: NamedFile, options: TileOptions, folder: string): Promise<NamedFile> {
  const path = join(folder, 'stdin')
  rmSync(path, { force: true })
  await pipeline(process.stdin, createWriteStream(path))
  return { path, layer: file.layer ?? options.layer ?? 'stdin', label: 'standard input' }
}

function noShapes(file: string, format: FormatName): UserError {
  const isGuessed = format === 'csv' && !/\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(file)
  return new UserError('source', {
    what: isGuessed ? 'the file holds text without shapes' : 'the file is a table without shapes',
    where: { file },
    got: isGuessed ? 'text that is neither GeoJSON nor KML' : format,
    expected: 'GeoJSON, GeoParquet, a shapefile, FlatGeobuf, GeoPackage or KML',
    next: isGuessed
      ? 'check that it is the file that was meant; petakumuh inspect FILE says what it holds'
      : 'make points of its columns first: petakumuh inspect FILE says which hold places',
  })
}
