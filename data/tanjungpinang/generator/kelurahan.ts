import { ARCS, ISLANDS, NODES, placed } from './layout.ts'
import { roughen, roughenRing, rounded } from './lines.ts'
import { isSimple, millimetres, type Point, type Ring } from './plane.ts'
import { seeded } from './random.ts'
import { KECAMATAN } from './units.ts'

const COAST = { step_m: 45, roughness: 0.17 }
const BORDER = { step_m: 90, roughness: 0.08 }
const ISLAND = { step_m: 40, roughness: 0.12 }

export interface KelurahanCell {
  code: string
  name: string
  bps: string
  kecamatan: string
  kecamatanCode: string
  rings: readonly Ring[]
}

export interface Town {
  kelurahan: readonly KelurahanCell[]
  /** Outlines of the land, each walked with the sea on its left. */
  land: readonly Ring[]
  /** The coast of one kelurahan's main part, walked with the sea on the left, by node names. */
  coast(from: string, to: string): readonly Point[]
}

/** Draws every arc once, so that neighbours share each vertex of their border, and joins arcs to cells. */
export function drawTown(seed: number): Town {
  const random = seeded(seed)
  const lines = ARCS.map((arc) => {
    const sketch = [NODES[arc.from]!, ...arc.via, NODES[arc.to]!].map(placed)
    const style = arc.left === null ? COAST : BORDER
    return roughen(rounded(sketch), style.step_m, style.roughness, random).map(millimetres)
  })
  const islands = ISLANDS.map(({ kelurahan, outline }) => ({
    kelurahan,
    ring: roughenRing(outline.map(placed), ISLAND.step_m, ISLAND.roughness, random).map(millimetres),
  }))
  const kelurahan = KECAMATAN.flatMap((kecamatan) =>
    kecamatan.kelurahan.map((unit) => ({
      ...unit,
      kecamatan: kecamatan.name,
      kecamatanCode: kecamatan.code,
      rings: [
        ...joined(unit.name, lines),
        ...islands.filter((island) => island.kelurahan === unit.name).map((island) => island.ring),
      ],
    })),
  )
  for (const cell of kelurahan) {
    if (!cell.rings.every(isSimple)) throw new Error(`the outline of ${cell.name} crosses itself`)
  }
  const coastLines = lines.filter((_, i) => ARCS[i]!.left === null)
  return {
    kelurahan,
    land: [coastLines.flatMap((line) => line.slice(0, -1)), ...islands.map((island) => island.ring)],
    coast(from, to) {
      const index = ARCS.findIndex((arc) => arc.left === null && arc.from === from && arc.to === to)
      if (index < 0) throw new Error(`no coast from ${from} to ${to}`)
      return lines[index]!
    },
  }
}

/** The closed chain of arcs that have one kelurahan on a hand; none for a kelurahan of islands only. */
function joined(name: string, lines: readonly (readonly Point[])[]): Ring[] {
  const sides = ARCS.flatMap((arc, i) => {
    if (arc.left === name) return [{ from: arc.from, to: arc.to, line: lines[i]! }]
    if (arc.right === name) return [{ from: arc.to, to: arc.from, line: [...lines[i]!].reverse() }]
    return []
  })
  if (sides.length === 0) return []
  const ring: Point[] = []
  let side = sides[0]
  const start = side!.from
  while (side) {
    ring.push(...side.line.slice(0, -1))
    sides.splice(sides.indexOf(side), 1)
    const end: string = side.to
    side = end === start ? undefined : sides.find((next) => next.from === end)
    if (!side && end !== start) throw new Error(`the outline of ${name} is open at ${end}`)
  }
  if (sides.length > 0) throw new Error(`the outline of ${name} falls apart`)
  return [ring]
}
