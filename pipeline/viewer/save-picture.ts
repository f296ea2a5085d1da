import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Atlas } from './atlas.ts'
import { type Hatches, hatchesOf, NO_HATCHES } from './class-hatches.ts'
import type { Side } from './compare-sides.ts'
import { attributionText } from './ground.ts'
import { hatchSwatches } from './hatch-swatches.ts'
import { formatDate, pick, t, type Word } from './i18n.ts'
import { legendList } from './legend-list.ts'
import type { CopyOptions } from './map-copy.ts'
import { drawnRt } from './map-hits.ts'
import { drawnLayers, mapSymbols } from './map-symbols.ts'
import { pictureOf } from './picture.ts'
import { type PictureLegend, readLegend } from './picture-legend.ts'
import type { Bounds } from './release.ts'
import { saveFile } from './save-file.ts'
import type { AtlasState } from './state.ts'
import type { ThemeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'
import { decreeName } from './words.ts'

export interface SavedPicture {
  atlas: Atlas
  shown: { state: AtlasState; theme: Theme; values: ThemeValues }
  map: MapLibreMap
  bounds: Bounds
  isHatched: boolean
  marks: NonNullable<CopyOptions['marks']>
  /** The comparison that is shown: its right map, and where the left one ends, in percent of the width. */
  beside: { sides: { left: Side; right: Side }; map: MapLibreMap; at: number } | null
}

/** Saves the map as it is seen, with all that is needed to read it where the page is not. */
export async function savePicture(input: SavedPicture): Promise<void> {
  const { atlas, shown, map, bounds, isHatched, marks, beside } = input
  const { state, theme, values } = shown
  const { lang } = state
  const { city, id } = atlas.release
  const wanted = (of: Hatches) => (isHatched ? of : NO_HATCHES)
  const told = (legend: HTMLElement, hatches: Hatches, counted: Theme): PictureLegend => {
    hatchSwatches(legend, wanted(hatches))
    return readLegend(legend, (count) => t(lang, nounOf(counted, count)))
  }
  const sides = beside?.sides ?? null
  const own = sides === null ? hatchesOf(theme) : hatchesOfSide(sides.left)
  const legends =
    sides === null
      ? [told(legendList({ atlas, lang, theme, values, view: bounds, rt: drawnRt(map) }), own, theme)]
      : (['left', 'right'] as const).map((which) => {
          const side = sides[which]
          const legend = told(side.legend(bounds), hatchesOfSide(side), side.theme)
          return { ...legend, heading: `${t(lang, `compare_${which}`)}: ${legend.heading}` }
        })
  const title =
    sides === null
      ? (legends[0]?.title ?? '')
      : t(lang, 'compare_now', { left: sides.left.label, right: sides.right.label })
  const { decree } = city
  const under =
    decree === null ? t(lang, 'atlas') : t(lang, 'settlements_under', { decree: decreeName(decree, lang) })
  const blob = await pictureOf({
    ...{ map, hatches: wanted(own), marks, lang, legends },
    notice: city.synthetic && pick(lang, city.synthetic),
    beside:
      beside === null
        ? null
        : { map: beside.map, hatches: wanted(hatchesOfSide(beside.sides.right)), from: beside.at / 100 },
    title: `${pick(lang, city.title)}: ${title}`,
    subtitle: `${under}${decree?.date ? `, ${formatDate(lang, decree.date)}` : ''}`,
    symbols: mapSymbols(drawnLayers(map), atlas, lang),
    attribution: `${attributionText(atlas, lang)} ${t(lang, 'release')} ${id.slice(0, 12)}`,
  })
  const year = sides === null && values.year !== null ? [values.year.key] : []
  const name = [city.name ?? 'atlas', theme.key.replaceAll(/\W+/g, '-'), ...year, id.slice(0, 12)]
  saveFile(blob, `${name.join('-')}.png`)
}

/** The extent of a decree has one colour. */
export function hatchesOfSide({ theme, look }: Side): Hatches {
  return look.extent === undefined ? hatchesOf(theme) : NO_HATCHES
}

function nounOf({ layer }: Theme, count: number): Word {
  if (layer === 'zones') return count === 1 ? 'zone_one' : 'zones'
  return layer === 'grid' ? 'cells' : 'pieces'
}
