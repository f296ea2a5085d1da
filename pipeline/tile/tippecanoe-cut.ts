import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { countFeature, newTally, type ReadTally } from '../tiler/input/read-tally.ts'
import type { CutTileset, TilesetProgress } from '../tiler/tileset.ts'
import { cutWithTippecanoe, type TippecanoeInput } from '../tippecanoe/index.ts'
import type { CutJob } from './cut-and-write.ts'
import type { OpenInput } from './open-inputs.ts'

/** An hour for each layer: the largest ones measured take two minutes. */
const TIMEOUT_SECONDS = 3600

/** Cuts with the real program, which reads files of lines: others are written out as such first. */
export async function tippecanoeCut(
  { rules, inputs, folder, threads }: CutJob,
  progress: (done: TilesetProgress) => void,
): Promise<{ engine: string; cut: CutTileset }> {
  const files: TippecanoeInput[] = []
  const tallies = rules.layers.map(newTally)
  for (const [i, input] of inputs.entries()) {
    const path =
      input.lines ?? (await writtenAsLines(input, join(folder, `input-${i}.geojsonl`), tallies[input.layer]!))
    files.push({ layer: input.layer, path, kind: kindOf(input) })
  }
  const cut = await cutWithTippecanoe({
    rules,
    inputs: files,
    temporary: folder,
    timeout_seconds: TIMEOUT_SECONDS,
    threads,
    progress,
  })
  tallies.forEach(({ ids_left_out: features, id_example: example }, layer) => {
    if (features > 0) cut.report[layer]!.ids_left_out = { features, example }
  })
  return { engine: cut.engine, cut }
}

/** What the features are, where the sample is all of them. */
function kindOf({ sample }: OpenInput): TippecanoeInput['kind'] {
  if (sample.isCut) return undefined
  const kinds = new Set(sample.geometries.map(({ type }) => type.replace('Multi', '')))
  if (kinds.size !== 1) return undefined
  return ({ Point: 'point', LineString: 'line', Polygon: 'polygon' } as const)[[...kinds][0]!]
}

async function writtenAsLines(input: OpenInput, path: string, tally: ReadTally): Promise<string> {
  async function* lines() {
    for await (const { id, id_left_out, geometry, properties } of input.features()) {
      countFeature(tally, null, { id_left_out })
      yield `${JSON.stringify({ type: 'Feature', id, geometry, properties })}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
  return path
}
