import { PbfReader } from 'pbf'

const VARINT = 0
const BYTES = 2
/** Field numbers of vector_tile.proto 2.1 with the wire type each must have. */
const TILE_WIRE: Record<number, number> = { 3: BYTES }
const LAYER_WIRE: Record<number, number> = { 15: VARINT, 1: BYTES, 2: BYTES, 3: BYTES, 4: BYTES, 5: VARINT }
const FEATURE_WIRE: Record<number, number> = { 1: VARINT, 2: BYTES, 3: VARINT, 4: BYTES }
const VALUE_WIRE: Record<number, number> = {
  1: BYTES,
  2: 5,
  3: 1,
  4: VARINT,
  5: VARINT,
  6: VARINT,
  7: VARINT,
}

const MOVE_TO = 1
const LINE_TO = 2
const CLOSE_PATH = 7

/**
 * Strict check of one vector tile against MVT 1 and 2.1: what decoders forgive is an error here. Unknown fields are
 * passed over, as the specification wants; so is geometry of unknown type.
 * @throws Error naming the first thing that is wrong.
 */
export function checkMvt(bytes: Uint8Array): void {
  const names = new Set<string>()
  const pbf = new PbfReader(bytes)
  eachField(pbf, bytes.length, TILE_WIRE, () => {
    const name = checkLayer(pbf, endOf(pbf))
    if (names.has(name)) throw new Error(`two layers are called ${name}`)
    names.add(name)
  })
}

