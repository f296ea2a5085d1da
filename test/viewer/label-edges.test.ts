import { describe, expect, it } from 'vitest'
import { type Box, edgeBars } from '../../pipeline/viewer/label-edges.ts'

const SIZE = { width: 390, height: 600 }

/** Whether a box of a name meets a bar, as the renderer finds it: bars are 24 px long and 2 px thick. */
function meets([left, top, right, bottom]: Box, bars: ReturnType<typeof edgeBars>): boolean {
  return bars.some(({ x, y, upright }) => {
    const [across, along] = upright ? [1, 12] : [12, 1]
    return x + across > left && x - across < right && y + along > top && y - along < bottom
  })
}

describe('the bars that keep names inside the map', () => {
  it('stand in the way of every name that would be cut by an edge, and of none inside', () => {
    const bars = edgeBars(SIZE, [])
    for (let at = 20; at < 360; at += 7) {
      expect(meets([SIZE.width - 30, at, SIZE.width + 40, at + 12], bars)).toBe(true)
      expect(meets([-40, at, 30, at + 12], bars)).toBe(true)
      expect(meets([at, -5, at + 10, 8], bars)).toBe(true)
      expect(meets([at, SIZE.height - 8, at + 10, SIZE.height + 5], bars)).toBe(true)
    }
    expect(meets([4, 4, SIZE.width - 4, SIZE.height - 4], bars)).toBe(false)
  })

  it('stand in the way of a name that would go under a card, however small the card', () => {
    const card: Box = [100, 200, 240, 222]
    const bars = edgeBars(SIZE, [card])
    expect(meets([60, 205, 130, 217], bars)).toBe(true)
    expect(meets([110, 215, 180, 240], bars)).toBe(true)
    expect(meets([60, 205, 98, 217], bars)).toBe(false)
    expect(meets([110, 226, 180, 240], bars)).toBe(false)
  })

  it('are none along what has no room, or lies beside the map', () => {
    const bars = edgeBars(SIZE, [])
    expect(edgeBars(SIZE, [[10, 10, 10, 40]])).toEqual(bars)
    expect(edgeBars(SIZE, [[10, 700, 60, 740]])).toEqual(bars)
  })
})
