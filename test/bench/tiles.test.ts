import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Feature, Point, Polygon } from 'geojson'
import { afterAll, describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/city.ts'
import { openGeos } from '../../pipeline/geo/geos.ts'
import { tileCases } from './tiles-cases.ts'
import { type TileKind, writeTileInput } from './tiles-data.ts'
import { type TileFigures, tileText, verdictsOf } from './tiles-report.ts'
import { roomCosts } from './tiles-rooms.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(kind: TileKind, selfCrossing = false): { features: Feature[]; bytes: Buffer } {
  const path = join(folder, `${kind}.geojsonl`)
  const { features: count } = writeTileInput(path, 'S', kind, selfCrossing)
  const bytes = readFileSync(path)
  const features = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Feature)
  expect(features).toHaveLength(count)
  return { features, bytes }
}

async function invalid(features: Feature[]): Promise<number> {
  const geos = await openGeos()
  return features.filter(({ geometry }) => !geos.checkValidity(geometry).valid).length
}

describe('the made-up tile inputs', () => {
  it('are areas that share their borders to the last digit', async () => {
    const { features } = written('areas')
    expect(features).toHaveLength(400)
    expect(await invalid(features)).toBe(0)
    const edges = new Map<string, number>()
    for (const { geometry } of features) {
      const ring = (geometry as Polygon).coordinates[0]!
      expect(ring).toHaveLength(65)
      for (let i = 1; i < ring.length; i++) {
        const edge = [String(ring[i - 1]), String(ring[i])].sort().join(' ')
        edges.set(edge, (edges.get(edge) ?? 0) + 1)
      }
    }
    const counts = [...edges.values()]
    // 20 x 20 areas have 80 borders of 16 edges at the rim, and 760 within.
    expect(counts.filter((count) => count === 1)).toHaveLength(80 * 16)
    expect(counts.filter((count) => count === 2)).toHaveLength(760 * 16)
    expect(await invalid(written('areas', true).features)).toBeGreaterThan(20)
  })

  it('are buildings of four to eight corners, all valid', async () => {
    const { features } = written('buildings')
    expect(await invalid(features)).toBe(0)
    const corners = new Set(features.map(({ geometry }) => (geometry as Polygon).coordinates[0]!.length - 1))
    expect(corners).toEqual(new Set([4, 6, 8]))
  })

  it('are points with thirty attributes, within the box', () => {
    const { features } = written('points')
    for (const { geometry, properties } of features) {
      const [lon, lat] = (geometry as Point).coordinates as [number, number]
      expect(lon > 104.42 && lon < 104.53 && lat > 0.87 && lat < 0.96).toBe(true)
      expect(Object.keys(properties!)).toHaveLength(30)
    }
  })

  it('are the same bytes each time', () => {
    for (const kind of ['areas', 'buildings', 'points'] as const) {
      const [one, two] = [written(kind).bytes, written(kind).bytes].map((bytes) =>
        createHash('sha256').update(bytes).digest('hex'),
      )
      expect(two).toBe(one)
    }
    expect(statSync(join(folder, 'points.geojsonl')).size).toBeGreaterThan(2.5e6)
  })
})

describe('the verdicts', () => {
  const input = { features: 2000, vertices: 1_000_000 }
  const [work] = tileCases('M')
  function figures(name: string, seconds: number[], more: Partial<TileFigures['look']> = {}): TileFigures {
    return {
      name,
      runs: seconds.map((each) => ({ seconds: each, cpuSeconds: each, peakMb: 100 })),
      look: {
        bytes: 1e6,
        tiles: 10,
        features: 2000,
        drawingsDeepest: 2100,
        drawings: 30_000,
        polygonsChecked: 30_000,
        polygonsInvalid: 0,
        examples: [],
        ...more,
      },
    }
  }
  const missed = (ours: TileFigures, peer?: TileFigures) =>
    verdictsOf(work!, input, peer ? [ours, peer] : [ours])
      .filter(({ reached }) => reached === false)
      .map(({ text }) => text)

  it('compare medians with the goals', () => {
    const peer = figures('peer', [3, 10, 3.1])
    expect(missed(figures('ours', [0.6, 0.62, 9]), peer)).toEqual([])
    expect(missed(figures('ours', [0.6, 0.63, 9]), peer)).toEqual([
      'wall 0.203 of peer, the goal is at most 0.2',
    ])
    expect(missed(figures('ours', [0.1], { bytes: 1.04e6 }), peer)).toEqual([
      'archive 1.040 of peer, the goal is at most 1.03',
    ])
  })

  it('let no lost feature and no invalid polygon pass, with a peer and without', () => {
    const ours = figures('ours', [0.1], { features: 1999, polygonsInvalid: 1 })
    expect(missed(ours)).toEqual(['every feature at z14: 1,999 of 2,000', 'no invalid polygon: 1'])
    expect(missed(ours, figures('peer', [3]))).toHaveLength(2)
  })

  it('stand under the figures', () => {
    const programs = [figures('ours', [1]), figures('peer', [3])]
    const rooms = [
      { room: 'cut', seconds: 0.3 },
      { room: 'clean', seconds: 0.1 },
    ]
    const text = tileText({ work: work!, input, inputBytes: 24.5e6, programs, rooms }, 'On a machine.')
    expect(text).toContain('### M: areas that share borders')
    expect(text).toContain('2,000 features, 1,000,000 vertices, 24.5 MB.')
    expect(text).toContain('- **Not reached**: wall 0.333 of peer, the goal is at most 0.2')
    expect(text).toContain('- Reached: archive 1.000 of peer, the goal is at most 1.03')
    expect(text).toContain('- CPU 0.333 of peer')
    expect(text.replaceAll(/ +/g, ' ')).toContain('| cut | 0.30 | 75 % | 300 | 150.00 |')
  })
})

describe('the time of rooms', () => {
  const frame = (functionName: string, path: string) => ({
    functionName,
    url: path === '' ? '' : pathToFileURL(join(PROJECT_ROOT, path)).href,
  })
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(root)', ''), children: [2, 7] },
      { id: 2, callFrame: frame('main', 'pipeline/cli.ts'), children: [3] },
      { id: 3, callFrame: frame('cut', 'pipeline/tiler/cut/cutter.ts'), children: [4, 6] },
      { id: 4, callFrame: frame('compressTile', 'pipeline/tiler/pack/compress.ts'), children: [5] },
      { id: 5, callFrame: { functionName: 'processChunkSync', url: 'node:zlib' } },
      { id: 6, callFrame: frame('floor', '') },
      { id: 7, callFrame: frame('(garbage collector)', '') },
    ],
    samples: [2, 3, 5, 6, 7, 5],
    timeDeltas: [1000, 2000, 3000, 4000, 500, 3000],
  }

  it('is that of the innermost room, with what it calls of the runtime', () => {
    const of = (part: string) => roomCosts(profile).find(({ room }) => room.includes(part))?.seconds
    expect(of('cut/')).toBeCloseTo(0.006)
    expect(of('compress')).toBeCloseTo(0.006)
    expect(of('garbage')).toBeCloseTo(0.0005)
  })

  it('leaves out what lies in no room', () => {
    const sum = roomCosts(profile).reduce((total, { seconds }) => total + seconds, 0)
    expect(sum).toBeCloseTo(0.0125)
    expect(roomCosts(profile)).toHaveLength(3)
  })
})
