import { creditsOf, releaseTitle } from '../../../release/title.ts'
import { both } from '../../../values/both-languages.ts'
import type { DrawnLayer } from './drawn-layers.ts'
import { layerTree, mapLayer } from './layer-elements.ts'
import type { ProjectCity } from './project.ts'
import { element } from './xml.ts'

const DOCTYPE = '<!DOCTYPE qgis-layer-definition>\n'

/**
 * A QGIS layer definition (`.qlr`): the layers of the project with their styles, in one group called as the release, to be added to
 * a project that is open. It holds no data: paths are relative to the file.
 *
 * @param layers from the topmost down
 */
export function layerDefinition(
  city: Pick<ProjectCity, 'title' | 'attribution' | 'synthetic'>,
  layers: readonly DrawnLayer[],
): string {
  const credits = creditsOf(city)
  const group = { name: both(releaseTitle({ city })), checked: 'Qt::Checked', expanded: 1 }
  const whole = element(
    'qlr',
    {},
    element('layer-tree-group', { name: '' }, element('layer-tree-group', group, ...layerTree(layers))),
    element('maplayers', {}, ...layers.map((layer) => mapLayer(layer, credits))),
  )
  return `${DOCTYPE}${whole}\n`
}
