/** Bytes of the envelope by the indicator in the flags. */
const ENVELOPE_BYTES = [0, 32, 48, 48, 64]
const HEADER_BYTES = 8
const LITTLE_ENDIAN = 0x01
const EMPTY = 0x10
const EXTENDED = 0x20

/** What the header of a GeoPackageBinary says. */
export type GpkgGeometry =
  | { kind: 'wkb'; wkb: Uint8Array; srsId: number }
  | { kind: 'empty' }
  /** A geometry type of a vendor's extension. */
  | { kind: 'extended' }
  | { kind: 'damaged'; got: string }

/**
 * Splits a GeoPackageBinary into its header, which repeats what the layer and the geometry say, and its well-known binary.
 *
 * Source: OGC 12-128r18 (GeoPackage 1.3), clause 2.1.3.
 */
export function readGpkgGeometry(blob: Uint8Array): GpkgGeometry {
  if (blob.length < HEADER_BYTES) return { kind: 'damaged', got: `${blob.length} bytes` }
  if (blob[0] !== 0x47 || blob[1] !== 0x50)
    return { kind: 'damaged', got: `bytes that begin with ${blob[0]}, ${blob[1]}` }
  if (blob[2] !== 0) return { kind: 'damaged', got: `version ${blob[2]}` }
  const flags = blob[3]!
  const envelope = ENVELOPE_BYTES[(flags >> 1) & 7]
  if (envelope === undefined) return { kind: 'damaged', got: `envelope kind ${(flags >> 1) & 7}` }
  if ((flags & EXTENDED) !== 0) return { kind: 'extended' }
  if (blob.length < HEADER_BYTES + envelope) return { kind: 'damaged', got: `${blob.length} bytes` }
  if ((flags & EMPTY) !== 0) return { kind: 'empty' }
  return { kind: 'wkb', wkb: blob.subarray(HEADER_BYTES + envelope), srsId: readSrsId(blob) }
}

function readSrsId(blob: Uint8Array): number {
  const view = new DataView(blob.buffer, blob.byteOffset + 4, 4)
  return view.getInt32(0, (blob[3]! & LITTLE_ENDIAN) !== 0)
}
