import { existsSync, mkdirSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, extname, resolve } from 'node:path'
import type { Proof } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { displayPath } from '../paths.ts'
import { createProgress, type Progress } from '../progress.ts'
import type { TilesetRules } from '../tiler/rules.ts'
import { type ChosenZoom, chooseMaxzoom } from './choose-maxzoom.ts'
import { cutAndWrite, type Written } from './cut-and-write.ts'
import { refuseDoubleIds } from './double-ids.ts'
import { refuseForeignOptions } from './foreign-options.ts'
import { type Workplace, withWorkplace } from './leavings.ts'
import { type OpenedFiles, type OpenInput, openInputs } from './open-inputs.ts'
import type { TileOptions } from './options.ts'
import { filesOf } from './plan-inputs.ts'
import type { TilesetProfile } from './profile.ts'
import type { BuiltArchive } from './prove-build.ts'
import { jsonReport, reportLines } from './report.ts'
import { rulesOf } from './rules-of.ts'
import { spacingOf } from './survey.ts'

/** What a run came to. */
export interface TileRun extends Written {
  output: string
  rules: TilesetRules
  /** Null where the zoom was given. */
  chosen: ChosenZoom | null
  /** Files whose numbers alone say that they are degrees. */
  assumed: string[]
  proof: Proof | null
  seconds: number
}

const DEFAULT_MEMORY_MB = 256
const ENDINGS = ['.pmtiles', '.mbtiles']

/**
 * Cuts files into an archive of vector tiles, proves it and puts it in its place; prints what was done.
 * @throws UserError `usage`, `config`, `source`, `crs`, `tiles`; nothing is left behind then, and a former archive stays
 */
export async function runTile(
  files: readonly string[],
  options: TileOptions,
  print: (line: string) => void = (line) => console.log(line),
): Promise<void> {
  refuseForeignOptions(options)
  const progress = progressOf(options)
  const run = await tile(files, options, progress)
  if (options.json) print(JSON.stringify(jsonReport(run)))
  else if (!options.quiet) for (const line of reportLines(run, options.lang ?? 'en')) print(line)
}

export async function tile(
  files: readonly string[],
  options: TileOptions,
  progress: Progress,
): Promise<TileRun> {
  const started = performance.now()
  const output = resolve(options.output)
  checkOutput(output, options)
  const profile: TilesetProfile =
    options.profile === undefined
      ? {}
      : (await import('./profile.ts')).readProfile(resolve(options.profile)).profile
  const temporary = resolve(options.temporaryDirectory ?? tmpdir())
  mkdirSync(dirname(output), { recursive: true })
  return withWorkplace(output, temporary, async (place) => {
    const opened = await openInputs(filesOf(files, options), options, place.folder)
    refuseDoubleIds(opened.layers, opened.inputs)
    const chosen = isZoomGiven(options, profile, opened.layers)
      ? null
      : chooseMaxzoom(spacingOf(opened.inputs))
    const rules = rulesOf(options, profile, {
      layers: opened.layers.map((name, layer) => ({ name, attributes: attributesOf(opened, layer) })),
      maxzoom: chosen?.zoom ?? 0,
    })
    const { written, proof } = await build(place, opened, rules, profile, options, progress, output)
    await rename(place.archive, output)
    return {
      ...written,
      output,
      rules,
      chosen,
      assumed: opened.inputs.filter(({ isAssumed }) => isAssumed).map(({ label }) => label),
      proof,
      seconds: (performance.now() - started) / 1000,
    }
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

function attributesOf({ inputs }: OpenedFiles, layer: number) {
  const own = inputs.filter((input) => input.layer === layer).flatMap(({ sample }) => sample.attributes)
  return own.filter(({ name }, i) => own.findIndex((other) => other.name === name) === i)
}

function isZoomGiven(options: TileOptions, profile: TilesetProfile, layers: readonly string[]): boolean {
  const isStated = (layer: string) =>
    profile.layers?.some(({ name, maxzoom }) => name === layer && maxzoom !== undefined) ?? false
  return options.maximumZoom !== undefined || profile.maxzoom !== undefined || layers.every(isStated)
}

function nameOf(output: string): string {
  return output.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '')
}

function checkOutput(output: string, options: TileOptions): void {
  const ending = extname(output)
  if (!ENDINGS.includes(ending)) {
    throw new UserError('usage', {
      what: 'the kind of archive is not known by its name',
      where: { key: '--output' },
      got: options.output,
      expected: 'a name that ends in .pmtiles or .mbtiles',
    })
  }
  if (!existsSync(output)) return
  if (statSync(output).isDirectory()) {
    throw new UserError('usage', {
      what: 'there is a folder of this name',
      where: { file: displayPath(output) },
      next: 'choose another with -o',
    })
  }
  if (options.force) return
  throw new UserError('usage', {
    what: 'the archive is there already',
    where: { file: displayPath(output) },
    next: 'replace it with -f, or choose another with -o',
  })
}

function progressOf(options: TileOptions): Progress {
  if (options.quiet || options.json) return createProgress('quiet')
  return createProgress(process.stderr.isTTY ? 'terminal' : 'log')
}
