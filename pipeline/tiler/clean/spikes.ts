/**
 * Copies one ring without its spikes: stretches that run straight back over themselves, also over the seam, and repeated
 * positions. On a straight stretch that lost a spike no position is left between its ends; other positions on straight
 * stretches stay. The area by any rule of winding is that of the input.
 *
 * @param source - open ring at positions `start` .. `end` - 1, x at 2i
 * @param target - gets the open ring from position `at` on; has room for `end - start` positions
 * @returns how many positions were written: 0 for what is flat, otherwise 3 or more
 */
export function stripSpikes(
  source: Int32Array,
  start: number,
  end: number,
  target: Int32Array,
  at: number,
): number {
  if (end - start < 3) return 0
  let top = at
  let bx = source[2 * start]!
  let by = source[2 * start + 1]!
  target[2 * at] = bx
  target[2 * at + 1] = by
  /** Direction of the stretch that ends at the top; none yet. */
  let ux = 0
  let uy = 0
  /** The top when its stretch lost a spike. */
  let cut = -1
  let cutFirst = false
  for (let i = start + 1; i < end; i++) {
    const x = source[2 * i]!
    const y = source[2 * i + 1]!
    const vx = x - bx
    const vy = y - by
    if (ux * vy === uy * vx) {
      let repeated = false
      let stripped = false
      for (;;) {
        const tx = target[2 * top]!
        const ty = target[2 * top + 1]!
        if (tx === x && ty === y) {
          repeated = true
          break
        }
        if (top === at) break
        const px = tx - target[2 * top - 2]!
        const py = ty - target[2 * top - 1]!
        const qx = x - tx
        const qy = y - ty
        if (px * qy !== py * qx || (px * qx + py * qy > 0 && cut !== top)) break
        top--
        cut = top
        stripped = true
        if (top === at) cutFirst = true
      }
      if (!repeated) {
        top++
        target[2 * top] = x
        target[2 * top + 1] = y
        cut = stripped ? top : -1
      }
      bx = x
      by = y
      ux = top === at ? 0 : x - target[2 * top - 2]!
      uy = top === at ? 0 : y - target[2 * top - 1]!
    } else {
      top++
      target[2 * top] = x
      target[2 * top + 1] = y
      cut = -1
      ux = vx
      uy = vy
      bx = x
      by = y
    }
  }
  return stripSeam(target, at, top, cutFirst, cut === top)
}

/** Strips what runs back over the seam between the position `last` and the position `at`, and moves the rest to `at`. */
function stripSeam(
  target: Int32Array,
  at: number,
  last: number,
  cutFirst: boolean,
  cutLast: boolean,
): number {
  let bottom = at
  let top = last
  for (;;) {
    if (top - bottom < 2) return 0
    if (target[2 * top] === target[2 * bottom] && target[2 * top + 1] === target[2 * bottom + 1]) {
      top--
      cutFirst ||= cutLast
      cutLast = false
      continue
    }
    const atLast = straightness(target, top - 1, top, bottom)
    const atFirst = straightness(target, top, bottom, bottom + 1)
    if (atLast === BACK || (atLast === ON && cutLast)) top--
    else if (atFirst === BACK || (atFirst === ON && cutFirst)) bottom++
    else break
    cutFirst = true
    cutLast = true
  }
  if (bottom > at) target.copyWithin(2 * at, 2 * bottom, 2 * top + 2)
  return top - bottom + 1
}

const TURN = 0
const ON = 1
const BACK = -1

function straightness(xy: Int32Array, a: number, b: number, c: number): number {
  const ux = xy[2 * b]! - xy[2 * a]!
  const uy = xy[2 * b + 1]! - xy[2 * a + 1]!
  const vx = xy[2 * c]! - xy[2 * b]!
  const vy = xy[2 * c + 1]! - xy[2 * b + 1]!
  if (ux * vy !== uy * vx) return TURN
  return ux * vx + uy * vy > 0 ? ON : BACK
}
