import type { Town } from './kelurahan.ts'
import { placed } from './layout.ts'
import { contains, edgesMeet, millimetres, type Ring } from './plane.ts'

/** The sea around the town: a rectangle with the land cut out, vertex for vertex the coast of the kelurahan. */
export interface Sea {
  outer: Ring
  land: readonly Ring[]
}

/** South-west and north-east corner of the rectangle. */
const FROM = placed([38.5, 82.5])
const TO = placed([56.5, 100.5])

export function drawSea(town: Town): Sea {
  const outer: Ring = [FROM, [TO[0], FROM[1]], TO, [FROM[0], TO[1]]]
  for (const ring of town.land) {
    if (!contains(outer, ring[0]!) || edgesMeet(outer, ring)) throw new Error('land reaches out of the sea')
  }
  return { outer: outer.map(millimetres), land: town.land }
}
