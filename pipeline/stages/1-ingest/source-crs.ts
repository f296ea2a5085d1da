import type { Geometry, Position } from 'geojson'
import type { City, Source } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Crs, crsFromCode, crsFromPrj, prjName } from '../../geo/crs.ts'
import {
  BELIEVED_SHARE,
  type CrsFault,
  type CrsReading,
  nameCrsFault,
  readingsInside,
  shareInside,
} from '../../geo/crs-readings.ts'
import type { ReaderFinding, SourceLayer } from '../../readers/types.ts'

export interface DecidedCrs extends CrsReading {
  how: 'option' | 'prj' | 'format' | 'envelope'
  findings: ReaderFinding[]
}

/**
 * The CRS of a layer: what `city.yaml` says, else the `.prj`, else what the format fixes, else the one reading that puts the sample into the
 * city's envelope. Never a silent guess.
 *
 * @param positions a sample of the layer's positions as stored, none when no record has a geometry
 * @throws UserError `crs` with the name of the mistake when the sample does not fall into the envelope, or nothing says what the CRS is.
 */
export function decideCrs(
  city: City,
  source: Source,
  layer: SourceLayer,
  positions: readonly Position[],
): DecidedCrs {
  const axisOrder = source.axis_order ?? 'lon_lat'
  const stated = statedCrs(source, layer)
  if (positions.length === 0) {
    const crs = stated && 'crs' in stated ? stated : { crs: crsFromCode('EPSG:4326'), how: 'format' as const }
    return { ...crs, axisOrder, findings: overruled(source, layer) }
  }
  if (stated && 'crs' in stated) {
    const share = shareInside(positions, { crs: stated.crs, axisOrder }, city.envelope)
    if (share < BELIEVED_SHARE) throw outside(city, source, layer, positions, stated.crs, share)
    const findings = [...overruled(source, layer), ...(stated.crs.shift ? [shifted(stated.crs)] : [])]
    return { ...stated, axisOrder, findings }
  }
  const crs = [crsFromCode('EPSG:4326'), crsFromCode(city.utm_crs)].find(
    (candidate) => shareInside(positions, { crs: candidate, axisOrder }, city.envelope) >= BELIEVED_SHARE,
  )
  if (!crs) throw outside(city, source, layer, positions, null, 0)
  return { crs, axisOrder, how: 'envelope', findings: [assumed(crs, stated?.unreadable ?? null)] }
}

type StatedCrs = { crs: Crs; how: 'option' | 'prj' | 'format' } | { unreadable: string }

function statedCrs(source: Source, layer: SourceLayer): StatedCrs | null {
  if (source.crs !== undefined) return { crs: knownCrs(source.crs, source, layer), how: 'option' }
  if (layer.crs === null) return null
  if ('code' in layer.crs) return { crs: knownCrs(layer.crs.code, source, layer), how: 'format' }
  const crs = crsFromPrj(layer.crs.prj)
  return crs
    ? { crs, how: 'prj' }
    : { unreadable: prjName(layer.crs.prj) ?? layer.crs.prj.trim().slice(0, 60) }
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

/** What the file states and `city.yaml` overrules: another CRS, or words that are none. */
function overruled(source: Source, layer: SourceLayer): ReaderFinding[] {
  if (source.crs === undefined || layer.crs === null) return []
  const stated = statedByFile(layer.crs)
  if (typeof stated !== 'string' && stated.code === source.crs) return []
  const got = typeof stated === 'string' ? `"${stated}"` : `${stated.code} ${stated.name}`
  return [
    {
      code: 'CRS_OVERRULED',
      record: null,
      field: null,
      got,
      message: {
        id: `Berkas menyatakan ${got}; yang dipakai ${source.crs} menurut city.yaml.`,
        en: `The file states ${got}; ${source.crs} is used, as city.yaml says.`,
      },
    },
  ]
}

/** The CRS a file states, or what it says instead. */
function statedByFile(crs: NonNullable<SourceLayer['crs']>): Crs | string {
  if ('code' in crs) {
    try {
      return crsFromCode(crs.code)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return crs.code
    }
  }
  return crsFromPrj(crs.prj) ?? prjName(crs.prj) ?? crs.prj.trim().slice(0, 60)
}

function shifted(crs: Crs): ReaderFinding {
  const { operation, accuracy_m } = crs.shift!
  return {
    code: 'CRS_DATUM_SHIFTED',
    record: null,
    field: null,
    got: `${crs.code} ${crs.name}`,
    message: {
      id: `Datum lama ${crs.name} digeser ke WGS 84 dengan operasi ${operation}; ketelitian operasi itu ${accuracy_m} m.`,
      en: `The old datum ${crs.name} was shifted to WGS 84 by operation ${operation}, which is accurate to ${accuracy_m} m.`,
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
        expected:
          'EPSG:4326, a UTM zone 46 to 54 (WGS 84, SRGI2013 or DGN95), a TM-3 zone, EPSG:3857, or an old datum in degrees (4238, 4211, 4813)',
      },
      { cause: error },
    )
  }
}

