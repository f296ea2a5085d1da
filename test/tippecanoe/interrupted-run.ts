/** Started by a test as a process of its own: cuts with a program that does not end, and is interrupted. */
import { DEFAULT_LAYER_RULES, DEFAULT_TILESET_RULES } from '../../pipeline/tiler/rules.ts'
import { cutWithTippecanoe } from '../../pipeline/tippecanoe/index.ts'

const [path, input, temporary] = process.argv.slice(2) as [string, string, string]
await cutWithTippecanoe({
  rules: {
    ...DEFAULT_TILESET_RULES,
    layers: [{ ...DEFAULT_LAYER_RULES, name: 'p', minzoom: 0, maxzoom: 1 }],
  },
  inputs: [{ layer: 0, path: input, kind: 'point' }],
  temporary,
  timeout_seconds: 600,
  threads: 1,
  program: { path, version: '2.52.0' },
})
