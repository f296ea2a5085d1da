import type { City } from '../../../city.ts'
import type { Bounds } from '../../../geo/bounds.ts'
import type { LayerProfile } from '../../../layers/profiles.ts'
import type { Row } from '../../../store/index.ts'
import type { ReleasedFile } from '../release-writer.ts'
import type { TimeSpan } from './time-span.ts'

/** A layer of a release: what it is, where it lies and of when it is. */
export interface ReleasedLayer {
  profile: LayerProfile
  rows: number
  /** Degrees (OGC:CRS84). */
  bounds: Bounds
  /** Days its features tell; null where they tell none. */
  time: TimeSpan | null
}

/** What the catalogue of a release is made from. */
export interface ReleaseContents {
  city: City
  decree: { number: string; title: string | null; date: string | null } | null
  bounds: Bounds
  /** The days all layers and decrees tell, else those on which sources were retrieved; null where nothing is dated. */
  time: TimeSpan | null
  layers: readonly ReleasedLayer[]
  /** In order of path. */
  files: readonly ReleasedFile[]
  /** Rows of the table `sources`. */
  sources: readonly Row[]
}
