import type { Position } from 'geojson'
import { expect, it } from 'vitest'
import { openGeos } from '../../pipeline/geo/geos.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { kindOfInvalid } from '../../pipeline/geo/validity-names.ts'
import { box, polygon } from '../support/shapes.ts'

const geos = await openGeos()
const corners = (...ring: Position[]): Position[] => [...ring, ring[0]!]
const bowTie = corners([0, 0], [2, 2], [2, 0], [0, 2])
const shell = box(-9, -9, 9, 9)

it.each<[string, Polygonal, string]>([
  ['a bow-tie', polygon(bowTie), 'self-intersection'],
  ['a bow-tie as a hole', polygon(shell, bowTie), 'self-intersection'],
  [
    'a bow-tie as a second part',
    { type: 'MultiPolygon', coordinates: [[box(3, 3, 4, 4)], [bowTie]] },
    'self-intersection',
  ],
  [
    'a ring that touches itself',
    polygon(corners([0, 0], [4, 0], [2, 2], [4, 4], [0, 4], [2, 2])),
    'self-intersection',
  ],
  [
    'a fold without width',
    polygon(corners([0, 0], [1, 0], [1, 1], [1, 3], [1, 1], [0, 1])),
    'self-intersection',
  ],
  ['a hole across its shell', polygon(box(0, 0, 2, 2), box(1, 1, 3, 1.5)), 'ring-crossing'],
  [
    'parts over each other',
    { type: 'MultiPolygon', coordinates: [[box(0, 0, 2, 2)], [box(1, 1, 3, 3)]] },
    'ring-crossing',
  ],
  [
    'a part twice',
    { type: 'MultiPolygon', coordinates: [[box(0, 0, 2, 2)], [box(0, 0, 2, 2)]] },
    'ring-crossing',
  ],
  ['a hole outside', polygon(box(0, 0, 1, 1), box(5, 5, 6, 6)), 'ring-crossing'],
  ['a hole in a hole', polygon(shell, box(1, 1, 8, 8), box(2, 2, 3, 3)), 'ring-crossing'],
  ['a part in a part', { type: 'MultiPolygon', coordinates: [[shell], [box(1, 1, 2, 2)]] }, 'ring-crossing'],
  [
    'a hole that cuts the ground in two',
    polygon(box(0, 0, 4, 4), corners([0, 2], [2, 4], [4, 2], [2, 0])),
    'ring-crossing',
  ],
  ['an open ring', polygon(box(0, 0, 1, 1).slice(0, 4)), 'other'],
  ['a ring of three', polygon(corners([0, 0], [1, 1])), 'other'],
  ['a number that is none', polygon(corners([0, 0], [1, Number.NaN], [1, 1])), 'other'],
])('%s is named by what crosses', (_, geometry, kind) => {
  const verdict = geos.checkValidity(geometry)
  if (verdict.valid) throw new Error('expected an invalid polygon')
  expect([verdict.reason, kindOfInvalid(geometry, verdict)]).toEqual([verdict.reason, kind])
})
