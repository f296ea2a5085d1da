import { addFeature } from '../../../pipeline/tiler/input/add-feature.ts'
import { contentOfLine } from '../../../pipeline/tiler/input/odd-line.ts'
import { countFeature, newTally } from '../../../pipeline/tiler/input/read-tally.ts'
import { LineScanner } from '../../../pipeline/tiler/input/scan-geojson-lines.ts'
import { newSink } from '../features/plain-features.ts'

/** Features and tally of the byte scanner. */
export function scanned(text: string | Uint8Array, filter = {}) {
  const sink = newSink({}, filter)
  const scanner = new LineScanner(sink)
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  scanner.scanLines(bytes, 0, bytes.length)
  return { features: sink.features(), tally: scanner.tally, keys: sink.keys.names }
}

/** The same by JSON.parse of every line and the adaptor. */
export function parsed(text: string, filter = {}) {
  const sink = newSink({}, filter)
  const tally = newTally()
  for (const line of text.split('\n')) {
    const { features, fault } = contentOfLine(line)
    for (const feature of features) {
      const refusal = addFeature(sink, feature)
      countFeature(tally, refusal, { id_left_out: feature.id_left_out })
    }
    if (fault !== undefined) countFeature(tally, 'not_a_feature')
  }
  return { features: sink.features(), tally }
}
