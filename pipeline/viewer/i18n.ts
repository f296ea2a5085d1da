import { filled, type Language } from '../values/language.ts'
import { shareText } from '../values/written-number.ts'
import type { Bilingual } from './legend.ts'
import { DOWNLOAD_WORDS } from './words-downloads.ts'
import { INDICATOR_WORDS } from './words-indicators.ts'
import { LAYER_WORDS } from './words-layers.ts'
import { PRINT_WORDS } from './words-print.ts'
import { PROFILE_WORDS } from './words-profile.ts'
import { SEARCH_WORDS } from './words-search.ts'
import { WHY_WORDS } from './words-why.ts'
import { YEAR_WORDS } from './words-years.ts'

export type Lang = Language

const WORDS = {
  atlas: ['Atlas permukiman kumuh', 'Slum atlas'],
  description: [
    'Peta permukiman kumuh {city}: kelas, luas, penduduk, dan penanganan tiap lokasi, dengan sumber tiap angka.',
    'Map of slum settlements, {city}: class, area, people and treatment of each zone, with the source of each number.',
  ],
  loading: ['Memuat atlas…', 'Loading the atlas…'],
  shown: ['Yang ditampilkan', 'What is shown'],
  legend: ['Legenda', 'Legend'],
  in_view: ['dalam tampilan', 'in view'],
  zones: ['lokasi', 'zones'],
  zone_one: ['lokasi', 'zone'],
  pieces: ['bagian', 'pieces'],
  report: ['Laporan mutu', 'Quality report'],
  data: ['Unduh data', 'Download data'],
  data_intro: [
    'Semua berkas rilis ini. Angka dan peta di halaman ini dibaca dari berkas yang sama.',
    'All files of this release. The numbers and the map on this page are read from the same files.',
  ],
  share: ['Salin tautan', 'Copy link'],
  copied: ['Tautan disalin', 'Link copied'],
  copy_failed: ['Salin alamat dari bilah peramban', 'Copy the address from the browser bar'],
  language: ['Bahasa', 'Language'],
  close: ['Tutup', 'Close'],
  open_panel: ['Buka panel', 'Open panel'],
  fold_panel: ['Lipat panel', 'Fold panel'],
  previous: ['Lokasi sebelumnya', 'Previous zone'],
  next: ['Lokasi berikutnya', 'Next zone'],
  zoom_in: ['Perbesar', 'Zoom in'],
  zoom_out: ['Perkecil', 'Zoom out'],
  show_all: ['Tampilkan semua lokasi', 'Show all zones'],
  map_label: [
    'Peta kawasan kumuh. Tombol panah memilih lokasi, tambah dan kurang memperbesar dan memperkecil, Esc menutup.',
    'Map of slum zones. Arrow keys choose a zone, plus and minus zoom, Esc closes.',
  ],
  list: ['Daftar lokasi', 'List of zones'],
  filter: ['Cari nama, kelurahan, kelas', 'Find name, kelurahan, class'],
  none_match: ['Tidak ada lokasi yang cocok.', 'No zone matches.'],
  none_at_all: [
    'Rilis ini tidak memuat lokasi. Batas wilayah tetap ditampilkan.',
    'This release holds no zones. Administrative borders are still shown.',
  ],
  rank: ['No.', 'No.'],
  name: ['Lokasi', 'Zone'],
  class: ['Kelas', 'Class'],
  score: ['Nilai', 'Score'],
  area: ['Luas', 'Area'],
  people: ['Penduduk', 'People'],
  people_unit: ['jiwa', 'people'],
  people_rt_profiles: ['jumlah profil RT', 'sum of RT profiles'],
  people_rt_profiles_by_buildings: [
    'profil RT, sebagian dibagi menurut bangunan',
    'RT profiles, in part shared out by buildings',
  ],
  people_rt_profiles_by_area: [
    'profil RT, sebagian dibagi menurut luas',
    'RT profiles, in part shared out by area',
  ],
  people_households_weighted: ['taksiran survei rumah tangga', 'estimate from a household survey'],
  people_standard_error: ['galat baku {n} jiwa', 'standard error {n} people'],
  families_unit: ['KK', 'families'],
  buildings: ['Bangunan', 'Buildings'],
  buildings_unit: ['unit', 'units'],
  density: ['Kepadatan', 'Density'],
  per_ha: ['jiwa/ha', 'people/ha'],
  no_name: ['Tanpa nama', 'Unnamed'],
  no_data: ['Tidak ada data', 'No data'],
  ha_by_decree: ['ha menurut SK', 'ha as decreed'],
  ha_measured: ['ha terukur', 'ha measured'],
  of_max: ['dari {max}', 'of {max}'],
  between: ['antara {min} dan {max}', 'between {min} and {max}'],
  score_stated: ['Nilai sebagaimana tertulis di sumber', 'Score as written in the source'],
  completeness: ['Kelengkapan data {pct}', 'Data completeness {pct}'],
  aspects: ['Aspek kekumuhan', 'Aspects of slum conditions'],
  aspects_note: [
    'Rata-rata biasa persen kekurangan kriteria setiap aspek; tanpa angka bila satu kriteria belum diketahui. Garis menandai batas nilai {limits} %.',
    'Plain mean of the deficits of the criteria of each aspect in percent; no number while one of them is not known. Lines mark the score limits {limits} %.',
  ],
  area_heading: ['Luas', 'Area'],
  area_decree: ['Menurut SK', 'As decreed'],
  area_utm: ['Terukur, bidang UTM', 'Measured, UTM plane'],
  area_geodesic: ['Terukur, elipsoid', 'Measured, ellipsoid'],
  area_difference: ['Selisih SK dan UTM', 'Decree against UTM'],
  status_ok: ['sesuai', 'agrees'],
  status_warn: ['perlu diperiksa', 'to be checked'],
  status_error: ['tidak sesuai', 'does not agree'],
  density_heading: ['Kepadatan', 'Density'],
  density_people: ['Penduduk (bruto)', 'People (gross)'],
  density_people_net: ['Penduduk (neto)', 'People (net)'],
  density_buildings: ['Bangunan (bruto)', 'Buildings (gross)'],
  density_buildings_net: ['Bangunan (neto)', 'Buildings (net)'],
  building_coverage: ['Lahan tertutup bangunan', 'Ground under buildings'],
  net_of_water: ['tanpa perairan', 'without water'],
  net_of_roads: ['tanpa jalan', 'without roads'],
  net_of_water_and_roads: ['tanpa perairan dan jalan', 'without water and roads'],
  count_buildings: ['Jumlah bangunan', 'Number of buildings'],
  handling: ['Penanganan', 'Treatment'],
  priority: ['Prioritas', 'Priority'],
  priority_of: ['{n} dari {of}', '{n} of {of}'],
  treatment: ['Usulan pola penanganan', 'Suggested treatment'],
  authority: ['Kewenangan', 'Authority'],
  legality: ['Legalitas lahan', 'Land legality'],
  considerations: ['Pertimbangan lain', 'Other considerations'],
  works: ['Kegiatan', 'Works'],
  access: ['Jarak terdekat', 'Nearest'],
  access_by_road: ['lewat jalan', 'by road'],
  access_straight: ['garis lurus', 'straight line'],
  access_within: ['di dalam lokasi', 'within the zone'],
  access_note: ['Dari tepi lokasi.', 'From the border of the zone.'],
  change: ['Perubahan luas', 'Change of area'],
  change_passed: [
    'Tanah yang berpindah antarlokasi dihitung tetap kumuh; peta menggambarnya per lokasi.',
    'Ground that passed between zones counts as still slum; the map draws it zone by zone.',
  ],
  findings: ['Temuan mutu data', 'Data findings'],
  findings_none: ['Tidak ada temuan untuk lokasi ini.', 'No findings for this zone.'],
  findings_count: ['{n} temuan', '{n} findings'],
  findings_of_rt: [
    'temuan pada data RT-nya (profil dan volume, rekaman yang dikarantina termasuk)',
    'findings about data of its RT (profiles and volumes, records set aside included)',
  ],
  see_report: ['lihat laporan', 'see the report'],
  sources: ['Sumber', 'Sources'],
  source_row: ['rekaman {n}', 'record {n}'],
  methodology: ['Metodologi', 'Methodology'],
  decree_short: ['SK {number}', 'Decree {number}'],
  decree_unfilled: ['SK yang nomornya belum diisi', 'a decree whose number is not filled in yet'],
  settlements_under: ['Permukiman kumuh menurut {decree}', 'Slum settlements under {decree}'],
  dated: ['tanggal {date}', 'of {date}'],
  scores_loading: ['Memuat nilai aspek…', 'Loading aspect scores…'],
  scores_unlinked: [
    'Nilai per kriteria belum ada untuk lokasi ini: tidak ada RT yang disurvei yang tercatat sebagai bagiannya.',
    'There are no scores by criterion for this zone yet: no RT that was surveyed is on record as part of it.',
  ],
  scores_none: ['Rilis ini tidak memuat nilai per kriteria.', 'This release holds no scores by criterion.'],
  kelurahan: ['Kelurahan', 'Kelurahan'],
  kecamatan: ['Kecamatan', 'Kecamatan'],
  try_again: ['Coba lagi', 'Try again'],
  fail_pointer: ['Atlas belum dapat dibuka', 'The atlas cannot be opened yet'],
  fail_pointer_do: [
    'Pastikan berkas latest.json berada di samping halaman ini. Bangun rilis dengan «make», lalu buka dengan «make serve».',
    'Make sure the file latest.json stands beside this page. Build a release with “make”, then open it with “make serve”.',
  ],
  fail_release: ['Rilis tidak lengkap', 'The release is incomplete'],
  fail_release_do: [
    'Salin seluruh folder public ke host, bukan sebagian; lalu muat ulang halaman ini.',
    'Copy the whole public folder to the host, not a part of it; then reload this page.',
  ],
  fail_webgl: ['Peramban ini tidak dapat menggambar peta', 'This browser cannot draw the map'],
  fail_webgl_do: [
    'Aktifkan akselerasi perangkat keras (WebGL 2) atau gunakan peramban lain. Daftar lokasi dan data tetap dapat dibaca di bawah.',
    'Turn on hardware acceleration (WebGL 2) or use another browser. The list of zones and the data can still be read below.',
  ],
  fail_tiles: ['Sebagian peta gagal dimuat', 'Part of the map failed to load'],
  fail_tiles_do: ['Periksa sambungan, lalu coba lagi.', 'Check the connection, then try again.'],
  got: ['Yang diterima', 'What was received'],
  files: ['Berkas', 'Files'],
  rows: ['{n} baris', '{n} rows'],
  row_one: ['1 baris', '1 row'],
  release: ['Rilis', 'Release'],
  licence: ['Lisensi', 'Licence'],
  ...DOWNLOAD_WORDS,
  ...INDICATOR_WORDS,
  ...LAYER_WORDS,
  ...PRINT_WORDS,
  ...SEARCH_WORDS,
  ...PROFILE_WORDS,
  ...WHY_WORDS,
  ...YEAR_WORDS,
} as const satisfies Record<string, readonly [string, string]>

