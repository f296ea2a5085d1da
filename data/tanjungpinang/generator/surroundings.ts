import type { Sketch } from './layout.ts'

/** Quarters outside the decree; those with RW are mapped by RT, the others only by their houses. */
export interface QuarterPlan {
  kelurahanCode: string
  centre: Sketch
  areaHa: number
  stretch: number
  tilt: number
  rukunWarga: Readonly<Record<string, number>>
  buildings: number
}

export const QUARTERS: readonly QuarterPlan[] = [
  {
    kelurahanCode: '21.72.01.1003',
    centre: [44.75, 91.15],
    areaHa: 9,
    stretch: 1.3,
    tilt: 0.3,
    rukunWarga: { '001': 3 },
    buildings: 90,
  },
  {
    kelurahanCode: '21.72.04.1003',
    centre: [46.0, 89.95],
    areaHa: 7,
    stretch: 1.7,
    tilt: -0.4,
    rukunWarga: { '002': 2 },
    buildings: 60,
  },
  {
    kelurahanCode: '21.72.04.1001',
    centre: [45.45, 91.15],
    areaHa: 8,
    stretch: 1.2,
    tilt: 0.1,
    rukunWarga: { '003': 3 },
    buildings: 80,
  },
  {
    kelurahanCode: '21.72.04.1005',
    centre: [45.75, 92.18],
    areaHa: 6,
    stretch: 1.8,
    tilt: -0.25,
    rukunWarga: { '001': 2 },
    buildings: 50,
  },
  {
    kelurahanCode: '21.72.01.1001',
    centre: [44.12, 91.5],
    areaHa: 8,
    stretch: 1.8,
    tilt: 3,
    rukunWarga: { '010': 3 },
    buildings: 90,
  },
  {
    kelurahanCode: '21.72.03.1005',
    centre: [45.0, 94.35],
    areaHa: 10,
    stretch: 1.6,
    tilt: 0.1,
    rukunWarga: { '002': 3 },
    buildings: 100,
  },
  {
    kelurahanCode: '21.72.03.1003',
    centre: [43.75, 95.05],
    areaHa: 8,
    stretch: 1.4,
    tilt: 0.6,
    rukunWarga: { '004': 2 },
    buildings: 60,
  },
  {
    kelurahanCode: '21.72.03.1004',
    centre: [41.85, 92.75],
    areaHa: 9,
    stretch: 2.4,
    tilt: -0.1,
    rukunWarga: {},
    buildings: 70,
  },
  {
    kelurahanCode: '21.72.03.1001',
    centre: [44.15, 93.05],
    areaHa: 9,
    stretch: 1.3,
    tilt: 0.6,
    rukunWarga: {},
    buildings: 80,
  },
  {
    kelurahanCode: '21.72.02.1001',
    centre: [48.3, 91.8],
    areaHa: 14,
    stretch: 1.5,
    tilt: 0.4,
    rukunWarga: {},
    buildings: 80,
  },
  {
    kelurahanCode: '21.72.02.1004',
    centre: [50.2, 90.3],
    areaHa: 18,
    stretch: 1.8,
    tilt: 0.1,
    rukunWarga: {},
    buildings: 90,
  },
  {
    kelurahanCode: '21.72.04.1002',
    centre: [44.2, 87.5],
    areaHa: 12,
    stretch: 1.7,
    tilt: 0.2,
    rukunWarga: {},
    buildings: 60,
  },
]
