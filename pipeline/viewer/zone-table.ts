import { formatCsv } from './csv.ts'
import { button, el } from './dom.ts'
import { formatNumber, pick, t } from './i18n.ts'
import { saveFile } from './save-file.ts'
import { folded } from './search.ts'
import { zoneTitle } from './words.ts'
import { type Column, type ColumnModel, type SortKey, zoneColumns } from './zone-columns.ts'
import { str, type Zone } from './zones.ts'

export interface TableModel extends ColumnModel {
  chosen: string | null
  filter: string
  sort: { key: SortKey; descending: boolean }
}

export interface TableActions {
  choose(zoneId: string): void
  /** The pointer is over the row of a zone, or of none. */
  hover(zoneId: string | null): void
  setFilter(text: string): void
  setSort(key: SortKey): void
  close(): void
}

/** Zones that match the filter in the chosen order; missing values come last either way. */
function tableZones({ filter, sort, ...model }: Omit<TableModel, 'chosen'>): Zone[] {
  const { atlas, lang } = model
  const columns = zoneColumns(model)
  const column = columns.find(({ key }) => key === sort.key)
  const words = folded(filter).split(' ').filter(Boolean)
  const matching = atlas.zones.filter((zone) => {
    const row = atlas.legend.score_class.find(({ code }) => code === zone.properties.score_class)
    const text = folded(
      [
        zoneTitle(zone, lang),
        zone.zone_id,
        ...['kawasan', 'kelurahan', 'kecamatan', 'treatment'].map((name) => str(zone.properties, name)),
        row && pick(lang, row),
      ].join(' '),
    )
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
  const { atlas, lang } = model
  const zones = tableZones(model)
  const columns = zoneColumns(model)
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
  const download = button(t(lang, 'csv'), ['CSV'], () => saveCsv(zones, model), 'text-button')
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
                ...columns.map((column) => heading(column, model.sort, actions)),
              ),
            ),
            el('tbody', {}, ...zones.map((zone, i) => tableRow(zone, i, columns, model, actions))),
          ),
        ),
  ]
}

function heading(column: Column, sort: TableModel['sort'], actions: TableActions): HTMLElement {
  const { key, title, unit } = column
  const active = sort.key === key
  const label = button(
    title,
    [title, active && (sort.descending ? ' ↓' : ' ↑'), unit && el('span', 'unit', ` ${unit}`)],
    () => actions.setSort(key),
    'sort-button',
  )
  label.dataset.key = `sort-${key}`
  return el(
    'th',
    {
      class: cellClass(column),
      attrs: { 'aria-sort': active ? (sort.descending ? 'descending' : 'ascending') : 'none' },
    },
    label,
  )
}

function cellClass({ isText, isWide }: Column): string {
  return [isText ? '' : 'num', isWide ? 'wide' : ''].filter(Boolean).join(' ')
}

function tableRow(
  zone: Zone,
  index: number,
  columns: readonly Column[],
  { lang, chosen }: TableModel,
  actions: TableActions,
): HTMLElement {
  const cells = columns.map((column) => {
    const shown = column.show(zone)
    if (column.key !== 'name') return el('td', cellClass(column), shown)
    const open = button(zoneTitle(zone, lang), [shown], () => actions.choose(zone.zone_id), 'row-button')
    open.dataset.key = `zone-${zone.zone_id}`
    return el('td', '', open)
  })
  const isChosen = zone.zone_id === chosen
  return el(
    'tr',
    {
      class: isChosen ? 'chosen' : '',
      attrs: { 'data-zone': zone.zone_id, ...(isChosen ? { 'aria-current': 'true' } : {}) },
      on: {
        // The button of its name chooses by itself.
        click: (event) => {
          if (!(event.target as Element).closest('.row-button')) actions.choose(zone.zone_id)
        },
        pointerenter: () => actions.hover(zone.zone_id),
        pointerleave: () => actions.hover(null),
        focusin: () => actions.hover(zone.zone_id),
        focusout: () => actions.hover(null),
      },
    },
    el('td', 'num rank', formatNumber(lang, index + 1)),
    ...cells,
  )
}

/** Saves the listed zones in their order: every attribute, named as in the published layer, and what the map shows. */
function saveCsv(zones: Zone[], { atlas, lang, theme, values }: TableModel): void {
  const { synthetic } = atlas.release.city
  const rows = zones.map((zone): Record<string, unknown> => {
    const { criterion_score, criterion_percent, ...properties } = values.zone(zone)
    const id = theme.criterion?.id
    return {
      ...properties,
      ...(id === undefined
        ? {}
        : { [`criterion_${id}_percent`]: criterion_percent, [`criterion_${id}_score`]: criterion_score }),
      ...(values.year === null ? {} : { shown_year: values.year.key }),
      ...(synthetic === null ? {} : { note: pick(lang, synthetic) }),
    }
  })
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) =>
    header.map((name) => {
      const value = row[name]
      if (value === null || value === undefined) return null
      if (typeof value === 'number' || typeof value === 'string') return value
      return JSON.stringify(value)
    }),
  )
  const csv = new Blob([`\uFEFF${formatCsv(header, cells)}`], { type: 'text/csv' })
  saveFile(csv, lang === 'id' ? 'lokasi.csv' : 'zones.csv')
}
