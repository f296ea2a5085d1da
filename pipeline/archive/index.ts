export {
  type ArchiveWriter,
  type CompressedTile,
  createArchive,
  type Extent,
  extentOf,
  fillArchive,
  noTiles,
  type WrittenArchive,
  writeArchive,
} from './archive-writer.ts'
export { type Directories, decodeDirectory, type Entry, encodeDirectory } from './directory.ts'
export { isTileFolder, METADATA_FILE, TILEJSON_FILE } from './folder-source.ts'
export { gzip, isGzip } from './gzip.ts'
export { type Bounds, type PmtilesHeader, ROOT_LIMIT_BYTES } from './header.ts'
export { firstTileId, MAX_ZOOM, tileIdOf, zoomOf, zxyOf } from './hilbert.ts'
export type { Loss, LossCode, PromisedFeature, PromisedLayer, PromisedZoom } from './loss.ts'
export { latOfMercator, lonOfMercator, MAX_LATITUDE, mercatorX, mercatorY } from './mercator.ts'
export {
  type ArchiveMeta,
  type AttributeSpec,
  type AttributeStats,
  type AttributeValue,
  type CopiedMeta,
  type Description,
  type LayerInfo,
  type LayerKind,
  type LossReport,
  metadataJson,
  type ZoomLoss,
} from './metadata.ts'
export { metadataRows } from './metadata-rows.ts'
export {
  type DecodedFeature,
  type DecodedLayer,
  decodeMvt,
  ringArea,
  type TilePoint,
} from './mvt.ts'
export { checkMvt } from './mvt-check.ts'
export { type Part, partsOf } from './parts.ts'
export { ArchiveFile } from './pmtiles-reader.ts'
export { PmtilesWriter, type Tile, writePmtiles } from './pmtiles-writer.ts'
export { BOUNDS_UNITS } from './prove/bounds.ts'
export {
  type InvalidReason,
  type LayerProof,
  type Proof,
  type ProofOptions,
  proveTiles,
  type ZoomProof,
} from './prove.ts'
export {
  archiveFormatOf,
  damaged,
  noArchive,
  openTileSource,
  type TileRun,
  type TileSource,
} from './tile-source.ts'
export {
  type ArchiveFault,
  type ArchiveReport,
  type ArchiveViolation,
  inspectMbtiles,
  inspectPmtiles,
  inspectTileFolder,
  verifyPmtiles,
} from './verify.ts'
export type { ZoomContents } from './zoom-contents.ts'
