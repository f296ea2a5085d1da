import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Feature, Position } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type ArchiveMeta,
  decodeMvt,
  type Loss,
  latOfMercator,
  lonOfMercator,
  openTileSource,
  type Tile,
  type TilePoint,
  writePmtiles,
  zxyOf,
} from '../../pipeline/archive/index.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { tile } from '../../pipeline/tile/index.ts'
import { runVerify, type VerifyReport } from '../../pipeline/verify/index.ts'
import { scratchFolder } from '../archive/archives.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)
const SOURCE = at('zones.geojsonl')
const ZOOM = 12

/** A place in units of the tile 12/3236/2037; whole ones are drawn where they are. */
function place(x: number, y: number): Position {
  const units = 4096 * 2 ** ZOOM
  return [lonOfMercator((3236 * 4096 + x) / units), latOfMercator((2037 * 4096 + y) / units)]
}

/** Three zones: the first is in two tiles, the second has a pond. */
const FEATURES: Feature[] = [
  feature(1, [[[3000, 1000], [5000, 1000], [5000, 2000], [3000, 2000]]]), // biome-ignore format: a ring
  feature(2, [[[1000, 1000], [2000, 1000], [2000, 2000], [1000, 2000]], [[1400, 1400], [1400, 1600], [1600, 1600], [1600, 1400]]]), // biome-ignore format: rings
  feature(3, [[[1000, 3000], [2000, 3000], [2000, 3500], [1000, 3500]]]), // biome-ignore format: a ring
]

function feature(id: number, rings: TilePoint[][]): Feature {
  const coordinates = rings.map((ring) => [...ring, ring[0]!].map(([x, y]) => place(x, y)))
  return { type: 'Feature', id, properties: { name: `RT ${id}` }, geometry: { type: 'Polygon', coordinates } }
}

let tiles: Tile[]
let meta: ArchiveMeta
let metadata: Record<string, unknown>

beforeAll(async () => {
  writeFileSync(SOURCE, FEATURES.map((each) => `${JSON.stringify(each)}\n`).join(''))
  await tile(
    [SOURCE],
    { output: at('zones.pmtiles'), minimumZoom: 11, maximumZoom: ZOOM, threads: 1 },
    createProgress('quiet'),
  )
  const source = await openTileSource(at('zones.pmtiles'))
  tiles = []
  for await (const run of source.runs()) {
    const [z, x, y] = zxyOf(run.tileId)
    tiles.push({ z, x, y, data: source.unpacked(await source.stored(run)).slice() })
  }
  metadata = source.metadata
  meta = {
    name: 'zones',
    description: '',
    attribution: '',
    bounds: source.bounds,
    engine: 'builtin',
    layers: [
      {
        name: 'zones',
        kind: 'polygon',
        minzoom: 11,
        maxzoom: ZOOM,
        attributes: [{ name: 'name', type: 'string' }],
      },
    ],
  }
  await source.close()
})

type Damage = (feature: Extract<MvtFeature, { type: 3 }>, tile: string) => MvtFeature | undefined

/** Verifies the archive after each drawing went through a damage, and each tile: those for which `isKept` says no are gone. */
async function verified(damage: Damage, isKept: (tile: string) => boolean = () => true) {
  const changed = tiles
    .map((each) => ({ ...each, name: `${each.z}/${each.x}/${each.y}` }))
    .filter(({ name }) => isKept(name))
    .flatMap(({ name, ...each }) => {
      const features = decodeMvt(each.data)[0]!.features.flatMap(({ id, type, properties, geometry }) => {
        const given = {
          id: id!,
          type: type as 3,
          tags: { ...properties },
          geometry: geometry.map((ring) => ring.slice(0, -1)),
        }
        return damage(given, name) ?? []
      })
      const data = encodeMvt([{ name: 'zones', features }], 4096)
      return data.length === 0 ? [] : [{ ...each, data }]
    })
  await writePmtiles(at('damaged.pmtiles'), changed, meta)
  const lines: string[] = []
  const error = await runVerify(at('damaged.pmtiles'), { source: SOURCE, quiet: true, json: true }, (line) =>
    lines.push(line),
  ).catch((thrown) => thrown)
  const { violations, proof } = JSON.parse(lines[0]!) as VerifyReport
  if (error !== undefined) expect(error).toMatchObject({ exitCode: 41 })
  expect(error === undefined).toBe(proof?.loss_count === 0)
  // What breaks the format is told before the source is read.
  return proof === undefined ? violations : proof.losses
}

