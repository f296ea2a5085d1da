import type { FindingLog } from '../finding-log.ts'
import type { Text } from '../types.ts'
import type { PlaceFault } from './geopoint.ts'
import type { WktFault } from './wkt.ts'

/** Characters of a cell that a finding quotes. */
const QUOTED_CHARACTERS = 80

const PLACE_REASONS: Record<PlaceFault, Text> = {
  'not a number': { id: 'Koordinat bukan angka.', en: 'The coordinates are not numbers.' },
  'half a point': {
    id: 'Hanya satu dari dua koordinat terisi.',
    en: 'Only one of the two coordinates is filled in.',
  },
  'out of range': {
    id: 'Bukan lintang dan bujur dalam derajat; mungkin urutannya tertukar.',
    en: 'Not latitude and longitude in degrees; their order may be exchanged.',
  },
  'no fix': {
    id: 'Koordinat 0 0 ditulis gawai yang tidak mendapat sinyal GPS.',
    en: 'Coordinates of 0 0 are what a device writes without a GPS fix.',
  },
  'too short': { id: 'Jejak ini hanya satu titik.', en: 'The trace is a single point.' },
}

const WKT_REASONS: Record<WktFault, Text> = {
  'no type': { id: 'Tidak diawali jenis geometri.', en: 'It does not begin with a geometry type.' },
  'no number': { id: 'Ada koordinat yang bukan angka.', en: 'A coordinate is not a number.' },
  'cut off': {
    id: 'Teks terpotong sebelum tanda kurung tutup.',
    en: 'The text is cut off before its closing parenthesis.',
  },
  structure: {
    id: 'Tanda kurung tidak sesuai dengan jenis geometrinya.',
    en: 'The parentheses do not fit the geometry type.',
  },
  ordinates: {
    id: 'Titik-titiknya tidak sama banyak angkanya.',
    en: 'Its positions have different numbers of coordinates.',
  },
  'more after the end': {
    id: 'Ada teks sesudah tanda kurung tutup.',
    en: 'There is text after the closing parenthesis.',
  },
}

/** Lengths of a text that filled a DBF field to its 254 characters: a blank in the last place is not stored. */
const DBF_CUTS = new Set([253, 254])

function cutByDbf(characters: number): Text {
  return {
    id: `Teks berakhir pada karakter ke-${characters}: terpotong oleh kolom DBF, yang memuat paling banyak 254.`,
    en: `The text ends at character ${characters}: it was cut off by a DBF column, which holds 254 at most.`,
  }
}

/** Logs cells that should say where a record is and do not. */
export function logUnreadPlace(
  log: FindingLog,
  record: number,
  field: string,
  got: string,
  reason: PlaceFault,
): void {
  log.add('GEOPOINT_UNPARSABLE', record, field, got.slice(0, QUOTED_CHARACTERS), PLACE_REASONS[reason])
}

/** Logs a WKT that cannot be read, with where it breaks: a text of 254 characters was cut by a shapefile or a database on its way. */
export function logUnreadWkt(
  log: FindingLog,
  record: number,
  field: string,
  text: string,
  reason: WktFault,
  at: number,
): void {
  const from = Math.max(0, at - QUOTED_CHARACTERS / 2)
  const quoted = text.slice(from, at + QUOTED_CHARACTERS / 2)
  const isFullField = reason === 'cut off' && DBF_CUTS.has(text.length)
  log.add(
    'WKT_UNPARSABLE',
    record,
    field,
    `${from > 0 ? '...' : ''}${quoted} (${text.length})`,
    isFullField ? cutByDbf(text.length) : WKT_REASONS[reason],
  )
}
