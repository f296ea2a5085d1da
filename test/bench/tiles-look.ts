import { statSync } from 'node:fs'
import type { Position } from 'geojson'
import { ArchiveFile, type DecodedFeature, decodeMvt, ringArea, zxyOf } from '../../pipeline/archive/index.ts'
import { type Geos, openGeos } from '../../pipeline/geo/geos.ts'

/** What is in an archive. */
export interface ArchiveLook {
  bytes: number
  tiles: number
  /** Different features at the deepest zoom. */
  features: number
  /** Features of tiles at the deepest zoom, and at all zooms. */
  drawingsDeepest: number
  drawings: number
  polygonsChecked: number
  /** By GEOS. */
  polygonsInvalid: number
  /** Where the first ones are, as `zoom/x/y id: reason`. */
  examples: string[]
}

/** Above this many polygons an even sample of the tiles is checked. */
const MOST_POLYGONS = 400_000
const EXAMPLES = 3

/**
 * Reads an archive whole. Features are told apart by their attribute `id`.
 * @throws Error when a tile cannot be read
 */
export async function lookAtArchive(path: string, maxzoom: number): Promise<ArchiveLook> {
  const geos = await openGeos()
  const file = await ArchiveFile.open(path)
  try {
    const header = await file.header()
    const look: ArchiveLook = {
      bytes: statSync(path).size,
      tiles: 0,
      features: 0,
      drawingsDeepest: 0,
      drawings: 0,
      polygonsChecked: 0,
      polygonsInvalid: 0,
      examples: [],
    }
    const deepest = new Set<unknown>()
    const stride = Math.max(1, Math.ceil((await guessedDrawings(file)) / MOST_POLYGONS))
    for await (const entry of file.entries(header)) {
      const layers = decodeMvt(await file.tileData(header, entry))
      const zxy = zxyOf(entry.tileId)
      const isChecked = look.tiles % stride === 0
      look.tiles += entry.runLength
      for (const { features } of layers) {
        look.drawings += features.length * entry.runLength
        if (zxy[0] === maxzoom) {
          look.drawingsDeepest += features.length * entry.runLength
          for (const { properties } of features) deepest.add(properties.id)
        }
        if (isChecked) for (const feature of features) checkPolygons(geos, feature, zxy.join('/'), look)
      }
    }
    look.features = deepest.size
    return look
  } finally {
    await file.close()
  }
}

/** A rough measure, by bytes: about 100 for a feature. */
async function guessedDrawings(file: ArchiveFile): Promise<number> {
  return (await file.header()).tilesLength / 100
}

function checkPolygons(geos: Geos, feature: DecodedFeature, tile: string, look: ArchiveLook): void {
  if (feature.type !== 3) return
  for (const coordinates of polygonsOf(feature)) {
    look.polygonsChecked++
    const validity = geos.checkValidity({ type: 'Polygon', coordinates })
    if (validity.valid) continue
    look.polygonsInvalid++
    if (look.examples.length < EXAMPLES)
      look.examples.push(`${tile} ${String(feature.properties.id)}: ${validity.reason}`)
  }
}

/** Rings of positive area begin a polygon, the others are holes of the last one (MVT 2.1, section 4.3.4.4). */
function polygonsOf({ geometry }: DecodedFeature): Position[][][] {
  const polygons: Position[][][] = []
  for (const ring of geometry) {
    const positions: Position[] = ring.map(([x, y]) => [x, y])
    if (ringArea(ring) < 0 && polygons.length > 0) polygons.at(-1)!.push(positions)
    else polygons.push([positions])
  }
  return polygons
}
