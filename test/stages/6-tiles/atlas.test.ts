import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ArchiveFile, decodeMvt, tileIdOf, zxyOf } from '../../../pipeline/archive/index.ts'
import type { City } from '../../../pipeline/city.ts'
import { encodeWkb } from '../../../pipeline/geo/wkb.ts'
import { layerProfiles } from '../../../pipeline/layers/profiles.ts'
import { tiles } from '../../../pipeline/stages/6-tiles/index.ts'
import { makeAtlas } from '../../../pipeline/stages/6-tiles/make-atlas.ts'
import { proveAtlas, requireProven } from '../../../pipeline/stages/6-tiles/prove-atlas.ts'
import { publishLayer } from '../../../pipeline/stages/6-tiles/publish-layer.ts'
import {
  type PublishedLayer,
  publishedFeatures,
} from '../../../pipeline/stages/6-tiles/published-features.ts'
import { createViews } from '../../../pipeline/stages/6-tiles/views.ts'
import type { Row } from '../../../pipeline/store/index.ts'
import { findTippecanoe } from '../../../pipeline/tippecanoe/index.ts'
import { box, polygon } from '../../support/shapes.ts'
import { stageContext, type TestStageContext } from '../../support/stage-context.ts'
import { EARLIER, nothing } from './earlier-tables.ts'

const hasTippecanoe = await findTippecanoe().then(
  () => true,
  () => false,
)
if (!hasTippecanoe) console.log('skipped: tippecanoe is not installed')

/** About 10 m on the equator. */
const BUILDING_DEG = 1e-4

const square = (west: number, south: number, side: number) =>
  encodeWkb(polygon(box(west, south, west + side, south + side)))

const building = (i: number, more: Row = {}): Row => ({
  ...{ building_id: `B${i}`, use: i % 2 === 0 ? 'hunian' : null, storeys: i, source_id: 'b', source_row: i },
  geometry: square(104.4 + i * 3 * BUILDING_DEG, 0.9, BUILDING_DEG),
  ...more,
})
const BUILDINGS = [1, 2, 3, 4].map((i) => building(i))
const FACILITIES = [
  {
    facility_id: 'F1',
    name: 'SDN 1',
    kind: 'sd',
    source_id: 'f',
    source_row: 1,
    geometry: square(104.41, 0.91, 0.001),
  },
]
/** Two neighbours. */
const ZONES: Row[] = [
  {
    zone_id: 'K1',
    name: 'Barat',
    decree_number: '1/2014',
    area_ha_decree: 1.23456789012,
    source_id: 'z',
    source_row: 1,
    geometry: square(104.4, 0.9, 0.01),
  },
  {
    zone_id: 'K2',
    name: 'Timur',
    decree_number: '1/2014',
    area_ha_decree: 1.23456789012,
    source_id: 'z',
    source_row: 2,
    geometry: square(104.41, 0.9, 0.01),
  },
]
const NAMES = ['zones', 'buildings', 'facilities']

let open: TestStageContext[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const context of open) context.close()
  open = []
})

interface Published {
  context: TestStageContext
  layers: PublishedLayer[]
  folder: string
}

async function published(
  engine: City['tiles']['engine'] = 'builtin',
  { buildings = BUILDINGS }: { buildings?: Row[] } = {},
): Promise<Published> {
  const findings = nothing({
    ...{ source_id: 'VARCHAR', source_row: 'BIGINT', severity: 'VARCHAR', key: 'VARCHAR' },
    table_name: 'VARCHAR',
  })
  const accepted = { zones: ZONES, buildings, facilities: FACILITIES, findings }
  const context = await stageContext(tiles, {
    city: { tiles: { engine } },
    tables: {
      '2-validate': accepted,
      ...EARLIER,
      '4-density': {
        ...EARLIER['4-density'],
        building_locations: nothing({ id: 'VARCHAR', zone_id: 'VARCHAR', rt_id: 'VARCHAR' }),
      },
      '5-indicators': {},
    },
  })
  open.push(context)
  await createViews(context)
  mkdirSync(join(context.directory, 'layers'))
  const folder = mkdtempSync(join(context.directory, '.working-'))
  const layers: PublishedLayer[] = []
  for (const profile of layerProfiles().filter(({ name }) => NAMES.includes(name)))
    layers.push(await publishLayer(context, profile, '1/2014', folder))
  return { context, layers, folder }
}

