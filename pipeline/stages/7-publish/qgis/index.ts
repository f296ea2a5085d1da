import type { LayerProfile } from '../../../layers/profiles.ts'
import type { StageContext } from '../../../stage.ts'
import { parquet, sqlName } from '../../../store/index.ts'
import type { Legend } from '../../../viewer/legend.ts'
import { themes } from '../../../viewer/themes.ts'
import { zipArchive } from '../../../zip.ts'
import { drawnLayers } from './drawn-layers.ts'
import { layerDefinition } from './layer-definition.ts'
import { type ProjectCity, projectDocument } from './project.ts'
import { styleDocument } from './style-document.ts'

export interface QgisFile {
  /** Below the folder of the release. */
  path: string
  content: string | Uint8Array
  media_type: string
}

/** A style for each layer that QGIS draws, a project that opens all of them, and a definition that adds them to another project. */
export async function qgisFiles(
  context: StageContext,
  layers: readonly LayerProfile[],
  bounds: ProjectCity['bounds'],
  legend: Legend,
  hasWater: boolean,
): Promise<QgisFile[]> {
  const filled = await attributesWithValues(context, layers, legend)
  const drawn = drawnLayers({
    ...{ layers, legend, hasWater },
    hasValues: (layer, attribute) => filled.has(`${layer}.${attribute}`),
  })
  const project = projectDocument({ ...context.city, bounds }, drawn, legend.ground.outside)
  return [
    ...drawn.map((layer) => ({
      path: `styles/${layer.id}.qml`,
      content: styleDocument(layer),
      media_type: 'application/xml',
    })),
    {
      path: 'petakumuh.qgz',
      content: zipArchive([{ path: 'petakumuh.qgs', content: Buffer.from(project, 'utf8') }]),
      media_type: 'application/zip',
    },
    {
      path: 'petakumuh.qlr',
      content: layerDefinition(context.city, drawn),
      media_type: 'application/xml',
    },
  ]
}

/** The attributes of themes that hold anything in this city, as `layer.attribute`. */
async function attributesWithValues(
  { store, file }: StageContext,
  layers: readonly LayerProfile[],
  legend: Legend,
): Promise<Set<string>> {
  const filled = new Set<string>()
  for (const { name, attributes } of layers) {
    const asked = themes(legend).filter(
      (theme) => theme.layer === name && attributes.some((attribute) => attribute.name === theme.attribute),
    )
    if (asked.length === 0) continue
    const counts = asked.map(({ attribute }) => `count(${sqlName(attribute)}) AS ${sqlName(attribute)}`)
    const [row] = await store.rows<Record<string, number>>(
      `SELECT ${counts.join(', ')} FROM ${parquet(file('6-tiles', `layers/${name}.parquet`)!)}`,
    )
    for (const [attribute, count] of Object.entries(row ?? {})) {
      if (count > 0) filled.add(`${name}.${attribute}`)
    }
  }
  return filled
}
