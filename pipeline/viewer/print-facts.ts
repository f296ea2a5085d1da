import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec'
import { namedLicence } from '../values/licence-text.ts'
import { numberedDecree } from '../values/numbered-decree.ts'
import type { Atlas } from './atlas.ts'
import { parseCsv } from './csv.ts'
import { formatDate, formatNumber, type Lang, pick, t } from './i18n.ts'
import type { Bilingual } from './legend.ts'
import { vectorLayerOf, WATER } from './page-style.ts'
import { fetchJson, fetchText, sameOrigin, WATER_FILE } from './release.ts'
import { decreeName } from './words.ts'
import { num, readFeatures } from './zones.ts'

/** What a sheet says beside its map, read from the release. */
export interface PrintFacts {
  /** Outlines for the diagram of the location, the finest the release has. */
  outlines: ReturnType<typeof readFeatures>
  /** The layer they are of; null where the release has none. */
  outlined: string | null
  /** Sea, rivers and lakes the city has told of; the rest of what is no land may be other regions. */
  water: ReturnType<typeof readFeatures>
  /** Rows of the table `decrees`, as published. */
  decrees: Record<string, string>[]
  /** Who publishes the atlas, as its catalogue names them; null where nobody is. */
  publisher: Bilingual | null
}

/** Reads what the page has not read yet; what a release lacks, or cannot be read, is left out. */
export async function printFacts(atlas: Atlas): Promise<PrintFacts> {
  const { release } = atlas
  const layer = ['kecamatan', 'kelurahan', 'city']
    .map((name) => release.layers.find((known) => known.name === name))
    .find((known) => known !== undefined)
  const table = atlas.fileAddress('tables/decrees.csv')
  const sea = atlas.fileAddress(WATER_FILE)
  const catalogue = atlas.fileAddress('dcat.jsonld')
  const [outlines, water, decrees, publisher] = await Promise.allSettled([
    layer ? fetchJson('release', sameOrigin(layer.path, release.base)).then(readFeatures) : [],
    sea === null ? [] : fetchJson('release', sea).then(readFeatures),
    table === null ? [] : fetchText('release', table).then(parseCsv),
    catalogue === null ? null : fetchJson('release', catalogue).then(publisherOf),
  ])
  return {
    outlines: outlines.status === 'fulfilled' ? outlines.value : [],
    outlined: layer?.name ?? null,
    water: water.status === 'fulfilled' ? water.value : [],
    decrees: decrees.status === 'fulfilled' ? decrees.value : [],
    publisher: publisher.status === 'fulfilled' ? publisher.value : null,
  }
}

/** The publisher of a DCAT catalogue in JSON-LD, a name for each language. */
export function publisherOf(catalogue: unknown): Bilingual | null {
  const agent = (catalogue as Record<string, unknown> | null)?.['dct:publisher']
  const names = (agent as Record<string, unknown> | null | undefined)?.['foaf:name']
  const told = new Map(
    (Array.isArray(names) ? names : [names]).flatMap((name: unknown): [string, string][] => {
      if (typeof name === 'string') return [['id', name]]
      const { '@value': value, '@language': language } = (name ?? {}) as Record<string, unknown>
      return typeof value === 'string' ? [[String(language ?? 'id'), value]] : []
    }),
  )
  const id = told.get('id') ?? told.get('en')
  return id === undefined ? null : { id, en: told.get('en') ?? id }
}

/** Characters of titles a sheet has room for, and where its other texts are long; the sources beyond are counted. */
export const ROOM_FOR_TITLES = { most: 620, least: 160 }

/**
 * Ids of the sources of what is on a sheet, by the files of the release it is drawn from: the map, and the diagram of the location
 * with its outlines, water and zones. All where no file of them tells its own.
 *
 * @param drawn style layers that drew something
 */
export function sourcesOnSheet(
  { release, zones }: Pick<Atlas, 'release' | 'zones'>,
  drawn: readonly LayerSpecification[],
  { outlines, outlined, water }: Pick<PrintFacts, 'outlines' | 'outlined' | 'water'>,
): Set<string> {
  const layers = new Set([
    ...drawn.map(vectorLayerOf),
    ...(zones.length > 0 ? ['zones'] : []),
    ...(outlines.length > 0 && outlined !== null ? [outlined] : []),
  ])
  const paths = new Set(release.layers.flatMap(({ name, path }) => (layers.has(name) ? path : [])))
  if (water.length > 0 || drawn.some((layer) => 'source' in layer && layer.source === WATER))
    paths.add(WATER_FILE)
  const told = release.files.filter(({ path }) => paths.has(path)).flatMap(({ sources }) => sources)
  return new Set(told.length > 0 ? told : release.sources.map(({ id }) => id))
}