export type Word = keyof typeof WORDS

/** The phrase in a language, with `{name}` places filled in. */
export function t(lang: Lang, word: Word, fill: Record<string, string> = {}): string {
  const phrase: string = WORDS[word][lang === 'id' ? 0 : 1]
  return filled(phrase, fill)
}

/** The phrase in both languages. */
export function both(word: Word): Bilingual {
  return { id: WORDS[word][0], en: WORDS[word][1] }
}

export function pick(lang: Lang, text: Bilingual): string {
  return text[lang] || text.id
}

const LOCALES = { id: 'id-ID', en: 'en-GB' } as const
const formats = new Map<string, Intl.NumberFormat>()

/** A number as the language writes it, with a fixed count of decimals: 12,60 in Indonesian, 12.60 in English. */
export function formatNumber(lang: Lang, value: number, decimals = 0): string {
  const key = `${lang} ${decimals}`
  let format = formats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALES[lang], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
    formats.set(key, format)
  }
  return format.format(value)
}

/** Number and unit with a space that does not break; an em dash stands for no data. */
export function quantity(lang: Lang, value: number | null, unit: string, decimals = 0): string {
  return value === null ? '—' : `${formatNumber(lang, value, decimals)}\u00a0${unit}`
}

/** A share in percent: less than all is never written 100 %, more than nothing never 0 %, but `< 1 %`. */
export function percent(lang: Lang, pct: number, decimals = 0): string {
  return `${shareText(pct, lang, decimals)}\u00a0%`
}

const MONTHS = {
  id: 'Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
}

/** `2014-03-14` as `14 Maret 2014`; text that is no such date is given back as it is. */
export function formatDate(lang: Lang, iso: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso)
  const month = MONTHS[lang][Number(parts?.[2]) - 1]
  return parts === null || month === undefined ? iso : `${Number(parts[3])} ${month} ${parts[1]}`
}

/** File size in kB or MB. */
export function formatBytes(lang: Lang, bytes: number): string {
  if (bytes < 1000) return `${formatNumber(lang, bytes)} B`
  if (bytes < 1_000_000) return `${formatNumber(lang, bytes / 1000, bytes < 10_000 ? 1 : 0)} kB`
  return `${formatNumber(lang, bytes / 1_000_000, 1)} MB`
}
