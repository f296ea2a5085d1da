import { zoneTraces } from '../../../explain/zone-traces.ts'
import { loadMethodology } from '../../../methodology/methodology.ts'
import type { StageContext } from '../../../stage.ts'
import { parquet, type Row } from '../../../store/index.ts'
import { NUMBERS_PATH } from '../../../viewer/why-numbers-file.ts'
import { tracePath } from '../../../viewer/why-trace.ts'
import { traceTitle } from '../catalogue/file-titles.ts'
import type { ReleaseWriter } from '../release-writer.ts'
import type { Filling } from '../sources-of.ts'
import { CommonNumbers } from './numbers-file.ts'
import { traceFile, traceText } from './trace-file.ts'
import { traceSources } from './trace-sources.ts'

/**
 * Writes for each zone of the layer `zones` the way to its numbers, a file each: whoever asks why reads only what is asked.
 * @param sources rows of the table `sources`
 * @param filling tables that stand in for records
 */
export async function writeTraces(
  context: StageContext,
  writer: ReleaseWriter,
  sources: readonly Row[],
  filling: Filling,
): Promise<void> {
  const { city, store, outputDirectory, file } = context
  const layer = file('6-tiles', 'layers/zones.parquet')
  if (layer === null) return
  const features = await store.rows<{ zone_id: string; feature_id: number; name: string | null }>(
    `SELECT zone_id, feature_id, name FROM ${parquet(layer)} ORDER BY zone_id`,
  )
  const zones = new Map(features.map((feature) => [feature.zone_id, feature]))
  const told = new Map(sources.map((source) => [source.source_id, source]))
  const facts = {
    methodology: loadMethodology(city.methodology),
    synthetic: city.synthetic,
    building_sources: city.sources.filter(({ table }) => table === 'buildings').map(({ id }) => id),
    source: (source_id: string) => {
      const { title_id, title_en, path } = told.get(source_id) ?? {}
      const isTitled = typeof title_id === 'string' && typeof title_en === 'string'
      return {
        title: isTitled ? { id: title_id, en: title_en } : null,
        path: typeof path === 'string' ? path : null,
      }
    },
  }
  const common = new CommonNumbers()
  for await (const trace of zoneTraces(store, city, outputDirectory, [...zones.keys()])) {
    const { zone_id, feature_id, name } = zones.get(trace.unit.unit_id)!
    common.add(trace.numbers)
    // The map and its trace call a zone the same.
    const published = { ...traceFile(trace, facts), name }
    writer.write(tracePath(feature_id), traceText(published), {
      media_type: 'application/json',
      rows: null,
      sources: traceSources(city, published, filling),
      title: traceTitle(name === null || name === zone_id ? zone_id : `${zone_id} ${name}`),
    })
  }
  writer.write(NUMBERS_PATH, `${JSON.stringify(common.file(city, facts.source))}\n`, {
    ...{ media_type: 'application/json', rows: null, sources: [] },
  })
}
