import { statSync } from 'node:fs'
import { UserError } from '../../errors.ts'
import { addFeature } from '../input/add-feature.ts'
import { partOf, type ReadPart, sinkOf } from '../input/layer-sink.ts'
import { countFeature, newTally } from '../input/read-tally.ts'
import type { LayerRules } from '../rules.ts'
import type { Crew } from '../steps/crew.ts'
import type { LinesTask } from '../steps/read-lines.ts'
import type { LayerInput, TilesetProgress } from '../tileset.ts'
import type { Shares } from './shares.ts'

/** Features between two words of progress. */
const TOLD_EVERY = 10_000

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
    const stretches = Math.max(1, crew.threads === 1 ? 1 : Math.ceil(size / stretch_bytes))
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
  return parts.flat()
}

async function readFeatures(
  { layer, features }: Extract<LayerInput, { features: unknown }>,
  rules: LayerRules,
  progress: (done: TilesetProgress) => void,
): Promise<ReadPart> {
  const sink = sinkOf(layer, rules)
  const tally = newTally()
  const told = () => {
    if (tally.read % TOLD_EVERY === 0) progress({ step: 'read', done: tally.read, total: undefined })
  }
  if (Symbol.asyncIterator in features) {
    for await (const feature of features) {
      countFeature(tally, addFeature(sink, feature))
      told()
    }
  } else {
    for (const feature of features) {
      countFeature(tally, addFeature(sink, feature))
      told()
    }
  }
  return partOf(sink, layer, tally)
}
