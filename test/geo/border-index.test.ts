import type { Polygon } from 'geojson'
import { expect, test } from 'vitest'
import { BorderIndex } from '../../pipeline/geo/border-index.ts'
import type { Bounds } from '../../pipeline/geo/bounds.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'

const holed: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [4, 4],
      [4, 6],
      [6, 6],
      [6, 4],
      [4, 4],
    ],
  ],
}

test.each<[string, Bounds, 'inside' | 'outside' | 'border']>([
  ['beside the hole', [1, 1, 3, 3], 'inside'],
  ['in the hole', [4.5, 4.5, 5.5, 5.5], 'outside'],
  ['around the hole', [3, 3, 7, 7], 'border'],
  ['far off', [20, 20, 21, 21], 'outside'],
  ['on the border', [0, 1, 2, 2], 'border'],
  ['touching from outside', [10, 1, 12, 2], 'border'],
  ['around everything', [-1, -1, 11, 11], 'border'],
])('a box %s', (_, box, place) => {
  expect(new BorderIndex(holed).placeOf(box)).toBe(place)
})

test('the box of a slanting edge may hold boxes that the edge passes by', () => {
  const triangle: Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [10, 0],
        [0, 10],
        [0, 0],
      ],
    ],
  }
  const index = new BorderIndex(triangle)
  expect(index.placeOf([1, 1, 4, 4])).toBe('inside')
  expect(index.placeOf([6, 6, 9, 9])).toBe('outside')
  expect(index.placeOf([1, 1, 5, 5])).toBe('border')
})

test('what it says of boxes in a star of many edges is what GEOS says', async () => {
  const geos = await openGeos()
  const ring = Array.from({ length: 120 }, (_, i): [number, number] => {
    const radius = 4 + (i % 3)
    return [radius * Math.cos((i * Math.PI) / 60), radius * Math.sin((i * Math.PI) / 60)]
  })
  const star: Polygon = { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
  const index = new BorderIndex(star)
  const said = { inside: 0, outside: 0, border: 0 }
  for (let x = -8; x < 8; x += 0.8) {
    for (let y = -8; y < 8; y += 0.8) {
      const place = index.placeOf([x, y, x + 0.4, y + 0.4])
      said[place]++
      const box: Polygon = {
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + 0.4, y],
            [x + 0.4, y + 0.4],
            [x, y + 0.4],
            [x, y],
          ],
        ],
      }
      const shared = geos.intersection(box, star)
      const share = shared ? geos.areaPlanar(shared) / 0.16 : 0
      if (place === 'inside') expect(share).toBeCloseTo(1, 9)
      else if (place === 'outside') expect(share).toBe(0)
      else expect(share).toBeLessThan(1)
    }
  }
  expect(said.inside).toBeGreaterThan(40)
  expect(said.outside).toBeGreaterThan(150)
  expect(said.border).toBeGreaterThan(40)
})
