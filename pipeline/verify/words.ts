import type { ArchiveFault } from '../archive/index.ts'
import type { Language } from '../values/language.ts'

export type { Language }

export const WORDS = {
  en: {
    zoom: ['zoom', 'tiles', 'contents', 'bytes', 'largest'],
    all: 'all',
    checks: ['check', 'faults', 'what is checked'],
    sound: 'Sound: nothing to complain of.',
    faulty: 'Not sound.',
    more: 'more',
    notMade: 'The other checks were not made: they need what is broken.',
    features: 'features in the source',
    proof: ['zoom', 'features', 'dropped', 'clustered', 'drawings', 'tiles', 'farthest off (units)'],
    withoutId: '-  not known: features without an id are told apart at the deepest zoom only',
    proven: 'Proven: nothing of the source is lost.',
    notProven: 'Not proven.',
  },
  id: {
    zoom: ['zoom', 'ubin', 'isi', 'bita', 'terbesar'],
    all: 'semua',
    checks: ['pemeriksaan', 'salah', 'yang diperiksa'],
    sound: 'Utuh: tidak ada kesalahan.',
    faulty: 'Tidak utuh.',
    more: 'lagi',
    notMade: 'Pemeriksaan lain tidak dilakukan: bagian yang diperlukan rusak.',
    features: 'fitur pada sumber',
    proof: ['zoom', 'fitur', 'dibuang', 'tergabung', 'gambar', 'ubin', 'meleset terjauh (satuan)'],
    withoutId: '-  tidak diketahui: fitur tanpa id hanya dibedakan pada zoom terdalam',
    proven: 'Terbukti: tidak ada isi sumber yang hilang.',
    notProven: 'Tidak terbukti.',
  },
} as const

/** What each check holds an archive to. */
export const CHECKS: Record<ArchiveFault, Record<Language, string>> = {
  database: {
    en: 'the file is whole, SQLite can read its tables',
    id: 'berkas lengkap, tabelnya terbaca SQLite',
  },
  header: { en: 'codes of the header', id: 'kode pada kepala berkas' },
  section: {
    en: 'sections within the file, none over another',
    id: 'bagian di dalam berkas, tidak tumpang tindih',
  },
  'root-size': { en: 'root directory within the first 16 KiB', id: 'direktori akar di dalam 16 KiB pertama' },
  metadata: { en: 'metadata are JSON and name the layers', id: 'metadata berupa JSON dan menyebut lapisan' },
  directory: { en: 'directories can be read', id: 'direktori terbaca' },
  order: {
    en: 'each tile once and in its place; ids of PMTiles rise',
    id: 'tiap ubin sekali dan di tempatnya; id pada PMTiles menaik',
  },
  offset: { en: 'contents lie within the tile data', id: 'isi berada di dalam data ubin' },
  clustered: { en: 'contents in the order of their tiles', id: 'isi berurut menurut ubinnya' },
  count: { en: 'counts of the header', id: 'jumlah pada kepala berkas' },
  zoom: { en: 'zooms as stated', id: 'zoom seperti dinyatakan' },
  bounds: { en: 'bounds and centre, tiles within them', id: 'batas dan pusat, ubin di dalamnya' },
  tile: {
    en: 'every content unpacked; vector tiles strictly by MVT 2.1',
    id: 'setiap isi dibuka; ubin vektor menurut MVT 2.1',
  },
}
