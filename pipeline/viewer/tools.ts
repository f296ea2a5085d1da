import type { Map as MapLibreMap } from 'maplibre-gl'
import type { Atlas } from './atlas.ts'
import type { AtlasMap } from './atlas-map.ts'
import { hatchesOf } from './class-hatches.ts'
import {
  canCompare,
  firstComparison,
  knownComparison,
  readingOf,
  type SideChoice,
  sideChoices,
} from './compare-choices.ts'
import { type Side, sideOf } from './compare-sides.ts'
import type { CompareState } from './compare-state.ts'
import { Comparison } from './comparison.ts'
import { type Lang, pick, t } from './i18n.ts'
import { isPhone } from './layout.ts'
import { legendList } from './legend-list.ts'
import { lookOf } from './look-of.ts'
import type { CopyOptions } from './map-copy.ts'
import { SOURCE } from './page-style.ts'
import { openPrintDialog, type PrintState } from './print-dialog.ts'
import type { Bounds } from './release.ts'
import { hatchesOfSide, savePicture } from './save-picture.ts'
import { openShareDialog } from './share-dialog.ts'
import type { AtlasState } from './state.ts'
import type { ThemeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'

/** What the page shows now. */
export interface Shown {
  state: AtlasState
  theme: Theme
  values: ThemeValues
}

export interface ToolsInput {
  atlas: Atlas
  shown(): Shown
  /** All zones. */
  home(): Bounds
  /** What of the map no card covers. */
  open(): Bounds | null
  setCompare(compare: CompareState | null): void
  say(text: string): void
}

/** What is done with the map as it is shown: it is handed on, printed, and set beside another state of the city. */
export class Tools {
  readonly #input: ToolsInput
  #atlasMap: AtlasMap | null = null
  #comparison: Comparison | null = null
  /** The comparison began by hand: the line is where the keys go next. */
  #isFresh = false
  /** What was in sight before. */
  #seenBefore: Bounds | null = null

  constructor(input: ToolsInput) {
    this.#input = input
  }

  /** What can be compared now; empty where nothing can, or it is being read. */
  choices(): SideChoice[] {
    const { state, theme } = this.#input.shown()
    return sideChoices(this.#input.atlas, theme, state.lang)
  }

  get canCompare(): boolean {
    return canCompare(this.#input.atlas, this.#input.shown().theme)
  }

  /** A part of the release that the comparison is made of could not be read. */
  get hasFailed(): boolean {
    const { atlas, shown } = this.#input
    const { state, theme } = shown()
    return state.compare !== null && readingOf(atlas, theme, state.compare) === 'failed'
  }

  /** The sides of the comparison; null where none is asked for, while it is read, and where the release has no such. */
  sides(): { left: Side; right: Side } | null {
    const { atlas, shown } = this.#input
    const { state, theme } = shown()
    if (state.compare === null) return null
    const choices = this.choices()
    const side = (key: string) => {
      const choice = choices.find((known) => known.key === key)
      return choice ? sideOf(atlas, choice, theme, state) : null
    }
    const [left, right] = [side(state.compare.left), side(state.compare.right)]
    return left && right ? { left, right } : null
  }

  startComparing(): void {
    const { shown, setCompare } = this.#input
    this.#isFresh = true
    this.#seenBefore = this.#atlasMap?.seenBounds() ?? null
    // Where nothing is read yet, the sides follow once it is.
    const first = firstComparison(this.choices(), shown().theme) ?? { left: '', right: '' }
    setCompare({ ...first, at: this.#atlasMap?.openMiddle() ?? 50 })
  }

  stopComparing(): void {
    const { shown, setCompare, say } = this.#input
    setCompare(null)
    say(t(shown().state.lang, 'compare_stopped'))
    document.querySelector<HTMLElement>('[data-key=compare]')?.focus({ preventScroll: true })
  }

  /** Brings the map, and the one beside it, to what is shown. */
  follow(atlasMap: AtlasMap | null): void {
    this.#atlasMap = atlasMap
    if (atlasMap === null) return
    const { atlas, shown, setCompare, say } = this.#input
    const { state, theme, values } = shown()
    const known = state.compare && knownComparison(atlas, theme, state.compare, state.lang)
    if (known !== state.compare) {
      setCompare(known)
      return
    }
    const sides = this.sides()
    if (state.compare === null || sides === null) {
      this.#comparison?.end()
      this.#comparison = null
      atlasMap.setLook(lookOf(atlas, theme, values, state))
      return
    }
    const { compare, lang } = state
    atlasMap.setLook(sides.left.look)
    const isNew = this.#comparison === null
    this.#comparison ??= new Comparison(
      atlasMap,
      (at) => {
        const { compare: now } = shown().state
        if (now !== null) setCompare({ ...now, at })
      },
      () => this.stopComparing(),
    )
    const chosen = atlas.zone(state.zone)?.feature_id
    this.#comparison.show({ ...sides, at: compare.at }, lang, chosen)
    // They keep off the line too.
    atlasMap.keepNamesInside()
    if (!isNew) return
    say(t(lang, 'compare_now', { left: sides.left.label, right: sides.right.label }))
    if (this.#isFresh) {
      this.#comparison.focus()
      // The sheet of a comparison is higher than that of the legend.
      if (isPhone() && this.#seenBefore !== null) atlasMap.showAgain(this.#seenBefore)
    }
    this.#isFresh = false
  }

  /** What the map shows at this place, in CSS pixels from its left. */
  shownAt(x: number): Pick<Shown, 'theme' | 'values'> & { isExtent: boolean } {
    const side = this.#comparison?.sideAt(x) ?? null
    const { theme, values } = side ?? this.#input.shown()
    return { theme, values, isExtent: side?.look.extent !== undefined }
  }

  share(): void {
    const { lang } = this.#input.shown().state
    openShareDialog({
      lang,
      title: document.title,
      savePicture: this.#atlasMap === null ? null : (isHatched) => this.#savePicture(isHatched),
    })
  }

  print(): void {
    const map = this.#atlasMap?.map
    if (!map) return
    const { atlas, shown, home, open } = this.#input
    const { state, theme, values } = shown()
    const { lang } = state
    const sides = this.sides()
    const beside = this.#comparison?.map ?? null
    const zone = atlas.zone(state.zone)
    const screen = open()
    openPrintDialog({
      ...{ atlas, lang },
      states:
        sides === null
          ? [
              {
                ...{
                  map,
                  hatches: hatchesOf(theme),
                  year: yearOf(values, lang),
                  title: pick(lang, theme.title),
                },
                legend: (view, rt) => legendList({ atlas, lang, theme, values, view, rt }),
              },
            ]
          : [printState(sides.left, map, lang), beside ? printState(sides.right, beside, lang) : undefined],
      extents: [
        ...(screen === null ? [] : [{ word: 'print_extent_screen' as const, bounds: screen }]),
        { word: 'print_extent_all', bounds: home() },
        ...(zone === null ? [] : [{ word: 'print_extent_zone' as const, bounds: zone.bounds }]),
      ],
      marks: this.#marks(),
    })
  }

  /** The chosen zone as it is outlined, for a map drawn anew. */
  #marks(): NonNullable<CopyOptions['marks']> {
    const { atlas, shown } = this.#input
    const id = atlas.zone(shown().state.zone)?.feature_id
    return id === undefined ? [] : [{ source: SOURCE, sourceLayer: 'zones', id, state: { chosen: true } }]
  }

  async #savePicture(isHatched: boolean): Promise<void> {
    const atlasMap = this.#atlasMap
    if (atlasMap === null) return
    const { atlas, shown } = this.#input
    const [sides, beside] = [this.sides(), this.#comparison?.map ?? null]
    const { compare } = shown().state
    await savePicture({
      ...{ atlas, shown: shown(), map: atlasMap.map, bounds: atlasMap.bounds(), isHatched },
      marks: this.#marks(),
      beside: sides && beside && compare ? { sides, map: beside, at: compare.at } : null,
    })
  }
}

function yearOf({ year }: ThemeValues, lang: Lang): string | null {
  if (year === null) return null
  return year.projected ? t(lang, 'year_projected', { year: String(year.year) }) : String(year.year)
}

function printState(side: Side, map: MapLibreMap, lang: Lang): PrintState {
  const { label: title, legend, values } = side
  return { map, hatches: hatchesOfSide(side), year: yearOf(values, lang), title, legend }
}
