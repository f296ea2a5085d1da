import { ownYaml } from '../yaml-file.ts'
import { LAYERS_FILE } from './profiles.ts'

/** What an engine may lose of every layer on the way into the tiles. */
export interface EnginePolicy {
  tiny_polygons: 'keep' | 'dither'
  /** Of the points at one zoom, one in so many is left at the zoom above. */
  drop_rate: number
  shared_borders: boolean
  /** Tile units, below the last zoom. */
  simplification_units: number
}

/** How tiles are cut, as `schemas/layers.yaml` states it under `tiles`. */
export interface CuttingPolicy {
  buffer_units: number
  gzip_level: number
  builtin: EnginePolicy
  tippecanoe: EnginePolicy
}

const WIDEST_BUFFER_UNITS = 2048
/** Wider, and two borders drawn apart could meet. */
const COARSEST_UNITS = 16

/**
 * The rules by which tiles are cut.
 * @throws RangeError when they are not as their readers take them, or would lose what `zooms` of the layers promise.
 */
export function cuttingPolicy(file: string = LAYERS_FILE): CuttingPolicy {
  const { tiles } = ownYaml(file) as { tiles?: Partial<CuttingPolicy> }
  const { buffer_units, gzip_level, builtin, tippecanoe } = tiles ?? {}
  requireWhole('buffer_units', buffer_units, 0, WIDEST_BUFFER_UNITS)
  requireWhole('gzip_level', gzip_level, 1, 9)
  return {
    buffer_units: buffer_units!,
    gzip_level: gzip_level!,
    builtin: enginePolicy('builtin', builtin, 'keep'),
    tippecanoe: enginePolicy('tippecanoe', tippecanoe, 'dither'),
  }
}

/** @param tiny what the engine can do that loses least */
function enginePolicy(
  engine: string,
  given: Partial<EnginePolicy> | undefined,
  tiny: EnginePolicy['tiny_polygons'],
): EnginePolicy {
  const { tiny_polygons, drop_rate, shared_borders, simplification_units } = given ?? {}
  const require = (rule: string, got: unknown, isFine: boolean, expected: string): void => {
    if (!isFine) throw new RangeError(`tiles.${engine}.${rule} is ${String(got)}, expected ${expected}`)
  }
  require('tiny_polygons', tiny_polygons, tiny_polygons === tiny, tiny)
  require('drop_rate', drop_rate, drop_rate ===
    1, '1: every point is in the tiles of every zoom of its layer')
  require('shared_borders', shared_borders, typeof shared_borders === 'boolean', 'true or false')
  const isDistance = typeof simplification_units === 'number' && simplification_units >= 0
  require('simplification_units', simplification_units, isDistance &&
    simplification_units <= COARSEST_UNITS, `0 to ${COARSEST_UNITS}`)
  return {
    tiny_polygons: tiny,
    drop_rate: 1,
    shared_borders: shared_borders!,
    simplification_units: simplification_units!,
  }
}

function requireWhole(rule: string, got: unknown, least: number, most: number): void {
  if (typeof got === 'number' && Number.isInteger(got) && got >= least && got <= most) return
  throw new RangeError(`tiles.${rule} is ${String(got)}, expected a whole number from ${least} to ${most}`)
}
