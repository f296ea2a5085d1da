import type { Geometry, Position } from 'geojson'
import { areaM2Planar } from '../../geo/area.ts'
import { boundsOf, inBounds } from '../../geo/bounds.ts'
import { mapPositions } from '../../geo/crs.ts'
import type { Invalid } from '../../geo/validity.ts'
import { INVALID_CODE, type InvalidKind, kindOfInvalid } from '../../geo/validity-names.ts'
import { decodeWkb, encodeWkb } from '../../geo/wkb.ts'
import type { Row, TableSchema } from '../../store/index.ts'
import type { RowFinding } from './contract.ts'
import type { Text } from './report/types.ts'
import type { Area, World } from './world.ts'

export interface JudgedGeometry {
  geometry: Geometry | null
  wkb: Uint8Array | null
  findings: RowFinding[]
}

/** Presence, place and validity of a row's geometry; an invalid polygon is repaired only where its source allows it. */
export function judgeGeometry(
  schema: TableSchema,
  row: Row,
  named: ReadonlySet<string>,
  repair: boolean,
  world: World,
): JudgedGeometry {
  const wkb = row.geometry instanceof Uint8Array ? row.geometry : null
  if (wkb === null) {
    const expected = schema.geometry !== null && !schema.geometryOptional && !named.has('geometry')
    const message = { id: 'Rekaman tidak punya geometri.', en: 'The record has no geometry.' }
    return {
      geometry: null,
      wkb: null,
      findings: expected ? [{ code: 'GEOM_MISSING', field: 'geometry', message }] : [],
    }
  }
  const geometry = decodeWkb(wkb)
  const outside = outsideEnvelope(geometry, world)
  if (outside) return { geometry, wkb, findings: [outside] }
  const isLine = geometry.type === 'LineString' || geometry.type === 'MultiLineString'
  if (!isLine && geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
    return { geometry, wkb, findings: [] }
  const verdict = world.geos.checkValidity(geometry)
  if (verdict.valid) return { geometry, wkb, findings: [] }
  if (isLine) return { geometry, wkb, findings: [invalidLine(verdict)] }
  if (!repair) return { geometry, wkb, findings: [invalid(geometry, verdict)] }
  return repaired(geometry, verdict, world)
}

/** GEOM_OUTSIDE_ENVELOPE where all of it lies outside or nowhere, GEOM_VERTEX_OUTSIDE where some vertices went astray. */
function outsideEnvelope(geometry: Geometry, world: World): RowFinding | null {
  const bounds = boundsOf(geometry)
  const { envelope } = world.city
  const [west, south, east, north] = envelope
  if (bounds && bounds[0] >= west && bounds[1] >= south && bounds[2] <= east && bounds[3] <= north)
    return null
  const stray = strayVertices(geometry, (lon, lat) => inBounds([west, south, east, north], lon, lat))
  if (stray.first !== null && stray.outside < stray.total) {
    const [lon, lat] = stray.first
    const place = `${lon.toFixed(5)}, ${lat.toFixed(5)}`
    return {
      code: 'GEOM_VERTEX_OUTSIDE',
      field: 'geometry',
      got: `${place}; ${stray.outside} / ${stray.total}`,
      expected: envelope.join(', '),
      lon,
      lat,
      message: {
        id: `${stray.outside} dari ${stray.total} titik di luar batas wajar kota; yang pertama di ${place}.`,
        en: `${stray.outside} of ${stray.total} vertices lie outside the plausible bounds of the city; the first at ${place}.`,
      },
    }
  }
  return {
    code: 'GEOM_OUTSIDE_ENVELOPE',
    field: 'geometry',
    got: bounds ? bounds.map((value) => value.toFixed(5)).join(', ') : 'NaN',
    expected: envelope.join(', '),
    message: {
      id: 'Letaknya di luar batas wajar kota.',
      en: 'It lies outside the plausible bounds of the city.',
    },
  }
}

function strayVertices(
  geometry: Geometry,
  isInside: (lon: number, lat: number) => boolean,
): { total: number; outside: number; first: [number, number] | null } {
  const stray = { total: 0, outside: 0, first: null as [number, number] | null }
  mapPositions(geometry, (lon, lat) => {
    stray.total++
    if (!isInside(lon, lat)) {
      stray.outside++
      stray.first ??= [lon, lat]
    }
    return [lon, lat]
  })
  return stray
}

const INVALID: Record<InvalidKind, Text> = {
  'self-intersection': {
    id: 'Batas poligon memotong atau menyentuh dirinya sendiri',
    en: 'The outline crosses or touches itself',
  },
  'ring-crossing': {
    id: 'Cincin poligon saling memotong atau salah letak',
    en: 'Rings of the polygon cross or lie where they must not',
  },
  other: { id: 'Poligon tidak sah', en: 'The polygon is invalid' },
}

function invalid(geometry: Area, verdict: Invalid): RowFinding {
  const kind = kindOfInvalid(geometry, verdict)
  const { id, en } = INVALID[kind]
  return {
    code: INVALID_CODE[kind],
    field: 'geometry',
    got: verdict.reason,
    ...placeOf(verdict),
    message: { id: `${id} (GEOS: ${verdict.reason}).`, en: `${en} (GEOS: ${verdict.reason}).` },
  }
}

/** A line is invalid where its vertices are one point: there is nothing to repair. */
function invalidLine(verdict: Invalid): RowFinding {
  return {
    code: INVALID_CODE.other,
    field: 'geometry',
    got: verdict.reason,
    ...placeOf(verdict),
    message: {
      id: `Garis tidak sah (GEOS: ${verdict.reason}).`,
      en: `The line is invalid (GEOS: ${verdict.reason}).`,
    },
  }
}

function placeOf({ at }: Invalid): { lon: number | null; lat: number | null } {
  return { lon: at?.[0] ?? null, lat: at?.[1] ?? null }
}

function repaired(geometry: Area, verdict: Invalid, world: World): JudgedGeometry {
  const { geometry: valid, dropped } = world.geos.repair(geometry)
  if (valid === null) return { geometry, wkb: null, findings: [invalid(geometry, verdict)] }
  const [before_ha, after_ha] = [geometry, valid].map((one) => areaM2Planar(one, world.toUtm) / 1e4)
  const change = `${before_ha!.toFixed(4)} ha -> ${after_ha!.toFixed(4)} ha`
  const left = dropped.length === 0 ? null : fallen(dropped, world)
  return {
    geometry: valid,
    wkb: encodeWkb(valid),
    findings: [
      {
        code: 'GEOM_REPAIRED',
        field: 'geometry',
        got: [verdict.reason, change, ...(left ? [left] : [])].join('; '),
        ...placeOf(verdict),
        message: {
          id: `Poligon diperbaiki (${verdict.reason}); luas ${change}${left ? `; sisa tanpa luas dibuang: ${left}` : ''}.`,
          en: `The polygon was repaired (${verdict.reason}); area ${change}${left ? `; left out, without area: ${left}` : ''}.`,
        },
      },
    ],
  }
}

/** Number and length of the lines and points without area that a repair leaves out. */
function fallen(dropped: readonly Geometry[], world: World): string {
  let length_m = 0
  for (const part of dropped) {
    if (part.type !== 'LineString') continue
    let before: [number, number] | null = null
    for (const position of part.coordinates as Position[]) {
      const here = world.toUtm(position[0]!, position[1]!)
      if (before) length_m += Math.hypot(here[0] - before[0], here[1] - before[1])
      before = here
    }
  }
  return `${dropped.length} x, ${length_m.toFixed(1)} m`
}
