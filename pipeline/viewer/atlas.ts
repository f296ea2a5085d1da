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
  #scores: Lazy<Map<string, CriterionScore[]>> | null = null
  readonly #layers = new Map<string, Lazy<Feature[]>>()

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

  /** Scores by criterion; the first call starts the download and `onLoaded` follows. */
  scores(): Lazy<Map<string, CriterionScore[]>> {
    if (this.#scores !== null) return this.#scores
    const path = this.fileAddress('tables/criterion_scores.csv')
    this.#scores = path === null ? { state: 'absent' } : { state: 'loading' }
    if (path !== null) {
      fetchText('release', path)
        .then((csv) => {
          this.#scores = { state: 'ready', value: scoresByZone(parseCsv(csv), new Set(this.#byId.keys())) }
        })
        .catch(() => {
          this.#scores = { state: 'failed' }
        })
        .finally(this.#onLoaded)
    }
    return this.#scores
  }

  /** Features of a published layer; the first call starts the download and `onLoaded` follows. */
  features(name: string): Lazy<Feature[]> {
    const known = this.#layers.get(name)
    if (known) return known
    const layer = this.release.layers.find((candidate) => candidate.name === name)
    const first: Lazy<Feature[]> = layer ? { state: 'loading' } : { state: 'absent' }
    this.#layers.set(name, first)
    if (layer) {
      fetchJson('release', sameOrigin(layer.path, this.release.base))
        .then((geojson) => {
          this.#layers.set(name, { state: 'ready', value: readFeatures(geojson) })
        })
        .catch(() => {
          this.#layers.set(name, { state: 'failed' })
        })
        .finally(this.#onLoaded)
    }
    return first
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
