import type { Geometry, Position } from 'geojson'
import { UserError } from '../errors.ts'
import {
  type Crs,
  crsFromCode,
  crsFromPrj,
  type MovePosition,
  mapPositions,
  prjName,
  toLonLat,
} from '../geo/crs.ts'
import type { SourceLayer } from '../readers/types.ts'
import { areDegrees, areSwapped } from './degrees.ts'

const EXAMPLE = '--crs EPSG:32748 (UTM zone 48 south) or the CRS that the file is in'

/** RFC 7946 section 4: also of files that state none. */
const GEOJSON_CRS = 'EPSG:4326'

/** How the positions of a layer become degrees. */
export interface DecidedCrs {
  /** Null where the numbers are longitude and latitude already. */
  move: MovePosition | null
  /** Whether nothing but the numbers says that they are degrees. */
  isAssumed: boolean
}

type Stating = Pick<SourceLayer, 'crs' | 'file' | 'layer'> & { format?: SourceLayer['format'] }

/**
 * The CRS of a layer: what the option says, else what the file says, else degrees when its numbers are such.
 *
 * @param positions a sample of the positions as stored
 * @throws UserError `crs` when it is not known and the numbers are not degrees, or are not what is stated
 */
export function decideCrs(
  layer: Stating,
  option: string | undefined,
  positions: readonly Position[],
): DecidedCrs {
  const stated = option === undefined ? statedCrs(layer) : optionCrs(option)
  const isDegrees = areDegrees(positions)
  const by = option === undefined ? 'the file states' : '--crs says'
  if (stated !== null && typeof stated !== 'string') {
    if (stated.kind === 'geographic' && !isDegrees) {
      throw refusal(layer, positions, {
        code: 'CRS_METRES_AS_DEGREES',
        what: 'the coordinates are no degrees, the CRS is one of degrees',
        stated:
          option === undefined && layer.format === 'geojson' && stated.code === GEOJSON_CRS
            ? 'GeoJSON is in degrees unless it says otherwise'
            : `${by} ${stated.code}`,
      })
    }
    if (stated.kind !== 'geographic' && isDegrees && positions.length > 0) {
      throw refusal(layer, positions, {
        code: 'CRS_DEGREES_AS_METRES',
        what: 'the coordinates are degrees, the CRS is one of metres',
        stated: `${by} ${stated.code}`,
        expected: `metres of ${stated.name}`,
        next:
          option === undefined
            ? 'say what they are with --crs EPSG:4326'
            : 'leave --crs out, or say --crs EPSG:4326',
      })
    }
    const isPlain = stated.kind === 'geographic' && stated.shift === undefined
    return { move: isPlain ? null : toLonLat(stated), isAssumed: false }
  }
  if (isDegrees) return { move: null, isAssumed: positions.length > 0 }
  throw refusal(layer, positions, {
    code: 'CRS_UNKNOWN',
    what: 'nothing says in which CRS the coordinates are, and they are no degrees',
    ...(stated === null ? {} : { stated: `${by} ${stated}` }),
  })
}

/** Off the globe, and a position that is none: the tiler refuses the feature and counts it. */
const OUTSIDE: [number, number] = [0, 91]
const FARTHEST = 180
const NOWHERE: [number, number] = [Number.NaN, Number.NaN]

/** A geometry in degrees; positions that have no place on the globe, or are none, stay such for the tiler to refuse. */
export function movedGeometry(geometry: Geometry, move: MovePosition): Geometry {
  const moved: MovePosition = (x, y) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return NOWHERE
    try {
      return move(x, y)
    } catch (error) {
      // As stored where that is off the globe too, since the report shows it.
      if (error instanceof RangeError)
        return Math.abs(x) > FARTHEST || Math.abs(y) > FARTHEST ? [x, y] : OUTSIDE
      throw error
    }
  }
  try {
    return mapPositions(geometry, moved) ?? geometry
  } catch (error) {
    // Coordinates that are no lists are refused as they are.
    if (error instanceof TypeError) return geometry
    throw error
  }
}

function optionCrs(code: string): Crs {
  try {
    return crsFromCode(code)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(
      'crs',
      {
        code: 'CRS_UNKNOWN',
        what: 'this CRS is not one that is read',
        where: { key: '--crs' },
        got: code,
        expected: error.message.split('expected ')[1],
        next: 'reproject the file before: ogr2ogr -t_srs EPSG:4326 OUT.fgb IN',
      },
      { cause: error },
    )
  }
}

/** The CRS a file states, or the words it states and that are not understood. */
function statedCrs({ crs }: Stating): Crs | string | null {
  if (crs === null) return null
  if ('prj' in crs) return crsFromPrj(crs.prj) ?? prjName(crs.prj) ?? crs.prj.trim().slice(0, 60)
  try {
    return crsFromCode(crs.code)
  } catch (error) {
    if (error instanceof RangeError) return crs.code
    throw error
  }
}

interface Refused {
  code: string
  what: string
  /** Who says what of the CRS. */
  stated?: string
  expected?: string
  next?: string
}

function refusal(
  { file, layer }: Stating,
  positions: readonly Position[],
  { code, what, stated, expected, next }: Refused,
): UserError {
  const isMetres = code === 'CRS_DEGREES_AS_METRES'
  const [x, y] = positions.find((position) => areDegrees([position]) === isMetres) ?? positions[0]!
  const where = { file, layer }
  if (areSwapped(positions)) {
    return new UserError('crs', {
      code: 'CRS_AXIS_ORDER',
      what: 'the coordinates have the latitude first',
      where,
      got: `${x}, ${y}`,
      expected: `longitude, then latitude: ${y}, ${x}`,
      next: 'swap them, in QGIS with the tool "Swap X and Y coordinates", and save the file anew',
    })
  }
  return new UserError('crs', {
    code,
    what,
    where,
    got: `${x}, ${y}${stated === undefined ? '' : `; ${stated}`}`,
    expected: expected ?? 'longitude -180 to 180 and latitude -90 to 90, or a CRS',
    next: next ?? `say it with ${EXAMPLE}; petakumuh inspect FILE tells which fit`,
  })
}
