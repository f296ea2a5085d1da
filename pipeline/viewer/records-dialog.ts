import { licenceText } from '../values/licence-text.ts'
import type { Atlas } from './atlas.ts'
import { openDialog } from './dialog.ts'
import { el } from './dom.ts'
import { formatDate, formatNumber, type Lang, pick, t } from './i18n.ts'
import { facts } from './profile-parts.ts'
import { drawnZones } from './profile-works.ts'
import {
  RECORD_TABLES,
  type RecordTable,
  recordsOfZone,
  type SourceRecord,
  type SourceRecords,
  TRACE,
} from './records.ts'
import { retryNote } from './unread-note.ts'
import { loadTrace, traceAddress } from './why-load.ts'
import { zoneTitle } from './words.ts'
import { worksOfZone } from './works.ts'
import type { Zone } from './zones.ts'

/** Opens the records that the numbers of a zone come from, source by source; their tables are read when it is opened. */
export function openRecords(atlas: Atlas, zone: Zone, lang: Lang): void {
  const body = el('div', 'records')
  const read = () => {
    atlas.retryFailed()
    body.replaceChildren(el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'loading_records')))
    readRecords(atlas, zone).then(
      (sources) =>
        body.replaceChildren(
          ...(sources.length === 0
            ? [el('p', 'note', t(lang, 'records_none'))]
            : sources.map((of) => sourceBlock(atlas, zone, of, lang))),
        ),
      () => body.replaceChildren(retryNote(lang, 'records', 'close-profile', read)),
    )
  }
  read()
  openDialog({
    ...{ title: t(lang, 'records_of', { zone: zoneTitle(zone, lang) }), lang },
    ...{ className: 'records-dialog', body: [body] },
  })
}

async function readRecords(atlas: Atlas, zone: Zone): Promise<SourceRecords[]> {
  const names = Object.keys(RECORD_TABLES) as RecordTable[]
  const address = traceAddress(atlas, zone)
  const [drawn, trace, ...read] = await Promise.all([
    atlas.whenRead(() => atlas.features('interventions')),
    address === null ? null : loadTrace(address, zone.zone_id),
    ...names.map((name) => atlas.whenRead(() => atlas.table(name))),
  ])
  const tables = Object.fromEntries(names.map((name, i) => [name, read[i] ?? []])) as Record<
    RecordTable,
    Record<string, string>[]
  >
  const placed = { works: tables.interventions, rtUnits: tables.rt_units, drawn: drawnZones(drawn ?? []) }
  const works = new Set(worksOfZone(placed, zone.zone_id).map(({ intervention_id }) => intervention_id ?? ''))
  return recordsOfZone(atlas.release, zone, { tables, works, trace })
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
    el('h3', {}, pick(lang, source.title)),
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
