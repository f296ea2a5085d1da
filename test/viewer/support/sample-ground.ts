import type { Feature, Position } from 'geojson'
import { ID_BASE, KELURAHAN, ZONES } from './sample-plan.ts'
import { cell, noise, point, polygon } from './sample-shapes.ts'

export function kelurahan(): Feature[] {
  return KELURAHAN.map((name, i) => {
    const column = i % 3
    const row = Math.floor(i / 3)
    return {
      type: 'Feature',
      id: ID_BASE + 3_000_000 + i,
      properties: { kelurahan_code: `99.01.01.${1001 + i}`, name },
      geometry: polygon(cell(column * 2, row * 1.7, column * 2 + 2, row * 1.7 + 1.7)),
    }
  })
}

export function kecamatan(): Feature[] {
  return ['Contoh Selatan', 'Contoh Utara'].map((name, i) => ({
    type: 'Feature',
    id: ID_BASE + 4_000_000 + i,
    properties: { kelurahan_code: `99.01.0${i + 1}`, name },
    geometry: polygon(cell(0, i * 3.4, 6, i === 0 ? 3.4 : 5.1, 72)),
  }))
}

export function buildings(): Feature[] {
  return ZONES.flatMap(({ at, radius_km }, z) =>
    Array.from({ length: 140 }, (_, i) => {
      const column = (i % 14) - 6.5
      const row = Math.floor(i / 14) - 4.5
      const x = at[0] + column * 0.03 + noise(z * 991 + i) * 0.008
      const y = at[1] + row * 0.036 + noise(z * 577 + i) * 0.008
      if (Math.hypot(x - at[0], y - at[1]) > radius_km * 0.86) return null
      const w = 0.008 + noise(i + z) * 0.003
      const corners: Position[] = [
        [x - w, y - 0.009],
        [x + w, y - 0.009],
        [x + w, y + 0.009],
        [x - w, y + 0.009],
        [x - w, y - 0.009],
      ]
      return {
        type: 'Feature' as const,
        id: ID_BASE + 5_000_000 + z * 1000 + i,
        properties: { building_id: `b${z}-${i}` },
        geometry: polygon(corners),
      }
    }).filter((feature) => feature !== null),
  )
}

export function interventions(): Feature[] {
  return [
    {
      zone: 0,
      activity: 'Jalan Beton',
      volume: 760.5,
      unit: 'm',
      cost_idr: 3_800_000_000,
      fund_source: 'APBN',
      year: 2022,
    },
    {
      zone: 0,
      activity: 'Drainase Lingkungan',
      volume: 310,
      unit: 'm',
      cost_idr: 620_000_000,
      fund_source: 'APBD',
      year: 2023,
    },
    {
      zone: 1,
      activity: 'Rehab Rumah Tidak Layak Huni',
      volume: 21,
      unit: 'unit',
      cost_idr: 346_500_000,
      fund_source: 'APBD',
      year: 2022,
    },
  ].map(({ zone, ...work }, i) => ({
    type: 'Feature',
    id: ID_BASE + 6_000_000 + i,
    properties: { intervention_id: `w${i}`, zone_id: `99.01-K0${zone + 1}`, ...work },
    geometry: point([(ZONES[zone]?.at[0] ?? 0) + 0.1 * i - 0.05, (ZONES[zone]?.at[1] ?? 0) + 0.08]),
  }))
}

export function facilities(): Feature[] {
  return ['Puskesmas Utara', 'Pasar Lama', 'SD Negeri 3'].map((name, i) => ({
    type: 'Feature',
    id: ID_BASE + 7_000_000 + i,
    properties: { facility_id: `f${i}`, name, kind: ['puskesmas', 'pasar', 'sekolah'][i] },
    geometry: point([1.4 + i * 1.3, 3.3 - i * 0.9]),
  }))
}
