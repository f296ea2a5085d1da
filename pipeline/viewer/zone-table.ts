import type { ColumnModel } from './column-model.ts'
import { button, el, icon } from './dom.ts'
import { formatNumber, pick, t, type Word } from './i18n.ts'
import { saveCsv, saveWorkbook } from './list-save.ts'
import { menu } from './menu.ts'
import { folded } from './search.ts'
import { zoneTitle } from './words.ts'
import { zoneCell } from './zone-cell.ts'
import { type Column, type SortKey, zoneColumns } from './zone-columns.ts'
import { fillAsScrolled } from './zone-rows.ts'
import { str, type Zone } from './zones.ts'

export interface TableModel extends ColumnModel {
  chosen: string | null
  filter: string
  sort: { key: SortKey; descending: boolean }
  /** Rows that were drawn before, and are so again. */
  drawn: number
}

export interface TableActions {
  choose(zoneId: string): void
  /** The pointer is over the row of a zone, or of none. */
  hover(zoneId: string | null): void
  setFilter(text: string): void
  setSort(key: SortKey): void
  onDrawn(rows: number): void
  /** Tells what came of a download. */
  say(word: Word): void
  close(): void
}

/** Zones that match the filter in the chosen order; missing values come last either way. */
function tableZones({ filter, sort, ...model }: Pick<TableModel, 'filter' | 'sort'> & ColumnModel): Zone[] {
  const { atlas, lang } = model
  const column = zoneColumns(model).find(({ key }) => key === sort.key)
  const words = folded(filter).split(' ').filter(Boolean)
  const matching = atlas.zones.filter((zone) => {
    if (words.length === 0) return true
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
  return matching
    .map((zone) => ({ zone, by: column.order(zone) }))
    .sort(({ by: x }, { by: y }) => {
      if (x === null || y === null) return Number(x === null) - Number(y === null)
      return x < y ? -direction : x > y ? direction : 0
    })
    .map(({ zone }) => zone)
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
  return [
    el(
      'div',
      'card-head',
      el('h2', {}, `${t(lang, 'list')} (${formatNumber(lang, zones.length)})`),
      el('div', 'table-tools', search, downloadMenu(zones, model, actions), close),
    ),
    zones.length === 0
      ? el('p', 'note', t(lang, atlas.zones.length === 0 ? 'none_at_all' : 'none_match'))
      : scrolledRows(zones, columns, model, actions),
  ]
}

function downloadMenu(zones: readonly Zone[], model: TableModel, actions: TableActions): HTMLElement {
  const { lang, filter } = model
  const opener = button(
    t(lang, 'list_download'),
    [icon('data'), el('span', 'button-word', t(lang, 'list_download'))],
    () => {},
    'text-button with-icon',
  )
  opener.dataset.key = 'list-download'
  opener.setAttribute('aria-label', t(lang, 'list_download'))
  const choice = (key: string, name: string, told: Word, save: () => void) => {
    const node = button(name, [name, el('small', {}, t(lang, told))], save, 'menu-choice')
    node.dataset.key = key
    return node
  }
  const workbook = () =>
    void saveWorkbook(zones, model, filter).then(
      () => actions.say('list_saved'),
      () => actions.say('list_failed'),
    )
  return menu(
    'list-menu',
    opener,
    choice('list-xlsx', 'Excel (XLSX)', 'list_xlsx_for', workbook),
    choice('list-csv', 'CSV', 'list_csv_for', () => saveCsv(zones, model)),
  )
}

function scrolledRows(
  zones: readonly Zone[],
  columns: readonly Column[],
  model: TableModel,
  actions: TableActions,
): HTMLElement {
  const body = el('tbody')
  const zoneAt = ({ target }: Event) => (target as Element).closest('tr')?.dataset.zone ?? null
  const hover = (event: Event) => actions.hover(zoneAt(event))
  const leave = () => actions.hover(null)
  for (const name of ['pointerover', 'focusin']) body.addEventListener(name, hover)
  for (const name of ['pointerleave', 'focusout']) body.addEventListener(name, leave)
  body.addEventListener('click', (event) => {
    const zone = zoneAt(event)
    if (zone !== null) actions.choose(zone)
  })
  const head = el(
    'tr',
    {},
    el('th', 'num', t(model.lang, 'rank')),
    ...columns.map((column) => heading(column, model.sort, actions)),
  )
  const scroller = el('div', 'table-scroll', el('table', {}, el('thead', {}, head), body))
  fillAsScrolled(scroller, body, {
    ...{ count: zones.length, drawn: model.drawn, onDrawn: actions.onDrawn },
    row: (i) => tableRow(zones[i]!, i, columns, model),
  })
  return scroller
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
): HTMLElement {
  const cells = columns.map((column) => {
    const shown = zoneCell(column.show(zone))
    if (column.key !== 'name') return el('td', cellClass(column), shown)
    // Its press is that of the row.
    const open = button(zoneTitle(zone, lang), [shown], () => {}, 'row-button')
    open.dataset.key = `zone-${zone.zone_id}`
    return el('td', '', open)
  })
  const isChosen = zone.zone_id === chosen
  return el(
    'tr',
    {
      class: isChosen ? 'chosen' : '',
      attrs: { 'data-zone': zone.zone_id, ...(isChosen ? { 'aria-current': 'true' } : {}) },
    },
    el('td', 'num rank', formatNumber(lang, index + 1)),
    ...cells,
  )
}
