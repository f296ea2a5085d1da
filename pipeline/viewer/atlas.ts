import type { Feature } from 'geojson'
import { type CriterionProjection, projectionsByZone } from './criterion-projections.ts'
import { parseCsv } from './csv.ts'
import { type Lang, pick } from './i18n.ts'
import type { Legend } from './legend.ts'
import { type PublishedMethodology, readMethodology } from './methodology.ts'
import { fetchJson, fetchText, LoadFailure, type Release, sameOrigin, WATER_FILE } from './release.ts'
import { type CriterionScore, scoresByZone } from './scores.ts'
import { type ProgressYear, progressByZone } from './zone-progress.ts'
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
  /** What the zones are scored by; null where the release does not tell. */
  readonly methodology: PublishedMethodology | null
  /** Worst first. */
  readonly zones: Zone[]
  readonly #byId: Map<string, Zone>
  readonly #onLoaded: () => void
  readonly #lazy = new Map<string, Lazy<unknown>>()
  readonly #pending = new Set<Promise<void>>()
  #scores: Map<string, CriterionScore[]> | null = null
  #progress: Map<string, ProgressYear[]> | null = null
  #projections: Map<string, CriterionProjection[]> | null = null

  constructor(
    release: Release,
    legend: Legend,
    methodology: PublishedMethodology | null,
    zones: Zone[],
    onLoaded: () => void,
  ) {
    this.release = release
    this.legend = legend
    this.methodology = methodology
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

  /** {@link table} with the rows of all levels, those of the RT among them: megabytes in a large city. */
  wholeTable(name: string): Lazy<Record<string, string>[]> {
    const path = `tables/${name}.csv`
    return this.#fetched(path, this.fileAddress(path), async (from) =>
      parseCsv(await fetchText('release', from)),
    )
  }

  /** Scores by criterion of each zone, from the table of that name. */
  scores(): Lazy<Map<string, CriterionScore[]>> {
    const rows = this.table('criterion_scores')
    if (rows.state !== 'ready') return rows
    this.#scores ??= scoresByZone(rows.value, new Set(this.#byId.keys()), this.release.city.methodology)
    return { state: 'ready', value: this.#scores }
  }

  /** Scores of one criterion of the RT, which have a file for each: all of them are megabytes in a large city. */
  criterionOfRt(criterion: string): Lazy<Record<string, string>[]> {
    const name = `tables/rt/criterion_scores-${criterion}.csv`
    return this.#fetched(name, this.fileAddress(name), async (from) =>
      parseCsv(await fetchText('release', from)),
    )
  }

  /** Years of each zone, from the table of the progress. */
  progress(): Lazy<Map<string, ProgressYear[]>> {
    const rows = this.table('progress')
    if (rows.state !== 'ready') return rows
    this.#progress ??= progressByZone(rows.value)
    return { state: 'ready', value: this.#progress }
  }

  /** What the works make of the criteria of each zone after its newest survey. */
  projections(): Lazy<Map<string, CriterionProjection[]>> {
    const [rows, scores] = [this.table('progress_criteria'), this.scores()]
    if (rows.state !== 'ready') return rows
    if (scores.state !== 'ready') return scores
    this.#projections ??= projectionsByZone(rows.value, scores.value, this.release.city.methodology)
    return { state: 'ready', value: this.#projections }
  }

  /** Sea, rivers and lakes that the city has told of. */
  water(): Lazy<Feature[]> {
    return this.#fetched(WATER_FILE, this.fileAddress(WATER_FILE), async (from) =>
      readFeatures(await fetchJson('release', from)),
    )
  }

  /** Features of a published layer; the first call starts the download and `onLoaded` follows. */
  features(name: string): Lazy<Feature[]> {
    const layer = this.release.layers.find((candidate) => candidate.name === name)
    const address = layer ? sameOrigin(layer.path, this.release.base) : null
    return this.#fetched(`layer ${name}`, address, async (from) =>
      readFeatures(await fetchJson('release', from)),
    )
  }

  /** Asks anew for all that could not be read; `onLoaded` follows at once, and draws what asks for it. */
  retryFailed(): void {
    const failed = [...this.#lazy].filter(([, { state }]) => state === 'failed')
    for (const [key] of failed) this.#lazy.delete(key)
    if (failed.length > 0) this.#onLoaded()
  }

  /** The value of something fetched on demand, once it is there; null where the release has none. @throws LoadFailure */
  async whenRead<T>(lazy: () => Lazy<T>): Promise<T | null> {
    for (;;) {
      const now = lazy()
      if (now.state === 'ready') return now.value
      if (now.state === 'absent') return null
      if (now.state === 'failed') throw new LoadFailure('release', this.release.base, 'a table is missing')
      await Promise.race(this.#pending)
    }
  }

  #fetched<T>(key: string, address: string | null, fetching: (address: string) => Promise<T>): Lazy<T> {
    const known = this.#lazy.get(key)
    if (known) return known as Lazy<T>
    this.#lazy.set(key, address === null ? { state: 'absent' } : { state: 'loading' })
    if (address !== null) {
      const reading = fetching(address)
        .then((value) => this.#lazy.set(key, { state: 'ready', value }))
        .catch(() => this.#lazy.set(key, { state: 'failed' }))
        .then(() => {
          this.#pending.delete(reading)
          this.#onLoaded()
        })
      this.#pending.add(reading)
    }
    return this.#lazy.get(key) as Lazy<T>
  }

  /** Absolute address of a file of the release, by the end of its path. */
  fileAddress(ending: string): string | null {
    const file = this.release.files.find(({ path }) => path === ending || path.endsWith(`/${ending}`))
    return file ? sameOrigin(file.path, this.release.base) : null
  }
}

/** What the zones are scored by; null where the release does not tell, or it cannot be read: the map opens without. */
export async function loadMethodology(release: Release): Promise<PublishedMethodology | null> {
  const file = release.files.find(({ path }) => path === 'methodology.json')
  if (!file) return null
  return fetchJson('release', sameOrigin(file.path, release.base)).then(readMethodology, () => null)
}

/** @throws LoadFailure when the zones layer is announced but cannot be read */
export async function loadZones(release: Release): Promise<Zone[]> {
  const layer = release.layers.find(({ name }) => name === 'zones')
  if (!layer) return []
  return readZones(await fetchJson('release', sameOrigin(layer.path, release.base)))
}
