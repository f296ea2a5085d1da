import type { FindingLog } from '../finding-log.ts'
import type { PlacemarkAttributes } from './kml-attributes.ts'
import type { KmlGeometry } from './kml-geometry.ts'

const FAULTS = {
  element: {
    id: 'Geometri ini (jejak atau model tiga dimensi) bukan titik, garis atau poligon; rekaman dibaca tanpa geometri.',
    en: 'This geometry (a track or a model) is not a point, a line or a polygon; the record was read without it.',
  },
  mixed: {
    id: 'Satu Placemark memuat beberapa jenis geometri sekaligus; rekaman dibaca tanpa geometri.',
    en: 'One Placemark holds geometries of several kinds together; the record was read without them.',
  },
  text: {
    id: 'Koordinat tidak dapat dibaca; rekaman dibaca tanpa geometri.',
    en: 'The coordinates cannot be read; the record was read without a geometry.',
  },
}

/** Says why the geometry of a record was not read, and how many of its rings were closed. */
export function geometryFindings(
  log: FindingLog,
  record: number,
  { fault, unclosedRings }: KmlGeometry,
): void {
  const code = fault?.kind === 'text' ? 'GEOM_UNREADABLE' : 'GEOM_TYPE'
  if (fault !== null) log.add(code, record, 'geometry', fault.got, FAULTS[fault.kind])
  if (unclosedRings > 0) {
    log.add('GEOM_RING_UNCLOSED', record, 'geometry', String(unclosedRings), {
      id: `${unclosedRings} cincin tidak tertutup; masing-masing ditutup dengan garis lurus.`,
      en: `${unclosedRings} rings were not closed; each was closed with a straight line.`,
    })
  }
}

/** Counts the geometries whose altitudes were dropped. */
export function zFinding(log: FindingLog, count: number): void {
  log.add('GEOM_Z_DROPPED', null, null, String(count), {
    id: `${count} geometri memuat ketinggian; nilai itu tidak dipakai.`,
    en: `${count} geometries hold altitudes; these were not used.`,
  })
}

/** Names what a link points to, without its query. */
export function linkFinding(log: FindingLog, link: string): void {
  // What follows the question mark may be a key.
  log.add('KML_LINK_UNREAD', null, null, link.replace(/\?.*$/s, '').slice(0, 120), {
    id: 'Berkas menunjuk ke data di tempat lain; isinya tidak diambil dan tidak dibaca.',
    en: 'The file points to data elsewhere; it was not fetched and not read.',
  })
}

/** Says that a column is called otherwise in the file, where it may have no name. */
export function renamedFinding(log: FindingLog, column: string, stated: string): void {
  log.add('COLUMN_RENAMED', null, column, stated, {
    id: `Kolom "${stated}" dibaca sebagai "${column}", sebab namanya kosong atau sudah dipakai.`,
    en: `The column "${stated}" is read as "${column}", as its name is blank or already taken.`,
  })
}

/** Names the columns for which the table in a description and `ExtendedData` give different values. */
export function differingFindings(log: FindingLog, record: number, { differing }: PlacemarkAttributes): void {
  for (const { column, used, other } of differing) {
    const [shown, kept] = [other.slice(0, 80), used?.slice(0, 80) ?? null]
    log.add('KML_VALUES_DIFFER', record, column, shown, {
      id: `Tabel di deskripsi berisi "${shown}", ExtendedData ${kept === null ? 'kosong' : `berisi "${kept}"`}; yang dipakai ExtendedData.`,
      en: `The table in the description says "${shown}", ExtendedData ${kept === null ? 'is blank' : `says "${kept}"`}; ExtendedData is used.`,
    })
  }
}

/** Counts the telephone numbers that were left out; none is shown. */
export function phoneFinding(log: FindingLog, count: number): void {
  log.add('KML_PHONE_UNREAD', null, null, String(count), {
    id: `${count} Placemark memuat nomor telepon; nomor itu tidak dibaca.`,
    en: `${count} Placemarks hold a telephone number; it was not read.`,
  })
}
