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
import { areDegrees } from './degrees.ts'

const EXAMPLE = '--crs EPSG:32748 (UTM zone 48 south) or the CRS that the file is in'

/** How the positions of a layer become degrees. */
export interface DecidedCrs {
  /** Null where the numbers are longitude and latitude already. */
  move: MovePosition | null
  /** Whether nothing but the numbers says that they are degrees. */
  isAssumed: boolean
}

type Stating = Pick<SourceLayer, 'crs' | 'file' | 'layer'>

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
  if (stated !== null && typeof stated !== 'string') {
    if (stated.kind === 'geographic' && !isDegrees) {
      throw refusal(layer, positions, {
        code: 'CRS_METRES_AS_DEGREES',
        what: 'the coordinates are no degrees, the CRS is one of degrees',
        stated: stated.code,
      })
    }
    const isPlain = stated.kind === 'geographic' && stated.shift === undefined
    return { move: isPlain ? null : toLonLat(stated), isAssumed: false }
  }
  if (isDegrees) return { move: null, isAssumed: positions.length > 0 }
  throw refusal(layer, positions, {
    code: 'CRS_UNKNOWN',
    what: 'nothing says in which CRS the coordinates are, and they are no degrees',
    stated: stated ?? undefined,
  })
}

/** No position: the tiler refuses the feature and counts it. */
const NOWHERE: Geometry = { type: 'Point', coordinates: [Number.NaN, Number.NaN] }

/** A geometry in degrees; one that has no place on the globe becomes a point without one. */
export function movedGeometry(geometry: Geometry, move: MovePosition): Geometry {
  try {
    return mapPositions(geometry, move)
  } catch (error) {
    if (error instanceof RangeError) return NOWHERE
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

function refusal(
  { file, layer }: Stating,
  positions: readonly Position[],
  { code, what, stated }: { code: string; what: string; stated?: string },
): UserError {
  const [x, y] = positions.find((position) => !areDegrees([position])) ?? positions[0]!
  return new UserError('crs', {
    code,
    what,
    where: { file, layer },
    got: `${x}, ${y}${stated === undefined ? '' : `; the file states ${stated}`}`,
    expected: 'longitude -180 to 180 and latitude -90 to 90, or a CRS',
    next: `say it with ${EXAMPLE}; petakumuh inspect FILE tells which fit`,
  })
}
