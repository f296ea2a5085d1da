import type { Atlas } from './atlas.ts'
import type { Look } from './layer-look.ts'
import type { AtlasState } from './state.ts'
import type { ThemeValues } from './theme-values.ts'
import { type Theme, themeIndex, valueColour } from './themes.ts'
import { leftPieces, notVerified, verification } from './verification.ts'
import { mapNames, valueText } from './words.ts'

/** What the reader's settings and the values of a theme make of the map. */
export function lookOf(atlas: Atlas, theme: Theme, values: ThemeValues, state: AtlasState): Look {
  const onZones = theme.layer === 'zones'
  const zones = atlas.zones.map((zone) => ({ zone, properties: values.zone(zone) }))
  const missing = atlas.legend.missing.colour
  const colour = (properties: Record<string, unknown>) =>
    valueColour(theme, properties[theme.attribute], missing)
  // Otherwise the tiles carry the values.
  const isJoined = values.rt !== null
  const isKnown = (properties: Record<string, unknown>) => themeIndex(theme, properties[theme.attribute]) >= 0
  return {
    theme,
    opacity: new Map(Object.entries(state.opacity).map(([layer, percent]) => [layer, percent / 100])),
    hidden: new Set(state.hidden),
    colours: new Map(zones.map(({ zone, properties }) => [zone.zone_id, colour(properties)])),
    missing: isJoined
      ? zones.filter(({ properties }) => !isKnown(properties)).map(({ zone }) => zone.zone_id)
      : null,
    ...(values.rtYear === undefined ? {} : { rtYear: values.rtYear }),
    rtColours:
      values.rt &&
      new Map([...values.rt].filter(([, of]) => isKnown(of)).map(([rt_id, of]) => [rt_id, colour(of)])),
    unsure: onZones
      ? zones.filter(({ zone }) => values.mark(zone) !== null).map(({ zone }) => zone.zone_id)
      : [],
    notVerified: theme.layer === 'zone_changes' ? notVerified(atlas).map(({ zone_id }) => zone_id) : [],
    left: leftPieces(verification(atlas, theme, values)),
    names: mapNames(atlas.zones),
    labels: new Map(
      zones.flatMap(({ zone, properties }): [string, string][] => {
        const text = onZones ? valueText(theme, properties, state.lang) : null
        return text === null ? [] : [[zone.zone_id, text]]
      }),
    ),
  }
}
