import type { Position } from 'geojson'
import type { Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { isKept } from '../../mapping/mapping.ts'
import type { SourceLayer, SourceRecord } from '../../readers/types.ts'
import type { TableSchema } from '../../store/index.ts'
import { firstPosition } from './source-crs.ts'

/** Records looked at before the first is written: they decide decimal signs, and the CRS by as many that have a place. */
const SAMPLE_RECORDS = 2000

export interface Sample {
  records: SourceRecord[]
  positions: Position[]
}

/**
 * The first records, and as many first positions of those that are kept: a file may begin with many that have none.
 * @throws UserError `source` for a layer without records
 */
export async function takeSample(layer: SourceLayer, source: Source, schema: TableSchema): Promise<Sample> {
  const positions = schema.geometry === null ? 0 : SAMPLE_RECORDS
  const sample: Sample = { records: [], positions: [] }
  for await (const record of layer.records()) {
    if (sample.records.length < SAMPLE_RECORDS) sample.records.push(record)
    if (sample.positions.length < positions && record.geometry !== null && isKept(source, record.cells)) {
      const position = firstPosition(record.geometry)
      if (position) sample.positions.push(position)
    }
    if (sample.records.length === SAMPLE_RECORDS && sample.positions.length >= positions) break
  }
  if (sample.records.length === 0) throw emptyLayer(source, layer)
  return sample
}

function emptyLayer(source: Source, layer: SourceLayer): UserError {
  const deleted = layer.deleted > 0 ? ` (${layer.deleted} are marked as deleted)` : ''
  return new UserError('source', {
    what: 'the layer is empty',
    where: { file: layer.file, layer: layer.layer },
    got: `0 records${deleted}`,
    expected: 'at least one record',
    next: `ask for the full export, or take the source ${source.id} out of city.yaml`,
  })
}
