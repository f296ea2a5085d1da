import type { Geometry } from 'geojson'
import { UserError } from '../../errors.ts'
import type { Cell, ReaderFinding, ReadOptions } from '../types.ts'
import { isDegrees, type PointReading, readGeopoint, readLonLat } from './geopoint.ts'

/** Turns the cells of a row into a point, and adds the accuracy that a geopoint holds to the cells. */
export interface CsvGeometry {
  /** Columns added after those of the file. */
  added: string[]
  read(
    cells: Record<string, Cell>,
    record: number,
  ): { geometry: Geometry | null; finding: ReaderFinding | null }
}

const NO_GEOMETRY: CsvGeometry = { added: [], read: () => ({ geometry: null, finding: null }) }

/**
 * How the rows of a table with these columns say where they are: two columns, or a Kobo/ODK geopoint in one column,
 * whose four split columns (`_<column>_latitude` and so on) stand in where the one is blank. The accuracy in metres
 * becomes the cell `<column>_precision` unless the file has such a column.
 * @throws UserError `source` when a named column is not there
 */
export function csvGeometry(fields: string[], options: ReadOptions): CsvGeometry {
  const { geometry, label } = options
  if (geometry === undefined) return NO_GEOMETRY
  if ('geopoint' in geometry) return geopointGeometry(fields, geometry.geopoint, label)
  if (!('lon' in geometry)) return NO_GEOMETRY
  const { lon, lat } = geometry
  requireColumn(fields, lon, 'geometry.lon', label)
  requireColumn(fields, lat, 'geometry.lat', label)
  return {
    added: [],
    read(cells, record) {
      const reading = readLonLat(cells[lon] ?? null, cells[lat] ?? null)
      if (reading.kind === 'point') return { geometry: reading.point, finding: null }
      if (reading.kind === 'blank') return { geometry: null, finding: null }
      const got = `${cells[lon] ?? ''} ${cells[lat] ?? ''}`
      return { geometry: null, finding: unparsable(record, `${lon}, ${lat}`, got, reading.reason) }
    },
  }
}

function geopointGeometry(fields: string[], column: string, label: string): CsvGeometry {
  const split = splitColumns(fields, column)
  if (!fields.includes(column) && split === null) requireColumn(fields, column, 'geometry.geopoint', label)
  const accuracyColumn = `${column}_precision`
  const isAccuracyAdded = !fields.includes(accuracyColumn)
  return {
    added: isAccuracyAdded ? [accuracyColumn] : [],
    read(cells, record) {
      let reading = readGeopoint(cells[column] ?? null)
      let got = String(cells[column] ?? '')
      if (reading.kind === 'blank' && split !== null) {
        reading = readSplit(cells, split)
        got = `${cells[split.latitude] ?? ''} ${cells[split.longitude] ?? ''}`
      }
      if (isAccuracyAdded) cells[accuracyColumn] = reading.kind === 'point' ? reading.accuracyM : null
      if (reading.kind === 'point') return { geometry: reading.point, finding: null }
      if (reading.kind === 'blank') return { geometry: null, finding: null }
      return { geometry: null, finding: unparsable(record, column, got, reading.reason) }
    },
  }
}

interface SplitColumns {
  latitude: string
  longitude: string
  precision: string
}

/** Kobo puts the underscore before the whole path or before the question, depending on the export. */
function splitColumns(fields: string[], column: string): SplitColumns | null {
  const slash = column.lastIndexOf('/') + 1
  for (const stem of [`_${column}`, `${column.slice(0, slash)}_${column.slice(slash)}`]) {
    if (!fields.includes(`${stem}_latitude`) || !fields.includes(`${stem}_longitude`)) continue
    return { latitude: `${stem}_latitude`, longitude: `${stem}_longitude`, precision: `${stem}_precision` }
  }
  return null
}

function readSplit(cells: Record<string, Cell>, split: SplitColumns): PointReading {
  const reading = readLonLat(cells[split.longitude] ?? null, cells[split.latitude] ?? null)
  if (reading.kind !== 'point') return reading
  if (!isDegrees(reading.point)) return { kind: 'fault', reason: 'out of range' }
  const precision = cells[split.precision] ?? null
  return { ...reading, accuracyM: precision === null ? null : String(precision) }
}

function requireColumn(fields: string[], column: string, key: string, label: string): void {
  if (fields.includes(column)) return
  throw new UserError('source', {
    what: 'a geometry column is not in the table',
    where: { file: label, key },
    got: column,
    expected: `one of ${fields.join(', ')}`,
    next: 'correct geometry for this source in city.yaml',
  })
}

const REASONS: Record<Extract<PointReading, { kind: 'fault' }>['reason'], { id: string; en: string }> = {
  'not a number': { id: 'Koordinat bukan angka.', en: 'The coordinates are not numbers.' },
  'half a point': {
    id: 'Hanya satu dari dua koordinat terisi.',
    en: 'Only one of the two coordinates is filled in.',
  },
  'out of range': {
    id: 'Bukan lintang dan bujur dalam derajat; mungkin urutannya tertukar.',
    en: 'Not latitude and longitude in degrees; their order may be exchanged.',
  },
}

function unparsable(record: number, field: string, got: string, reason: keyof typeof REASONS): ReaderFinding {
  return { code: 'GEOPOINT_UNPARSABLE', record, field, got: got.slice(0, 80), message: REASONS[reason] }
}
