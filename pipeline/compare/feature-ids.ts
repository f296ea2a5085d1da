import { PbfReader } from 'pbf'

const LAYERS = 3
const NAME = 1
const FEATURES = 2
const ID = 1

/**
 * Ids of all features of a vector tile; nothing else of them is looked at.
 * @param visit is given every feature that has an id, with the name of its layer.
 * @throws Error when the bytes are no vector tile.
 */
export function featureIds(bytes: Uint8Array, visit: (layer: string, id: number) => void): void {
  const pbf = new PbfReader(bytes)
  while (pbf.pos < bytes.length) {
    const tag = pbf.readVarint()
    if (tag >> 3 !== LAYERS) {
      pbf.skip(tag)
      continue
    }
    const end = pbf.readVarint() + pbf.pos
    layerIds(pbf, end, visit)
  }
}

function layerIds(pbf: PbfReader, end: number, visit: (layer: string, id: number) => void): void {
  let name = ''
  const ids: number[] = []
  while (pbf.pos < end) {
    const tag = pbf.readVarint()
    if (tag >> 3 === NAME) name = pbf.readString()
    else if (tag >> 3 === FEATURES) {
      const featureEnd = pbf.readVarint() + pbf.pos
      while (pbf.pos < featureEnd) {
        const field = pbf.readVarint()
        if (field >> 3 === ID) ids.push(pbf.readVarint())
        else pbf.skip(field)
      }
    } else pbf.skip(tag)
  }
  if (pbf.pos !== end) throw new Error('a layer ends within a field')
  for (const id of ids) visit(name, id)
}
