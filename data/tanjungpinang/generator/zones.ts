import type { Town } from './kelurahan.ts'
import { blob, type Ribbon, ribbon, ribbonRing, seawardRing } from './outline.ts'
import { divide, type Tiling } from './partition.ts'
import { LOCATIONS, type LocationPlan, VERIFIED } from './plan.ts'
import { edgesMeet, isApart, isSimple, isWithin, type Ring } from './plane.ts'
import { type Random, seeded } from './random.ts'
import { QUARTERS, type QuarterPlan } from './surroundings.ts'

export interface RukunTetangga {
  kelurahanCode: string
  /** `RT002-RW006` */
  rtRw: string
  zoneId: string | null
  ring: Ring
  /** Part still verified as slum in 2018; the whole cell where nothing was verified. */
  verified: Ring
  buildingsPerHa: number
  /** Buildings to place, for a quarter outside the decree. */
  buildings: number | null
}

export interface Zone {
  plan: LocationPlan
  ring: Ring
  rt: readonly RukunTetangga[]
}

export interface Quarters {
  zones: readonly Zone[]
  /** What the verification of 2018 left of one zone. */
  verified: { zoneId: string; ring: Ring }
  /** RT outside the decree, then quarters that are not mapped by RT. */
  others: readonly RukunTetangga[]
  unmapped: readonly { plan: QuarterPlan; ring: Ring }[]
}

/** Places the seven locations and the quarters around them, and divides both into RT. */
export function drawQuarters(town: Town, seed: number): Quarters {
  let verified: Quarters['verified'] | null = null
  const zones = LOCATIONS.map((plan) => {
    const random = seeded(seed + plan.row)
    if (plan.id === VERIFIED.zone && plan.site.kind === 'coast') {
      const shape = ribbon(town, plan.site, plan.areaHa * 1e4, VERIFIED.areaHa * 1e4, random)
      verified = { zoneId: plan.id, ring: seawardRing(shape) }
      return sliced(plan, shape)
    }
    return divided(plan, outlineOf(town, plan, random), random)
  })
  if (!verified) throw new Error('the verified location is not on a coast')
  const quarters = QUARTERS.map((plan, i) => {
    const random = seeded(seed + 100 + i)
    const ring = blob(plan, plan.areaHa * 1e4, 36, random)
    return { plan, ring, random }
  })
  const others = quarters.flatMap(({ plan, ring, random }) => mapped(plan, ring, random))
  const unmapped = quarters.filter(({ plan }) => Object.keys(plan.rukunWarga).length === 0)
  check(town, zones, quarters)
  return { zones, verified, others, unmapped }
}

function outlineOf(town: Town, plan: LocationPlan, random: Random): Ring {
  const area_m2 = plan.areaHa * 1e4
  if (plan.site.kind === 'inland') return blob(plan.site, area_m2, 64, random)
  return ribbonRing(ribbon(town, plan.site, area_m2, area_m2 / 2, random))
}

/** `['RT001-RW003', ...]` of a plan, in order. */
export function rtNames(rukunWarga: Readonly<Record<string, number>>): string[] {
  return Object.entries(rukunWarga)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([rw, count]) =>
      Array.from({ length: count }, (_, i) => `RT${String(i + 1).padStart(3, '0')}-RW${rw}`),
    )
}

function divided(plan: LocationPlan, outline: Ring, random: Random): Zone {
  const names = rtNames(plan.rukunWarga)
  const weights = names.map((_, i) => plan.special?.[i]?.weight ?? random.between(0.8, 1.25))
  const tiling: Tiling = divide(outline, weights, random)
  return {
    plan,
    ring: tiling.outline,
    rt: tiling.cells.map((ring, i) => ({
      kelurahanCode: plan.kelurahanCode,
      rtRw: names[i]!,
      zoneId: plan.id,
      ring,
      verified: ring,
      buildingsPerHa: plan.special?.[i]?.buildingsPerHa ?? plan.buildingsPerHa * random.between(0.82, 1.18),
      buildings: null,
    })),
  }
}

/** RT side by side along the shore, each with its share of the strip that was still slum when verified. */
function sliced(plan: LocationPlan, shape: Ribbon): Zone {
  const names = rtNames(plan.rukunWarga)
  const last = shape.sea.length - 1
  const border = (i: number) => Math.round((i * last) / names.length)
  return {
    plan,
    ring: ribbonRing(shape),
    rt: names.map((rtRw, i) => ({
      kelurahanCode: plan.kelurahanCode,
      rtRw,
      zoneId: plan.id,
      ring: ribbonRing(shape, border(i), border(i + 1)),
      verified: seawardRing(shape, border(i), border(i + 1)),
      buildingsPerHa: plan.buildingsPerHa * [1.08, 0.94, 0.9, 1.12, 1.06, 0.96, 0.95][i % 7]!,
      buildings: null,
    })),
  }
}

function mapped(plan: QuarterPlan, outline: Ring, random: Random): RukunTetangga[] {
  const names = rtNames(plan.rukunWarga)
  if (names.length === 0) return []
  const tiling = divide(
    outline,
    names.map(() => random.between(0.85, 1.2)),
    random,
  )
  return tiling.cells.map((ring, i) => ({
    kelurahanCode: plan.kelurahanCode,
    rtRw: names[i]!,
    zoneId: null,
    ring,
    verified: ring,
    buildingsPerHa: plan.buildings / plan.areaHa,
    buildings: Math.round(plan.buildings / names.length),
  }))
}

/** A plan that no longer fits the coast or its neighbours is refused rather than written. */
function check(
  town: Town,
  zones: readonly Zone[],
  quarters: readonly { plan: QuarterPlan; ring: Ring }[],
): void {
  const problems: string[] = []
  for (const { plan, ring } of zones) {
    if (!isSimple(ring)) problems.push(`${plan.name} crosses itself`)
    for (const cell of town.kelurahan) {
      const isOwn = cell.code === plan.kelurahanCode
      if (!isOwn && !cell.rings.every((part) => isApart(part, ring)))
        problems.push(`${plan.name} reaches ${cell.name}`)
      if (isOwn && plan.site.kind === 'inland' && !cell.rings.some((part) => isWithin(ring, part))) {
        problems.push(`${plan.name} leaves ${cell.name}`)
      }
      if (isOwn && plan.site.kind === 'coast' && !cell.rings.some((part) => edgesMeet(ring, part))) {
        problems.push(`${plan.name} does not touch the coast`)
      }
    }
  }
  quarters.forEach(({ plan, ring }) => {
    const home = town.kelurahan.find((cell) => cell.code === plan.kelurahanCode)!
    if (!home.rings.some((part) => isWithin(ring, part)))
      problems.push(`the quarter at ${plan.centre} leaves ${home.name}`)
    const neighbours = [...zones, ...quarters].filter((other) => other.ring !== ring)
    if (!neighbours.every((other) => isApart(ring, other.ring)))
      problems.push(`the quarter at ${plan.centre} is on another`)
  })
  for (const rt of zones.flatMap((zone) => zone.rt)) {
    if (!isSimple(rt.ring)) problems.push(`${rt.zoneId} ${rt.rtRw} crosses itself`)
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
