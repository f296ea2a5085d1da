import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureCollection, Geometry } from 'geojson'
import { afterEach, describe, expect, it } from 'vitest'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { WATER_FILE, writeGround } from '../../../pipeline/stages/7-publish/ground.ts'
import { publish } from '../../../pipeline/stages/7-publish/index.ts'
import { ReleaseWriter } from '../../../pipeline/stages/7-publish/release-writer.ts'
import { temporaryFolder } from '../../support/small-city.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'

let context: TestStageContext | undefined
afterEach(() => {
  context?.close()
  context = undefined
})

const square = (side: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [106, -6],
      [106 + side, -6],
      [106 + side, -6 + side],
      [106, -6 + side],
      [106, -6],
    ],
  ],
})

const LINE: Geometry = {
  type: 'LineString',
  coordinates: [
    [106, -6],
    [107, -6],
  ],
}

async function groundOf(waters: Geometry[]) {
  const rows = waters.map((geometry, i) => ({
    ...{ water_id: `W${i}`, kind: 'laut', source_id: 'air', source_row: i + 1 },
    geometry: encodeWkb(geometry),
  }))
  context = await stageContext(publish, { tables: { '2-validate': { water: rows } } })
  const folder = temporaryFolder()
  const isThere = await writeGround(context, new ReleaseWriter(folder))
  return { isThere, file: join(folder, WATER_FILE), said: context.said.join() }
}

describe('the ground of the map', () => {
  it('has water with ids and the box around it, and says which it leaves out', async () => {
    const { isThere, file, said } = await groundOf([
      square(0.5),
      { type: 'Point', coordinates: [106, -6] },
      LINE,
    ])
    expect(isThere).toBe(true)
    const water = JSON.parse(readFileSync(file, 'utf8')) as FeatureCollection
    expect(water.bbox).toEqual([106, -6, 106.5, -5.5])
    expect(water.features.map(({ id, properties }) => [id, properties!.water_id])).toEqual([[1, 'W0']])
    expect(said).toMatch(/2 of 3 waters .*: W1, W2/)
  })

  it('is no file where no water is left', async () => {
    const { isThere, said } = await groundOf([LINE])
    expect([isThere, said]).toEqual([false, expect.stringContaining('1 of 1 waters')])
  })
})
