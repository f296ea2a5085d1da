import type { Atlas } from './atlas.ts'
import { formatCsv } from './csv.ts'
import { button, el } from './dom.ts'
import { formatNumber, type Lang, pick, t, type Word } from './i18n.ts'
import { zoneTitle } from './words.ts'
import { num, str, type Zone, zoneHectares } from './zones.ts'

export type SortKey = 'name' | 'class' | 'score' | 'area' | 'people' | 'density'

export interface TableModel {
  atlas: Atlas
  lang: Lang
  chosen: string | null
  filter: string
  sort: { key: SortKey; descending: boolean }
}

export interface TableActions {
  choose(zoneId: string): void
  setFilter(text: string): void
  setSort(key: SortKey): void
  close(): void
}

interface Column {
  key: SortKey
  word: Word
  unit?: Word | 'ha'
  /** What a column is ordered by. */
  order(zone: Zone): number | string | null
  show(zone: Zone, atlas: Atlas, lang: Lang): string | Node
}

const number = (value: number | null, lang: Lang, decimals = 0) =>
  value === null ? '—' : formatNumber(lang, value, decimals)

const COLUMNS: Column[] = [
  {
    key: 'name',
    word: 'name',
    order: ({ name, zone_id }) => (name ?? zone_id).toLowerCase(),
    show: (zone, _atlas, lang) =>
      el(
        'span',
        {},
        el('span', 'zone-name', zoneTitle(zone, lang)),
        el('span', 'zone-place', str(zone.properties, 'kelurahan') ?? ''),
      ),
  },
  {
    key: 'class',
    word: 'class',
    order: ({ properties }) => num(properties, 'score_total'),
    show: ({ properties }, { legend }, lang) => {
      const row = legend.score_class.find(({ code }) => code === properties.score_class)
      const swatch = el('span', row ? 'swatch' : 'swatch hatch')
      if (row) swatch.style.backgroundColor = row.colour
      return el('span', 'class-cell', swatch, pick(lang, row ?? legend.missing))
    },
  },
  {
    key: 'score',
    word: 'score',
    order: ({ properties }) => num(properties, 'score_total'),
    show: ({ properties }, _atlas, lang) => number(num(properties, 'score_total'), lang),
  },
  {
    key: 'area',
    word: 'area',
    unit: 'ha',
    order: ({ properties }) => zoneHectares(properties),
    show: ({ properties }, _atlas, lang) => number(zoneHectares(properties), lang, 2),
  },
  {
    key: 'people',
    word: 'people',
    order: ({ properties }) => num(properties, 'population'),
    show: ({ properties }, _atlas, lang) => number(num(properties, 'population'), lang),
  },
  {
    key: 'density',
    word: 'density',
    unit: 'per_ha',
    order: ({ properties }) => num(properties, 'density_population_per_ha'),
    show: ({ properties }, _atlas, lang) => number(num(properties, 'density_population_per_ha'), lang, 1),
  },
]

