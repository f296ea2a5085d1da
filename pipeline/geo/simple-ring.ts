/**
 * Whether an open ring of whole numbers (points `first .. end`, x at 2i, y at 2i + 1) surely is a valid polygon: no two of
 * its edges share a place but neighbours their common point, where the way does not turn back. Exact for numbers below
 * 2^25. Compares all pairs of edges: meant for rings of some dozens of points, which GEOS takes far longer to judge.
 */
export function isSimpleRing(xy: ArrayLike<number>, first: number, end: number): boolean {
  const count = end - first
  if (count < 3) return false
  for (let i = 0; i < count; i++) {
    const a = 2 * (first + i)
    const b = 2 * (first + (i + 1 < count ? i + 1 : 0))
    const ax = xy[a]!
    const ay = xy[a + 1]!
    const bx = xy[b]!
    const by = xy[b + 1]!
    const next = 2 * (first + ((i + 2) % count))
    const dx = bx - ax
    const dy = by - ay
    if (dx === 0 && dy === 0) return false
    const ex = xy[next]! - bx
    const ey = xy[next + 1]! - by
    // On one line with its neighbour an edge may only go on.
    if (dx * ey === dy * ex && dx * ex + dy * ey <= 0) return false
    const minX = Math.min(ax, bx)
    const maxX = Math.max(ax, bx)
    const minY = Math.min(ay, by)
    const maxY = Math.max(ay, by)
    const last = i === 0 ? count - 1 : count
    for (let j = i + 2; j < last; j++) {
      const c = 2 * (first + j)
      const d = 2 * (first + (j + 1 < count ? j + 1 : 0))
      const cx = xy[c]!
      const cy = xy[c + 1]!
      const px = xy[d]!
      const py = xy[d + 1]!
      if ((cx > maxX && px > maxX) || (cx < minX && px < minX)) continue
      if ((cy > maxY && py > maxY) || (cy < minY && py < minY)) continue
      const s = dx * (cy - ay) - dy * (cx - ax)
      const t = dx * (py - ay) - dy * (px - ax)
      if ((s > 0 && t > 0) || (s < 0 && t < 0)) continue
      const ux = px - cx
      const uy = py - cy
      const u = ux * (ay - cy) - uy * (ax - cx)
      const v = ux * (by - cy) - uy * (bx - cx)
      if ((u > 0 && v > 0) || (u < 0 && v < 0)) continue
      return false
    }
  }
  return true
}
