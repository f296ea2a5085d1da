import type { Building } from './buildings.ts'
import { roundedParts } from './numbers.ts'
import {
  CRITERIA,
  type Criterion,
  KAMPUNG_BUGIS_IRREGULAR,
  KAMPUNG_BUGIS_ROAD_NEED_M,
  type Percents,
  VERIFIED,
} from './plan.ts'
import { area, contains } from './plane.ts'
import { type Random, seeded } from './random.ts'
import type { Quarters, RukunTetangga, Zone } from './zones.ts'

/** Header of one RT and its deficits, as a survey team of the kelurahan would hand them in. */
export interface Profile {
  rt: RukunTetangga
  kawasan: string
  areaHa: number
  buildings: number
  population: number
  families: number
  roadM: number
  drainM: number
  volumes: Record<Criterion, number>
  score: number
}

type Denominator = 'buildings' | 'areaHa' | 'roadM' | 'drainM' | 'families'

const DENOMINATOR: Readonly<Record<Criterion, Denominator>> = {
  '1a': 'buildings',
  '1b': 'areaHa',
  '1c': 'buildings',
  '2a': 'roadM',
  '2b': 'roadM',
  '3a': 'families',
  '3b': 'families',
  '4a': 'areaHa',
  '4b': 'drainM',
  '4c': 'drainM',
  '5a': 'families',
  '5b': 'families',
  '6a': 'families',
  '6b': 'families',
  '7a': 'buildings',
  '7b': 'buildings',
}

/** A town of this size counts an RT as too dense from 200 buildings per ha. */
const DENSE_PER_HA = 200

type Header = Omit<Profile, 'volumes' | 'score'>

/** Profiles of every RT in the locations, in the year of the decree and in the year of the verification. */
export function profileTown(quarters: Quarters, buildings: readonly Building[], seed: number) {
  const first = quarters.zones.flatMap((zone) => profileZone(zone, buildings, seed))
  const again = first.map((profile) => ({ ...profile }))
  const left = first.filter((profile) => profile.rt.zoneId === VERIFIED.zone)
  const verified = verify(left, buildings, seeded(seed + 3000))
  return {
    decreed: first,
    verified: again.map((profile) => verified.find((other) => other.rt === profile.rt) ?? profile),
  }
}

function profileZone(zone: Zone, buildings: readonly Building[], seed: number): Profile[] {
  const { plan } = zone
  const random = seeded(seed + 2000 + plan.row)
  const areas = roundedParts(
    zone.rt.map((rt) => area(rt.ring)),
    plan.areaHa,
    2,
  )
  const headers = zone.rt.map((rt, i): Header => {
    const count = buildings.filter((building) => building.rt === rt).length
    const families = Math.round(count * random.between(1.02, 1.16))
    const areaHa = areas[i]!
    return {
      rt,
      kawasan: plan.kawasan,
      areaHa,
      buildings: count,
      families,
      population: Math.round(families * random.between(3.8, 4.2)),
      roadM: rounded(areaHa * random.between(235, 300), 2),
      drainM: rounded(areaHa * random.between(300, 420), 2),
    }
  })
  const fixed: Partial<Record<Criterion, number>> =
    plan.id === VERIFIED.zone ? { '1a': KAMPUNG_BUGIS_IRREGULAR, '2b': KAMPUNG_BUGIS_ROAD_NEED_M } : {}
  return withDeficits(headers, plan.percents, fixed, random)
}

/** What is left in 2018: the part of each RT that is still slum, with the houses that stand on it. */
function verify(profiles: readonly Profile[], buildings: readonly Building[], random: Random): Profile[] {
  const areas = roundedParts(
    profiles.map(({ rt }) => area(rt.verified)),
    VERIFIED.areaHa,
    2,
  )
  const headers = profiles.map((before, i): Header => {
    const inside = buildings.filter(
      (building) => building.rt === before.rt && contains(before.rt.verified, building.centre),
    ).length
    const share = areas[i]! / before.areaHa
    const families = Math.round((before.families * inside) / before.buildings)
    return {
      rt: before.rt,
      kawasan: before.kawasan,
      areaHa: areas[i]!,
      buildings: inside,
      families,
      population: Math.round((before.population * families) / before.families),
      roadM: rounded(before.roadM * share, 2),
      drainM: rounded(before.drainM * share, 2),
    }
  })
  return withDeficits(headers, VERIFIED.percents, {}, random)
}

