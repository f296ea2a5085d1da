import { UserError } from '../errors.ts'
import { layerNameOf } from '../readers/text-bytes.ts'
import type { TileOptions } from './options.ts'

/** A file of the command line, and the name its features go by where one is given. */
export interface NamedFile {
  path: string
  layer?: string
  /** As messages call it; its path when absent. */
  label?: string
}

/** The standard input. */
export const STDIN = '-'

/**
 * The files in the order given, those of `-L` last.
 * @throws UserError `usage` when there is none, or `-L` has no name or no file
 */
export function filesOf(files: readonly string[], options: TileOptions): NamedFile[] {
  const named = (options.namedLayer ?? []).map((text): NamedFile => {
    const at = text.indexOf(':')
    const [layer, path] = [text.slice(0, at), text.slice(at + 1)]
    if (at > 0 && path !== '') return { layer, path }
    throw new UserError('usage', {
      what: 'the option names no layer and file',
      where: { key: '--named-layer' },
      got: text,
      expected: 'NAME:FILE, such as zones:zones.geojson',
      next: 'put the name of the layer and a colon before the file',
    })
  })
  return [...files.map((path): NamedFile => ({ path, layer: options.layer })), ...named]
}

/** One layer of one file, and the layer of the tileset it goes into. */
export interface PlannedInput {
  path: string
  /** As messages call it; its path when absent. */
  label?: string
  /** Name of the layer in the file, where it holds several. */
  fileLayer?: string
  /** Place among the layers of the tileset. */
  layer: number
}

export interface Plan {
  layers: string[]
  inputs: PlannedInput[]
}

/**
 * Which layers the tileset has: one for all with `-l`, one for each of `-L`, else one for each layer of each file.
 * Layers of different files that come to have one name are two in the plan, for `rulesOf` to refuse.
 * @param fileLayers names of the layers of each file
 */
export function planOf(
  files: readonly NamedFile[],
  fileLayers: readonly (readonly string[])[],
  common?: string,
): Plan {
  const plan: Plan = { layers: [], inputs: [] }
  const add = (name: string): number => plan.layers.push(name) - 1
  let all: number | undefined
  files.forEach(({ path, layer, label }, i) => {
    const names = fileLayers[i]!
    const several = names.length > 1
    const isCommon = layer !== undefined && layer === common
    if (isCommon) all ??= add(layer)
    const own = layer === undefined ? undefined : isCommon ? all : add(layer)
    for (const name of several ? names : [undefined]) {
      plan.inputs.push({
        path,
        ...(label === undefined ? {} : { label }),
        ...(name === undefined ? {} : { fileLayer: name }),
        layer: own ?? add(name ?? names[0] ?? layerNameOf(path)),
      })
    }
  })
  return plan
}
