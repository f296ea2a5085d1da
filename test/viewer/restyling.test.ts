import { describe, expect, it } from 'vitest'
import { Restyling } from '../../pipeline/viewer/restyling.ts'

/** A map whose style and rest come when the test says so. */
function slowMap() {
  const waiting: (() => void)[] = []
  const map = {
    isLoaded: false,
    isStyleLoaded: () => map.isLoaded,
    once: (_: 'idle', then: () => void) => waiting.push(then),
    rest: () => {
      for (const then of waiting.splice(0)) then()
    },
    waiting,
  }
  return map
}

describe('a map that is restyled while its style loads', () => {
  it('ends with what was asked for last, whenever its style came', () => {
    const map = slowMap()
    let wanted = 'first'
    const drawn: string[] = []
    const restyling = new Restyling(map, () => drawn.push(wanted))
    wanted = 'second'
    restyling.ask()
    // The style is there, but the map does not rest yet.
    map.isLoaded = true
    wanted = 'third'
    restyling.ask()
    expect(drawn).toEqual(['third'])
    map.rest()
    expect(drawn).toEqual(['third'])
    expect(map.waiting).toEqual([])
  })

  it('waits once however often it is asked, and takes the next at once', () => {
    const map = slowMap()
    const drawn: number[] = []
    const restyling = new Restyling(map, () => drawn.push(drawn.length))
    restyling.ask()
    restyling.ask()
    expect(map.waiting).toHaveLength(1)
    map.isLoaded = true
    map.rest()
    expect(drawn).toEqual([0])
    restyling.ask()
    expect(drawn).toEqual([0, 1])
  })
})
