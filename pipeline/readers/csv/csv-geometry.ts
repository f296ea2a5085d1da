import type { Geometry } from 'geojson'
import { UserError } from '../../errors.ts'
import { type DecimalMark, decideDecimal } from '../../values/number.ts'
import type { FindingLog } from '../finding-log.ts'
import type { Cell, GeometryColumns, ReadOptions, SourceLayer } from '../types.ts'
import { logUnreadPlace } from './geometry-findings.ts'
import { asFix, isDegrees, type PlaceReading, readLonLat, readOdkPlace, splitOrdinates } from './geopoint.ts'
import { findGeopoint, type GeopointColumns } from './geopoint-columns.ts'
import { wktGeometry } from './wkt-geometry.ts'

type Cells = Record<string, Cell>
type Order = 'lon_lat' | 'lat_lon'

/** Turns the cells of a row into a geometry, and adds the accuracy that a geopoint holds to the cells. */
export interface CsvGeometry {
  /** Columns added after those of the file. */
  added: string[]
  crs: SourceLayer['crs']
  /** Rows are read one pass at a time: what is met goes to the log, and `finish` adds what is counted over all of them. */
  begin(log: FindingLog): { read(cells: Cells, record: number): Geometry | null; finish(): void }
}

const WGS84 = { code: 'EPSG:4326' }

const NO_GEOMETRY: CsvGeometry = {
  added: [],
  crs: null,
  begin: () => ({ read: () => null, finish: () => {} }),
}

/**
 * How the rows of a table with these columns say where they are, by `options.geometry`. A sample of its first rows tells decimal marks,
 * the order of two numbers in one cell, and whether numbers can be degrees: `crs` is WGS 84 then, else what an EWKT states, else null.
 *
 * @throws UserError `source` when a named column is not there, `config` when the order of `lonlat` cannot be told; `crs` from reading, when
 *   rows state different CRS
 */
export function csvGeometry(fields: string[], options: ReadOptions, sample: readonly Cells[]): CsvGeometry {
  const { geometry, label } = options
  if (geometry === undefined) return NO_GEOMETRY
  if ('geopoint' in geometry) return geopointGeometry(fields, geometry.geopoint, label)
  if ('wkt' in geometry) {
    requireColumn(fields, geometry.wkt, 'geometry.wkt', label)
    return wktGeometry(geometry.wkt, label, sample)
  }
  if ('lonlat' in geometry) {
    requireColumn(fields, geometry.lonlat, 'geometry.lonlat', label)
    return oneColumn(geometry, label, sample)
  }
  requireColumn(fields, geometry.lon, 'geometry.lon', label)
  requireColumn(fields, geometry.lat, 'geometry.lat', label)
  return twoColumns(geometry, sample)
}

function twoColumns({ lon, lat }: { lon: string; lat: string }, sample: readonly Cells[]): CsvGeometry {
  const decimal = decimalOf(sample.flatMap((cells) => [cells[lon] ?? null, cells[lat] ?? null]))
  const read = (cells: Cells) => asPlace(readLonLat(cells[lon] ?? null, cells[lat] ?? null, decimal))
  return {
    added: [],
    crs: crsOf(sample.map(read)),
    begin: (log) => ({
      read: (cells, record) => {
        const reading = read(cells)
        if (reading.kind === 'place') return reading.geometry
        if (reading.kind === 'fault') {
          const got = `${cells[lon] ?? ''} ${cells[lat] ?? ''}`
          logUnreadPlace(log, record, `${lon}, ${lat}`, got, reading.reason)
        }
        return null
      },
      finish: () => {},
    }),
  }
}

function oneColumn(
  { lonlat, order }: Extract<GeometryColumns, { lonlat: string }>,
  label: string,
  sample: readonly Cells[],
): CsvGeometry {
  const pairs = sample.map((cells) => splitOrdinates(String(cells[lonlat] ?? '')))
  const decimal = decimalOf(pairs.flat())
  const readIn = (isLonFirst: boolean, cell: Cell): PlaceReading => {
    if (cell === null) return { kind: 'blank' }
    const parts = splitOrdinates(String(cell))
    if (parts.length === 1) {
      const blank = readLonLat(parts[0]!, parts[0]!, decimal)
      return blank.kind === 'blank' ? blank : { kind: 'fault', reason: 'not a number' }
    }
    if (parts.length > 2) return { kind: 'fault', reason: 'not a number' }
    const [first, second] = parts as [string, string]
    return asPlace(isLonFirst ? readLonLat(first, second, decimal) : readLonLat(second, first, decimal))
  }
  const asLonLat = sample.map((cells) => readIn(true, cells[lonlat] ?? null))
  const isLonFirst = (order ?? decideOrder(asLonLat, lonlat, label)) === 'lon_lat'
  const crs = crsOf(sample.map((cells) => readIn(isLonFirst, cells[lonlat] ?? null)))
  return {
    added: [],
    crs,
    begin: (log) => ({
      read: (cells, record) => {
        const cell = cells[lonlat] ?? null
        const place = readIn(isLonFirst, cell)
        const isExchanged = crs !== null && place.kind === 'place' && !isPointInDegrees(place.geometry)
        const reading: PlaceReading = isExchanged ? { kind: 'fault', reason: 'out of range' } : place
        if (reading.kind === 'place') return reading.geometry
        if (reading.kind === 'fault') logUnreadPlace(log, record, lonlat, String(cell), reading.reason)
        return null
      },
      finish: () => {},
    }),
  }
}

