import { type Crs, crsFromCode } from '../../../geo/crs.ts'
import type { Text } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import type { DrawnLayer } from './drawn-layers.ts'
import { styleAttributes, styleContent } from './style-document.ts'
import { element, textElement } from './xml.ts'

const GEOMETRY = { point: 'Point', line: 'Line', polygon: 'Polygon' } as const
const WGS84 = crsFromCode('EPSG:4326')

/** The tree of the layers as QGIS lists it: layers that follow each other in one group stand together. */
export function layerTree(layers: readonly DrawnLayer[]): string[] {
  const groups = new Map<Text, DrawnLayer[]>()
  for (const layer of layers) groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer])
  return [...groups].map(([group, members]) =>
    element(
      'layer-tree-group',
      { name: both(group), ...stateOf(members.some(({ isShown }) => isShown)) },
      ...members.map((layer) =>
        element('layer-tree-layer', {
          id: layerId(layer),
          name: both(layer.title),
          source: source(layer),
          providerKey: 'ogr',
          ...stateOf(layer.isShown),
        }),
      ),
    ),
  )
}

/** What is off is folded, too. */
function stateOf(isShown: boolean): { checked: string; expanded: number } {
  return { checked: isShown ? 'Qt::Checked' : 'Qt::Unchecked', expanded: isShown ? 1 : 0 }
}

/** QGIS loses layers whose id has no more than ten characters. */
export function layerId({ id }: DrawnLayer): string {
  return `petakumuh_${id}`
}

function source({ path }: DrawnLayer): string {
  return `./${path}`
}

/** A layer with its source and its style. */
export function mapLayer(layer: DrawnLayer, credits: string): string {
  return element(
    'maplayer',
    { type: 'vector', geometry: GEOMETRY[layer.profile.geometry], ...styleAttributes(layer) },
    textElement('id', layerId(layer)),
    textElement('datasource', source(layer)),
    textElement('layername', both(layer.title)),
    ...(credits === '' ? [] : [textElement('abstract', credits), textElement('attribution', credits)]),
    element('srs', {}, spatialReference(WGS84)),
    textElement('provider', 'ogr', { encoding: 'UTF-8' }),
    styleContent(layer),
  )
}

/** QGIS takes the CRS by its authority's name where a number of its own stands beside it, whatever that number is. */
export function spatialReference({ code, name, proj4, kind }: Crs): string {
  const number = code.replace(/^EPSG:/, '')
  return element(
    'spatialrefsys',
    {},
    textElement('proj4', proj4),
    textElement('srsid', number),
    textElement('srid', number),
    textElement('authid', code),
    textElement('description', name),
    textElement('geographicflag', String(kind === 'geographic')),
  )
}
