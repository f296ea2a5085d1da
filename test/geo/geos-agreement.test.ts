import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Position } from 'geojson'
import { describe, expect, it } from 'vitest'
import { boundsOf } from '../../pipeline/geo/bounds.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import type { Polygonal } from '../../pipeline/geo/rings.ts'
import { type Invalid, structureFault } from '../../pipeline/geo/validity.ts'
import { kindOfInvalid } from '../../pipeline/geo/validity-names.ts'
import { encodeWkb } from '../../pipeline/geo/wkb.ts'
import { judgeGeometry } from '../../pipeline/stages/2-validate/geometry.ts'
import { tableSchema } from '../../pipeline/store/index.ts'
import { madeUpWorld } from '../support/judging.ts'

/** In degrees, or whatever the unit of a corpus is. */
const TOLERANCE = 1e-9
const CORPUS = '../shared/data/corpora/invalid-geom'

interface Case {
  file: string
  geometry: Polygonal
}

interface Verdict {
  valid: boolean
  reason: string
  at: Position | null
}

/** Every polygon of a file of any shape; files that are not JSON give none. */
function polygonsOf(file: string): Case[] {
  const found: Case[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
    if ((type === 'Polygon' || type === 'MultiPolygon') && Array.isArray(coordinates))
      found.push({ file, geometry: { type, coordinates } as Polygonal })
    else Object.values(value).forEach(walk)
  }
  try {
    walk(JSON.parse(readFileSync(join(CORPUS, file), 'utf8')))
  } catch {
    // Some files of the corpora are no JSON, on purpose.
  }
  return found
}

const cases = existsSync(CORPUS)
  ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(geojson|json)$/.test(name))
      .sort()
      .flatMap(polygonsOf)
  : []

/** Verdicts of the GEOS inside GDAL (through SpatiaLite), in the order given; null when there is none on this machine. */
function verdictsOfGdal(
  geometries: readonly Polygonal[],
): { verdicts: (Verdict | null)[]; version: string } | null {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-geos-'))
  try {
    const features = geometries.map((geometry, i) => ({ type: 'Feature', properties: { i }, geometry }))
    const file = join(folder, 'all.geojson')
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }))
    const sql = `SELECT i, ST_IsValid(geometry) AS valid, ST_IsValidReason(geometry) AS reason, geos_version() AS geos,
      ST_X(ST_IsValidDetail(geometry)) AS lon, ST_Y(ST_IsValidDetail(geometry)) AS lat FROM "all" ORDER BY i`
    const { status, stdout } = spawnSync(
      'ogr2ogr',
      ['-f', 'CSV', '/vsistdout/', file, '-dialect', 'sqlite', '-sql', sql],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    )
    if (status !== 0) return null
    const rows: Record<string, string>[] = parse(stdout, { columns: true })
    const verdicts: (Verdict | null)[] = geometries.map(() => null)
    for (const { i, valid, reason, lon, lat } of rows) {
      verdicts[Number(i)] = {
        valid: valid === '1',
        reason: reason!.replace(/\[.*/, ''),
        at: lon === '' ? null : [Number(lon), Number(lat)],
      }
    }
    return { verdicts, version: rows[0]?.geos ?? '' }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A point that any of two releases may name: edges cross or meet there otherwise than at the end of one and start of the next. */
function isFaultAt(geometry: Polygonal, [x, y]: Position): boolean {
  const near = (ax: number, ay: number): boolean => Math.hypot(ax - x!, ay - y!) <= TOLERANCE
  const through: { ring: number; edge: number; edges: number; from: Position; to: Position }[] = []
  const rings = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat()
  rings.forEach((all, ring) => {
    const positions = all.filter((p, i) => i === 0 || p[0] !== all[i - 1]![0] || p[1] !== all[i - 1]![1])
    const edges = positions.length - 1
    for (let edge = 0; edge < edges; edge++) {
      const [from, to] = [positions[edge]!, positions[edge + 1]!]
      const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!]
      const along = ((x! - from[0]!) * dx + (y! - from[1]!) * dy) / (dx * dx + dy * dy)
      const t = Math.min(1, Math.max(0, along))
      if (near(from[0]! + t * dx, from[1]! + t * dy)) through.push({ ring, edge, edges, from, to })
    }
  })
  return through.some((a, i) =>
    through.slice(i + 1).some((b) => {
      const follows = a.ring === b.ring && (b.edge === a.edge + 1 || (a.edge === 0 && b.edge === b.edges - 1))
      if (!follows) return true
      // Two edges of one corner are a fault only where they run back over each other.
      const [first, second] = b.edge === a.edge + 1 ? [a, b] : [b, a]
      const back = [first.from[0]! - first.to[0]!, first.from[1]! - first.to[1]!] as const
      const on = [second.to[0]! - second.from[0]!, second.to[1]! - second.from[1]!] as const
      const [cross, dot] = [back[0] * on[1] - back[1] * on[0], back[0] * on[0] + back[1] * on[1]]
      return dot > 0 && Math.abs(cross) <= TOLERANCE * Math.hypot(...back) * Math.hypot(...on)
    }),
  )
}

