import { COMPRESSION, HEADER_BYTES, type PmtilesHeader, ROOT_LIMIT_BYTES, TILE_TYPE } from '../header.ts'
import type { ArchiveFile } from '../pmtiles-reader.ts'
import { type AddFault, metadataFault } from './faults.ts'
import { isUnset } from './tile-bounds.ts'

/** Codes of the header, and its sections: within the file, none over another. */
export function checkHeader(header: PmtilesHeader, fileBytes: number, fault: AddFault): void {
  const sections: [string, number, number][] = [
    ['root directory', header.rootOffset, header.rootLength],
    ['metadata', header.metadataOffset, header.metadataLength],
    ['leaf directories', header.leavesOffset, header.leavesLength],
    ['tile data', header.tilesOffset, header.tilesLength],
  ]
  for (const [name, offset, length] of sections) {
    if (length === 0) continue
    if (offset < HEADER_BYTES || offset + length > fileBytes) {
      fault('section', `${name} at ${offset}..${offset + length}, the file has ${fileBytes} bytes`)
    }
  }
  const inOrder = sections.filter(([, , length]) => length > 0).sort((a, b) => a[1] - b[1])
  for (let i = 1; i < inOrder.length; i++) {
    const [before, offset, length] = inOrder[i - 1]!
    const [after, start] = inOrder[i]!
    if (offset + length > start) fault('section', `${after} starts within ${before}`)
  }
  if (header.rootLength === 0) fault('section', 'there is no root directory')
  if (header.rootOffset + header.rootLength > ROOT_LIMIT_BYTES) {
    fault('root-size', `the root directory ends at byte ${header.rootOffset + header.rootLength}`)
  }
  const codes: number[] = Object.values(COMPRESSION)
  for (const value of [header.internalCompression, header.tileCompression]) {
    if (!codes.includes(value)) fault('header', `compression ${value} does not exist`)
  }
  if (header.minZoom > header.maxZoom) {
    fault('zoom', `minimum zoom ${header.minZoom} is above maximum zoom ${header.maxZoom}`)
  }
  checkPosition(header, fault)
}

function checkPosition({ bounds, center: [lon, lat] }: PmtilesHeader, fault: AddFault): void {
  const [west, south, east, north] = bounds
  if (west < -180 || east > 180 || south < -90 || north > 90 || west > east || south > north) {
    fault('bounds', `bounds ${bounds.join(', ')} are not west, south, east, north`)
  } else if (!isUnset(bounds) && (lon < west || lon > east || lat < south || lat > north)) {
    fault('bounds', `the centre ${lon}, ${lat} is outside of the bounds ${bounds.join(', ')}`)
  }
}

export async function checkMetadata(
  file: ArchiveFile,
  header: PmtilesHeader,
  fault: AddFault,
): Promise<void> {
  if (header.metadataLength === 0) return
  try {
    const metadata = await file.metadata(header)
    if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
      fault('metadata', 'the metadata is not a JSON object')
    } else if (header.tileType === TILE_TYPE.mvt && !('vector_layers' in metadata)) {
      fault('metadata', 'the metadata of vector tiles has no vector_layers')
    }
  } catch (error) {
    fault('metadata', metadataFault(header.metadataOffset, header.metadataLength, error))
  }
}
