import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Bounds, type LayerInfo, type LayerKind, zoomOf } from '../archive/index.ts'
import { whenEnding } from '../ending.ts'
import { UserError } from '../errors.ts'
import { DEFAULT_TILESET_RULES, type TilesetRules } from '../tiler/rules.ts'
import type { CutTileset, PackedTile, TilesetProgress } from '../tiler/tileset.ts'
import { tippecanoeArguments } from './arguments.ts'
import { LayerArchive, type LayerTile } from './layer-archive.ts'
import { countLines } from './lines.ts'
import type { RunMessages } from './messages.ts'
import { findTippecanoe, type TippecanoeProgram } from './program.ts'
import { LayerTally, type TippecanoeReport } from './report.ts'
import { runProgram } from './run.ts'

export interface TippecanoeInput {
  /** Place in the layers of the rules; a layer may have several inputs. */
  layer: number
  /** A plain file with one GeoJSON feature a line, in degrees (OGC:CRS84). */
  path: string
  /** What its features are; polygons must be reckoned with when it is not known. */
  kind?: LayerKind
}

export interface TippecanoeOptions {
  rules: TilesetRules
  inputs: readonly TippecanoeInput[]
  /** Folder under which a folder of this run is made and removed. */
  temporary: string
  /** For each layer. */
  timeout_seconds: number
  /** How long it may take to end itself once it is told to; 5 by default. */
  grace_seconds?: number
  threads: number
  /** By default the one on the PATH. */
  program?: TippecanoeProgram
  progress?: (done: TilesetProgress) => void
  /** Ends the runs. */
  signal?: AbortSignal
}

export interface TippecanoeTileset extends CutTileset {
  /** Such as `tippecanoe 2.52.0`. */
  engine: string
  /** Complete once `tiles` has been read. */
  report: TippecanoeReport[]
  /** Removes the temporary files, which reading `tiles` to its end does as well. */
  close(): Promise<void>
}

interface CutLayer {
  archive: LayerArchive
  tally: LayerTally
}

/** Exit code of tippecanoe when no feature has a geometry. */
const NOTHING_READ = 110
const GZIP_OS_BYTE = 9
const GZIP_OS_UNKNOWN = 255
/** What tippecanoe compresses with. */
const ITS_GZIP_LEVEL = DEFAULT_TILESET_RULES.gzip_level

/**
 * Cuts layers with the real program, a run for each layer, because zooms, rates and clusters are one for all layers of a
 * run; the tiles of the layers are then put together. Its archives are read and not kept: their headers call zooms theirs
 * that hold no tile, and their metadata holds its command line.
 * @throws UserError `config` for a rule it cannot keep, before anything runs; `missingProgram` when it is not installed;
 * `source` when an input cannot be read; `tiles` when it fails, takes too long, drops features or leaves garbage
 */
