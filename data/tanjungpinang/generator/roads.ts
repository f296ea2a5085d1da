import { FACILITIES } from './facilities.ts'
import type { Town } from './kelurahan.ts'
import { placed } from './layout.ts'
import { roughen, rounded } from './lines.ts'
import {
  along,
  contains,
  direction,
  distance,
  millimetres,
  type Point,
  type Ring,
  segmentsMeet,
} from './plane.ts'
import { type Random, seeded } from './random.ts'
import { type RoadClass, STREETS, type StreetPlan } from './streets.ts'
import type { Quarters, RukunTetangga } from './zones.ts'

export interface Road {
  id: string
  name: string | null
  roadClass: RoadClass
  surface: string
  /** Metres, null where nobody measured. */
  width_m: number | null
  line: readonly Point[]
}

type Drawn = Pick<Road, 'name' | 'roadClass' | 'line'>

const STEP_M = 110
const ROUGHNESS = 0.05
/** Every third road to a quarter ends this short of the main road, as lines drawn by hand do. */
const GAP_M = 0.4
/** A facility nearer to a main road than this stands at it. */
const BESIDE_M = 25

/** Main roads by hand; a road to each quarter and facility; lanes on the borders between RT, where no house stands. */
export function drawRoads(town: Town, quarters: Quarters, seed: number): Road[] {
  const random = seeded(seed + 9000)
  const main = STREETS.map((plan) => drawStreet(plan, random))
  check(town, quarters, main)
  const settled: readonly (readonly RukunTetangga[])[] = [
    ...quarters.zones.map((zone) => zone.rt),
    ...groups(quarters.others),
  ]
  const lanes = settled.map((cells) => lanesOf(town, cells))
  const roads: Drawn[] = [...main]
  settled.forEach((cells, i) => {
    const around = lanes[i]!.filter((lane) => lane.roadClass === 'lokal').flatMap((lane) => lane.line)
    const [from, to] = nearestPair(
      roads.flatMap((road) => road.line),
      around,
    )
    const start = i % 3 === 1 ? along(from, direction(from, to), GAP_M) : from
    roads.push({
      name: `Jalan Masuk ${cells[0]!.zoneId === null ? `Permukiman ${i}` : quarters.zones[i]!.plan.name} (sintetis)`,
      roadClass: 'lokal',
      line: [start, to].map(millimetres),
    })
    roads.push(...lanes[i]!)
  })
  const reached = roads.flatMap((road) => road.line)
  for (const [name, , , at] of FACILITIES) {
    const [from, to] = nearestPair(reached, [placed(at)])
    if (distance(from, to) > BESIDE_M) {
      roads.push({ name: `Jalan ke ${name}`, roadClass: 'lokal', line: [from, millimetres(to)] })
    }
  }
  return roads.map((road, i) => ({
    ...road,
    id: `J${String(i + 1).padStart(3, '0')}`,
    ...looks(road.roadClass, random),
  }))
}

function drawStreet({ name, roadClass, via }: StreetPlan, random: Random): Drawn {
  return {
    name,
    roadClass,
    line: roughen(rounded(via.map(placed)), STEP_M, ROUGHNESS, random).map(millimetres),
  }
}

/** Widths about the least of PP 34/2006 for main roads; a lane of a slum is what the houses left of it. */
function looks(roadClass: RoadClass, random: Random): Pick<Road, 'surface' | 'width_m'> {
  const width = {
    arteri: random.between(11, 14),
    kolektor: random.between(9, 11),
    lokal: random.between(4, 6),
    lingkungan: random.between(1.2, 3),
  }[roadClass]
  const isMain = roadClass === 'arteri' || roadClass === 'kolektor'
  const surface = isMain
    ? 'Aspal'
    : roadClass === 'lokal'
      ? random.pick({ Aspal: 50, Beton: 50 })
      : random.pick({ Beton: 45, 'Paving Blok': 25, Tanah: 20, Papan: 10 })
  const isMeasured = isMain || random.chance(0.95)
  return { surface, width_m: isMeasured ? Math.round(width * 10) / 10 : null }
}

/** RT outside the decree by quarter: they come in the order of the quarters, each with other names of RW or kelurahan. */
function groups(cells: readonly RukunTetangga[]): RukunTetangga[][] {
  const byRw = new Map<string, RukunTetangga[]>()
  for (const cell of cells) {
    const key = `${cell.kelurahanCode} ${cell.rtRw.slice(-3)}`
    byRw.set(key, [...(byRw.get(key) ?? []), cell])
  }
  return [...byRw.values()]
}

