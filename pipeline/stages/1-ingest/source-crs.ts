import type { Geometry, Position } from 'geojson'
import type { City, Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Crs, crsFromCode, crsFromPrj, toLonLat } from '../../geo/crs.ts'
import type { ReaderFinding, SourceLayer, SourceRecord } from '../../readers/types.ts'

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
export function decideCrs(
  city: City,
  source: Source,
  layer: SourceLayer,
  sample: SourceRecord[],
): DecidedCrs {
  const positions = samplePositions(sample)
  const stated = statedCrs(source, layer)
  if (positions.length === 0) {
    if (stated && 'crs' in stated) return { ...stated, findings: [] }
    return { crs: crsFromCode('EPSG:4326'), how: 'format', findings: [] }
  }
  if (stated && 'crs' in stated) {
    const share = shareInside(positions, stated.crs, city)
    if (share >= BELIEVED_SHARE) return { ...stated, findings: [] }
    throw outside(city, layer, positions, stated.crs, share)
  }
  const crs = candidates(city).find((candidate) => shareInside(positions, candidate, city) >= BELIEVED_SHARE)
  if (!crs) throw outside(city, layer, positions, null, 0)
  return { crs, how: 'envelope', findings: [assumed(crs, stated?.unreadable ?? null)] }
}

type StatedCrs = { crs: Crs; how: 'option' | 'prj' | 'format' } | { unreadable: string }

function statedCrs(source: Source, layer: SourceLayer): StatedCrs | null {
  if (source.crs !== undefined) return { crs: knownCrs(source.crs, source, layer), how: 'option' }
  if (layer.crs === null) return null
  if ('code' in layer.crs) return { crs: knownCrs(layer.crs.code, source, layer), how: 'format' }
  const crs = crsFromPrj(layer.crs.prj)
  return crs ? { crs, how: 'prj' } : { unreadable: layer.crs.prj.trim().slice(0, 60) }
}

function assumed(crs: Crs, unreadable: string | null): ReaderFinding {
  const [why_id, why_en] =
    unreadable === null
      ? ['CRS tidak dinyatakan', 'No CRS is stated']
      : unreadable === ''
        ? ['Berkas .prj kosong', 'The .prj is empty']
        : [
            `Isi .prj tidak dapat dikenali ("${unreadable}")`,
            `The .prj is not one that can be read ("${unreadable}")`,
          ]
  return {
    code: 'CRS_ASSUMED',
    record: null,
    field: null,
    got: crs.code,
    message: {
      id: `${why_id}; ${crs.code} dipakai karena koordinatnya jatuh di wilayah kota. Nyatakan "crs: ${crs.code}" pada sumber ini.`,
      en: `${why_en}; ${crs.code} is used because the coordinates then fall into the city. State "crs: ${crs.code}" for this source.`,
    },
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

/** Zones of the Indonesian grids: UTM 46 to 54, north and south, and DGN95 TM-3. */
const OTHER_CODES = [
  ...Array.from({ length: 9 }, (_, i) => [32646 + i, 32746 + i]).flat(),
  3857,
  ...Array.from({ length: 16 }, (_, i) => 23830 + i),
].map((number) => `EPSG:${number}`)

/** Other readings of the same numbers, tried only to propose a remedy. */
function remedies(city: City, positions: Position[], stated: Crs | null): string[] {
  const falls = (crs: Crs, tried: Position[]): boolean => shareInside(tried, crs, city) >= BELIEVED_SHARE
  const codes = new Set(['EPSG:4326', city.utm_crs, ...OTHER_CODES])
  const found = [...codes]
    .filter((code) => falls(crsFromCode(code), positions))
    .map((code) => `set crs: ${code} for this source`)
  const swapped = positions.map(([x, y]) => [y!, x!])
  const exchanged = [...candidates(city), ...(stated ? [stated] : [])].find((crs) => falls(crs, swapped))
  if (exchanged?.kind === 'geographic') {
    found.push('exchange longitude and latitude, which the file has in the other order')
  } else if (exchanged) {
    found.push(
      `exchange easting and northing, which the file has in the other order, and set crs: ${exchanged.code}`,
    )
  }
  return found
}

function outside(
  city: City,
  layer: SourceLayer,
  positions: Position[],
  crs: Crs | null,
  share: number,
): UserError {
  const proposals = remedies(city, positions, crs)
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
        ? proposals.slice(0, 3).join('; or ')
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
  if (geometry.type === 'GeometryCollection')
    return geometry.geometries[0] ? firstPosition(geometry.geometries[0]) : null
  let value: unknown = geometry.coordinates
  while (Array.isArray(value) && Array.isArray(value[0])) value = value[0]
  return Array.isArray(value) && value.length >= 2 ? (value as Position) : null
}
