import type { FindingLog } from './finding-log.ts'

/** Logs that a geometry is of no kind that is mapped, and that its record is read without it. */
export function logOtherType(log: FindingLog, record: number, type: string): void {
  log.add('GEOM_TYPE', record, 'geometry', type, {
    id: 'Geometri bukan titik, garis atau poligon; rekaman dibaca tanpa geometri.',
    en: 'The geometry is not a point, a line or a polygon; the record was read without it.',
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

/** Logs a column whose bytes are no text and no number, and which is therefore not among the fields; `cells` of it were not blank. */
export function logBinaryColumn(log: FindingLog, column: string, cells: number): void {
  if (cells === 0) return
  log.add('COLUMN_UNMAPPED', null, column, String(cells), {
    id: `Kolom ${column} berisi data biner; ${cells} sel tidak dibaca.`,
    en: `The column ${column} holds binary data; ${cells} cells were not read.`,
  })
}
