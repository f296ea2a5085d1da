import type { Bounds } from '../../../geo/bounds.ts'
import { type Crs, crsFromCode, fromLonLat } from '../../../geo/crs.ts'
import { creditsOf, releaseTitle } from '../../../release/title.ts'
import type { Text } from '../../../store/index.ts'
import { both } from '../../../values/both-languages.ts'
import type { DrawnLayer } from './drawn-layers.ts'
import { layerId, layerTree, mapLayer, spatialReference } from './layer-elements.ts'
import { DOCTYPE, QGIS_VERSION } from './style-document.ts'
import { rgba } from './symbols.ts'
import { element, textElement } from './xml.ts'

export interface ProjectCity {
  title: Text
  attribution: Text | null
  synthetic: Text | null
  /** The projected CRS of the city; the project is drawn and measured in it. */
  utm_crs: string
  /** West, south, east, north in degrees (OGC:CRS84). */
  bounds: Bounds
}

/**
 * A QGIS project (`.qgs`) over the GeoJSON files that lie beside it in the release: all layers, styled, in groups, at the
 * extent of the city. Paths are relative, so that the folder may be moved or copied.
 *
 * @param layers from the topmost down
 * @param background colour of the canvas, `#rrggbb`
 */
export function projectDocument(
  city: ProjectCity,
  layers: readonly DrawnLayer[],
  background: string,
): string {
  const crs = crsFromCode(city.utm_crs)
  const box = boxIn(crs, city.bounds)
  const title = [both(releaseTitle({ city }))]
  if (city.synthetic !== null) title.push(both(city.synthetic))
  const credits = creditsOf(city)
  const whole = element(
    'qgis',
    { version: QGIS_VERSION, projectname: title.join(' · ') },
    textElement('title', title.join(' · ')),
    element('projectCrs', {}, spatialReference(crs)),
    element('layer-tree-group', {}, ...layerTree(layers)),
    element(
      'mapcanvas',
      { name: 'theMapCanvas' },
      textElement('units', 'meters'),
      element('extent', {}, ...Object.entries(box).map(([name, metres]) => textElement(name, metres))),
      textElement('rotation', '0'),
      element('destinationsrs', {}, spatialReference(crs)),
    ),
    element('projectlayers', {}, ...layers.map((layer) => mapLayer(layer, credits))),
    element('layerorder', {}, ...layers.map((layer) => element('layer', { id: layerId(layer) }))),
    properties(credits, background),
    element(
      'ProjectViewSettings',
      { UseProjectScales: 0 },
      element('DefaultViewExtent', box, spatialReference(crs)),
    ),
  )
  return `${DOCTYPE}${whole}\n`
}

/** The box around the city in the CRS of the project; edges of a box in degrees bend, so their middles are asked too. */
function boxIn(
  crs: Crs,
  [west, south, east, north]: Bounds,
): Record<'xmin' | 'ymin' | 'xmax' | 'ymax', string> {
  const project = fromLonLat(crs)
  const corners = [west, (west + east) / 2, east].flatMap((lon) =>
    [south, (south + north) / 2, north].map((lat) => project(lon, lat)),
  )
  const axis = (index: 0 | 1) => corners.map((corner) => corner[index])
  return {
    xmin: Math.min(...axis(0)).toFixed(2),
    ymin: Math.min(...axis(1)).toFixed(2),
    xmax: Math.max(...axis(0)).toFixed(2),
    ymax: Math.max(...axis(1)).toFixed(2),
  }
}

/** Relative paths, measuring on the ellipsoid, and the credits in a corner of the map. */
function properties(credits: string, background: string): string {
  const [red, green, blue] = rgba(background, 1).split(',')
  const shown =
    credits === ''
      ? []
      : [
          element(
            'CopyrightLabel',
            {},
            textElement('Enabled', 'true', { type: 'bool' }),
            textElement('Label', credits, { type: 'QString' }),
            textElement('Placement', '3', { type: 'int' }),
          ),
        ]
  return element(
    'properties',
    {},
    element('Paths', {}, textElement('Absolute', 'false', { type: 'bool' })),
    element(
      'Gui',
      {},
      textElement('CanvasColorRedPart', red!, { type: 'int' }),
      textElement('CanvasColorGreenPart', green!, { type: 'int' }),
      textElement('CanvasColorBluePart', blue!, { type: 'int' }),
    ),
    element('SpatialRefSys', {}, textElement('ProjectionsEnabled', '1', { type: 'int' })),
    element('Measure', {}, textElement('Ellipsoid', 'EPSG:7030', { type: 'QString' })),
    element(
      'Measurement',
      {},
      textElement('AreaUnits', 'ha', { type: 'QString' }),
      textElement('DistanceUnits', 'meters', { type: 'QString' }),
    ),
    ...shown,
  )
}
