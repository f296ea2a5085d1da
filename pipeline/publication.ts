import type { Text } from './store/table-schema.ts'

/** Who publishes an atlas, in which form, and what its page shows beside the release. */
export interface Publication {
  publish: {
    /** Whether tables in CSV begin with a byte-order mark, by which Excel tells that they are UTF-8. */
    csv_bom: boolean
    /** Who publishes the atlas, as catalogues name them. */
    publisher: Publisher | null
    /** Releases kept on the disk, the served one included. */
    keep: number
  }
  /** What the atlas page shows beside the release. */
  viewer: { basemap: Basemap | null }
}

export interface Publisher {
  name: Text
  url?: string
  email?: string
}

/** Raster tiles of somebody else's under the atlas page. */
export interface Basemap {
  /** Address of a tile in Web Mercator, with `{z}`, `{x}` and `{y}` in it. */
  url: string
  attribution: Text
  /** Side of a tile in pixels. */
  tile_size: number
  minzoom: number
  maxzoom: number
}

/** As `city.yaml` states it. */
export interface RawPublication {
  publish?: Partial<Publication['publish']>
  viewer?: { basemap?: Pick<Basemap, 'url' | 'attribution'> & Partial<Basemap> }
}

/** Of a city that does not state it. */
export const KEPT_RELEASES = 5

const BASEMAP = { tile_size: 256, minzoom: 0, maxzoom: 19 }

/** What `city.yaml` states, defaults filled in. */
export function publicationOf({ publish, viewer }: RawPublication): Publication {
  return {
    publish: { csv_bom: false, publisher: null, keep: KEPT_RELEASES, ...publish },
    viewer: { basemap: viewer?.basemap ? { ...BASEMAP, ...viewer.basemap } : null },
  }
}