const WHAT: Record<CrsFault, string> = {
  CRS_HEMISPHERE: 'the coordinates are of the other side of the equator than the CRS',
  CRS_ZONE: 'the coordinates are of another zone or grid than the CRS',
  CRS_DEGREES_AS_METRES: 'the coordinates are degrees, the CRS is one of metres',
  CRS_METRES_AS_DEGREES: 'the coordinates are metres, the CRS is one of degrees',
  CRS_WEB_MERCATOR: 'the coordinates are Web Mercator, the CRS is another',
  CRS_AXIS_ORDER: 'the coordinates are stored in the other order',
  CRS_OUTSIDE_CITY: 'the coordinates do not fall into the city in any reading',
  CRS_UNKNOWN: 'nothing says in which CRS the coordinates are',
}

function outside(
  city: City,
  source: Source,
  layer: SourceLayer,
  positions: readonly Position[],
  stated: Crs | null,
  share: number,
): UserError {
  const codes = [...(stated ? [stated.code] : []), 'EPSG:4326', city.utm_crs].filter((code) =>
    /^EPSG:/.test(code),
  )
  const readings = readingsInside(positions, city.envelope, codes)
  const code = nameCrsFault(stated && { crs: stated, axisOrder: source.axis_order ?? 'lon_lat' }, readings[0])
  const [x, y] = positions[0]!
  const [west, south, east, north] = city.envelope
  const read = stated
    ? ` read as ${stated.code} ${stated.name}; ${Math.round(share * 100)} % of the sample falls into the city`
    : ''
  return new UserError('crs', {
    code,
    what: WHAT[code],
    where: { file: layer.file, layer: layer.layer },
    got: `first position ${x}, ${y}${read}`,
    expected: `longitude ${west} to ${east}, latitude ${south} to ${north} (envelope in ${city.file})`,
    next:
      readings.length > 0
        ? readings
            .slice(0, 3)
            .map((reading) => remedy(reading, stated, source))
            .join('; or ')
        : 'ask who made the file for its CRS and set crs for this source; or correct the envelope when the file is right',
  })
}

function remedy({ crs, axisOrder }: CrsReading, stated: Crs | null, source: Source): string {
  const settings = [
    ...(crs.code === stated?.code ? [] : [`crs: ${crs.code}`]),
    ...(axisOrder === (source.axis_order ?? 'lon_lat') ? [] : [`axis_order: ${axisOrder}`]),
  ]
  return `set ${settings.join(' and ')} for this source`
}

/** The first position of a geometry, or null for an empty one. */
export function firstPosition(geometry: Geometry): Position | null {
  if (geometry.type === 'GeometryCollection')
    return geometry.geometries[0] ? firstPosition(geometry.geometries[0]) : null
  let value: unknown = geometry.coordinates
  while (Array.isArray(value) && Array.isArray(value[0])) value = value[0]
  return Array.isArray(value) && value.length >= 2 ? (value as Position) : null
}
