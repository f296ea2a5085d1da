import type { CuttingPolicy } from '../../layers/cutting.ts'
import type { LayerProfile } from '../../layers/profiles.ts'
import type { TilesetRules } from '../../tiler/index.ts'

export type Engine = 'builtin' | 'tippecanoe'

/** The rules by which the layers are cut, in their order: those of `schemas/layers.yaml` for the engine. */
export function tilesetRules(
  profiles: readonly LayerProfile[],
  policy: CuttingPolicy,
  engine: Engine,
): TilesetRules {
  return {
    buffer_units: policy.buffer_units,
    gzip_level: policy.gzip_level,
    layers: profiles.map(({ name, title, zooms, attributes }) => ({
      name,
      description: title,
      minzoom: zooms[0],
      maxzoom: zooms[1],
      attributes: attributes.map(({ name, type, title, unit }) => ({
        name,
        type,
        description:
          unit === undefined ? title : { id: `${title.id} (${unit})`, en: `${title.en} (${unit})` },
      })),
      ...policy[engine],
    })),
  }
}
