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
} from './records.ts'
import { zoneTitle } from './words.ts'
import { readFeatures, type Zone } from './zones.ts'

/** Opens the records that the numbers of a zone come from, source by source; their tables are read when it is opened. */
export function openRecords(atlas: Atlas, zone: Zone, lang: Lang): void {
  const body = el('div', 'records', el('p', { class: 'note', attrs: { role: 'status' } }, t(lang, 'loading')))
  const title = t(lang, 'records_of', { zone: zoneTitle(zone, lang) })
  openDialog({ title, lang, className: 'records-dialog', body: [body] })
  readRecords(atlas, zone).then(
    (sources) => body.replaceChildren(...sources.map((of) => sourceBlock(atlas, of, lang))),
    () => body.replaceChildren(el('p', 'note warn', t(lang, 'records_failed'))),
  )
}

async function readRecords(atlas: Atlas, zone: Zone): Promise<SourceRecords[]> {
  const names = Object.keys(RECORD_TABLES) as RecordTable[]
  const [works, ...read] = await Promise.all([
    atlas.whenRead(() => atlas.features('interventions')),
    ...names.map((name) => atlas.whenRead(() => atlas.table(name))),
  ])
  const tables = Object.fromEntries(names.map((name, i) => [name, read[i] ?? []]))
  const own = readFeatures({ features: works ?? [] }).filter(
    ({ properties }) => properties?.zone_id === zone.zone_id,
  )
  const ids = new Set(own.map(({ properties }) => String(properties?.intervention_id)))
  return recordsOfZone(atlas.release, zone, ids, tables as Record<RecordTable, Record<string, string>[]>)
}

function sourceBlock(atlas: Atlas, { source, records }: SourceRecords, lang: Lang): HTMLElement {
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
      [t(lang, 'licence'), licence],
    ]),
    el('ul', 'record-list', ...records.map((record) => recordLine(atlas, record, lang))),
  )
}

/** A record by its number; opened, its cells as the release has them, with the table they are from. */
function recordLine(atlas: Atlas, { row, name, table, cells }: SourceRecord, lang: Lang): HTMLElement {
  const address =
    table === 'zones' ? atlas.fileAddress('geojson/zones.geojson') : atlas.fileAddress(`tables/${table}.csv`)
  return el(
    'li',
    {},
    el(
      'details',
      'more',
      el('summary', {}, `${t(lang, 'source_row', { n: formatNumber(lang, row) })}: ${name}`),
      facts(cells),
      address && el('p', 'note', `${t(lang, 'in_table')}: `, el('a', { attrs: { href: address } }, table)),
    ),
  )
}