/**
 * Borders between two cells as lanes, and the outline on land as a local road, cut where three lines meet.
 */
function lanesOf(town: Town, cells: readonly RukunTetangga[]): Drawn[] {
  const onLand = (point: Point) => town.land.some((ring) => contains(ring, point))
  const edges = new Map<string, { a: Point; b: Point; count: number }>()
  for (const { ring } of cells) {
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!
      const key = [a.join(' '), b.join(' ')].sort().join(' ')
      const known = edges.get(key)
      if (known) known.count++
      else edges.set(key, { a, b, count: 1 })
    })
  }
  const all = [...edges.values()]
  const inner = all.filter(({ count }) => count > 1).map(({ a, b }) => [a, b] as const)
  const outer = all.filter(({ a, b, count }) => count === 1 && onLand(a) && onLand(b))
  const meeting = new Map<string, number>()
  for (const [a, b] of [...inner, ...outer.map(({ a, b }) => [a, b] as const)]) {
    for (const point of [a, b]) meeting.set(String(point), (meeting.get(String(point)) ?? 0) + 1)
  }
  const isJunction = (point: Point) => meeting.get(String(point)) !== 2
  return [
    ...chains(
      outer.map(({ a, b }) => [a, b] as const),
      isJunction,
    ).map((line) => ({ name: null, roadClass: 'lokal' as const, line })),
    ...chains(inner, isJunction).map((line) => ({ name: null, roadClass: 'lingkungan' as const, line })),
  ]
}

/** Edges joined to lines that end at junctions; what is left over are closed lines. */
function chains(
  edges: readonly (readonly [Point, Point])[],
  isJunction: (point: Point) => boolean,
): Point[][] {
  const at = new Map<string, number[]>()
  edges.forEach((edge, i) => {
    for (const point of edge) at.set(String(point), [...(at.get(String(point)) ?? []), i])
  })
  const used = new Set<number>()
  const walk = (start: Point, first: number): Point[] => {
    const line = [start]
    let edge: number | undefined = first
    while (edge !== undefined) {
      used.add(edge)
      const [a, b]: readonly [Point, Point] = edges[edge]!
      const here = line[line.length - 1]!
      const next: Point = String(a) === String(here) ? b : a
      line.push(next)
      edge = isJunction(next) ? undefined : at.get(String(next))!.find((other) => !used.has(other))
    }
    return line
  }
  const lines: Point[][] = []
  const ends = (point: Point) => isJunction(point) || at.get(String(point))!.length === 1
  for (const wanted of [ends, () => true]) {
    edges.forEach((edge, i) => {
      for (const point of edge) if (!used.has(i) && wanted(point)) lines.push(walk(point, i))
    })
  }
  return lines
}

function nearestPair(some: readonly Point[], others: readonly Point[]): [Point, Point] {
  let best: [Point, Point] = [some[0]!, others[0]!]
  for (const a of some) for (const b of others) if (distance(a, b) < distance(...best)) best = [a, b]
  return best
}

/** A main road that leaves the land or runs through houses is refused rather than written. */
function check(town: Town, quarters: Quarters, main: readonly Drawn[]): void {
  const settled: { name: string; ring: Ring }[] = [
    ...quarters.zones.map(({ plan, ring }) => ({ name: plan.name, ring })),
    ...quarters.others.map(({ kelurahanCode, rtRw, ring }) => ({ name: `${kelurahanCode} ${rtRw}`, ring })),
    ...quarters.unmapped.map(({ plan, ring }) => ({ name: `the quarter at ${plan.centre}`, ring })),
  ]
  const meets = (line: readonly Point[], ring: Ring) =>
    line.some((point) => contains(ring, point)) ||
    line.some(
      (a, i) => i > 0 && ring.some((c, j) => segmentsMeet(line[i - 1]!, a, c, ring[(j + 1) % ring.length]!)),
    )
  const problems = main.flatMap(({ name, line }, i) => [
    ...(STREETS[i]!.bridge || line.every((point) => town.land.some((ring) => contains(ring, point)))
      ? []
      : [`${name} leaves the land`]),
    ...settled.filter(({ ring }) => meets(line, ring)).map((other) => `${name} runs through ${other.name}`),
  ])
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
