import type { StageName } from '../stage.ts'
import { STAGE_TITLES } from '../stage.ts'
import type { Language } from '../values/language.ts'
import type { Change, CityRun, PublicFault, Result } from './city-run.ts'

export type { Language }

/** What the status page says. */
export const WORDS = {
  title: { id: 'Status pembaruan malam', en: 'Status of the nightly update' },
  other: { id: 'English', en: 'Bahasa Indonesia' },
  allWell: { id: 'Semua kota berhasil dimutakhirkan.', en: 'All cities are up to date.' },
  going: { id: 'Pembaruan sedang berjalan.', en: 'The update is going on.' },
  killed: { id: 'Pembaruan terhenti sebelum selesai.', en: 'The update stopped before its end.' },
  servedStill: {
    id: 'Terbitan terakhir yang baik tetap disajikan.',
    en: 'The last good release of each stays served.',
  },
  started: { id: 'Mulai', en: 'Started' },
  ended: { id: 'Selesai', en: 'Ended' },
  city: { id: 'Kota', en: 'City' },
  result: { id: 'Hasil', en: 'Result' },
  lastGood: { id: 'Terakhir berhasil', en: 'Last good' },
  release: { id: 'Terbitan', en: 'Release' },
  failures: { id: 'Gagal berturut-turut', en: 'Failures in a row' },
  changed: { id: 'Yang berubah', en: 'What changed' },
  duration: { id: 'Lama', en: 'Duration' },
  stages: { id: 'Lama tiap tahap', en: 'Duration by stage' },
  stage: { id: 'tahap', en: 'stage' },
  memory: { id: 'Memori puncak', en: 'Peak memory' },
  nothing: { id: 'tidak ada', en: 'nothing' },
  never: { id: 'belum pernah', en: 'never' },
  building: { id: 'sedang dibangun sejak', en: 'being built since' },
  waiting: { id: 'menunggu', en: 'waiting' },
  oldSource: { id: 'sumber berumur {n} hari: {name}', en: 'source {n} days old: {name}' },
  noneYet: { id: 'Belum ada kota.', en: 'No city yet.' },
  note: {
    id: 'Keterangan lengkap setiap kegagalan ada di catatan (log) mesin, bukan di halaman ini.',
    en: 'The whole of each failure is in the log of the machine, not on this page.',
  },
} as const

export function failedCount(n: number, of: number, language: Language): string {
  if (language === 'id') return `${n} dari ${of} kota tidak berhasil dimutakhirkan.`
  return `${n} of ${of} cities ${n === 1 ? 'was' : 'were'} not updated.`
}

export function warnedCount(n: number, of: number, language: Language): string {
  if (language === 'id')
    return `${n} dari ${of} kota sudah dimutakhirkan, tetapi terbitan lamanya belum dapat ditarik.`
  return `${n} of ${of} cities ${n === 1 ? 'is' : 'are'} updated, but older releases could not be withdrawn.`
}

export const RESULTS: Record<Result, Record<Language, string>> = {
  published: { id: 'terbitan baru', en: 'new release' },
  unchanged: { id: 'tidak ada yang baru', en: 'nothing new' },
  failed: { id: 'gagal', en: 'failed' },
  held: { id: 'sedang dikerjakan proses lain', en: 'held by another run' },
  interrupted: { id: 'terhenti', en: 'interrupted' },
}

const CODES: Record<string, Record<Language, string>> = {
  DRIFT: {
    id: 'terlalu berbeda dari terbitan sebelumnya; perlu diperiksa orang',
    en: 'too different from the last release; a person has to look',
  },
  SOURCE_STALE: { id: 'sumber data terlalu lama', en: 'a source has grown too old' },
  RETRIEVED_LATER: { id: 'tanggal pengambilan sumber belum tiba', en: 'a source is dated in the future' },
  WAIVER_EXPIRED: {
    id: 'pengecualian aturan mutu sudah habis masanya',
    en: 'an override of a quality rule has run out',
  },
  TIMEOUT: { id: 'melewati batas waktu', en: 'took longer than allowed' },
  OUT_OF_MEMORY: { id: 'memori tidak cukup', en: 'ran out of memory' },
  DISK_SPACE: { id: 'ruang disk tidak cukup', en: 'too little space on the disk' },
  NOT_STARTED: { id: 'tidak dapat dijalankan oleh sistem', en: 'not started by the system' },
  KILLED: { id: 'dihentikan oleh sistem', en: 'ended by the system' },
  NOT_WITHDRAWN: {
    id: 'terbitan lama yang dapat membuka data perorangan belum dapat ditarik; hapus sendiri, juga di peladen',
    en: 'an older release that could tell of single persons could not be withdrawn; remove it, also on your hosts',
  },
  INTERRUPTED: { id: 'dihentikan sebelum selesai', en: 'stopped before its end' },
}

const KINDS: Record<string, Record<Language, string>> = {
  config: { id: 'kesalahan di city.yaml', en: 'a mistake in city.yaml' },
  usage: { id: 'cara menjalankan keliru', en: 'it was started wrongly' },
  source: { id: 'sumber hilang atau tidak terbaca', en: 'a source is missing or cannot be read' },
  contract: { id: 'data ditolak oleh pemeriksaan', en: 'a check refused the data' },
  geometry: { id: 'geometri bermasalah', en: 'a fault of geometry' },
  crs: { id: 'sistem koordinat bermasalah', en: 'a fault of the coordinate system' },
  locked: { id: 'sedang dikerjakan proses lain', en: 'another run is at work' },
  missingProgram: { id: 'program yang diperlukan tidak ada', en: 'a program is missing' },
  tiles: { id: 'ubin peta tidak terbukti utuh', en: 'the map tiles are not proven' },
  publish: { id: 'penerbitan gagal', en: 'publishing failed' },
  bug: { id: 'kesalahan program', en: 'a fault of the program' },
}

export function faultWords({ kind, code, stage }: PublicFault, language: Language): string {
  const words = (CODES[code ?? ''] ?? KINDS[kind])?.[language] ?? kind
  const shown = code === null || code in CODES ? words : `${words} (${code})`
  return stage === null ? shown : `${shown} (${WORDS.stage[language]}: ${stageTitle(stage, language)})`
}

export function stageTitle(stage: StageName, language: Language): string {
  return STAGE_TITLES[stage]?.[language] ?? stage
}

const CHANGES: Record<Change['kind'], Record<Language, string>> = {
  source: { id: 'sumber', en: 'source' },
  configuration: { id: 'pengaturan kota', en: 'configuration of the city' },
  program: { id: 'program atau data acuannya', en: 'the program or its reference data' },
  output: { id: 'hasil yang rusak atau hilang', en: 'outputs damaged or lost' },
  first: { id: 'pembangunan pertama', en: 'first build' },
  unfinished: { id: 'pembangunan yang terhenti', en: 'a build that had stopped' },
  forced: { id: 'diminta ulang', en: 'asked for again' },
  other: { id: 'lainnya', en: 'other' },
}

export function changedWords({ changed }: CityRun, language: Language): string[] {
  return changed.map(({ kind, name }) => {
    const words = CHANGES[kind]?.[language] ?? kind
    return name === undefined ? words : `${words} ${name}`
  })
}
