import { zxyOf } from '../../../pipeline/archive/hilbert.ts'
import { Cutter } from '../../../pipeline/tiler/cut/cutter.ts'
import type { ZoomCounts } from '../../../pipeline/tiler/cut/zoom-counts.ts'
import type { FeatureChunk } from '../../../pipeline/tiler/features/feature-chunk.ts'
import { GRID_OFFSET } from '../../../pipeline/tiler/grid.ts'
import type { LayerRules } from '../../../pipeline/tiler/rules.ts'
import { type Run, tileIdAt } from '../../../pipeline/tiler/runs/run.ts'
import { RunWriter } from '../../../pipeline/tiler/runs/run-writer.ts'
import type { Place } from '../points/chunks.ts'

export interface CutDrawing {
  zoom: number
  x: number
  y: number
  feature: number
  chains: Place[][]
}

/** Cuts a chunk and decodes what was drawn, in the order of the tiles. */
export function cutChunk(
  chunk: FeatureChunk,
  rules: LayerRules,
  buffer = 80,
  run_bytes = 1 << 24,
): { drawings: CutDrawing[]; counts: ZoomCounts; runs: Run[] } {
  const runs: Run[] = []
  const writer = new RunWriter((run) => runs.push(run), run_bytes)
  const cutter = new Cutter(rules, buffer, writer)
  cutter.cut(chunk, 0)
  writer.finish()
  const drawings = runs.flatMap((run) =>
    Array.from({ length: run.count }, (_, i): CutDrawing => {
      const [zoom, x, y] = zxyOf(tileIdAt(run, i))
      const commands = run.bytes.subarray(run.offsets[i]!, run.offsets[i + 1]!)
      return { zoom, x, y, feature: run.features[i]!, chains: chainsOf(commands) }
    }),
  )
  return { drawings, counts: cutter.counts, runs }
}

/** Chains of MVT commands (2.1, section 4.3), each from its MoveTo on; all points of a MoveTo are one. */
export function chainsOf(bytes: Uint8Array): Place[][] {
  const numbers: number[] = []
  for (let at = 0; at < bytes.length; ) {
    let value = 0
    let factor = 1
    let byte = 0
    do {
      byte = bytes[at++]!
      value += (byte & 127) * factor
      factor *= 128
    } while (byte > 127)
    numbers.push(value)
  }
  const chains: Place[][] = []
  const delta = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)
  let [x, y] = [0, 0]
  for (let at = 0; at < numbers.length; ) {
    const command = numbers[at]! & 7
    const count = Math.floor(numbers[at++]! / 8)
    if (command === 7) continue
    if (command === 1) chains.push([])
    for (let i = 0; i < count; i++, at += 2) {
      x += delta(numbers[at]!)
      y += delta(numbers[at + 1]!)
      chains.at(-1)!.push([x, y])
    }
  }
  return chains
}

/** The place of a position given in units of a zoom, from the north-west corner of the world. */
export function placeAt(zoom: number, [x, y]: Place): Place {
  const step = 2 ** (20 - zoom)
  const place = (units: number) => Math.min(units * step - GRID_OFFSET, GRID_OFFSET - 1)
  return [place(x), place(y)]
}

export const named = ({ zoom, x, y }: CutDrawing): string => `${zoom}/${x}/${y}`
