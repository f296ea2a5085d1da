import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { displayPath } from '../city.ts'
import { UserError } from '../errors.ts'
import { formatOf, listLayers } from '../readers/formats.ts'
import { jsonLine, say } from '../terminal.ts'
import { inspectLayer } from './inspect-layer.ts'
import { layerText } from './layer-text.ts'
import { openForInspection } from './open-layer.ts'
import type { LayerSummary } from './types.ts'

/** What the command line may ask of `inspect`. */
export interface InspectOptions {
  layer?: string
  encoding?: string
  delimiter?: string
  headerRow?: number
  lang?: 'id' | 'en'
  json?: boolean
}

/** Counts work done; `pipeline/progress.ts` has one. */
export interface Progress {
  say(message: string): void
  task(label: string, total?: number): { advance(more: number): void; end(): void }
}

/**
 * Prints what the files hold, layer by layer; a folder stands for the readable files directly in it. A file that is
 * refused does not keep the others from being read: `refused` says so, and the gravest refusal is thrown at the end.
 *
 * @param refused reports one refusal, for all but the one thrown
 * @throws the refusal with the highest exit code, the last of them
 */
export async function inspect(
  paths: readonly string[],
  options: InspectOptions,
  progress: Progress,
  refused: (error: unknown) => void,
): Promise<void> {
  let gravest: { error: unknown } | null = null
  const refuse = (error: unknown): void => {
    if (gravest === null) gravest = { error }
    else if (exitCodeOf(error) >= exitCodeOf(gravest.error)) {
      refused(gravest.error)
      gravest = { error }
    } else refused(error)
  }
  let printed = 0
  const print = (summary: LayerSummary): void => {
    if (options.json) say(jsonLine(summary))
    else say(`${printed === 0 ? '' : '\n'}${layerText(summary, options.lang ?? 'en')}`)
    printed++
  }
  for (const path of withoutSidecars(paths)) {
    try {
      for (const file of await filesOf(path, progress))
        await inspectFile(file, options, progress, print, refuse)
    } catch (error) {
      refuse(error)
    }
  }
  if (gravest !== null) throw (gravest as { error: unknown }).error
}

async function inspectFile(
  path: string,
  options: InspectOptions,
  progress: Progress,
  print: (summary: LayerSummary) => void,
  refuse: (error: unknown) => void,
): Promise<void> {
  const { layer, encoding, delimiter, headerRow } = options
  const label = displayPath(path)
  const reading = { label, encoding, delimiter, headerRow }
  try {
    const format = await formatOf(path, label)
    const layers = (await listLayers(path, { ...reading, format })).layers
    // A name that is not there, and a file without a layer, are refused by the reader, which says why.
    const wanted = layer === undefined && layers.length > 0 ? layers : [layer]
    for (const name of wanted) {
      const task = progress.task(wanted.length === 1 ? label : `${label}, ${name}`)
      try {
        const opened = await openForInspection(path, { ...reading, format, layer: name })
        print(await inspectLayer(opened, (more) => task.advance(more)))
      } catch (error) {
        // The other layers of the file may be sound.
        refuse(error)
      } finally {
        task.end()
      }
    }
  } catch (error) {
    refuse(error)
  }
}

/** Parts of a shapefile and what map programs leave beside it: read with the `.shp`, or not at all. */
const SIDECARS = /\.(?:dbf|shx|prj|cpg|sbn|sbx|qix|qpj|qmd|qml|sld|lyr|fix|atx|ain|aih|ixs|mxs|xml|aux|cst)$/i

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(
      'source',
      {
        what: code === 'ELOOP' ? 'the links of this path lead in a circle' : 'the system refuses this path',
        where: { file: displayPath(path) },
        ...(code === undefined ? {} : { got: code }),
        next: 'name the file itself',
      },
      { cause: error },
    )
  }
}

/** The files given, without the parts of a shapefile whose `.shp` is among them: it is read with them. */
export function withoutSidecars(files: readonly string[]): string[] {
  const whole = new Set(files.filter((file) => /\.shp$/i.test(file)).map((file) => stemOf(file)))
  return files.filter((file) => {
    const stem = SIDECARS.test(file) ? stemOf(file.replace(/\.xml$/i, '')) : null
    return stem === null || !(whole.has(stem) || whole.has(stemOf(stem)))
  })
}

function stemOf(file: string): string {
  return file.replace(/\.[^./\\]+$/, '').toLowerCase()
}

/** The file itself, or of a folder the files directly in it that are of a format that is read, by name. */
export async function filesOf(path: string, progress: Progress): Promise<string[]> {
  if (!isFolder(path)) return [path]
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && !SIDECARS.test(entry.name))
    .map((entry) => entry.name)
    .sort()
  const files: string[] = []
  const passedOver: string[] = []
  for (const name of names) {
    const file = join(path, name)
    try {
      await formatOf(file, displayPath(file))
      files.push(file)
    } catch (error) {
      if (!(error instanceof UserError || isRefusedBySystem(error))) throw error
      passedOver.push(name)
    }
  }
  if (files.length > 0) {
    if (passedOver.length > 0)
      progress.say(`${displayPath(path)}: not of a kind that is read: ${passedOver.join(', ')}`)
    return files
  }
  throw new UserError('source', {
    what: 'the folder holds no file of a kind that is read',
    where: { file: displayPath(path) },
    got: names.length === 0 ? 'no files' : names.slice(0, 5).join(', '),
    expected: 'shapefiles, GeoJSON, GeoPackage, KML, CSV, XLSX, Parquet or FlatGeobuf directly in it',
    next: 'name the files themselves, or the folder they are in',
  })
}

/** Links in a circle, missing rights: one such file does not keep the others of the folder from being read. */
function isRefusedBySystem(error: unknown): boolean {
  return ['ELOOP', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')
}

function exitCodeOf(error: unknown): number {
  return error instanceof UserError ? error.exitCode : Number.POSITIVE_INFINITY
}