const deep = (tile: string) => tile.startsWith(`${ZOOM}/`)

describe('petakumuh verify --source of a damaged archive', () => {
  it('finds nothing in one that is whole, which names its engine', async () => {
    expect(await verified((each) => each)).toEqual([])
    expect(metadata.petakumuh).toMatchObject({ engine: 'builtin' })
  })

  it.each([
    [2, 0],
    [-2, 0],
    [0, 2],
    [0, -2],
  ])('finds a vertex that is %i, %i units off at one zoom', async (dx, dy) => {
    // biome-ignore format: a table
    const found = await verified((each, name) => {
      if (!deep(name) || each.id !== 3) return each
      const [[x, y], ...rest] = each.geometry[0]! as [TilePoint, ...TilePoint[]]
      return { ...each, geometry: [[[x + dx, y + dy], ...rest]] }
    })
    expect(found).toMatchObject([{ code: 'geometry', layer: 'zones', zoom: ZOOM, id: 3 }])
    expect(found[0]!.detail).toMatch(/in tile 3236\/2037 at (998|1000|1002), (2998|3000|3002)$/)
  })

  it('finds a feature that is gone from one tile of two', async () => {
    const found = await verified((each, name) =>
      name === '12/3237/2037' && each.id === 1 ? undefined : each,
    )
    expect(found).toMatchObject([{ code: 'geometry', layer: 'zones', zoom: ZOOM, id: 1 }])
  })

  it('finds a tile that is gone', async () => {
    const found = await verified((each) => each, (name) => name !== '12/3237/2037') // biome-ignore format: short
    expect(found).toMatchObject([{ code: 'geometry', layer: 'zones', zoom: ZOOM, id: 1 }])
  })

  it('finds another value of an attribute', async () => {
    const found = await verified((each, name) =>
      deep(name) && each.id === 2 ? { ...each, tags: { name: 'RT 9' } } : each,
    )
    expect(found).toMatchObject([
      {
        code: 'attribute',
        zoom: ZOOM,
        id: 2,
        detail: 'name in tile 12/3236/2037 is "RT 9", promised "RT 2"',
      },
    ])
  })

  it('finds two ids that changed places', async () => {
    const other: Record<number, number> = { 2: 3, 3: 2 }
    const found = await verified((each, name) =>
      deep(name) ? { ...each, id: other[each.id] ?? each.id } : each,
    )
    expect(new Set((found as Loss[]).map(({ code, zoom, id }) => `${code} ${zoom} ${id}`))).toEqual(
      new Set(['attribute 12 2', 'attribute 12 3', 'geometry 12 2', 'geometry 12 3']),
    )
  })

  it('finds rings wound the wrong way, and a pond filled', async () => {
    const wound = await verified((each, name) =>
      deep(name) && each.id === 3
        ? { ...each, geometry: each.geometry.map((ring) => ring.toReversed()) }
        : each,
    )
    expect(wound).toMatchObject([
      { code: 'tile', detail: expect.stringMatching(/^tile 12\/3236\/2037: .*the first ring of a polygon/) },
    ])
    const land = await verified((each, name) =>
      deep(name) && each.id === 2
        ? { ...each, geometry: [each.geometry[0]!, each.geometry[1]!.toReversed()] }
        : each,
    )
    expect(land).toMatchObject([{ code: 'invalid', zoom: ZOOM, id: 2 }])
    const filled = await verified((each, name) =>
      deep(name) && each.id === 2 ? { ...each, geometry: [each.geometry[0]!] } : each,
    )
    expect(filled).toMatchObject([{ code: 'geometry', zoom: ZOOM, id: 2 }])
    expect(filled[0]!.detail).toMatch(/^hole 1: 4 of 4 source points/)
  })
})