function checkLayer(pbf: PbfReader, end: number): string {
  let name: string | undefined
  let version: number | undefined
  let keys = 0
  let values = 0
  const features: [start: number, end: number][] = []
  eachField(pbf, end, LAYER_WIRE, (field) => {
    if (field === 15) version = pbf.readVarint()
    else if (field === 1) name = pbf.readString()
    else if (field === 2) {
      const featureEnd = endOf(pbf)
      features.push([pbf.pos, featureEnd])
      pbf.pos = featureEnd
    } else if (field === 3) {
      keys++
      pbf.pos = endOf(pbf)
    } else if (field === 4) {
      values++
      checkValue(pbf, endOf(pbf))
    } else pbf.readVarint()
  })
  if (name === undefined || name === '') throw new Error('a layer has no name')
  if (version !== 1 && version !== 2) throw new Error(`layer ${name} has version ${version ?? 'none'}`)
  features.forEach(([start, featureEnd], i) => {
    pbf.pos = start
    try {
      const geometry = checkFeature(pbf, featureEnd, keys, values)
      // Version 1 left the winding of rings open.
      if (geometry !== undefined && version === 2) checkFirstRing(geometry)
    } catch (error) {
      throw new Error(
        `layer ${name}, feature ${i}: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  })
  pbf.pos = end
  return name
}

function checkValue(pbf: PbfReader, end: number): void {
  let fields = 0
  eachField(pbf, end, VALUE_WIRE, (field) => {
    fields++
    if (VALUE_WIRE[field] === BYTES) pbf.pos = endOf(pbf)
    else if (VALUE_WIRE[field] === VARINT) pbf.readVarint()
    else pbf.pos += VALUE_WIRE[field] === 1 ? 8 : 4
  })
  if (fields !== 1) throw new Error(`a value has ${fields} contents, expected one`)
}

/** @returns the geometry of a polygon. */
function checkFeature(pbf: PbfReader, end: number, keys: number, values: number): Uint32Array | undefined {
  let type = 0
  let geometry: Uint32Array | undefined
  eachField(pbf, end, FEATURE_WIRE, (field) => {
    if (field === 2) {
      const tags = pbf.readPackedVarint()
      if (tags.length % 2 !== 0) throw new Error('a key has no value')
      for (let i = 0; i < tags.length; i += 2) {
        if (tags[i]! >= keys || tags[i + 1]! >= values) throw new Error('a tag points nowhere')
      }
    } else if (field === 3) type = pbf.readVarint()
    else if (field === 4) {
      if (geometry !== undefined) throw new Error('there are two geometries')
      geometry = readGeometry(pbf)
    } else pbf.readVarint()
  })
  if (type > 3) throw new Error(`geometry type ${type} does not exist`)
  if (geometry === undefined || geometry.length === 0) throw new Error('there is no geometry')
  if (type > 0) checkCommands(geometry, type)
  return type === 3 ? geometry : undefined
}

/** Holds the geometry of the feature that is looked at. */
let parameters = new Uint32Array(1 << 12)

/** Commands and parameters of a feature, valid until the next call. */
function readGeometry(pbf: PbfReader): Uint32Array {
  const end = endOf(pbf)
  const { buf } = pbf
  if (end > buf.length) throw new Error('a geometry ends beyond the tile')
  if (end - pbf.pos > parameters.length) parameters = new Uint32Array(2 * (end - pbf.pos))
  let count = 0
  let at = pbf.pos
  while (at < end) {
    let byte = buf[at++]!
    let value = byte & 0x7f
    for (let shift = 7; byte >= 0x80; shift += 7) {
      if (at === end) throw new Error('the geometry ends within a number')
      byte = buf[at++]!
      if (shift === 28 ? byte > 0x0f : shift > 28)
        throw new Error('a number of the geometry is beyond 32 bits')
      value |= (byte & 0x7f) << shift
    }
    parameters[count++] = value
  }
  pbf.pos = end
  return parameters.subarray(0, count)
}

/** A polygon begins with an exterior ring, whose area is positive (MVT 2.1, section 4.3.4.4). */
function checkFirstRing(geometry: Uint32Array): void {
  const corners = 1 + Math.floor(geometry[3]! / 8)
  let x = delta(geometry[1]!)
  let y = delta(geometry[2]!)
  const [startX, startY] = [x, y]
  let twice = 0
  for (let i = 1; i < corners; i++) {
    const nextX = x + delta(geometry[2 + 2 * i]!)
    const nextY = y + delta(geometry[3 + 2 * i]!)
    twice += x * nextY - y * nextX
    x = nextX
    y = nextY
  }
  twice += x * startY - y * startX
  if (twice <= 0) throw new Error('the first ring of a polygon is no exterior ring')
}

function delta(parameter: number): number {
  return parameter % 2 === 0 ? parameter / 2 : -(parameter + 1) / 2
}

/** Geometry commands as in MVT 2.1, section 4.3. */
function checkCommands(geometry: Uint32Array, type: number): void {
  let previous = 0
  for (let at = 0; at < geometry.length; ) {
    const command = geometry[at]! & 7
    const count = Math.floor(geometry[at]! / 8)
    at++
    if (command === MOVE_TO) {
      if (type !== 1 && count !== 1) throw new Error(`a line or ring starts with ${count} points`)
      if (type === 1 && previous !== 0) throw new Error('points take two MoveTo commands')
      if (previous === MOVE_TO || (type === 3 && previous === LINE_TO))
        throw new Error('a line or ring does not end')
      at += 2 * count
    } else if (command === LINE_TO) {
      if (type === 1 || previous !== MOVE_TO) throw new Error('LineTo stands where it may not')
      if (count < (type === 3 ? 2 : 1)) throw new Error(`a line or ring has ${count + 1} points`)
      at += 2 * count
    } else if (command === CLOSE_PATH) {
      if (type !== 3 || previous !== LINE_TO) throw new Error('ClosePath stands where it may not')
      if (count !== 1) throw new Error(`ClosePath has count ${count}`)
    } else throw new Error(`geometry command ${command} does not exist`)
    if (count === 0) throw new Error('a geometry command has count 0')
    if (at > geometry.length) throw new Error('the geometry ends within a command')
    previous = command
  }
  const last = type === 1 ? MOVE_TO : type === 2 ? LINE_TO : CLOSE_PATH
  if (previous !== last) throw new Error('the geometry ends before it is complete')
}

function eachField(
  pbf: PbfReader,
  end: number,
  wire: Record<number, number>,
  visit: (field: number) => void,
): void {
  while (pbf.pos < end) {
    const tag = pbf.readVarint()
    const field = Math.floor(tag / 8)
    const expected = wire[field]
    if (expected !== undefined && expected !== (tag & 7))
      throw new Error(`field ${field} has wire type ${tag & 7}`)
    // Set for the reader's packed fields, which ask how the field was written.
    pbf.type = tag & 7
    if (expected === undefined) pbf.skip(tag)
    else visit(field)
  }
  if (pbf.pos !== end) throw new Error('a field ends beyond its message')
}

function endOf(pbf: PbfReader): number {
  const length = pbf.readVarint()
  return pbf.pos + length
}
