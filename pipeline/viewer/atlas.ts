import type { Feature } from 'geojson'
import { parseCsv } from './csv.ts'
import { type Lang, pick } from './i18n.ts'
import type { Legend } from './legend.ts'
import { fetchJson, fetchText, type Release, sameOrigin } from './release.ts'
import { type CriterionScore, scoresByZone } from './scores.ts'
import { readFeatures, readZones, type Zone } from './zones.ts'

/** A table that is fetched when it is first needed. */
export type Lazy<T> =
  | { state: 'absent' }
  | { state: 'loading' }
  | { state: 'failed' }
  | { state: 'ready'; value: T }

/** All the page knows: the release, its zones, and what is fetched on demand. */
export class Atlas {
  readonly release: Release
  readonly legend: Legend
  /** Worst first. */
  readonly zones: Zone[]
  readonly #byId: Map<string, Zone>
  readonly #onLoaded: () => void
  readonly #lazy = new Map<string, Lazy<unknown>>()
  #scores: Map<string, CriterionScore[]> | null = null

  constructor(release: Release, legend: Legend, zones: Zone[], onLoaded: () => void) {
    this.release = release
    this.legend = legend
    this.zones = zones
    this.#byId = new Map(zones.map((zone) => [zone.zone_id, zone]))
    this.#onLoaded = onLoaded
  }

  zone(id: string | null): Zone | null {
    return id === null ? null : (this.#byId.get(id) ?? null)
  }

  /** The zone `step` places further down the list, round the ends; the first one from nowhere. */
  neighbour(id: string | null, step: number): Zone | null {
    const at = this.zones.findIndex((zone) => zone.zone_id === id)
    if (at < 0) return (step > 0 ? this.zones[0] : this.zones.at(-1)) ?? null
    return this.zones[(at + step + this.zones.length) % this.zones.length] ?? null
  }

  hasLayer(name: string): boolean {
    return this.release.layers.some((layer) => layer.name === name)
  }

  layerTitle(name: string, lang: Lang): string | null {
    const layer = this.release.layers.find((candidate) => candidate.name === name)
    return layer ? pick(lang, layer.title) : null
  }

  /**
   * Rows of a published table, those of the zones alone where the release has them apart; the first call starts the
   * download and `onLoaded` follows.
   */
  table(name: string): Lazy<Record<string, string>[]> {
    const address = this.fileAddress(`tables/zones/${name}.csv`) ?? this.fileAddress(`tables/${name}.csv`)
    return this.#fetched(`table ${name}`, address, async (from) => parseCsv(await fetchText('release', from)))
  }

  /** Scores by criterion of each zone, from the table of that name. */
  scores(): Lazy<Map<string, CriterionScore[]>> {
    const rows = this.table('criterion_scores')
    if (rows.state !== 'ready') return rows
    this.#scores ??= scoresByZone(rows.value, new Set(this.#byId.keys()), this.release.city.methodology)
    return { state: 'ready', value: this.#scores }
  }

  /** Features of a published layer; the first call starts the download and `onLoaded` follows. */
  features(name: string): Lazy<Feature[]> {
    const layer = this.release.layers.find((candidate) => candidate.name === name)
    const address = layer ? sameOrigin(layer.path, this.release.base) : null
    return this.#fetched(`layer ${name}`, address, async (from) =>
      readFeatures(await fetchJson('release', from)),
    )
  }

  #fetched<T>(key: string, address: string | null, fetching: (address: string) => Promise<T>): Lazy<T> {
    const known = this.#lazy.get(key)
    if (known) return known as Lazy<T>
    this.#lazy.set(key, address === null ? { state: 'absent' } : { state: 'loading' })
    if (address !== null) {
      fetching(address)
        .then((value) => this.#lazy.set(key, { state: 'ready', value }))
        .catch(() => this.#lazy.set(key, { state: 'failed' }))
        .finally(this.#onLoaded)
    }
    return this.#lazy.get(key) as Lazy<T>
  }

  /** Absolute address of a file of the release, by the end of its path. */
  fileAddress(ending: string): string | null {
    const file = this.release.files.find(({ path }) => path === ending || path.endsWith(`/${ending}`))
    return file ? sameOrigin(file.path, this.release.base) : null
  }
}

/** @throws LoadFailure when the zones layer is announced but cannot be read */
export async function loadZones(release: Release): Promise<Zone[]> {
  const layer = release.layers.find(({ name }) => name === 'zones')
  if (!layer) return []
  return readZones(await fetchJson('release', sameOrigin(layer.path, release.base)))
}