/** A latitude is never beyond 90: the number that is tells the order, wherever in the sample it stands. */
function decideOrder(asLonLat: PlaceReading[], column: string, label: string): Order {
  const positions = asLonLat.flatMap((reading) =>
    reading.kind === 'place' && reading.geometry.type === 'Point' ? [reading.geometry.coordinates] : [],
  )
  if (positions.length === 0) return 'lat_lon'
  const isFirstBeyond = positions.some(([first]) => Math.abs(first!) > 90)
  const isSecondBeyond = positions.some(([, second]) => Math.abs(second!) > 90)
  if (isFirstBeyond !== isSecondBeyond) return isFirstBeyond ? 'lon_lat' : 'lat_lon'
  throw new UserError(
    'config',
    {
      what: 'the order of longitude and latitude cannot be told',
      where: { file: label, key: 'geometry.order', field: column },
      got: `such as ${positions[0]!.join(', ')}`,
      expected: isFirstBeyond ? 'degrees, or the order stated' : 'one number beyond 90, or the order stated',
      next: 'set order: lat_lon (as map services copy it) or order: lon_lat in geometry of this source',
    },
    { quotesRecord: true },
  )
}

function geopointGeometry(fields: string[], column: string, label: string): CsvGeometry {
  const columns = findGeopoint(fields, column, label)
  if (columns === null) throw missingColumn(fields, column, 'geometry.geopoint', label)
  const { whole, split } = columns
  const accuracyColumn = `${column}_precision`
  const isAccuracyAdded = !fields.includes(accuracyColumn)
  return {
    added: isAccuracyAdded ? [accuracyColumn] : [],
    crs: { ...WGS84 },
    begin: (log) => ({
      read(cells, record) {
        const cell = whole === null ? null : (cells[whole] ?? null)
        const atOnce = readOdkPlace(cell)
        const isSplit = atOnce.kind === 'blank' && split !== null
        const reading = isSplit ? readSplit(cells, split) : atOnce
        if (isAccuracyAdded) cells[accuracyColumn] = reading.kind === 'place' ? reading.accuracyM : null
        if (reading.kind === 'place') return reading.geometry
        if (reading.kind === 'fault') {
          const got = isSplit
            ? `${cells[split.latitude] ?? ''} ${cells[split.longitude] ?? ''}`
            : String(cell)
          logUnreadPlace(log, record, column, got, reading.reason)
        }
        return null
      },
      finish: () => {},
    }),
  }
}

function readSplit(cells: Cells, split: NonNullable<GeopointColumns['split']>): PlaceReading {
  const reading = readLonLat(cells[split.longitude] ?? null, cells[split.latitude] ?? null)
  return asPlace(asFix(reading, split.accuracy === null ? null : (cells[split.accuracy] ?? null)))
}

function asPlace(reading: ReturnType<typeof readLonLat>): PlaceReading {
  if (reading.kind !== 'point') return reading
  return { kind: 'place', geometry: reading.point, accuracyM: reading.accuracyM }
}

function isPointInDegrees(geometry: Geometry): boolean {
  return geometry.type === 'Point' && isDegrees(geometry.coordinates)
}

/** Share of the points of a sample that must be possible as degrees: a few may be exchanged or mistyped. */
const DEGREES_SHARE = 0.9

/** WGS 84 where the points of the sample can be degrees; a table without a point in it says nothing. */
function crsOf(sample: PlaceReading[]): SourceLayer['crs'] {
  const places = sample.filter((reading) => reading.kind === 'place')
  const inDegrees = places.filter(({ geometry }) => isPointInDegrees(geometry))
  return places.length > 0 && inDegrees.length >= DEGREES_SHARE * places.length ? { ...WGS84 } : null
}

/** The decimal mark that the coordinates of the sample agree on. */
function decimalOf(cells: Cell[]): DecimalMark | null {
  return decideDecimal(cells.filter((cell): cell is string => typeof cell === 'string'))
}

function requireColumn(fields: string[], column: string, key: string, label: string): void {
  if (!fields.includes(column)) throw missingColumn(fields, column, key, label)
}

function missingColumn(fields: string[], column: string, key: string, label: string): UserError {
  return new UserError(
    'source',
    {
      what: 'a geometry column is not in the table',
      where: { file: label, key },
      got: column,
      expected: `one of ${fields.slice(0, 100).join(', ')}`,
      next: 'correct geometry for this source in city.yaml',
    },
    { quotesRecord: true },
  )
}
