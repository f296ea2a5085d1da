import { partOf, type ReadPart, sinkOf } from '../input/layer-sink.ts'
import { readLines } from '../input/read-lines.ts'
import { LineScanner } from '../input/scan-geojson-lines.ts'
import type { LayerRules } from '../rules.ts'

/** A stretch of a file with one GeoJSON feature a line. */
export interface LinesTask {
  path: string
  /** Bytes; a line belongs to the stretch that it begins in. */
  start: number
  end: number
  layer: number
  rules: LayerRules
}

export function readLinesTask({ path, start, end, layer, rules }: LinesTask): ReadPart {
  const sink = sinkOf(layer, rules)
  const scanner = new LineScanner(sink)
  readLines(path, start, end, scanner)
  return partOf(sink, layer, scanner.tally)
}
