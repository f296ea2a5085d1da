import { PbfReader } from 'pbf'

/** What a tile holds of its layers, told without decoding geometry or attributes. */
export interface TileFacts {
  drawings: number
  /** Features without an id. */
  nameless: number
}

const LAYER = 3
const FEATURE = 2
const ID = 1
const GEOMETRY = 4
/**
 * Counts the features of a vector tile and notes their ids.
 * @param ids gets the id of every feature
 * @param squares gets the ids of those drawn as one square of 2 x 2 units
 * @throws Error when the bytes are no vector tile
 */
export function skimTile(tile: Uint8Array, ids: Set<number>, squares: Set<number>): TileFacts {
  const facts: TileFacts = { drawings: 0, nameless: 0 }
  const pbf = new PbfReader(tile)
  pbf.readFields((tag) => {
    if (tag !== LAYER) return
    pbf.readMessage((inner) => {
      if (inner === FEATURE) skimFeature(pbf, facts, ids, squares)
    }, null)
  }, null)
  return facts
}

function skimFeature(pbf: PbfReader, facts: TileFacts, ids: Set<number>, squares: Set<number>): void {
  let id: number | undefined
  let square = false
  pbf.readMessage((tag) => {
    if (tag === ID) id = pbf.readVarint()
    if (tag === GEOMETRY) square = isSquare(pbf.readBytes())
  }, null)
  facts.drawings++
  if (id === undefined) {
    facts.nameless++
    return
  }
  ids.add(id)
  if (square) squares.add(id)
}

const MOVE_TO_ONE = 9
const LINE_TO_THREE = 26
const CLOSE_PATH = 15
/** Of the commands of a square after its MoveTo: LineTo, three moves along an axis, ClosePath (MVT 2.1, section 4.3). */
const SQUARE_BYTES = 8
/** Zigzag of 2 and of -2: together 7. */
const [FORTH, BACK] = [4, 3]

function isSquare(commands: Uint8Array): boolean {
  const start = commands.length - SQUARE_BYTES
  // MoveTo and two parameters of one to three bytes.
  if (start < 3 || start > 7 || commands[0] !== MOVE_TO_ONE) return false
  if (commands[start] !== LINE_TO_THREE || commands[start + 7] !== CLOSE_PATH) return false
  const axis = commands[start + 1] === 0 ? 1 : 0
  const move = (place: number, along: number): number => {
    const step = commands[start + 1 + 2 * place + along]!
    return (step === FORTH || step === BACK) && commands[start + 2 + 2 * place - along] === 0 ? step : 0
  }
  return move(0, axis) + move(2, axis) === FORTH + BACK && move(1, 1 - axis) !== 0
}
