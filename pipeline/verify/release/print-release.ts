import { plainLine, table } from '../../terminal.ts'
import type { Language } from '../words.ts'
import type { ReleaseCheck } from './faults.ts'
import type { ReleaseReport } from './verify-release.ts'

/** What each check holds a release to. */
const RELEASE_CHECK_TITLES: Record<ReleaseCheck, Record<Language, string>> = {
  manifest: { en: 'the manifest can be read', id: 'manifes terbaca' },
  files: {
    en: 'files of the manifest: there, bytes and SHA-256 as listed',
    id: 'berkas di manifes: ada, bita dan SHA-256 sesuai',
  },
  unlisted: {
    en: 'files and folders: all in the manifest',
    id: 'berkas dan folder: semua ada di manifes',
  },
  checksums: { en: 'lines of SHA256SUMS: as in the manifest', id: 'baris SHA256SUMS: sesuai manifes' },
  id: { en: 'the id is made from the content', id: 'id dibuat dari isi' },
  geojson: {
    en: 'features: RFC 7946, right-hand rule, 7 decimals, bbox, ids once, number as listed',
    id: 'fitur: RFC 7946, kaidah tangan kanan, 7 desimal, bbox, id sekali, jumlah sesuai',
  },
  parquet: {
    en: 'rows: readable, GeoParquet, number as listed, the same as in GeoJSON',
    id: 'baris: terbaca, GeoParquet, jumlah sesuai, sama dengan GeoJSON',
  },
  csv: {
    en: 'rows: RFC 4180, number as listed, no cell that runs as a formula',
    id: 'baris: RFC 4180, jumlah sesuai, tanpa sel yang berjalan sebagai rumus',
  },
  style: {
    en: 'references of styles and TileJSON: sources, layers and zooms that exist',
    id: 'rujukan gaya dan TileJSON: sumber, lapisan, zoom yang ada',
  },
  links: {
    en: 'references of manifest, catalogues and QGIS project: files that exist',
    id: 'rujukan manifes, katalog, dan proyek QGIS: berkas yang ada',
  },
  pointer: {
    en: 'latest.json leads to this release, its style and all of its tiles',
    id: 'latest.json mengarah ke rilis ini, gayanya, dan semua ubinnya',
  },
  page: {
    en: 'the page and its parts: as their names say, nothing foreign beside them',
    id: 'laman dan bagiannya: sesuai namanya, tanpa berkas asing di sampingnya',
  },
  tiles: {
    en: 'tiles: sound, and proven against the GeoJSON of their layers',
    id: 'ubin: utuh, dan terbukti terhadap GeoJSON lapisannya',
  },
}

const WORDS = {
  en: {
    head: ['check', 'looked at', 'faults', 'what is checked'],
    sound: 'Sound: the release is what it says of itself.',
    faulty: 'Not sound.',
    notMade: 'The other checks were not made: they need the manifest.',
    more: 'more',
    proven: 'Proven: nothing of',
    layers: 'layers is lost in',
    tiles: 'tiles',
  },
  id: {
    head: ['pemeriksaan', 'dilihat', 'salah', 'yang diperiksa'],
    sound: 'Utuh: rilis sesuai dengan pernyataannya.',
    faulty: 'Tidak utuh.',
    notMade: 'Pemeriksaan lain tidak dilakukan: manifes diperlukan.',
    more: 'lagi',
    proven: 'Terbukti: tidak ada isi dari',
    layers: 'lapisan yang hilang pada',
    tiles: 'ubin',
  },
} as const

/** The report as lines for people: every check with what it looked at, the faults, the verdict. */
export function releaseLines(report: ReleaseReport, language: Language): string[] {
  const words = WORDS[language]
  const { directory, release, checks, faults, notes, proofs, sound } = report
  const rows = checks.map(({ check, looked, faults: count }) => [
    ...[check, `${looked}`, `${count}`, RELEASE_CHECK_TITLES[check][language]],
  ])
  const lines = [`${directory}  ${release ?? ''}`.trimEnd(), '', ...table([[...words.head], ...rows], 3)]
  if (faults.length > 0) lines.push('')
  for (const { check, faults: count } of checks) {
    const told = faults.filter((fault) => fault.check === check)
    for (const { file, detail } of told)
      lines.push(`  ${check}: ${file === null ? '' : `${file} `}${detail[language]}`)
    if (count > told.length) lines.push(`  ${check}: + ${count - told.length} ${words.more}`)
  }
  if (release === null) lines.push('', words.notMade)
  lines.push('')
  for (const { file, tiles, layers, losses } of proofs)
    if (losses === 0)
      lines.push(`${words.proven} ${layers} ${words.layers} ${tiles} ${words.tiles} (${file}).`)
  for (const { detail } of notes) lines.push(detail[language])
  lines.push(sound ? words.sound : words.faulty)
  return lines.map(plainLine)
}
