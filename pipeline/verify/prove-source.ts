import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LossReport, Proof, TileSource, ZoomLoss } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { temporaryRoot } from '../temporary-folder.ts'
import { openInputs } from '../tile/open-inputs.ts'
import type { RuleOptions, TileOptions } from '../tile/options.ts'
import { filesOf } from '../tile/plan-inputs.ts'
import { profileOf, type TilesetProfile } from '../tile/profile.ts'
import { proofOf } from '../tile/prove-build.ts'
import { rulesOf } from '../tile/rules-of.ts'
import { hasPolygons } from '../tile/survey.ts'
import type { LayerReport } from '../tiler/tileset.ts'

export interface SourceOptions extends RuleOptions {
  source?: string
}

interface LayerZooms {
  name: string
  minzoom: number
  maxzoom: number
}

/**
 * Holds an archive to the files that it was made from: what the options, the profile and the archive's own counts promise.
 * Zooms that no option names are those that the archive states. With `--layer` only this layer is looked at.
 * @throws UserError `source`, `crs`, `config`, `usage`: what opening the files and the rules throws, and a layer that the
 *   archive has not
 */
export async function proveSource(
  archive: TileSource,
  label: string,
  options: SourceOptions,
  progress: Progress,
): Promise<Proof> {
  const stated = statedLayers(archive.metadata)
  const only = options.layer
  const tileOptions: TileOptions = {
    ...options,
    output: archive.file,
    layer: options.layer ?? soleLayer(stated, options),
  }
  const profile = await profileOf(options.profile)
  const folder = mkdtempSync(join(temporaryRoot(), 'petakumuh-verify-'))
  try {
    const files = options.source === undefined ? [] : [options.source]
    const { layers, inputs } = await openInputs(filesOf(files, tileOptions), tileOptions, folder)
    const found = layers.map((name, layer) => {
      const samples = inputs.filter((input) => input.layer === layer).map(({ sample }) => sample)
      const attributes = samples.flatMap((sample) => sample.attributes)
      return { name, attributes, has_polygons: samples.some(hasPolygons) }
    })
    const zooms = found.map(({ name }) => zoomsOf(name, stated, label))
    const rules = rulesOf(tileOptions, withZooms(profile, zooms), { layers: found, maxzoom: 0 })
    const report = lossOf(archive.metadata)
    return await proofOf(
      {
        path: archive.file,
        label,
        rules,
        report,
        engine: engineOf(archive.metadata),
        only_promised: only !== undefined,
        async *features(layer) {
          for (const input of inputs) if (input.layer === layer) yield* input.features()
        },
      },
      progress,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The profile with the zooms that the archive states where it names none. */
function withZooms(profile: TilesetProfile, zooms: readonly LayerZooms[]): TilesetProfile {
  const layers = zooms.map((stated) => ({
    ...stated,
    ...(profile.minzoom === undefined ? {} : { minzoom: profile.minzoom }),
    ...(profile.maxzoom === undefined ? {} : { maxzoom: profile.maxzoom }),
    ...profile.layers?.find(({ name }) => name === stated.name),
  }))
  const others = profile.layers?.filter(({ name }) => !zooms.some((stated) => stated.name === name)) ?? []
  return { ...profile, layers: [...layers, ...others] }
}

/** A file needs no name for its layer where the archive has one only. */
function soleLayer(stated: readonly LayerZooms[], { labelLayer }: SourceOptions): string | undefined {
  const own = stated.filter(({ name }) => name !== labelLayer)
  return own.length === 1 ? own[0]!.name : undefined
}

function zoomsOf(name: string, stated: readonly LayerZooms[], label: string): LayerZooms {
  const found = stated.find((layer) => layer.name === name)
  if (found !== undefined) return found
  throw new UserError('usage', {
    what: 'the archive has no such layer',
    where: { file: label, key: '--layer' },
    got: name,
    expected:
      stated.length === 0
        ? 'an archive with vector_layers'
        : `one of ${stated.map((layer) => layer.name).join(', ')}`,
    next: 'name the layer with --layer, or each with -L NAME:FILE',
  })
}

function statedLayers({ vector_layers }: Record<string, unknown>): LayerZooms[] {
  if (!Array.isArray(vector_layers)) return []
  return vector_layers.flatMap((layer): LayerZooms[] => {
    const { id, minzoom, maxzoom } = (layer ?? {}) as Record<string, unknown>
    if (typeof id !== 'string' || !Number.isInteger(minzoom) || !Number.isInteger(maxzoom)) return []
    return [{ name: id, minzoom: minzoom as number, maxzoom: maxzoom as number }]
  })
}

/** What cut the tiles, where the archive says so. */
export function engineOf({ petakumuh }: Record<string, unknown>): string {
  const { engine } = (petakumuh ?? {}) as { engine?: unknown }
  return typeof engine === 'string' ? engine : 'unknown'
}

/** What the archive says of itself (`petakumuh.loss`), counts of 0 put back. */
function lossOf({ petakumuh }: Record<string, unknown>): LayerReport[] {
  const { loss } = (petakumuh ?? {}) as { loss?: unknown }
  if (!Array.isArray(loss)) return []
  return loss.map(
    ({ layer, zooms = [], ...counts }: Stored): LayerReport => ({
      refused: {},
      ...counts,
      name: layer,
      zooms: zooms.map((zoom) => ({ ...NO_LOSS, ...zoom })),
    }),
  )
}

type Stored = Omit<LossReport, 'name' | 'zooms' | 'refused'> & {
  layer: string
  refused?: LayerReport['refused']
  zooms?: (Pick<ZoomLoss, 'zoom' | 'features'> & Partial<ZoomLoss>)[]
}

const NO_LOSS = {
  features_tiny: 0,
  features_dropped: 0,
  features_clustered: 0,
  drawings: 0,
  tiles: 0,
}
