import { writeFileSync } from 'node:fs'
import { AppendFile } from './append-file.ts'
import { type Building, buildings } from './make-buildings.ts'

const POLYGON = 5
const SHP_HEADER = 100

const FIELDS: { name: keyof Building; type: 'C' | 'N'; length: number; decimals: number }[] = [
  { name: 'kode', type: 'C', length: 12, decimals: 0 },
  { name: 'fungsi', type: 'C', length: 16, decimals: 0 },
  { name: 'lantai', type: 'N', length: 2, decimals: 0 },
  { name: 'kondisi', type: 'C', length: 16, decimals: 0 },
  { name: 'luas_m2', type: 'N', length: 10, decimals: 1 },
  { name: 'kelurahan', type: 'C', length: 24, decimals: 0 },
]

export const WGS84_PRJ =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

/**
 * Writes the buildings as `.shp`, `.shx`, `.dbf`, `.prj` and `.cpg`, record by record.
 *
 * @param stem path without the ending
 */
export function writeShapefile(stem: string, count: number): void {
  const shp = new AppendFile(`${stem}.shp`)
  const shx = new AppendFile(`${stem}.shx`)
  const dbf = new AppendFile(`${stem}.dbf`)
  shp.bytes(Buffer.alloc(SHP_HEADER))
  shx.bytes(Buffer.alloc(SHP_HEADER))
  dbf.bytes(dbfHeader(count))
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  let number = 0
  for (const building of buildings(count)) {
    const content = polygon(building.ring, box)
    const entry = Buffer.alloc(8)
    entry.writeInt32BE(shp.length / 2, 0)
    entry.writeInt32BE(content.length / 2, 4)
    shx.bytes(entry)
    const head = Buffer.alloc(8)
    head.writeInt32BE(++number, 0)
    head.writeInt32BE(content.length / 2, 4)
    shp.bytes(head)
    shp.bytes(content)
    dbf.text(dbfRow(building))
  }
  dbf.text('\x1a')
  shp.close(shpHeader(shp.length, box))
  shx.close(shpHeader(shx.length, box))
  dbf.close()
  writeFileSync(`${stem}.prj`, WGS84_PRJ)
  writeFileSync(`${stem}.cpg`, 'UTF-8')
}

type Box = [west: number, south: number, east: number, north: number]

function polygon(ring: Building['ring'], all: Box): Buffer {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const content = Buffer.alloc(48 + 16 * ring.length)
  content.writeInt32LE(POLYGON, 0)
  content.writeInt32LE(1, 36)
  content.writeInt32LE(ring.length, 40)
  // Exteriors stand clockwise in a shapefile.
  ring.toReversed().forEach(([lon, lat], i) => {
    content.writeDoubleLE(lon, 48 + 16 * i)
    content.writeDoubleLE(lat, 56 + 16 * i)
    grow(box, lon, lat)
  })
  for (const [i, side] of box.entries()) content.writeDoubleLE(side, 4 + 8 * i)
  grow(all, box[0], box[1])
  grow(all, box[2], box[3])
  return content
}

function grow(box: Box, lon: number, lat: number): void {
  box[0] = Math.min(box[0], lon)
  box[1] = Math.min(box[1], lat)
  box[2] = Math.max(box[2], lon)
  box[3] = Math.max(box[3], lat)
}

function shpHeader(length: number, box: Box): Buffer {
  const head = Buffer.alloc(SHP_HEADER)
  head.writeInt32BE(9994, 0)
  head.writeInt32BE(length / 2, 24)
  head.writeInt32LE(1000, 28)
  head.writeInt32LE(POLYGON, 32)
  for (const [i, side] of box.entries()) head.writeDoubleLE(side, 36 + 8 * i)
  return head
}

function dbfHeader(count: number): Buffer {
  const head = Buffer.alloc(32 + 32 * FIELDS.length + 1)
  head[0] = 3
  head.set([126, 1, 1], 1)
  head.writeUInt32LE(count, 4)
  head.writeUInt16LE(head.length, 8)
  head.writeUInt16LE(1 + FIELDS.reduce((sum, field) => sum + field.length, 0), 10)
  FIELDS.forEach((field, i) => {
    const at = 32 + 32 * i
    head.write(field.name, at, 'latin1')
    head.write(field.type, at + 11, 'latin1')
    head[at + 16] = field.length
    head[at + 17] = field.decimals
  })
  head[head.length - 1] = 0x0d
  return head
}

function dbfRow(building: Building): string {
  const cells = FIELDS.map(({ name, type, length, decimals }) =>
    type === 'N'
      ? Number(building[name]).toFixed(decimals).padStart(length)
      : String(building[name]).padEnd(length),
  )
  return ` ${cells.join('')}`
}
