import path from 'node:path'
import { expect, it } from 'vitest'
import { type PromisedLayer, proveTiles, type TilePoint, writePmtiles } from '../../pipeline/archive/index.ts'
import { encodeMvt } from '../support/encode-mvt.ts'
import { META, scratchFolder } from './archives.ts'
import { areas, box, EXTENT, ZOOM } from './one-tile.ts'

const folder = scratchFolder()
const GEDUNG = areas([box(100, 100, 1000), box(300, 300, 600).toReversed()])

/** Proves the labels that a tile draws, by place and name, of two polygons without ids: one with a courtyard, one beside it. */
async function lossesOf(...labels: [TilePoint, string][]): Promise<string[]> {
  const file = path.join(folder, 'labels.pmtiles')
  const features = labels.map(([at, name]) => ({ type: 1 as const, geometry: [at], tags: { name } }))
  const data = encodeMvt([{ name: 'label', features }], EXTENT)
  const layer = { name: 'label', minzoom: ZOOM, maxzoom: ZOOM }
  await writePmtiles(file, [{ z: ZOOM, x: 40, y: 30, data }], {
    ...META,
    layers: [{ ...layer, kind: 'point', attributes: [{ name: 'name', type: 'string' }] }],
  })
  const promised: PromisedLayer = {
    ...layer,
    drawn_as: 'inside',
    features: [
      { geometry: GEDUNG, properties: { name: 'gedung' } },
      { geometry: areas([box(1500, 100, 1000)]), properties: { name: 'pasar' } },
    ],
  }
  const { losses } = await proveTiles(file, { layers: [promised] }, { only_promised: true })
  return losses.map(({ code }) => code).sort()
}

it('labels without ids are known by the polygon around them', async () => {
  expect(await lossesOf([[200, 600], 'gedung'], [[2000, 600], 'pasar'])).toEqual([])
})

it('labels without ids are lost where they lie in a hole, outside, or in the polygon of another', async () => {
  const lost = ['missing', 'unknown']
  expect(await lossesOf([[600, 600], 'gedung'], [[2000, 600], 'pasar'])).toEqual(lost)
  expect(await lossesOf([[200, 600], 'gedung'], [[2000, 1300], 'pasar'])).toEqual(lost)
  expect(await lossesOf([[2000, 600], 'gedung'], [[200, 600], 'pasar'])).toEqual([...lost, ...lost].sort())
})

it('labels without ids that are left out are missed', async () => {
  expect(await lossesOf([[200, 600], 'gedung'])).toEqual(['missing'])
})