const geos = await openGeos()
const gdal = cases.length === 0 ? null : verdictsOfGdal(cases.map(({ geometry }) => geometry))
if (cases.length === 0) console.log(`skipped: ${CORPUS} is absent`)
else if (gdal === null) console.log('skipped: agreement with GEOS needs ogr2ogr with SpatiaLite on PATH')

describe.skipIf(gdal === null)('the corpora of invalid geometry, against the GEOS inside GDAL', () => {
  it('get the same verdict, and the same point or one as true', () => {
    const counts = {
      compared: 0,
      valid: 0,
      invalid: 0,
      samePoint: 0,
      otherPoint: 0,
      brokenRings: 0,
      unread: 0,
      empty: 0,
    }
    const kinds: Record<string, number> = {}
    cases.forEach(({ file, geometry }, i) => {
      const name = `${file} (${i})`
      const own = geos.checkValidity(geometry)
      const theirs = gdal!.verdicts[i]!
      const fault = structureFault(geometry)
      if (!own.valid) {
        const kind = kindOfInvalid(geometry, own)
        kinds[kind] = (kinds[kind] ?? 0) + 1
      }
      // SpatiaLite answers these itself, before GEOS is asked; GDAL reads what is no polygon by guessing.
      if (fault?.reason === 'Coordinates are not rings of positions') {
        counts.unread++
        expect(own.valid, name).toBe(false)
        return
      }
      if (boundsOf(geometry) === null) {
        counts.empty++
        expect([own.valid, theirs.reason], name).toEqual([true, expect.stringContaining('too few points')])
        return
      }
      counts.compared++
      expect(own.valid, name).toBe(theirs.valid)
      counts[own.valid ? 'valid' : 'invalid']++
      if (own.valid) return
      if (fault) {
        counts.brokenRings++
        expect(theirs.reason, name).toMatch(/too few points|Unclosed Rings/)
        return
      }
      const { at } = own as Invalid
      expect([at !== null, theirs.at !== null], name).toEqual([true, true])
      if (Math.hypot(at![0] - theirs.at![0]!, at![1] - theirs.at![1]!) <= TOLERANCE) {
        counts.samePoint++
        expect(own.reason, name).toBe(theirs.reason)
      } else {
        counts.otherPoint++
        expect([isFaultAt(geometry, at!), isFaultAt(geometry, theirs.at!)], name).toEqual([true, true])
      }
    })
    console.log(
      `GEOS 3.13.0 against ${gdal!.version}: ${JSON.stringify(counts)}, kinds ${JSON.stringify(kinds)}`,
    )
    expect(counts.compared).toBeGreaterThan(450)
    expect(counts.samePoint).toBeGreaterThan(3 * counts.otherPoint)
  })

  it('are repaired into ground that both call valid', () => {
    const invalid = cases.filter(({ geometry }) => !geos.checkValidity(geometry).valid)
    const repaired = invalid.flatMap(({ geometry }) => geos.repair(geometry).geometry ?? [])
    const theirs = verdictsOfGdal(repaired)!.verdicts
    expect(repaired.filter((geometry) => !geos.checkValidity(geometry).valid)).toEqual([])
    expect(theirs.filter((verdict) => !verdict?.valid)).toEqual([])
    console.log(
      `${invalid.length} invalid: ${repaired.length} repaired, valid by both; no ground left in the others`,
    )
    expect(repaired.length).toBeGreaterThan(70)
  })
})

const natural = cases.filter(({ file }) => file.startsWith('id-kelurahan-natural'))
describe.skipIf(natural.length === 0)('the outlines of kelurahan that came to the public invalid', () => {
  it('are repaired with their area before and after on record', async () => {
    const world = await madeUpWorld({ city: { envelope: [95, -11, 141, 6.5] } })
    const findings = natural
      .filter(({ geometry }) => !geos.checkValidity(geometry).valid)
      .map(({ geometry }) => {
        const row = { geometry: encodeWkb(geometry) }
        const judged = judgeGeometry(tableSchema('admin_units'), row, new Set(), true, world)
        expect(geos.checkValidity(judged.geometry!)).toEqual({ valid: true })
        return judged.findings
      })
    expect(findings.length).toBeGreaterThan(0)
    for (const [finding] of findings) {
      expect(finding).toMatchObject({
        code: 'GEOM_REPAIRED',
        got: expect.stringMatching(/; -?\d+\.\d{4} ha -> \d+\.\d{4} ha/),
      })
    }
  })
})