export async function cutWithTippecanoe(options: TippecanoeOptions): Promise<TippecanoeTileset> {
  const { rules, temporary } = options
  const runs = rules.layers.map((_, layer) => ({
    layer,
    inputs: options.inputs.filter((input) => input.layer === layer),
  }))
  for (const { layer, inputs } of runs) argumentsOf(rules, layer, inputs, '')
  const program = options.program ?? (await findTippecanoe())

  await mkdir(temporary, { recursive: true })
  const folder = mkdtempSync(join(resolve(temporary), 'tippecanoe-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const stopWatching = whenEnding(remove)
  const layers: CutLayer[] = []
  const report: TippecanoeReport[] = []
  const close = async (): Promise<void> => {
    for (const { archive } of layers.splice(0)) await archive.close()
    remove()
    stopWatching()
  }
  try {
    for (const { layer, inputs } of runs) {
      const cut = await cutLayer(options, program, folder, layer, inputs)
      report.push(cut.tally.report)
      if (cut.archive === null) cut.tally.end()
      else layers.push({ archive: cut.archive, tally: cut.tally })
    }
  } catch (error) {
    await close()
    throw error
  }
  const held: LayerInfo[] = []
  const tileset: TippecanoeTileset = {
    engine: `tippecanoe ${program.version}`,
    tiles: packed(layers, held, rules.gzip_level, close),
    layers: held,
    bounds: unionOf(layers.map(({ archive }) => archive.bounds)),
    report,
    close,
  }
  return tileset
}

function argumentsOf(
  rules: TilesetRules,
  layer: number,
  inputs: readonly TippecanoeInput[],
  folder: string,
): string[] {
  const kinds = new Set(inputs.map(({ kind }) => kind))
  return tippecanoeArguments(rules, {
    layer,
    files: inputs.map((_, i) => `${layer}-${i}.geojsonl`),
    kind: kinds.size === 1 ? [...kinds][0] : undefined,
    output: `${layer}.pmtiles`,
    temporary: folder,
  })
}

async function cutLayer(
  options: TippecanoeOptions,
  program: TippecanoeProgram,
  folder: string,
  layer: number,
  inputs: readonly TippecanoeInput[],
): Promise<{ archive: LayerArchive | null; tally: LayerTally }> {
  const { rules, threads, timeout_seconds, grace_seconds, signal, progress } = options
  const layerRules = rules.layers[layer]!
  let features_read = 0
  for (const { path } of inputs) features_read += await countLines(path)
  // Names given by us: no path of this machine comes near a flag.
  for (const [i, { path }] of inputs.entries())
    symlinkSync(resolve(path), join(folder, `${layer}-${i}.geojsonl`))
  const tallyOf = (messages: RunMessages): LayerTally => new LayerTally(layerRules, features_read, messages)
  if (features_read === 0)
    return { archive: null, tally: tallyOf({ taken: 0, warnings: new Map(), dropped: [] }) }

  const {
    code,
    signal: by,
    messages,
  } = await runProgram({
    program: program.path,
    arguments: argumentsOf(rules, layer, inputs, folder),
    folder,
    threads,
    timeout_seconds,
    grace_seconds,
    progress: ({ step, done, total }) =>
      progress?.({ step, done, total: step === 'read' ? features_read : total }),
    signal,
  })
  if (code === NOTHING_READ && messages.taken === 0) return { archive: null, tally: tallyOf(messages) }
  requireWell(layerRules.name, program, code, by, messages)
  return {
    archive: await LayerArchive.open(join(folder, `${layer}.pmtiles`), layerRules),
    tally: tallyOf(messages),
  }
}

function requireWell(
  layer: string,
  program: TippecanoeProgram,
  code: number | null,
  signal: NodeJS.Signals | null,
  { taken, warnings, dropped }: RunMessages,
): void {
  const where = { layer, file: program.path }
  const said = [...warnings.keys()].slice(-5).join('\n')
  if (code !== 0) {
    throw new UserError('tiles', {
      code: 'TIPPECANOE_FAILED',
      what: 'tippecanoe failed',
      where,
      got: `${signal === null ? `exit code ${code}` : `ended by ${signal}`}${said === '' ? '' : `\n${said}`}`,
      next: 'mend what it complains of, or choose the engine builtin',
    })
  }
  if (dropped.length > 0) {
    throw new UserError('tiles', {
      code: 'TIPPECANOE_DROPPED',
      what: 'tippecanoe made tiles smaller by leaving features out, which the rules do not allow',
      where,
      got: dropped.slice(0, 5).join('\n'),
      next: 'choose the engine builtin',
    })
  }
  if (taken === undefined) {
    throw new UserError('tiles', {
      code: 'TIPPECANOE_UNTOLD',
      what: 'tippecanoe did not say how many features it took, so that losses cannot be told',
      where,
      got: said === '' ? 'nothing' : said,
      expected: 'a line such as "200000 features, 1234 bytes of geometry and attributes, ..."',
      next: 'choose the engine builtin',
    })
  }
}

/** The tiles of all layers in rising order of ids; a vector tile of several layers is theirs one after the other. */
async function* packed(
  layers: readonly CutLayer[],
  held: LayerInfo[],
  gzip_level: number,
  close: () => Promise<void>,
): AsyncGenerator<PackedTile, void> {
  try {
    const heads: (LayerTile | undefined)[] = []
    const streams = layers.map(({ archive }) => archive.tiles())
    for (const [i, stream] of streams.entries()) {
      heads[i] = (await stream.next()).value ?? undefined
      if (heads[i] !== undefined) held.push(await layers[i]!.archive.info())
    }
    for (;;) {
      let tile_id = Number.POSITIVE_INFINITY
      for (const head of heads) if (head !== undefined && head.tile_id < tile_id) tile_id = head.tile_id
      if (tile_id === Number.POSITIVE_INFINITY) break
      const parts: LayerTile[] = []
      for (const [i, head] of heads.entries()) {
        if (head?.tile_id !== tile_id) continue
        parts.push(head)
        layers[i]!.tally.add(zoomOf(tile_id), head.bytes)
        heads[i] = (await streams[i]!.next()).value ?? undefined
      }
      yield { tile_id, gzip: gzipOf(parts, gzip_level) }
    }
    for (const { tally } of layers) tally.end()
  } finally {
    await close()
  }
}

function gzipOf(parts: readonly LayerTile[], level: number): Uint8Array {
  if (parts.length === 1 && level === ITS_GZIP_LEVEL) return parts[0]!.gzip
  const bytes = gzipSync(Buffer.concat(parts.map((part) => part.bytes)), { level })
  bytes[GZIP_OS_BYTE] = GZIP_OS_UNKNOWN
  return bytes
}

function unionOf(all: readonly (Bounds | undefined)[]): Bounds | undefined {
  let union: Bounds | undefined
  for (const bounds of all) {
    if (bounds === undefined) continue
    union =
      union === undefined
        ? bounds
        : [
            Math.min(union[0], bounds[0]),
            Math.min(union[1], bounds[1]),
            Math.max(union[2], bounds[2]),
            Math.max(union[3], bounds[3]),
          ]
  }
  return union
}
