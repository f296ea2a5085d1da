import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeArchive } from '../../../pipeline/archive/archive-writer.ts'
import type { PromisedLayer } from '../../../pipeline/archive/loss.ts'
import { type Proof, proveTiles } from '../../../pipeline/archive/prove.ts'
import { openFlatValidity } from '../../../pipeline/geo/geos-valid-flat.ts'
import type { TilesetRules } from '../../../pipeline/tiler/rules.ts'
import type { InputFeature } from '../../../pipeline/tiler/tileset.ts'
import type { Built } from './building.ts'

const validity = openFlatValidity()

/**
 * Writes an archive and holds it to what the rules promise of the features, with the counts of the report.
 * @param features by layer of the rules, those that were taken in
 */
export async function prove(
  built: Built,
  { layers }: TilesetRules,
  features: InputFeature[][],
): Promise<Proof> {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-prove-'))
  try {
    const path = join(folder, 'uji.pmtiles')
    const meta = {
      name: 'uji',
      description: '',
      attribution: '',
      bounds: built.bounds!,
      layers: built.layers,
    }
    await writeArchive(path, built.tiles, meta)
    const promised = layers.flatMap((rules, place): PromisedLayer[] => {
      // The archive says nothing of a layer that holds nothing.
      if (features[place]!.length === 0) return []
      const own: PromisedLayer = {
        ...rules,
        simplification_units: rules.simplification_units + 2,
        features: kept(features[place]!, rules),
        report: built.report.find(({ name }) => name === rules.name)!.zooms,
      }
      const { label_layer } = rules
      if (label_layer === undefined) return [own]
      const polygons = kept(features[place]!, rules).filter(({ geometry }) =>
        geometry.type.endsWith('Polygon'),
      )
      const report = built.report.find(({ name }) => name === label_layer)!.zooms
      return [own, { ...own, name: label_layer, drawn_as: 'inside', features: polygons, report }]
    })
    return await proveTiles(path, { layers: promised }, { invalidReason: await validity })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Features with the attributes that a layer keeps. */
function kept(features: InputFeature[], { include, exclude, attributes }: TilesetRules['layers'][number]) {
  const isKept = (name: string) =>
    (include?.includes(name) ?? true) &&
    !(exclude ?? []).includes(name) &&
    (attributes?.some((attribute) => attribute.name === name) ?? true)
  return features.map(({ id, geometry, properties }) => ({
    ...(id === undefined ? {} : { id }),
    geometry: geometry!,
    properties: Object.fromEntries(Object.entries(properties).filter(([name]) => isKept(name))),
  }))
}
