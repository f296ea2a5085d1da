import type { Geometry } from 'geojson'
import { areaM2Planar } from '../../geo/area.ts'
import { boundsOf } from '../../geo/bounds.ts'
import { decodeWkb, encodeWkb } from '../../geo/wkb.ts'
import type { Row, TableSchema } from '../../store/index.ts'
import type { RowFinding } from './contract.ts'
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
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return { geometry, wkb, findings: [] }
  const verdict = world.geos.checkValidity(geometry)
  if (verdict.valid) return { geometry, wkb, findings: [] }
  const place = { lon: verdict.at?.[0] ?? null, lat: verdict.at?.[1] ?? null }
  if (!repair) {
    const message = {
      id: `Poligon tidak sah menurut GEOS: ${verdict.reason}.`,
      en: `The polygon is invalid by GEOS: ${verdict.reason}.`,
    }
    return {
      geometry,
      wkb,
      findings: [{ code: 'GEOM_INVALID', field: 'geometry', got: verdict.reason, ...place, message }],
    }
  }
  return repaired(geometry, verdict.reason, place, world)
}

function outsideEnvelope(geometry: Geometry, world: World): RowFinding | null {
  const bounds = boundsOf(geometry)
  const [west, south, east, north] = world.city.envelope
  if (bounds && bounds[0] >= west && bounds[1] >= south && bounds[2] <= east && bounds[3] <= north)
    return null
  return {
    code: 'GEOM_OUTSIDE_ENVELOPE',
    field: 'geometry',
    got: bounds ? bounds.map((value) => value.toFixed(5)).join(', ') : 'NaN',
    expected: world.city.envelope.join(', '),
    message: {
      id: 'Letaknya di luar batas wajar kota.',
      en: 'It lies outside the plausible bounds of the city.',
    },
  }
}

function repaired(
  geometry: Area,
  reason: string,
  place: { lon: number | null; lat: number | null },
  world: World,
): JudgedGeometry {
  const before_ha = areaM2Planar(geometry, world.toUtm) / 1e4
  const valid = world.geos.makeValid(geometry)
  if (valid === null) {
    const message = { id: `Tidak dapat diperbaiki: ${reason}.`, en: `It cannot be repaired: ${reason}.` }
    return {
      geometry,
      wkb: null,
      findings: [{ code: 'GEOM_INVALID', field: 'geometry', got: reason, ...place, message }],
    }
  }
  const after_ha = areaM2Planar(valid, world.toUtm) / 1e4
  const change = `${before_ha.toFixed(4)} ha -> ${after_ha.toFixed(4)} ha`
  return {
    geometry: valid,
    wkb: encodeWkb(valid),
    findings: [
      {
        code: 'GEOM_REPAIRED',
        field: 'geometry',
        got: `${reason}; ${change}`,
        ...place,
        message: {
          id: `Poligon diperbaiki (${reason}); luas ${change}.`,
          en: `The polygon was repaired (${reason}); area ${change}.`,
        },
      },
    ],
  }
}
