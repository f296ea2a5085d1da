import type { Position } from 'geojson'
import type { FindingLog } from './finding-log.ts'

/** Logs that a geometry is of no kind that is mapped, and that its record is read without it. */
export function logOtherType(log: FindingLog, record: number, type: string): void {
  log.add('GEOM_TYPE', record, 'geometry', type, {
    id: 'Geometri bukan titik, garis atau poligon; rekaman dibaca tanpa geometri.',
    en: 'The geometry is not a point, a line or a polygon; the record was read without it.',
  })
}

/** Logs that a geometry is malformed, and that its record is read without it. */
export function logUnreadable(log: FindingLog, record: number, got: string): void {
  log.add('GEOM_UNREADABLE', record, 'geometry', got, {
    id: `Bentuk rusak (${got}); rekaman dibaca tanpa geometri.`,
    en: `The shape is malformed (${got}); the record was read without a geometry.`,
  })
}

/** Logs that a coordinate is no number, and that its record is read without geometry. */
export function logNotFinite(log: FindingLog, record: number, [x, y]: Position): void {
  log.add('GEOM_UNREADABLE', record, 'geometry', `${x} ${y}`, {
    id: `Koordinat (${x}, ${y}) bukan angka; rekaman dibaca tanpa geometri.`,
    en: `The coordinate (${x}, ${y}) is not a number; the record was read without a geometry.`,
  })
}

/** Logs how many geometries of a pass lost Z or M. */
export function logDroppedZ(log: FindingLog, count: number): void {
  if (count === 0) return
  log.add('GEOM_Z_DROPPED', null, null, String(count), {
    id: `${count} geometri memuat nilai Z atau M; nilai itu tidak dipakai.`,
    en: `${count} geometries hold Z or M values; these were not used.`,
  })
}

/** Logs a cell whose bytes are no text and no number, in a column of text or numbers; it is read as blank. */
export function logBinaryCell(log: FindingLog, record: number, column: string): void {
  log.add('VALUE_UNPARSABLE', record, column, null, {
    id: `Sel ${column} berisi data biner, bukan teks atau angka; dibaca sebagai kosong.`,
    en: `The cell ${column} holds binary data, not text or a number; it was read as blank.`,
  })
}

/** Logs a column whose bytes are no text and no number, and which is therefore not among the fields; `cells` of it were not blank. */
export function logBinaryColumn(log: FindingLog, column: string, cells: number): void {
  if (cells === 0) return
  log.add('COLUMN_UNMAPPED', null, column, String(cells), {
    id: `Kolom ${column} berisi data biner; ${cells} sel tidak dibaca.`,
    en: `The column ${column} holds binary data; ${cells} cells were not read.`,
  })
}
