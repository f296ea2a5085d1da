import { cut } from '../inspect/text-lines.ts'
import { unbroken } from '../terminal.ts'
import type { Language } from '../values/language.ts'
import type { KnownYears, Obstacle } from './draft.ts'
import type { Overruled } from './draft-crs.ts'
import type { DecreeFound } from './draft-decree.ts'
import type { KelurahanProposal } from './draft-kelurahan.ts'

export type { Language }

/** All that `init` says in one language. */
export interface Words {
  head: string[]
  check: string
  title: string
  code: string
  codeFrom: string
  sizeClass: string
  utm: string
  utmFrom: string
  envelope: string
  decree: string
  decreeUnknown: string
  decreeFrom(found: DecreeFound): string
  decreeAmong(found: DecreeFound): string
  tableGuess: string
  overruled(overruled: Overruled, key: 'crs' | 'axis_order'): string
  licence: string
  unknownWords(quoted: readonly string[], hasMore: boolean): string
  nothingToDraw: string
  refused(what: string): string
  /** What came of one source, for the summary. */
  made(table: string, records: number, rows: number): string
  incomplete(rows: number): string
  repeated(rows: number): string
  repeatedOf(rows: number, id: string): string
  unread(cells: number, byColumn: string): string
  toCheck(columns: string): string
  next(file: string): string
  ignored: string
  headerRow: string
  kelurahan(proposal: KelurahanProposal): string
  /** The same in the summary. */
  kelurahanMade(proposal: KelurahanProposal): string
  obstacle(obstacle: Obstacle): string
}

/** Words of a file that are quoted. */
const STATED_WIDTH = 60

const NAMED_WIDTH = 40
const OTHERS_SHOWN = 5

const quoted = (text: string): string => cut(unbroken(text), NAMED_WIDTH)

function listed(others: readonly string[]): string {
  const more = others.length > OTHERS_SHOWN ? ', ...' : ''
  return `${others.slice(0, OTHERS_SHOWN).map(quoted).join(', ')}${more}`
}

/** The comments of a `city.yaml` that `init` writes. */
function yearEn(known: KnownYears | undefined): string {
  if (known === undefined) return '--year YEAR (the year of the data)'
  const { source, years } = known
  return `--year ${years.join(',')} (the year of the data; ${source} is of ${years.join(' and ')})`
}

function yearId(known: KnownYears | undefined): string {
  if (known === undefined) return '--year TAHUN (tahun datanya)'
  const { source, years } = known
  return `--year ${years.join(',')} (tahun datanya; ${source} memuat ${years.join(' dan ')})`
}

