import type { Position } from 'geojson'
import { type Bounds, mergeBounds } from '../geo/bounds.ts'
import { type Crs, crsFromCode, crsFromPrj, type MovePosition, prjName, toLonLat } from '../geo/crs.ts'
import type { SourceLayer } from '../readers/types.ts'
import { crsCandidates, isInIndonesia, putsIntoIndonesia } from './crs-candidates.ts'
import type { CrsSummary } from './types.ts'

const STATED_MAX = 80

interface Stated {
  how: CrsSummary['how']
  crs: Crs | null
  /** The words that were not understood. */
  stated: string | null
}

/** What is known of a layer's CRS: what the file states, and whether its records then lie in Indonesia. */
export class CrsSketch {
  readonly #stated: Stated
  readonly #move: MovePosition | null
  /** Of the records inside Indonesia by the CRS stated, in the file's own units. */
  #inside: Bounds | null = null
  #outside = 0
  #firstOutside: number | null = null

  constructor(layer: Pick<SourceLayer, 'crs'>) {
    this.#stated = readStated(layer)
    this.#move = this.#stated.crs === null ? null : toLonLat(this.#stated.crs)
  }

  /** @param bounds of one record, in the file's own units */
  add(bounds: Bounds | null, record: number): void {
    if (bounds === null || this.#move === null) return
    const place = moveOrNull(this.#move, (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    if (place !== null && isInIndonesia(...place)) {
      this.#inside = mergeBounds(this.#inside, bounds)
      return
    }
    this.#outside++
    this.#firstOutside ??= record
  }

  summary(bbox: Bounds | null, positions: readonly Position[]): CrsSummary {
    const { how, crs, stated } = this.#stated
    const isBelieved = crs !== null && (positions.length === 0 || putsIntoIndonesia(positions, crs))
    const candidates = isBelieved ? [] : crsCandidates(positions)
    const only = candidates.length === 1 && candidates[0]!.codes.length === 1 ? candidates[0]! : null
    const told = isBelieved || only === null ? crs : crsFromCode(only.codes[0]!)
    const swapped = !isBelieved && only?.swapped === true
    return {
      how,
      code: crs?.code ?? null,
      name: crs?.name ?? null,
      stated,
      lonlat: bbox === null || told === null ? null : toLonLatBounds(swapped ? turned(bbox) : bbox, told),
      within: isBelieved && this.#inside !== null && crs !== null ? toLonLatBounds(this.#inside, crs) : null,
      insideIndonesia:
        positions.length === 0 ? null : crs !== null ? isBelieved : only === null ? null : true,
      outside: { count: this.#outside, record: this.#firstOutside },
      candidates,
    }
  }
}

function readStated({ crs }: Pick<SourceLayer, 'crs'>): Stated {
  if (crs === null) return { how: 'nowhere', crs: null, stated: null }
  if ('prj' in crs) {
    const read = crsFromPrj(crs.prj)
    if (read !== null) return { how: 'prj', crs: read, stated: null }
    const words = prjName(crs.prj) ?? crs.prj.replace(/\s+/g, ' ').trim().slice(0, STATED_MAX)
    return { how: 'unreadable', crs: null, stated: words }
  }
  try {
    return { how: 'format', crs: crsFromCode(crs.code), stated: null }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { how: 'unreadable', crs: null, stated: crs.code.slice(0, STATED_MAX) }
  }
}

function turned([west, south, east, north]: Bounds): Bounds {
  return [south, west, north, east]
}

/** Bounds in degrees when the ordinates are read in another CRS than the one stated; null where they are outside what it can take. */
export function boundsRead(bbox: Bounds, code: string, isSwapped: boolean): Bounds | null {
  return toLonLatBounds(isSwapped ? turned(bbox) : bbox, crsFromCode(code))
}

/** Bounds of the corners and of the middles of the sides: a grid's lines bend little within a city. */
function toLonLatBounds([west, south, east, north]: Bounds, crs: Crs): Bounds | null {
  const move = toLonLat(crs)
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const x of [west, (west + east) / 2, east]) {
    for (const y of [south, (south + north) / 2, north]) {
      const place = moveOrNull(move, x, y)
      if (place === null) return null
      bounds[0] = Math.min(bounds[0], place[0])
      bounds[1] = Math.min(bounds[1], place[1])
      bounds[2] = Math.max(bounds[2], place[0])
      bounds[3] = Math.max(bounds[3], place[1])
    }
  }
  return bounds
}

function moveOrNull(move: MovePosition, x: number, y: number): [number, number] | null {
  try {
    return move(x, y)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
