import { rgba } from './symbols.ts'
import { element } from './xml.ts'

/** Names in dark letters with a halo, one for each feature where there is room. */
export function labels(expression: string, { text, halo }: { text: string; halo: string }): string {
  const style = {
    fieldName: expression,
    isExpression: 1,
    fontFamily: 'Noto Sans',
    namedStyle: 'SemiBold',
    fontWeight: 63,
    fontSize: 8.5,
    fontSizeUnit: 'Point',
    textColor: rgba(text, 1),
    textOpacity: 1,
    multilineHeight: 1,
  }
  const buffer = {
    bufferDraw: 1,
    bufferSize: 0.7,
    bufferSizeUnits: 'MM',
    bufferColor: rgba(halo, 1),
    bufferOpacity: 1,
    bufferNoFill: 1,
    bufferJoinStyle: 128,
  }
  const settings = element(
    'settings',
    { calloutType: 'simple' },
    element('text-style', style, element('text-buffer', buffer)),
    element('text-format', { multilineAlign: 1, autoWrapLength: 16, useMaxLineLengthForAutoWrap: 1 }),
    // Inside the polygon where there is room for the name, else beside it.
    element('placement', { placement: 4, polygonPlacementFlags: 3, dist: 1, distUnits: 'MM' }),
    element('rendering', { drawLabels: 1, displayAll: 0, obstacle: 1, obstacleType: 0, scaleVisibility: 0 }),
  )
  return element('labeling', { type: 'simple' }, settings)
}
