import { licenceText } from '../values/licence-text.ts'
import type { Atlas } from './atlas.ts'
import { openDialog } from './dialog.ts'
import { el } from './dom.ts'
import { formatDate, formatNumber, type Lang, pick, t } from './i18n.ts'
import { facts } from './profile-parts.ts'
import {
  RECORD_TABLES,
  type RecordTable,
  recordsOfZone,
  type SourceRecord,
  type SourceRecords,
  TRACE,
} from './records.ts'
import { LoadFailure } from './release.ts'
import { retryNote } from './unread-note.ts'
import { loadTrace, traceAddress } from './why-load.ts'
import { zoneTitle } from './words.ts'
import { interventionsOfZone } from './works.ts'
import type { Zone } from './zones.ts'

/** Opens the records that the numbers of a zone come from, source by source; their tables are read when it is opened. */
export function openRecords(atlas: Atlas, zone: Zone, lang: Lang): void {
  const body = el('div', { class: 'records', attrs: { tabindex: '-1' } })
  const show = async (isAgain: boolean) => {
    // What was pressed to read again goes with the rest.
    if (isAgain) body.focus()
    body.replaceChildren(el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'loading_records')))
    const { sources, isWhole } = await readRecords(atlas, zone)
    const again = () => {
      atlas.retryFailed()
      void show(true)
    }
    const isHere = document.activeElement === body
    body.replaceChildren(
      ...(isWhole ? [] : [retryNote(lang, 'records', 'close-profile', again)]),
      ...(isWhole && sources.length === 0 ? [el('p', 'note', t(lang, 'records_none'))] : []),
      ...sources.map((of) => sourceBlock(atlas, zone, of, lang)),
    )
    if (isHere) body.querySelector<HTMLElement>('.unread button, h3')?.focus()
  }
  atlas.retryFailed()
  void show(false)
  openDialog({
    ...{ title: t(lang, 'records_of', { zone: zoneTitle(zone, lang) }), lang },
    ...{ className: 'records-dialog', body: [body] },
  })
}

/** The records by what of them could be read; `isWhole` where that is all of it. */
async function readRecords(
  atlas: Atlas,
  zone: Zone,
): Promise<{ sources: SourceRecords[]; isWhole: boolean }> {
  const names = Object.keys(RECORD_TABLES) as RecordTable[]
  const address = traceAddress(atlas, zone)
  let isWhole = true
  const read = async <T>(reading: Promise<T>): Promise<T | null> => {
    try {
      return await reading
    } catch (error) {
      if (!(error instanceof LoadFailure)) throw error
      isWhole = false
      return null
    }
  }
  const tableOf = (name: string) => read(atlas.whenRead(() => atlas.table(name)))
  const [trace, works, ...rows] = await Promise.all([
    address === null ? null : read(loadTrace(address, zone.zone_id)),
    tableOf('works'),
    ...names.map(tableOf),
  ])
  const tables = Object.fromEntries(names.map((name, i) => [name, rows[i] ?? []])) as Record<
    RecordTable,
    Record<string, string>[]
  >
  const leads = { tables, works: interventionsOfZone(works ?? [], zone.zone_id), trace }
  return { sources: recordsOfZone(atlas.release, zone, leads), isWhole }
}

function sourceBlock(
  atlas: Atlas,
  zone: Zone,
  { source, records, isCounted }: SourceRecords,
  lang: Lang,
): HTMLElement {
  const { rows_read, rows_accepted, sha256, path, licence, retrieved } = source
  const counted =
    rows_read === null || rows_accepted === null
      ? null
      : t(lang, 'records_accepted', {
          ...{ accepted: formatNumber(lang, rows_accepted), read: formatNumber(lang, rows_read) },
        })
  return el(
    'section',
    {},
    el('h3', { attrs: { tabindex: '-1' } }, pick(lang, source.title)),
    facts([
      [t(lang, 'records_file'), path && el('code', {}, path)],
      ['SHA-256', sha256 && el('code', 'hash', sha256)],
      [t(lang, 'records_read'), counted],
      [t(lang, 'retrieved'), retrieved && formatDate(lang, retrieved)],
      [t(lang, 'licence'), licence && licenceText(licence, lang)],
    ]),
    isCounted && el('p', 'note', t(lang, 'why_buildings_footprints')),
    records.length > 0 &&
      el('ul', 'record-list', ...records.map((record) => recordLine(atlas, zone, record, lang))),
  )
}

/** A record by its number; opened, its cells as the release has them, with the tables they are from. */
function recordLine(
  atlas: Atlas,
  zone: Zone,
  { row, name, tables, cells }: SourceRecord,
  lang: Lang,
): HTMLElement {
  const links = tables.flatMap((table) => {
    const address = addressOf(atlas, zone, table)
    return address === null ? [] : [el('a', { attrs: { href: address } }, table)]
  })
  const listed = links.flatMap((link, i) => (i === 0 ? [link] : [', ', link]))
  return el(
    'li',
    {},
    el(
      'details',
      'more',
      el('summary', {}, `${t(lang, 'source_row', { n: formatNumber(lang, row) })}: ${name}`),
      facts(cells),
      links.length > 0 && el('p', 'note', `${t(lang, 'in_table')}: `, ...listed),
    ),
  )
}

function addressOf(atlas: Atlas, zone: Zone, table: string): string | null {
  if (table === TRACE) return traceAddress(atlas, zone)
  return atlas.fileAddress(table === 'zones' ? 'geojson/zones.geojson' : `tables/${table}.csv`)
}
