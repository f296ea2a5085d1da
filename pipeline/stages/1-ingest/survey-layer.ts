import type { Position } from 'geojson'
import type { Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { DecimalSigns } from '../../mapping/decimals.ts'
import { isKept } from '../../mapping/mapping.ts'
import type { SourceLayer } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'
import type { DecimalMark } from '../../values/number.ts'
import { firstPosition } from './source-crs.ts'

/** Positions that decide the CRS, and records after which numbers are taken for numbers where none is text. */
const SAMPLED = 2000

/** What must be known of a layer before its first row is written. */
export interface Survey {
  decimals: Map<string, DecimalMark>
  /** First positions of the records that are kept: a file may begin with many that have none. */
  positions: Position[]
}

/**
 * Looks at the kept records of a layer: at all of them where numbers stand as text, since the last one may be the first to show its decimal sign;
 * otherwise at as many as decide the CRS.
 * @throws UserError `source` for a layer without records
 */
export async function surveyLayer(layer: SourceLayer, source: Source, schema: TableSchema): Promise<Survey> {
  const wanted = schema.geometry === null ? 0 : SAMPLED
  const signs = new DecimalSigns({ source, schema, numericFields: layer.numericFields })
  const positions: Position[] = []
  let records = 0
  for await (const { cells, geometry } of layer.records()) {
    records++
    // What is met is said in the pass that writes.
    layer.findings.length = 0
    if (!isKept(source, cells)) continue
    signs.add(cells)
    const position = positions.length < wanted && geometry !== null ? firstPosition(geometry) : null
    if (position) positions.push(position)
    if (records >= SAMPLED && positions.length >= wanted && !signs.isOpen) break
  }
  if (records === 0) throw emptyLayer(source, layer)
  return { decimals: signs.decided, positions }
}

/** What is thrown for a layer without records. */
export function emptyLayer(source: Source, layer: SourceLayer): UserError {
  const deleted = layer.deleted > 0 ? ` (${layer.deleted} are marked as deleted)` : ''
  return new UserError('source', {
    what: 'the layer is empty',
    where: { file: layer.file, layer: layer.layer },
    got: `0 records${deleted}`,
    expected: 'at least one record',
    next: `ask for the full export, or take the source ${source.id} out of city.yaml`,
  })
}
