import { LAYERS_FILE } from '../../layers/profiles.ts'
import type { Stage } from '../../stage.ts'
import { tableSchemaFiles } from '../../store/table-schema.ts'

/** Layers composed from the tables, cut into tiles, written as PMTiles, decoded again and proven. */
export const tiles: Stage = {
  name: '6-tiles',
  reads: ['2-validate', '3-area', '4-density', '5-indicators'],
  writes: ['layers', 'atlas.pmtiles', 'proof.json'],
  code: new URL(import.meta.url),
  files: () => [LAYERS_FILE, ...tableSchemaFiles()],
  config: ({ name, title, decree, synthetic, attribution, code, tiles }) => ({
    name,
    title,
    decree,
    synthetic,
    attribution,
    code,
    tiles,
  }),
  run: async (context) => (await import('./run.ts')).run(context),
}
