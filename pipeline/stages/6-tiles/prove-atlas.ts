import { type Proof, proveTiles, verifyPmtiles } from '../../archive/index.ts'
import { UserError } from '../../errors.ts'
import { openFlatValidity } from '../../geo/geos-valid-flat.ts'
import type { Store } from '../../store/index.ts'
import type { LayerReport, TilesetRules } from '../../tiler/index.ts'
import { promisesOf } from '../../tiler/promises.ts'
import { type PublishedLayer, publishedFeatures } from './published-features.ts'
import type { Engine } from './tileset-rules.ts'

/** An archive, and what it was made from. */
export interface MadeAtlas {
  path: string
  engine: Engine
  /** Layers of the rules, in their order. */
  layers: readonly PublishedLayer[]
  rules: TilesetRules
  report: readonly LayerReport[]
}

type Progress = NonNullable<Parameters<typeof proveTiles>[2]>['progress']

/**
 * Checks the archive against PMTiles v3, decodes it again and holds it against the published layers, the rules and the
 * counts of our tiler; tippecanoe counts nothing that could be held to.
 * @returns the proof, whether it holds or not
 * @throws UserError `tiles` when the archive breaks PMTiles v3
 */
export async function proveAtlas(store: Store, atlas: MadeAtlas, progress: Progress): Promise<Proof> {
  const violations = await verifyPmtiles(atlas.path)
  if (violations[0]) {
    throw new UserError('tiles', {
      what: `the archive breaks PMTiles v3 in ${violations.length} places`,
      got: JSON.stringify(violations[0]),
      next: 'please report this: it is a fault of the archive writer',
    })
  }
  const { rules, report, engine } = atlas
  const features = (layer: number) => publishedFeatures(store, atlas.layers[layer]!)
  const layers = promisesOf({ rules, report, engine, features })
  return proveTiles(atlas.path, { layers }, { invalidReason: await openFlatValidity(), progress })
}

/** @throws UserError `tiles` when anything was lost that the rules do not allow. */
export function requireProven({ loss_count, losses }: Proof, engine: Engine): void {
  const [first] = losses
  if (first === undefined) return
  throw new UserError('tiles', {
    what: `the tiles are not proven: ${loss_count} differences from the layers`,
    where: { layer: first.layer, field: first.zoom === undefined ? undefined : `zoom ${first.zoom}` },
    got: first.detail,
    expected: 'every feature, attribute and outline of the layers at every promised zoom',
    next:
      engine === 'tippecanoe'
        ? 'take `tiles: { engine: tippecanoe }` out of city.yaml: the built-in tiler loses nothing'
        : 'please report this with the city data: it is a fault of the tiler',
  })
}
