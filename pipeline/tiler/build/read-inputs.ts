import { statSync } from 'node:fs'
import { UserError } from '../../errors.ts'
import { addFeature } from '../input/add-feature.ts'
import { partOf, type ReadPart, sinkOf } from '../input/layer-sink.ts'
import { countFeature, newTally } from '../input/read-tally.ts'
import type { LayerRules } from '../rules.ts'
import type { Crew } from '../steps/crew.ts'
import type { LinesTask } from '../steps/read-lines.ts'
import type { InputFeature, LayerInput, TilesetProgress } from '../tileset.ts'
import type { Shares } from './shares.ts'

/** Features between two words of progress. */
const TOLD_EVERY = 10_000
const STRETCHES_PER_THREAD = 4
const LEAST_STRETCH_BYTES = 2 << 20

/**
 * Bytes of the files that threads can read side by side.
 * @throws UserError `source` when one is not there
 */
export function fileBytes(inputs: readonly LayerInput[]): number {
  return inputs.reduce((sum, input) => sum + ('path' in input ? sizeOf(input.path) : 0), 0)
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found?.isFile()) return found.size
  throw new UserError('source', {
    what: 'the file of features cannot be read',
    where: { file: path },
    got: found === undefined ? 'no such file' : 'not a file',
  })
}

/** Reads all inputs of a tileset, in their order; files of lines in stretches that the crew shares out. */
export async function readInputs(
  inputs: readonly LayerInput[],
  layers: readonly LayerRules[],
  crew: Crew,
  { stretch_bytes }: Shares,
  progress: (done: TilesetProgress) => void,
): Promise<ReadPart[]> {
  const parts: ReadPart[][] = inputs.map(() => [])
  const tasks: LinesTask[] = []
  const places: number[] = []
  inputs.forEach((input, place) => {
    if (!('path' in input)) return
    const size = sizeOf(input.path)
    const stretches = crew.threads === 1 ? 1 : stretchesOf(size, stretch_bytes, crew.threads)
    for (let s = 0; s < stretches; s++) {
      const start = Math.floor((size * s) / stretches)
      const end = Math.floor((size * (s + 1)) / stretches)
      tasks.push({ path: input.path, start, end, layer: input.layer, rules: layers[input.layer]! })
      places.push(place)
    }
  })
  const total = tasks.reduce((sum, { start, end }) => sum + end - start, 0)
  let done = 0
  let next = 0
  for await (const part of crew.each('read', tasks)) {
    done += tasks[next]!.end - tasks[next]!.start
    parts[places[next++]!]!.push(part)
    progress({ step: 'read', done, total })
  }
  for (const [place, input] of inputs.entries()) {
    if ('features' in input) parts[place]!.push(await readFeatures(input, layers[input.layer]!, progress))
  }
  parts.forEach((own, input) => {
    for (const { tally } of own) tally.input = input
  })
  return parts.flat()
}

/** Some for each thread, so that none waits long for another, but none so small that it is hardly worth its dictionary. */
function stretchesOf(size: number, stretch_bytes: number, threads: number): number {
  const some = Math.min(STRETCHES_PER_THREAD * threads, Math.ceil(size / LEAST_STRETCH_BYTES))
  return Math.max(1, some, Math.ceil(size / stretch_bytes))
}

async function readFeatures(
  { layer, features }: Extract<LayerInput, { features: unknown }>,
  rules: LayerRules,
  progress: (done: TilesetProgress) => void,
): Promise<ReadPart> {
  const sink = sinkOf(layer, rules)
  const tally = newTally()
  const take = (feature: InputFeature) => {
    const place = feature.place ?? tally.read + 1
    const refusal = addFeature(sink, feature)
    countFeature(tally, refusal, { place, why: sink.builder.why, id_left_out: feature.id_left_out })
    if (tally.read % TOLD_EVERY === 0) progress({ step: 'read', done: tally.read, total: undefined })
  }
  if (Symbol.asyncIterator in features) {
    for await (const feature of features) take(feature)
  } else {
    for (const feature of features) take(feature)
  }
  return partOf(sink, layer, tally)
}
