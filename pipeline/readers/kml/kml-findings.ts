import type { FindingLog } from '../finding-log.ts'
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

export function geometryFindings(
  log: FindingLog,
  record: number,
  { fault, unclosedRings }: KmlGeometry,
): void {
  if (fault !== null) log.add('GEOM_TYPE', record, 'geometry', fault.got, FAULTS[fault.kind])
  if (unclosedRings > 0) {
    log.add('GEOM_RING_UNCLOSED', record, 'geometry', String(unclosedRings), {
      id: `${unclosedRings} cincin tidak tertutup; masing-masing ditutup dengan garis lurus.`,
      en: `${unclosedRings} rings were not closed; each was closed with a straight line.`,
    })
  }
}

export function zFinding(log: FindingLog, count: number): void {
  log.add('GEOM_Z_DROPPED', null, null, String(count), {
    id: `${count} geometri memuat ketinggian; nilai itu tidak dipakai.`,
    en: `${count} geometries hold altitudes; these were not used.`,
  })
}

export function linkFinding(log: FindingLog, link: string): void {
  // What follows the question mark may be a key.
  log.add('KML_LINK_UNREAD', null, null, link.replace(/\?.*$/s, '').slice(0, 120), {
    id: 'Berkas menunjuk ke data di tempat lain; isinya tidak diambil dan tidak dibaca.',
    en: 'The file points to data elsewhere; it was not fetched and not read.',
  })
}
