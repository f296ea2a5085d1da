import type { Geometry, Position } from 'geojson'
import type { City, Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Crs, crsFromCode, crsFromPrj, toLonLat } from '../../geo/crs.ts'
import type { ReaderFinding, SourceLayer, SourceRecord } from './readers/types.ts'

export interface DecidedCrs {
  crs: Crs
  how: 'option' | 'prj' | 'format' | 'envelope'
  findings: ReaderFinding[]
}

/** Share of sampled positions that must fall into the city's envelope for a CRS to be believed. */
const BELIEVED_SHARE = 0.5

/**
 * The CRS of a layer: what `city.yaml` says, else the `.prj`, else what the format fixes, else the one reading that
 * puts the sample into the city's envelope. Never a silent guess.
 *
 * @throws UserError `crs` when the sample does not fall into the envelope, or nothing says what the CRS is.
 */
export function decideCrs(city: City, source: Source, layer: SourceLayer, sample: SourceRecord[]): DecidedCrs {
  const positions = samplePositions(sample)
  const stated = statedCrs(source, layer)
  if (positions.length === 0) {
    return { crs: stated?.crs ?? crsFromCode('EPSG:4326'), how: stated?.how ?? 'format', findings: stated?.findings ?? [] }
  }
  if (stated?.crs) {
    const share = shareInside(positions, stated.crs, city)
    if (share >= BELIEVED_SHARE) return { crs: stated.crs, how: stated.how, findings: stated.findings }
    throw outside(city, layer, positions, stated.crs, share)
  }
  const found = candidates(city).filter((crs) => shareInside(positions, crs, city) >= BELIEVED_SHARE)
  const crs = found[0]
  if (!crs) throw outside(city, layer, positions, null, 0)
  return {
    crs,
    how: 'envelope',
    findings: [
      ...(stated?.findings ?? []),
      {
        code: 'CRS_ASSUMED',
        record: null,
        field: null,
        got: crs.code,
        message: {
          id: `CRS tidak dinyatakan; ${crs.code} dipakai karena koordinatnya jatuh di wilayah kota. Nyatakan "crs: ${crs.code}" pada sumber ini.`,
          en: `No CRS is stated; ${crs.code} is used because the coordinates then fall into the city. State "crs: ${crs.code}" for this source.`,
        },
      },
    ],
  }
}

function statedCrs(
  source: Source,
  layer: SourceLayer,
): { crs: Crs | null; how: 'option' | 'prj' | 'format'; findings: ReaderFinding[] } | null {
  if (source.crs !== undefined) return { crs: knownCrs(source.crs, source, layer), how: 'option', findings: [] }
  if (layer.crs === null) return null
  if ('code' in layer.crs) return { crs: knownCrs(layer.crs.code, source, layer), how: 'format', findings: [] }
  const crs = crsFromPrj(layer.crs.prj)
  if (crs) return { crs, how: 'prj', findings: [] }
  const beginning = layer.crs.prj.trim().slice(0, 60)
  return {
    crs: null,
    how: 'prj',
    findings: [
      {
        code: 'CRS_ASSUMED',
        record: null,
        field: null,
        got: beginning === '' ? '.prj: empty' : `.prj: ${beginning}`,
        message: { id: 'Isi .prj tidak dapat dikenali.', en: 'The .prj is not one that can be read.' },
      },
    ],
  }
}

function knownCrs(code: string, source: Source, layer: SourceLayer): Crs {
  try {
    return crsFromCode(code)
  } catch (error) {
    throw new UserError(
      'crs',
      {
        what: 'the CRS is not one that is used in Indonesia',
        where: { file: layer.file, key: `sources.${source.id}.crs` },
        got: code,
        expected: 'EPSG:4326, a UTM zone 46 to 54 (WGS 84, SRGI2013 or DGN95), a TM-3 zone, or EPSG:3857',
      },
      { cause: error },
    )
  }
}

function candidates(city: City): Crs[] {
  return [crsFromCode('EPSG:4326'), crsFromCode(city.utm_crs)]
}

/** Other readings of the same numbers, tried only to propose a remedy. */
function remedies(city: City, positions: Position[]): string[] {
  const zone = Number(city.utm_crs.slice(-2))
  const codes = ['EPSG:4326', city.utm_crs, `EPSG:${32600 + zone}`, `EPSG:${32700 + zone}`, 'EPSG:3857']
  for (let code = 23830; code <= 23845; code++) codes.push(`EPSG:${code}`)
  const found: string[] = []
  for (const code of new Set(codes)) {
    try {
      if (shareInside(positions, crsFromCode(code), city) >= BELIEVED_SHARE) found.push(`crs: ${code}`)
    } catch {
      // A code outside the table proposes nothing.
    }
  }
  const swapped = positions.map(([x, y]) => [y!, x!])
  if (shareInside(swapped, crsFromCode('EPSG:4326'), city) >= BELIEVED_SHARE) {
    found.push('exchanging longitude and latitude, which the file has in the other order')
  }
  return found
}

function outside(city: City, layer: SourceLayer, positions: Position[], crs: Crs | null, share: number): UserError {
  const proposals = remedies(city, positions)
  const [x, y] = positions[0]!
  const read = crs ? ` read as ${crs.code} ${crs.name}` : ', and nothing says in which CRS'
  return new UserError('crs', {
    what: crs
      ? `the coordinates do not fall into the city (${Math.round(share * 100)} % of the sample does)`
      : 'the CRS is not stated and no reading of the coordinates falls into the city',
    where: { file: layer.file, layer: layer.layer },
    got: `first position ${x}, ${y}${read}`,
    expected: `longitude ${city.envelope[0]} to ${city.envelope[2]}, latitude ${city.envelope[1]} to ${city.envelope[3]} (envelope in ${city.file})`,
    next:
      proposals.length > 0
        ? `set ${proposals.slice(0, 3).join('; or ')}`
        : 'ask who made the file for its CRS, and set crs for this source',
  })
}

function shareInside(positions: Position[], crs: Crs, city: City): number {
  const [west, south, east, north] = city.envelope
  const move = toLonLat(crs)
  let inside = 0
  for (const [x, y] of positions) {
    try {
      const [lon, lat] = move(x!, y!)
      if (lon >= west && lon <= east && lat >= south && lat <= north) inside++
    } catch {
      // A position without longitude and latitude is outside.
    }
  }
  return inside / positions.length
}

/** The first position of each sampled geometry. */
function samplePositions(sample: SourceRecord[]): Position[] {
  const positions: Position[] = []
  for (const record of sample) {
    const position = record.geometry && firstPosition(record.geometry)
    if (position) positions.push(position)
  }
  return positions
}

function firstPosition(geometry: Geometry): Position | null {
  if (geometry.type === 'GeometryCollection') return geometry.geometries[0] ? firstPosition(geometry.geometries[0]) : null
  let value: unknown = geometry.coordinates
  while (Array.isArray(value) && Array.isArray(value[0])) value = value[0]
  return Array.isArray(value) && value.length >= 2 ? (value as Position) : null
}
