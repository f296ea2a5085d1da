import type { Geometry, Position } from 'geojson'
import { type LayerKind, mercatorX, mercatorY, type Part, partsOf } from '../../../pipeline/archive/index.ts'

type Flat = [x: number, y: number][]

/**
 * The point that stands for a feature too small to draw, in the unit square of Web Mercator: centroid of the largest
 * exterior ring, middle of the longest line, or the first point.
 */
export function labelPoint(kind: LayerKind, geometry: Geometry): [x: number, y: number] {
  const chains = partsOf(geometry).map(project)
  if (kind === 'polygon') return centroid(largest(chains, (ring) => Math.abs(moments(ring).twiceArea)))
  if (kind === 'line') return middle(largest(chains, length))
  return chains[0]![0]!
}

function project(part: Part): Flat {
  return part[0]!.map(([lon, lat]: Position) => [mercatorX(lon!), mercatorY(lat!)])
}

function largest(chains: Flat[], size: (chain: Flat) => number): Flat {
  let best = chains[0]!
  let bestSize = size(best)
  for (const chain of chains) {
    const chainSize = size(chain)
    if (chainSize > bestSize) {
      best = chain
      bestSize = chainSize
    }
  }
  return best
}

/** Area and first moments about the first point, which keeps the digits of a small ring far from the origin. */
function moments(ring: Flat): { twiceArea: number; sx: number; sy: number } {
  const [ox, oy] = ring[0]!
  let twiceArea = 0
  let sx = 0
  let sy = 0
  for (let i = 1; i < ring.length; i++) {
    const ax = ring[i - 1]![0] - ox
    const ay = ring[i - 1]![1] - oy
    const bx = ring[i]![0] - ox
    const by = ring[i]![1] - oy
    const cross = ax * by - bx * ay
    twiceArea += cross
    sx += (ax + bx) * cross
    sy += (ay + by) * cross
  }
  return { twiceArea, sx, sy }
}

function centroid(ring: Flat): [number, number] {
  const [ox, oy] = ring[0]!
  const { twiceArea, sx, sy } = moments(ring)
  if (twiceArea === 0) return middle(ring)
  return [ox + sx / (3 * twiceArea), oy + sy / (3 * twiceArea)]
}

function length(line: Flat): number {
  let sum = 0
  for (let i = 1; i < line.length; i++)
    sum += Math.hypot(line[i]![0] - line[i - 1]![0], line[i]![1] - line[i - 1]![1])
  return sum
}

function middle(line: Flat): [number, number] {
  let rest = length(line) / 2
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1]!
    const [bx, by] = line[i]!
    const step = Math.hypot(bx - ax, by - ay)
    if (step > 0 && rest <= step) return [ax + ((bx - ax) * rest) / step, ay + ((by - ay) * rest) / step]
    rest -= step
  }
  return line[0]!
}
