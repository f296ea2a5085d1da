import { availableParallelism } from 'node:os'
import { extname, resolve } from 'node:path'
import type { AttributeSpec, Proof } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { createProgress, type Progress } from '../progress.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import { jsonLine, say } from '../terminal.ts'
import type { TilesetRules } from '../tiler/rules.ts'
import { type ChosenZoom, chooseMaxzoom } from './choose-maxzoom.ts'
import { cutAndWrite, type Written } from './cut-and-write.ts'
import { refuseDoubleIds } from './double-ids.ts'
import { refuseForeignOptions } from './foreign-options.ts'
import { type IdsLeftOut, idsLeftOut } from './ids-left-out.ts'
import { type Workplace, withWorkplace } from './leavings.ts'
import { type OpenedFiles, type OpenInput, openInputs } from './open-inputs.ts'
import type { TileOptions } from './options.ts'
import { checkOutput, checkTemporary, fullDisk, putInPlace } from './output.ts'
import { filesOf } from './plan-inputs.ts'
import { profileOf, type TilesetProfile } from './profile.ts'
import type { BuiltArchive } from './prove-build.ts'
import { jsonReport, reportLines } from './report.ts'
import { type FoundLayer, rulesOf } from './rules-of.ts'
import { hasPolygons, spacingOf } from './survey.ts'

/** What a run came to. */
export interface TileRun extends Written {
  output: string
  rules: TilesetRules
  inputs: readonly OpenInput[]
  /** Null where the zoom was given. */
  chosen: ChosenZoom | null
  /** Files whose numbers alone say that they are degrees. */
  assumed: string[]
  /** By layer, where features have no id though they, or an attribute, were to give one. */
  ids_left_out: IdsLeftOut[]
  proof: Proof | null
  seconds: number
}

const DEFAULT_MEMORY_MB = 256

/**
 * Cuts files into an archive of vector tiles, proves it and puts it in its place; prints what was done.
 * @throws UserError `usage`, `config`, `source`, `crs`, `tiles`, `publish` on a full disk; nothing is left behind then, and a former archive stays
 */
export async function runTile(
  files: readonly string[],
  options: TileOptions,
  print: (line: string) => void = say,
): Promise<void> {
  refuseForeignOptions(options)
  const progress = progressOf(options)
  const run = await tile(files, options, progress)
  if (options.json) print(jsonLine(jsonReport(run)))
  else if (!options.quiet) for (const line of reportLines(run, options.lang ?? 'en')) print(line)
}

export async function tile(
  files: readonly string[],
  options: TileOptions,
  progress: Progress,
): Promise<TileRun> {
  const started = performance.now()
  const output = resolve(options.output)
  const force = options.force ?? false
  const temporary = resolve(options.temporaryDirectory ?? temporaryRoot())
  const named = filesOf(files, options)
  if (named.length === 0) throw noFiles()
  const profile = await profileOf(options.profile)
  checkTemporary(temporary)
  checkOutput(output, force)
  const run = withWorkplace(output, temporary, async (place) => {
    const opened = await openInputs(named, options, place.folder)
    refuseDoubleIds(opened.layers, opened.inputs)
    const chosen = isZoomGiven(options, profile, opened.layers)
      ? null
      : chooseMaxzoom(spacingOf(opened.inputs))
    const rules = rulesOf(options, profile, {
      layers: opened.layers.map((name, layer) => foundLayer(opened, name, layer)),
      maxzoom: chosen?.zoom ?? 0,
    })
    const { written, proof } = await build(place, opened, rules, profile, options, progress, output)
    await putInPlace(place.archive, output, force)
    return {
      ...written,
      ids_left_out: idsLeftOut(written.layers, options.useAttributeForId),
      output,
      rules,
      inputs: opened.inputs,
      chosen,
      assumed: opened.inputs.filter(({ isAssumed }) => isAssumed).map(({ label }) => label),
      proof,
      seconds: (performance.now() - started) / 1000,
    }
  })
  return run.catch((error: unknown) => {
    throw fullDisk(error, output, temporary)
  })
}

function noFiles(): UserError {
  return new UserError('usage', {
    what: 'no file is named',
    where: { key: 'FILE' },
    expected: 'one file or more, or - for the standard input',
    next: 'petakumuh tile FILE... -o OUT.pmtiles, or -L NAME:FILE for each',
  })
}

async function build(
  place: Workplace,
  { inputs }: OpenedFiles,
  rules: TilesetRules,
  profile: TilesetProfile,
  options: TileOptions,
  progress: Progress,
  output: string,
): Promise<{ written: Written; proof: Proof | null }> {
  const isProven = options.proof !== false
  const written = await cutAndWrite(
    {
      rules,
      inputs,
      archive: place.archive,
      // What is proven are the tiles; an .mbtiles holds the same ones.
      twin: isProven && extname(output) === '.mbtiles' ? `${place.folder}/proof.pmtiles` : null,
      folder: place.folder,
      threads: options.threads ?? availableParallelism(),
      memory_mb: options.memory ?? DEFAULT_MEMORY_MB,
      engine: options.engine ?? 'auto',
      meta: {
        name: options.name ?? profile.name ?? nameOf(output),
        description: options.description ?? profile.description ?? '',
        attribution: options.attribution ?? profile.attribution ?? '',
      },
    },
    progress,
  )
  if (!isProven) return { written, proof: null }
  const { proveBuild } = await import('./prove-build.ts')
  const built: BuiltArchive = {
    path: written.twin ?? place.archive,
    label: displayPath(output),
    rules,
    report: written.layers,
    engine: written.engine,
    features: (layer) => featuresOf(inputs, layer),
  }
  return { written, proof: await proveBuild(built, progress) }
}

async function* featuresOf(inputs: readonly OpenInput[], layer: number) {
  for (const input of inputs) if (input.layer === layer) yield* input.features()
}

function foundLayer({ inputs }: OpenedFiles, name: string, layer: number): FoundLayer {
  const samples = inputs.filter((input) => input.layer === layer).map(({ sample }) => sample)
  const attributes = new Map<string, AttributeSpec>()
  for (const attribute of samples.flatMap((sample) => sample.attributes))
    if (!attributes.has(attribute.name)) attributes.set(attribute.name, attribute)
  return { name, attributes: [...attributes.values()], has_polygons: samples.some(hasPolygons) }
}

function isZoomGiven(options: TileOptions, profile: TilesetProfile, layers: readonly string[]): boolean {
  const isStated = (layer: string) =>
    profile.layers?.some(({ name, maxzoom }) => name === layer && maxzoom !== undefined) ?? false
  return options.maximumZoom !== undefined || profile.maxzoom !== undefined || layers.every(isStated)
}

function nameOf(output: string): string {
  return output.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '')
}

function progressOf(options: TileOptions): Progress {
  if (options.quiet || options.json) return createProgress('quiet')
  return createProgress(process.stderr.isTTY ? 'terminal' : 'log')
}