/** Ids of a layer by zoom, those drawn in the buffer of a tile too. */
async function idsByZoom(path: string, name: string): Promise<Map<number, Set<number>>> {
  const file = await ArchiveFile.open(path)
  const found = new Map<number, Set<number>>()
  try {
    const reader = file.reference()
    for await (const { tileId, runLength } of file.entries(await file.header())) {
      for (let id = tileId; id < tileId + runLength; id++) {
        const [z, x, y] = zxyOf(id)
        expect(tileIdOf(z, x, y)).toBe(id)
        const tile = await reader.getZxy(z, x, y)
        const layer = decodeMvt(new Uint8Array(tile!.data)).find((each) => each.name === name)
        for (const feature of layer?.features ?? []) {
          if (!found.has(z)) found.set(z, new Set())
          found.get(z)!.add(feature.id!)
        }
      }
    }
    return found
  } finally {
    await file.close()
  }
}

async function idsOf({ context, layers }: Published, name: string): Promise<Set<number>> {
  const ids = new Set<number>()
  const layer = layers.find(({ profile }) => profile.name === name)!
  for await (const { id } of publishedFeatures(context.store, layer)) ids.add(id)
  return ids
}

describe('the layers', () => {
  it('are published without records that have no place, numbers rounded and texts as they are', async () => {
    const buildings = [building(1), building(2, { geometry: null }), building(3)]
    const { context, layers } = await published('builtin', { buildings })
    expect(layers.map(({ profile, rows }) => [profile.name, rows])).toEqual([
      ['zones', 2],
      ['buildings', 2],
      ['facilities', 1],
    ])
    const rows = []
    for await (const { properties, geometry } of publishedFeatures(context.store, layers[1]!))
      rows.push([properties.building_id, properties.storeys, geometry.type])
    expect(rows).toEqual([
      ['B1', 1, 'Polygon'],
      ['B3', 3, 'Polygon'],
    ])
    for await (const { properties } of publishedFeatures(context.store, layers[0]!))
      expect([properties.area_ha_decree, properties.kawasan]).toEqual([1.23456789, null])
  })

  it('are refused when two records have one key', async () => {
    await expect(published('builtin', { buildings: [building(1), building(1)] })).rejects.toThrow(
      '"buildings|B1" is given twice',
    )
  })
})

