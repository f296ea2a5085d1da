import { readFileSync } from 'node:fs'
import { boundsMeet, boundsOf } from '../../pipeline/geo/bounds.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { areaInPlane, intersectionByPolyclip } from '../../pipeline/geo/overlay.ts'
import { OverlayLevel } from '../../pipeline/geo/overlay-level.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { readPolygons } from './polygon-file.ts'

const [wholesPath, unitsPath, engine] = process.argv.slice(2) as [string, string, 'level' | 'turf']
const wholes = [...readPolygons(readFileSync(wholesPath))]
const units = [...readPolygons(readFileSync(unitsPath))]
const geos = await openGeos()

const started = performance.now()
const { pairs, area } = engine === 'level' ? byLevel() : byTurf()
const seconds = (performance.now() - started) / 1000
console.log(JSON.stringify({ seconds, facts: { pairs, 'area, square degrees': area.toPrecision(8) } }))

function byLevel(): { pairs: number; area: number } {
  const level = new OverlayLevel(units, geos)
  let pairs = 0
  let area = 0
  for (const whole of wholes) {
    const { pieces, conservation } = level.cut(whole)
    if (!conservation.conserved) throw new Error('an overlay lost ground')
    pairs += pieces.length
    for (const { geometry } of pieces) area += areaInPlane(geometry)
  }
  level.release()
  return { pairs, area }
}

function byTurf(): { pairs: number; area: number } {
  const boxed = units.map((unit) => ({ unit, box: boundsOf(unit)! }))
  let pairs = 0
  let area = 0
  for (const whole of wholes) {
    const own = boundsOf(whole)!
    for (const { unit, box } of boxed) {
      if (!boundsMeet(own, box)) continue
      const shared: Polygonal | null = intersectionByPolyclip(whole, unit)
      if (shared === null) continue
      pairs++
      area += areaInPlane(shared)
    }
  }
  return { pairs, area }
}