/** Zones that match the filter in the chosen order; missing values come last either way. */
export function tableZones({ atlas, lang, filter, sort }: Omit<TableModel, 'chosen'>): Zone[] {
  const column = COLUMNS.find(({ key }) => key === sort.key)
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = atlas.zones.filter((zone) => {
    const row = atlas.legend.score_class.find(({ code }) => code === zone.properties.score_class)
    const text = [
      zoneTitle(zone, lang),
      zone.zone_id,
      str(zone.properties, 'kelurahan'),
      str(zone.properties, 'kecamatan'),
      row && pick(lang, row),
    ]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
  if (!column) return matching
  const direction = sort.descending ? -1 : 1
  return matching.sort((a, b) => {
    const x = column.order(a)
    const y = column.order(b)
    if (x === null || y === null) return Number(x === null) - Number(y === null)
    return x < y ? -direction : x > y ? direction : 0
  })
}

/** The drawer below: ranked zones with filter, order and download of what is seen. */
export function zoneTable(model: TableModel, actions: TableActions): HTMLElement[] {
  const { atlas, lang, chosen, sort } = model
  const zones = tableZones(model)
  const search = el('input', {
    class: 'search',
    attrs: {
      type: 'search',
      placeholder: t(lang, 'filter'),
      'aria-label': t(lang, 'filter'),
      'data-key': 'filter',
    },
    on: { input: () => actions.setFilter(search.value) },
  })
  search.value = model.filter
  const close = button(t(lang, 'close'), 'close', actions.close, 'icon-button')
  close.dataset.key = 'close-table'
  const download = button(t(lang, 'csv'), ['CSV'], () => saveCsv(zones, lang), 'text-button')
  download.title = t(lang, 'csv')
  return [
    el(
      'div',
      'card-head',
      el('h2', {}, `${t(lang, 'list')} (${formatNumber(lang, zones.length)})`),
      el('div', 'table-tools', search, download, close),
    ),
    zones.length === 0
      ? el('p', 'note', t(lang, atlas.zones.length === 0 ? 'none_at_all' : 'none_match'))
      : el(
          'div',
          'table-scroll',
          el(
            'table',
            {},
            el(
              'thead',
              {},
              el(
                'tr',
                {},
                el('th', 'num', t(lang, 'rank')),
                ...COLUMNS.map((column) => heading(column, sort, lang, actions)),
              ),
            ),
            el('tbody', {}, ...zones.map((zone, i) => tableRow(zone, i, atlas, lang, chosen, actions))),
          ),
        ),
  ]
}

function heading(column: Column, sort: TableModel['sort'], lang: Lang, actions: TableActions): HTMLElement {
  const active = sort.key === column.key
  const unit = column.unit === 'ha' ? 'ha' : column.unit ? t(lang, column.unit) : null
  const label = button(
    t(lang, column.word),
    [t(lang, column.word), unit && el('span', 'unit', ` ${unit}`), active && (sort.descending ? ' ↓' : ' ↑')],
    () => actions.setSort(column.key),
    'sort-button',
  )
  label.dataset.key = `sort-${column.key}`
  return el(
    'th',
    {
      class: isText(column) ? '' : 'num',
      attrs: { 'aria-sort': active ? (sort.descending ? 'descending' : 'ascending') : 'none' },
    },
    label,
  )
}

function isText({ key }: Column): boolean {
  return key === 'name' || key === 'class'
}

function tableRow(
  zone: Zone,
  index: number,
  atlas: Atlas,
  lang: Lang,
  chosen: string | null,
  actions: TableActions,
): HTMLElement {
  const cells = COLUMNS.map((column) => {
    const shown = column.show(zone, atlas, lang)
    if (column.key !== 'name') return el('td', isText(column) ? '' : 'num', shown)
    const open = button(zoneTitle(zone, lang), [shown], () => actions.choose(zone.zone_id), 'row-button')
    open.dataset.key = `zone-${zone.zone_id}`
    return el('td', '', open)
  })
  return el(
    'tr',
    {
      class: zone.zone_id === chosen ? 'chosen' : '',
      attrs: zone.zone_id === chosen ? { 'aria-current': 'true' } : {},
      on: { click: () => actions.choose(zone.zone_id) },
    },
    el('td', 'num rank', formatNumber(lang, index + 1)),
    ...cells,
  )
}

/** Saves every attribute of the listed zones, named as in the published layer. */
function saveCsv(zones: Zone[], lang: Lang): void {
  const header = [...new Set(zones.flatMap((zone) => Object.keys(zone.properties)))]
  const rows = zones.map(({ properties }) =>
    header.map((name) => {
      const value = properties[name]
      if (value === null || value === undefined) return null
      if (typeof value === 'number' || typeof value === 'string') return value
      return JSON.stringify(value)
    }),
  )
  const url = URL.createObjectURL(new Blob([`\uFEFF${formatCsv(header, rows)}`], { type: 'text/csv' }))
  const link = el('a', { attrs: { href: url, download: lang === 'id' ? 'kawasan.csv' : 'zones.csv' } })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
