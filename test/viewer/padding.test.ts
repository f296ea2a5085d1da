import { describe, expect, it } from 'vitest'
import { withMargin, withRoom } from '../../pipeline/viewer/padding.ts'

describe('padding', () => {
  it('leaves a tenth of the map where cards and margins would leave nothing', () => {
    const { top, right, bottom, left } = withRoom(
      { width: 300, height: 200 },
      withMargin({ top: 100, right: 200, bottom: 80, left: 200 }, { top: 50, right: 0, bottom: 50, left: 0 }),
    )
    expect(left + right).toBeCloseTo(270, 9)
    expect(top + bottom).toBeCloseTo(180, 9)
  })

  it('stays as it is where there is room, and where nothing is covered', () => {
    const size = { width: 1000, height: 800 }
    const covered = { top: 0, right: 392, bottom: 0, left: 316 }
    expect(withRoom(size, covered)).toEqual(covered)
    expect(withRoom(size, { top: 0, right: 0, bottom: 0, left: 0 })).toEqual({
      ...{ top: 0, right: 0, bottom: 0, left: 0 },
    })
  })
})
