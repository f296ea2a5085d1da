/** Easting and northing in metres. */
export type Point = readonly [number, number]
/** Closed implicitly: the last vertex joins the first. */
export type Ring = readonly Point[]

export function distance(a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  return Math.sqrt(dx * dx + dy * dy)
}

export function between(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}

/** Unit vector from `a` to `b`. */
export function direction(a: Point, b: Point): Point {
  const length = distance(a, b) || 1
  return [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
}

/** A quarter turn to the left. */
export function left([x, y]: Point): Point {
  return [-y, x]
}

export function along(origin: Point, unit: Point, metres: number): Point {
  return [origin[0] + unit[0] * metres, origin[1] + unit[1] * metres]
}

export function millimetres([x, y]: Point): Point {
  return [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000]
}

/** Signed planar area in m2, positive when counter-clockwise; shifted to the first vertex to keep digits. */
export function signedArea(ring: Ring): number {
  const [ox, oy] = ring[0]!
  let sum = 0
  for (let i = 1; i < ring.length - 1; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return sum / 2
}

export function area(ring: Ring): number {
  return Math.abs(signedArea(ring))
}

export function counterClockwise(ring: Ring): Ring {
  return signedArea(ring) < 0 ? [...ring].reverse() : ring
}

export function centroid(ring: Ring): Point {
  const [ox, oy] = ring[0]!
  let twice = 0
  let x = 0
  let y = 0
  for (let i = 1; i < ring.length - 1; i++) {
    const ax = ring[i]![0] - ox
    const ay = ring[i]![1] - oy
    const bx = ring[i + 1]![0] - ox
    const by = ring[i + 1]![1] - oy
    const cross = ax * by - bx * ay
    twice += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return [ox + x / (3 * twice), oy + y / (3 * twice)]
}

export function scaled(ring: Ring, origin: Point, factor: number): Ring {
  return ring.map(([x, y]) => [origin[0] + (x - origin[0]) * factor, origin[1] + (y - origin[1]) * factor])
}

export function contains(ring: Ring, [x, y]: Point): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[j]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/** Whether two segments cross or touch. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0])) return false
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1])) return false
  return turn(a, b, c) * turn(a, b, d) <= 0 && turn(c, d, a) * turn(c, d, b) <= 0
}

export function isSimple(ring: Ring): boolean {
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!
    const b = ring[(i + 1) % ring.length]!
    for (let j = i + 2; j < ring.length; j++) {
      if (i === 0 && j === ring.length - 1) continue
      if (segmentsMeet(a, b, ring[j]!, ring[(j + 1) % ring.length]!)) return false
    }
  }
  return true
}

/** Whether any edge of one ring meets an edge of the other. */
export function edgesMeet(one: Ring, other: Ring): boolean {
  return one.some((a, i) => {
    const b = one[(i + 1) % one.length]!
    return other.some((c, j) => segmentsMeet(a, b, c, other[(j + 1) % other.length]!))
  })
}

/** Whether `inner` lies wholly inside `outer`. */
export function isWithin(inner: Ring, outer: Ring): boolean {
  return contains(outer, inner[0]!) && !edgesMeet(inner, outer)
}

export function isApart(one: Ring, other: Ring): boolean {
  return !contains(one, other[0]!) && !contains(other, one[0]!) && !edgesMeet(one, other)
}

/** Direction in which a ring is longest (unit vector), from the second moments of its vertices. */
export function longAxis(ring: Ring): Point {
  const [cx, cy] = centroid(ring)
  let xx = 0
  let yy = 0
  let xy = 0
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    const weight = distance(a, b)
    const x = (a[0] + b[0]) / 2 - cx
    const y = (a[1] + b[1]) / 2 - cy
    xx += x * x * weight
    yy += y * y * weight
    xy += x * y * weight
  })
  const half = (xx - yy) / 2
  const root = Math.sqrt(half * half + xy * xy)
  const vector: Point = half >= 0 ? [half + root, xy] : [xy, root - half]
  return direction([0, 0], vector)
}