/**
 * Deficits per RT that scatter around the plan and still add up to it over the location: the class of a location
 * follows from its sums, never from the mean of its RT.
 */
function withDeficits(
  headers: readonly Header[],
  percents: Percents,
  fixed: Partial<Record<Criterion, number>>,
  random: Random,
): Profile[] {
  const volumes = headers.map(() => ({}) as Record<Criterion, number>)
  for (const id of CRITERIA) {
    const denominators = headers.map((header) => header[DENOMINATOR[id]])
    const decimals = DENOMINATOR[id] === 'buildings' || DENOMINATOR[id] === 'families' ? 0 : 2
    const total = denominators.reduce((a, b) => a + b, 0)
    const wanted = fixed[id] ?? (percents[id] / 100) * total
    const parts = id === '1b' ? headers.map(tooDense) : scatter(denominators, wanted, decimals, random)
    parts.forEach((part, i) => {
      volumes[i]![id] = part
    })
  }
  return headers.map((header, i) => ({
    ...header,
    volumes: volumes[i]!,
    score: scoreOf(header, volumes[i]!),
  }))
}

/** If an RT is over the limit, all of it counts. */
function tooDense({ buildings, areaHa }: Header): number {
  return buildings / areaHa >= DENSE_PER_HA ? areaHa : 0
}

function scatter(
  denominators: readonly number[],
  wanted: number,
  decimals: number,
  random: Random,
): number[] {
  const total = denominators.reduce((a, b) => a + b, 0)
  const share = wanted / total
  const room = Math.min(share, 1 - share) * 0.6
  const parts = denominators.map((value) => rounded(value * (share + random.between(-1, 1) * room), decimals))
  const unit = 1 / [1, 10, 100][decimals]!
  let missing = Math.round((wanted - parts.reduce((a, b) => a + b, 0)) / unit)
  for (let i = 0; missing !== 0; i = (i + 1) % parts.length) {
    const slack = missing > 0 ? denominators[i]! - parts[i]! : parts[i]!
    const step = Math.min(Math.ceil(Math.abs(missing) / parts.length), Math.floor(slack / unit))
    parts[i] = rounded(parts[i]! + Math.sign(missing) * step * unit, decimals)
    missing -= Math.sign(missing) * step
  }
  return parts
}

/** Total of the sixteen scores with the limits that the working sheets use. */
export function scoreOf(header: Header, volumes: Readonly<Record<Criterion, number>>): number {
  return CRITERIA.reduce((sum, id) => {
    const denominator = header[DENOMINATOR[id]]
    const percent = denominator > 0 ? (100 * volumes[id]) / denominator : 0
    return sum + (percent >= 75.995 ? 5 : percent >= 50.995 ? 3 : percent >= 24.995 ? 1 : 0)
  }, 0)
}

/** The location's total: sums of volumes over sums of denominators. */
export function kawasanScore(profiles: readonly Profile[]): number {
  const sum = (value: (profile: Profile) => number) =>
    profiles.reduce((total, profile) => total + value(profile), 0)
  const header = {
    ...profiles[0]!,
    areaHa: sum((p) => p.areaHa),
    buildings: sum((p) => p.buildings),
    families: sum((p) => p.families),
    population: sum((p) => p.population),
    roadM: sum((p) => p.roadM),
    drainM: sum((p) => p.drainM),
  }
  const volumes = Object.fromEntries(CRITERIA.map((id) => [id, sum((p) => p.volumes[id])])) as Record<
    Criterion,
    number
  >
  return scoreOf(header, volumes)
}

/** Deficit of one criterion as a share of its denominator, 0 to 1. */
export function shareOf(profile: Profile, criterion: Criterion): number {
  const denominator = profile[DENOMINATOR[criterion]]
  return denominator > 0 ? profile.volumes[criterion] / denominator : 0
}

function rounded(value: number, decimals: number): number {
  const unit = [1, 10, 100][decimals]!
  return Math.round(value * unit) / unit
}
