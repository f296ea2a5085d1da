/** Text in both languages of everything a citizen or official reads. */
export interface Bilingual {
  id: string
  en: string
}

export interface ClassRow extends Bilingual {
  code: string
  colour: string
}

/**
 * Classes of a quantity: `colours[i]` holds from `breaks[i - 1]` to `breaks[i]`. A value on a break is in the class above
 * it, or where the regulation says "up to" (`limits_belong: below`) in the one below.
 */
export interface Bins {
  breaks: number[]
  limits_belong?: 'below'
  colours: string[]
}

/** Deficit band of one criterion; `percent_from` is the practised cut in percent. */
export interface ScoreBand extends Bilingual {
  score: number
  percent_from: number
  colour: string
}

/** Shape of `schemas/legend.json`: every colour and class label of map, page, print and report. */
export interface Legend {
  score_class: ClassRow[]
  density_population_class: ClassRow[]
  zone_change: ClassRow[]
  /** Zones that a verification does not speak of, in the colours of the change. */
  not_verified: ClassRow
  area_status: ClassRow[]
  /** A ramp for ranks, the first of them darkest. */
  rank: string[]
  /** Colours for classes without an order. */
  category: string[]
  score_total: Bins
  density_buildings_per_ha: Bins
  density_population_per_ha: Bins
  criterion_score: ScoreBand[]
  aspect: (Bilingual & { code: string })[]
  /** `ground` lies under the hatch of `colour`. */
  missing: Bilingual & { colour: string; ground: string }
  /** `outside` is where the city told of neither land nor water. */
  ground: {
    sea: string
    outside: string
    land: string
    kelurahan: string
    kecamatan: string
    label: string
    outline: string
  }
  symbol: {
    building: string
    intervention: string
    facility: string
    selected: string
    halo: string
    text: string
  }
}
