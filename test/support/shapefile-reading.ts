import { UserError } from '../../pipeline/errors.ts'
import { openShapefile } from '../../pipeline/readers/shapefile/shapefile.ts'
import type { ReadOptions, SourceLayer, SourceRecord } from '../../pipeline/readers/types.ts'

/** Reads a layer to its end. */
export async function readAll(
  path: string,
  options: Partial<ReadOptions> = {},
): Promise<{ layer: SourceLayer; records: SourceRecord[] }> {
  const layer = await openShapefile(path, { label: 'sources/test.shp', ...options })
  const records: SourceRecord[] = []
  for await (const record of layer.records()) records.push(record)
  return { layer, records }
}

/** The error with which reading ends; it must be one a person can mend. */
export async function refusal(path: string, options: Partial<ReadOptions> = {}): Promise<UserError> {
  try {
    await readAll(path, options)
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('expected a refusal, got a layer that was read to its end')
}