describe('the atlas', () => {
  it('has every feature in the tiles of every zoom of its layer, says so, and is proven', async () => {
    const made = await published()
    const { atlas } = await makeAtlas(made.context, made.layers, made.folder)
    const proof = await proveAtlas(made.context.store, atlas, undefined)
    expect(proof.losses).toEqual([])
    expect(() => requireProven(proof, atlas.engine)).not.toThrow()
    for (const { profile } of made.layers) {
      const ids = await idsOf(made, profile.name)
      const found = await idsByZoom(atlas.path, profile.name)
      const [minzoom, maxzoom] = profile.zooms
      expect([...found.keys()]).toEqual(Array.from({ length: maxzoom - minzoom + 1 }, (_, i) => minzoom + i))
      for (const [zoom, there] of found)
        expect([profile.name, zoom, there]).toEqual([profile.name, zoom, ids])
    }
    const zones = atlas.report.find(({ name }) => name === 'zones')!
    expect(zones.zooms[0]).toMatchObject({ zoom: 0, features: 2, features_tiny: 2, features_dropped: 0 })
    expect(readdirSync(made.folder).filter((name) => !name.endsWith('.parquet'))).toEqual([])
  })

  it('describes itself, its layers and attributes in both languages, with their units', async () => {
    const made = await published()
    const city = {
      ...made.context.city,
      attribution: { id: '© <Kota>', en: '© City' },
      synthetic: { id: 'Data sintetis', en: 'Synthetic data' },
    }
    const { atlas } = await makeAtlas({ ...made.context, city }, made.layers, made.folder)
    const file = await ArchiveFile.open(atlas.path)
    const metadata = (await file.reference().getMetadata()) as {
      name: string
      description: string
      attribution: string
      vector_layers: { id: string; field_descriptions: Record<string, string> }[]
      petakumuh: { descriptions: Record<string, { en: string; fields: Record<string, unknown> }> }
    }
    await file.close()
    const { name, description, attribution } = metadata
    expect({ name, description, attribution }).toEqual({
      name: 'Kota Uji / Test City',
      description: 'Data sintetis / Synthetic data',
      attribution: '© &lt;Kota&gt; / © City · Data sintetis / Synthetic data',
    })
    expect(metadata.vector_layers.map(({ id }) => id)).toEqual(NAMES)
    const { buildings } = metadata.petakumuh.descriptions
    expect(buildings).toMatchObject({
      ...{ id: 'Bangunan', en: 'Buildings' },
      fields: { storeys: { id: 'Jumlah lantai (storeys)', en: 'Storeys (storeys)' } },
    })
  })

  it('is not proven when a record of the layer is not in its tiles, or has another attribute', async () => {
    const made = await published('builtin', { buildings: BUILDINGS.slice(1) })
    const { atlas } = await makeAtlas(made.context, made.layers, made.folder)
    const whole = await published('builtin', {
      buildings: [...BUILDINGS.slice(0, 3), building(4, { storeys: 9 })],
    })
    const proof = await proveAtlas(whole.context.store, { ...atlas, layers: whole.layers }, undefined)
    expect(new Set(proof.losses.map(({ code, layer }) => `${code} ${layer}`))).toContain('missing buildings')
    expect(proof.losses.map(({ code }) => code)).toContain('attribute')
    expect(() => requireProven(proof, 'builtin')).toThrow(/not proven: \d+ differences/)
    expect(() => requireProven(proof, 'builtin')).toThrow(expect.objectContaining({ exitCode: 41 }))
  })

  it('needs tippecanoe only where the city asks for it, and says that it is missing with exit 40', async () => {
    vi.stubEnv('PATH', '/nowhere')
    const auto = await published('auto')
    expect((await makeAtlas(auto.context, auto.layers, auto.folder)).atlas.engine).toBe('builtin')
    const made = await published('tippecanoe')
    await expect(makeAtlas(made.context, made.layers, made.folder)).rejects.toMatchObject({
      ...{ kind: 'missingProgram', exitCode: 40 },
    })
    expect(readdirSync(made.context.directory)).not.toContain('atlas.pmtiles')
  })

  it.skipIf(!hasTippecanoe)(
    'by tippecanoe has all at the deepest zoom, loses only what is too small above it, and is proven so',
    async () => {
      const made = await published('tippecanoe')
      const { atlas } = await makeAtlas(made.context, made.layers, made.folder)
      expect(made.context.said.join()).toContain('tiles by tippecanoe')
      const proof = await proveAtlas(made.context.store, atlas, undefined)
      expect(proof.losses).toEqual([])
      const zones = proof.layers.find(({ name }) => name === 'zones')!
      expect(zones.zooms.at(-1)).toMatchObject({ zoom: 16, features: 2, features_dropped: 0 })
      expect(zones.zooms[0]!.features_dropped).toBeGreaterThan(0)
      expect((await idsByZoom(atlas.path, 'facilities')).get(8)).toEqual(await idsOf(made, 'facilities'))
    },
  )
})

it('is cut anew when the engine of the city is another', () => {
  const config = (engine: City['tiles']['engine']) =>
    JSON.stringify(tiles.config({ tiles: { engine } } as City))
  expect(config('tippecanoe')).not.toBe(config('builtin'))
})