/**
 * Titles of sources by their licences.
 *
 * @param ids of those that are on the sheet
 * @param room in characters
 */
export function sourceText(
  { release }: Pick<Atlas, 'release'>,
  ids: ReadonlySet<string>,
  room: number,
  lang: Lang,
): string {
  const byLicence = new Map<string | null, Set<string>>()
  let left_out = 0
  for (const { title, licence } of release.sources.filter(({ id }) => ids.has(id))) {
    const name = pick(lang, title)
    room -= name.length
    const named = byLicence.get(licence) ?? new Set()
    if (room >= 0) byLicence.set(licence, named.add(name))
    else left_out++
  }
  const texts = [...byLicence].map(
    ([licence, names]) =>
      `${[...names].join('; ')}${licence === null ? '' : ` (${namedLicence(licence, lang)})`}`,
  )
  if (left_out > 0) texts.push(t(lang, 'print_more', { n: formatNumber(lang, left_out) }))
  return texts.length === 0 ? '' : `${texts.join('; ')}.`
}

/** Decrees and verifications a sheet has room for, the newest; those before are counted. */
const ROOM_FOR_DECREES = 6

/** A line for each decree and verification, oldest first, and one for the release. */
export function historyLines({ release }: Atlas, decrees: PrintFacts['decrees'], lang: Lang): string[] {
  const lines = decrees
    .map((row) => ({ row, when: row.decree_date || row.vintage || '' }))
    .sort((a, b) => (a.when < b.when ? -1 : a.when > b.when ? 1 : 0))
    .map(({ row, when }) => {
      const zones = Number(row.zone_count_stated)
      const ha = Number(row.area_ha_total_stated)
      const size =
        row.zone_count_stated && row.area_ha_total_stated && Number.isFinite(zones + ha)
          ? `, ${t(lang, 'print_history_row', { zones: formatNumber(lang, zones), ha: formatNumber(lang, ha, 2) })}`
          : ''
      const name = row.title || numberedDecree(row.decree_number ?? '', lang)
      return `${when === '' ? '' : `${formatDate(lang, when)}: `}${name}${size}.`
    })
  const left_out = lines.length - ROOM_FOR_DECREES
  const earlier = left_out > 0 ? [t(lang, 'print_history_earlier', { n: formatNumber(lang, left_out) })] : []
  const shown = lines.slice(Math.max(0, left_out))
  return [...earlier, ...shown, t(lang, 'print_history_release', { release: release.id.slice(0, 12) })]
}

/**
 * Dates of the data alone: a sheet printed twice is the same sheet.
 *
 * @param shown year the scores on the map are of; null for that of the zones
 */
export function dateText(atlas: Atlas, lang: Lang, shown: string | null): string {
  const { decree } = atlas.release.city
  const years = (key: string) =>
    [...new Set(atlas.zones.flatMap(({ properties }) => num(properties, key) ?? []))]
      .sort((a, b) => a - b)
      .join(', ')
  const [score, people] = [shown ?? years('score_vintage'), years('population_vintage')]
  const retrieved = atlas.release.sources.flatMap(({ retrieved }) => retrieved ?? []).sort()
  const parts = [
    decree?.date ? t(lang, 'print_date_decree', { date: formatDate(lang, decree.date) }) : null,
    score === '' ? null : t(lang, 'print_date_score', { year: score }),
    people === '' ? null : t(lang, 'print_date_people', { year: people }),
    retrieved.length === 0
      ? null
      : t(lang, 'print_date_sources', { date: formatDate(lang, retrieved.at(-1) as string) }),
  ].filter((part) => part !== null)
  const text = parts.join('; ')
  return text === '' ? '—' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** The decree in force with its date; null for a city without one. */
export function decreeText({ release }: Atlas, lang: Lang): string | null {
  const { decree } = release.city
  if (decree === null) return null
  const name = decreeName(decree, lang)
  const number = name.includes(decree.number) ? '' : ` (${decree.number})`
  const date = decree.date ? `, ${t(lang, 'dated', { date: formatDate(lang, decree.date) })}` : ''
  return `${name}${number}${date}`
}
