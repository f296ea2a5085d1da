import type { Bounds } from '../../../geo/bounds.ts'
import type { LayerProfile } from '../../../layers/profiles.ts'
import type { StageContext } from '../../../stage.ts'
import { parquet, type Row } from '../../../store/index.ts'
import type { ReleaseWriter } from '../release-writer.ts'
import { dcatOf } from './dcat.ts'
import { lineageText } from './lineage.ts'
import { lineageFacts } from './lineage-facts.ts'
import type { ReleaseContents, ReleasedLayer } from './release-contents.ts'
import { stacFiles } from './stac.ts'
import { layerTimeSpan, mergeTimeSpans, type TimeSpan, timeSpanOf } from './time-span.ts'

export interface CatalogueInput {
  layers: readonly LayerProfile[]
  bounds: Bounds
  decree: ReleaseContents['decree']
  /** Rows of the table `sources`. */
  sources: readonly Row[]
}

/** Writes lineage, DCAT and STAC of what a release holds so far: the last of its files before the manifest. */
export async function writeCatalogue(
  context: StageContext,
  writer: ReleaseWriter,
  { layers, bounds, decree, sources }: CatalogueInput,
): Promise<void> {
  const { city } = context
  const released: ReleasedLayer[] = []
  for (const profile of layers) released.push(await releasedLayer(context, profile))
  const time = await releaseTime(context, released, sources)
  const contents = (): ReleaseContents => ({
    ...{ city, decree, bounds, time, layers: released, files: writer.files, sources },
  })
  const write = (path: string, text: string, media_type: string): void =>
    writer.write(path, text, { media_type, rows: null, sources: city.sources.map(({ id }) => id) })
  write('lineage.md', lineageText(contents(), await lineageFacts(context)), 'text/markdown')
  write('dcat.jsonld', jsonText(dcatOf(contents())), 'application/ld+json')
  for (const { name, content } of stacFiles(contents()))
    write(
      `stac/${name}`,
      jsonText(content),
      content.type === 'Feature' ? 'application/geo+json' : 'application/json',
    )
}

async function releasedLayer({ store, file }: StageContext, profile: LayerProfile): Promise<ReleasedLayer> {
  const path = file('6-tiles', `layers/${profile.name}.parquet`)!
  const [found] = await store.rows<{ rows: number; bounds: Bounds }>(
    `SELECT count(*) AS rows, [min(bbox.xmin), min(bbox.ymin), max(bbox.xmax), max(bbox.ymax)] AS bounds
     FROM ${parquet(path)}`,
  )
  return { profile, ...found!, time: await layerTimeSpan(store, path, profile) }
}

/** What layers and decrees tell; else the days on which the sources were retrieved, which are of the data too and no clock's. */
async function releaseTime(
  { store, table }: StageContext,
  layers: readonly ReleasedLayer[],
  sources: readonly Row[],
): Promise<TimeSpan | null> {
  const decrees = table('2-validate', 'decrees')
  const decreed =
    decrees === null ? null : await timeSpanOf(store, decrees, { years: ['vintage'], days: ['decree_date'] })
  const retrieved = sources.flatMap(({ retrieved: day }) =>
    typeof day === 'string' ? [{ start: day, end: day }] : [],
  )
  return mergeTimeSpans([...layers.map(({ time }) => time), decreed]) ?? mergeTimeSpans(retrieved)
}

function jsonText(content: unknown): string {
  return `${JSON.stringify(content, null, 1)}\n`
}
