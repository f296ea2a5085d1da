import { both } from '../../../values/both-languages.ts'
import type { DrawnLayer } from './drawn-layers.ts'
import { element } from './xml.ts'

/** QGIS from 3.22 on reads it; a program older than what is written here says so. */
export const QGIS_VERSION = '3.22.0'
export const DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"

/** The style of a layer as the file that QGIS loads beside it. */
export function styleDocument(layer: DrawnLayer): string {
  const attributes = {
    version: QGIS_VERSION,
    styleCategories: 'Symbology|Labeling|Fields|Rendering',
    ...styleAttributes(layer),
  }
  return `${DOCTYPE}${element('qgis', attributes, styleContent(layer))}\n`
}

/** What of a style stands on the root of its file, or on the layer in a project. */
export function styleAttributes({ scales, labeling }: DrawnLayer): Record<string, number> {
  return {
    labelsEnabled: labeling === undefined ? 0 : 1,
    hasScaleBasedVisibilityFlag: scales === undefined ? 0 : 1,
    // In QGIS the "minimum" scale is the farthest away.
    minScale: scales?.farthest ?? 100_000_000,
    maxScale: scales?.nearest ?? 0,
  }
}

/** What stands within: colours, labels, and what the columns are called in both languages. */
export function styleContent({ renderer, labeling, profile }: DrawnLayer): string {
  const aliases = profile.attributes.map(({ name, title, unit }, index) =>
    element('alias', {
      field: name,
      index,
      name: unit === undefined ? both(title) : `${both(title)} (${unit})`,
    }),
  )
  return [renderer, labeling ?? '', element('aliases', {}, ...aliases)].join('')
}
