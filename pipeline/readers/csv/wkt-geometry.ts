import { UserError } from '../../errors.ts'
import { beyondLimit } from '../limits.ts'
import type { Cell } from '../types.ts'
import { logDroppedZ, logOtherType } from '../wkb-findings.ts'
import type { CsvGeometry } from './csv-geometry.ts'
import { logUnreadWkt } from './geometry-findings.ts'
import { readWkt, type WktReading } from './wkt.ts'

/**
 * Geometries of a column of WKT. One SRID in all rows is the CRS; none in any leaves it open. A WKT that cannot be read gives a finding and
 * no geometry.
 */
export function wktGeometry(
  column: string,
  label: string,
  sample: readonly Record<string, Cell>[],
): CsvGeometry {
  let srid: number | null = null
  for (const cells of sample) {
    const reading = readCell(cells[column] ?? null)
    if (reading === null || !('srid' in reading)) continue
    ;({ srid } = reading)
    break
  }
  return {
    added: [],
    crs: srid === null ? null : { code: `EPSG:${srid}` },
    begin(log) {
      let measured = 0
      return {
        read(cells, record) {
          const cell = cells[column] ?? null
          const reading = readCell(cell)
          if (reading === null) return null
          if (reading.kind === 'beyond')
            throw beyondLimit(reading.limit, reading.got, { file: label, record, field: column })
          if (reading.kind === 'fault') {
            logUnreadWkt(log, record, column, String(cell), reading.fault, reading.at)
            return null
          }
          if (reading.srid !== srid) throw secondSrid(srid, reading.srid, { label, record, column })
          if (reading.kind === 'empty') return null
          if (reading.kind === 'other') {
            logOtherType(log, record, reading.type)
            return null
          }
          if (reading.hadZ) measured++
          return reading.geometry
        },
        finish: () => logDroppedZ(log, measured),
      }
    },
  }
}

function readCell(cell: Cell): WktReading | null {
  const text = cell === null ? '' : String(cell).trim()
  return text === '' || /^(?:-|NA|N\/A|NULL|nan)$/i.test(text) ? null : readWkt(text)
}

function secondSrid(
  first: number | null,
  second: number | null,
  { label, record, column }: { label: string; record: number; column: string },
): UserError {
  return new UserError(
    'crs',
    {
      what: 'rows state different coordinate systems',
      where: { file: label, record, field: column },
      got: `SRID ${second ?? 'none'}, after ${first ?? 'none'} in the rows before`,
      expected: 'one SRID in all rows, or in none',
      next: 'bring the geometries into one coordinate system and export the table again',
    },
    { quotesRecord: false },
  )
}