export const words: Record<Language, Words> = {
  en: {
    head: [
      'Written from the files by petakumuh init. Lines marked CHECK hold a guess or a placeholder: go through them, then',
      'run the build. What is not mapped here is not read. `examples` quote a record and what it must become; they run on',
      'every ingest, and stop the build when the file or the mapping changes.',
    ],
    check: 'CHECK',
    title: 'the name of the city in both languages',
    code: 'Kemendagri code of the kota or kabupaten; no file gives one',
    codeFrom: 'Kemendagri code of the kota or kabupaten, as in the kelurahan codes of the files',
    sizeClass: 'kecil, sedang, besar or metropolitan; it sets the building density threshold',
    utm: 'the UTM zone of the city, in which decree hectares are measured',
    utmFrom: 'decree hectares are planar hectares in this zone',
    envelope: 'west, south, east, north in degrees: nothing of the city lies outside',
    decree: 'the decree in force: its locations are the layer "zones"',
    decreeUnknown: 'a placeholder, since no file gives a number: put the same one in each of its places',
    decreeFrom: ({ source, column }) => `the only number in ${quoted(column)} of ${source}`,
    decreeAmong: ({ source, column, others }) =>
      `the commonest number in ${quoted(column)} of ${source}, beside ${listed(others)}`,
    tableGuess: 'the canonical table is a guess',
    overruled: ({ fault, stated, isUnderstood }, key) => {
      const so = key === 'axis_order' ? 'read with latitude first' : 'read so'
      if (stated === null) return `the file does not state it; ${so} the coordinates fall into the city`
      const quoted = cut(unbroken(stated), STATED_WIDTH)
      if (key === 'axis_order' && isUnderstood)
        return `overrules longitude first, which ${quoted} of the file has here (${fault}); ${so} the coordinates fall into the city`
      return isUnderstood
        ? `overrules ${quoted} of the file (${fault}); ${so} the coordinates fall into the city`
        : `what the file states was not understood (${JSON.stringify(quoted)}); ${so} the coordinates fall into the city`
    },
    licence: 'who may use it, and how',
    unknownWords: (quoted, hasMore) =>
      `no official value is plain for ${[...quoted, ...(hasMore ? ['and more'] : [])].join(', ')}; translate them under values, or ingest reports them`,
    refused: (what) => `refused: ${what}`,
    made: (table, records, rows) =>
      `${table}: ${records} record${records === 1 ? '' : 's'}${rows === records ? '' : ` as ${rows} rows`}`,
    incomplete: (rows) => `${rows} without a needed value`,
    repeated: (rows) => `${rows} with the key of another`,
    repeatedOf: (rows, id) => `${rows} with a key of ${id}`,
    unread: (cells, byColumn) => `${cells} cells not read (${byColumn})`,
    toCheck: (columns) => `check ${columns}`,
    ignored: 'sources/ is in .gitignore: some files hold personal data, which must not be committed',
    headerRow: 'the file does not state it; the column names seem to stand here',
    kelurahan: ({ column, list, zones, named, names, unmatched, joined, rts }) =>
      [
        list === null
          ? `${named} of ${names} names in ${quoted(column)} are kelurahan of ${zones}`
          : `${quoted(column)} holds ${quoted(list.column)} of ${list.source}, whose names are kelurahan of ${zones} (${named} of ${names})`,
        `with kelurahan, here and under values, ${joined} of ${rts} RT are joined with the zone of their kelurahan and RT/RW`,
        ...(unmatched.length === 0 ? [] : [`no zone is called ${listed(unmatched)}`]),
        'take the # away where this is so',
      ].join('; '),
    kelurahanMade: ({ joined, rts }) =>
      `names no kelurahan: ${joined} of ${rts} RT would be joined with zones, see the lines with # kelurahan`,
    next: (file) => `next: look for CHECK in ${file}, then run:`,
    nothingToDraw: 'nothing to draw yet: add a layer of zones, without which build stops before the map',
    obstacle: (obstacle) => {
      switch (obstacle.kind) {
        case 'no-table':
          return 'CHECK: fits no canonical table; complete it and take the # away, or delete it'
        case 'same-bytes':
          return `CHECK: same bytes as ${obstacle.as}`
        case 'same-keys':
          return `CHECK: every record has a key of ${obstacle.as}, most likely the same places again; delete it, or give other keys and take the # away`
        case 'unnamed':
          return 'CHECK: the columns have no names; say in which row they stand (--header-row or header_row)'
        case 'empty':
          return 'CHECK: the layer has no records'
        case 'columns':
          return `CHECK: needs ${obstacle.missing.join(', ')}, which no column of the file gives; complete it and take the # away${obstacle.missing.includes('vintage') ? `, or run init again with ${yearEn(obstacle.years)}` : ''}`
        case 'crs':
          return obstacle.candidates.length === 0
            ? 'CHECK: the coordinates do not fall into Indonesia in any known CRS; ask who made the file'
            : `CHECK: ${obstacle.stated === null ? 'the CRS is not stated, and several fit' : `the CRS stated (${cut(unbroken(obstacle.stated), STATED_WIDTH)}) does not fit, and these do`}: ${obstacle.candidates.join(', ')}; set crs and take the # away`
      }
    },
  },
  id: {
    head: [
      'Ditulis dari berkas oleh petakumuh init. Baris bertanda PERIKSA memuat dugaan atau isian sementara: periksa satu per',
      'satu, lalu jalankan build. Yang tidak dipetakan di sini tidak dibaca. `examples` mengutip satu rekaman dan hasilnya;',
      'contoh itu dijalankan pada setiap pembacaan dan menghentikan build bila berkas atau pemetaan berubah.',
    ],
    check: 'PERIKSA',
    title: 'nama kota dalam kedua bahasa',
    code: 'kode Kemendagri kota atau kabupaten; tidak ada di berkas',
    codeFrom: 'kode Kemendagri kota atau kabupaten, menurut kode kelurahan di berkas',
    sizeClass: 'kecil, sedang, besar atau metropolitan; menentukan ambang kepadatan bangunan',
    utm: 'zona UTM kota, tempat hektare SK diukur',
    utmFrom: 'hektare SK adalah luas bidang datar pada zona ini',
    envelope: 'barat, selatan, timur, utara dalam derajat: tidak ada bagian kota di luarnya',
    decree: 'SK yang berlaku: lokasinya menjadi lapisan "zones"',
    decreeUnknown: 'isian sementara, sebab tidak ada nomor di berkas: isi nomor yang sama di semua tempatnya',
    decreeFrom: ({ source, column }) => `satu-satunya nomor di ${quoted(column)} dari ${source}`,
    decreeAmong: ({ source, column, others }) =>
      `nomor terbanyak di ${quoted(column)} dari ${source}, di samping ${listed(others)}`,
    tableGuess: 'tabel kanonik ini dugaan',
    overruled: ({ fault, stated, isUnderstood }, key) => {
      const so = key === 'axis_order' ? 'dibaca lintang dahulu,' : 'dibaca begini,'
      if (stated === null) return `tidak dinyatakan di berkas; ${so} koordinatnya jatuh di kota`
      const quoted = cut(unbroken(stated), STATED_WIDTH)
      if (key === 'axis_order' && isUnderstood)
        return `menggantikan bujur dahulu menurut ${quoted} dari berkas (${fault}); ${so} koordinatnya jatuh di kota`
      return isUnderstood
        ? `menggantikan ${quoted} dari berkas (${fault}); ${so} koordinatnya jatuh di kota`
        : `yang dinyatakan berkas tidak terbaca (${JSON.stringify(quoted)}); ${so} koordinatnya jatuh di kota`
    },
    licence: 'siapa yang boleh memakainya, dan bagaimana',
    unknownWords: (quoted, hasMore) =>
      `nilai resmi belum jelas untuk ${[...quoted, ...(hasMore ? ['dan lainnya'] : [])].join(', ')}; terjemahkan di bawah values, bila tidak ingest melaporkannya`,
    refused: (what) => `ditolak: ${what}`,
    made: (table, records, rows) =>
      `${table}: ${records} rekaman${rows === records ? '' : ` menjadi ${rows} baris`}`,
    incomplete: (rows) => `${rows} tanpa nilai yang wajib`,
    repeated: (rows) => `${rows} berkunci sama dengan yang lain`,
    repeatedOf: (rows, id) => `${rows} berkunci sama dengan ${id}`,
    unread: (cells, byColumn) => `${cells} sel tidak terbaca (${byColumn})`,
    toCheck: (columns) => `periksa ${columns}`,
    ignored: 'sources/ masuk .gitignore: sebagian berkas memuat data pribadi dan tidak boleh di-commit',
    headerRow: 'tidak dinyatakan di berkas; nama kolom tampaknya di baris ini',
    kelurahan: ({ column, list, zones, named, names, unmatched, joined, rts }) =>
      [
        list === null
          ? `${named} dari ${names} nama pada ${quoted(column)} adalah kelurahan di ${zones}`
          : `${quoted(column)} memuat ${quoted(list.column)} dari ${list.source}, yang namanya kelurahan di ${zones} (${named} dari ${names})`,
        `dengan kelurahan, di sini dan di bawah values, ${joined} dari ${rts} RT digabungkan dengan lokasi yang kelurahan dan RT/RW-nya sama`,
        ...(unmatched.length === 0 ? [] : [`tidak ada lokasi bernama ${listed(unmatched)}`]),
        'buang tanda # bila memang demikian',
      ].join('; '),
    kelurahanMade: ({ joined, rts }) =>
      `tidak menyebut kelurahan: ${joined} dari ${rts} RT dapat digabungkan dengan lokasi, lihat baris # kelurahan`,
    next: (file) => `berikutnya: cari PERIKSA di ${file}, lalu jalankan:`,
    nothingToDraw: 'belum ada yang digambar: tambahkan lapisan zona; tanpa itu build berhenti sebelum peta',
    obstacle: (obstacle) => {
      switch (obstacle.kind) {
        case 'no-table':
          return 'PERIKSA: tidak cocok dengan tabel kanonik mana pun; lengkapi dan buang tanda #, atau hapus'
        case 'same-bytes':
          return `PERIKSA: isinya sama persis dengan ${obstacle.as}`
        case 'same-keys':
          return `PERIKSA: setiap rekaman berkunci sama dengan ${obstacle.as}, agaknya tempat yang sama; hapus, atau beri kunci lain dan buang tanda #`
        case 'unnamed':
          return 'PERIKSA: kolomnya tidak bernama; sebutkan barisnya (--header-row atau header_row)'
        case 'empty':
          return 'PERIKSA: lapisan ini tidak berisi rekaman'
        case 'columns':
          return `PERIKSA: memerlukan ${obstacle.missing.join(', ')}, yang tidak ada di berkas; lengkapi dan buang tanda #${obstacle.missing.includes('vintage') ? `, atau jalankan lagi init dengan ${yearId(obstacle.years)}` : ''}`
        case 'crs':
          return obstacle.candidates.length === 0
            ? 'PERIKSA: koordinatnya tidak jatuh di Indonesia dalam CRS mana pun yang dikenal; tanyakan kepada pembuat berkas'
            : `PERIKSA: ${obstacle.stated === null ? 'CRS tidak dinyatakan' : `CRS yang dinyatakan (${cut(unbroken(obstacle.stated), STATED_WIDTH)}) tidak cocok`} dan beberapa cocok: ${obstacle.candidates.join(', ')}; isi crs dan buang tanda #`
      }
    },
  },
}
