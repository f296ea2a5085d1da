import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Feature, Polygon } from 'geojson'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProgress } from '../../pipeline/progress.ts'
import { tile } from '../../pipeline/tile/index.ts'
import { runVerify, type VerifyOptions, type VerifyReport } from '../../pipeline/verify/index.ts'
import { lossIn } from '../../pipeline/verify/losses.ts'
import { scratchFolder } from '../archive/archives.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

/** 3 x 3 neighbours of 1.1 km near Tanjungpinang, with ids from 1. */
const ZONES = Array.from({ length: 9 }, (_, i): Feature<Polygon> => {
  const [x, y] = [104.4 + (i % 3) / 100, 0.9 + Math.floor(i / 3) / 100]
  const ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]] // biome-ignore format: a ring
  return {
    type: 'Feature',
    id: i + 1,
    properties: { name: `RT ${i + 1}`, people: 10 * i },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
})
const POSTS = ZONES.map(
  ({ id, properties, geometry }): Feature => ({
    type: 'Feature',
    id: id!,
    properties,
    geometry: { type: 'Point', coordinates: geometry.coordinates[0]![0]! },
  }),
)

function write(name: string, features: readonly Feature[]): string {
  writeFileSync(at(name), features.map((feature) => `${JSON.stringify(feature)}\n`).join(''))
  return at(name)
}

async function verified(archive: string, options: VerifyOptions) {
  const lines: string[] = []
  const error = await runVerify(at(archive), { quiet: true, ...options }, (line) => lines.push(line)).catch(
    (thrown) => thrown,
  )
  return { lines, error }
}

/** The kinds of losses, by layer and zoom, each once. */
async function losses(archive: string, options: VerifyOptions): Promise<string[]> {
  const { lines, error } = await verified(archive, { ...options, json: true })
  if (lines.length === 0) throw error
  const { proof } = JSON.parse(lines[0]!) as VerifyReport
  expect(error === undefined).toBe(proof!.loss_count === 0)
  if (error !== undefined) expect(error).toMatchObject({ exitCode: 41, fault: { code: 'TILES_NOT_PROVEN' } })
  const told = proof!.losses.map((loss) => lossIn('id', loss))
  expect(told.filter((line) => / (?:the|is|in|are|has|holds) /.test(line))).toEqual([])
  return [
    ...new Set(proof!.losses.map(({ code, layer, zoom }) => [code, layer, zoom ?? ''].join(' ').trim())),
  ]
}

const cut = (files: string[], output: string, options: object = {}) =>
  tile(
    files.map(at),
    { output: at(output), minimumZoom: 8, maximumZoom: 10, threads: 1, proof: false, ...options },
    createProgress('quiet'),
  )

beforeAll(async () => {
  write('zones.geojsonl', ZONES)
  write('posts.geojsonl', POSTS)
  await cut(['zones.geojsonl'], 'zones.pmtiles')
  await cut(['zones.geojsonl'], 'zones.mbtiles')
  await cut(['zones.geojsonl', 'posts.geojsonl'], 'both.pmtiles')
  await cut(['posts.geojsonl'], 'thinned.pmtiles', { dropRate: 2 })
  await cut(['zones.geojsonl'], 'named.pmtiles', {
    include: ['people'],
    generateIds: true,
    labelLayer: 'labels',
  })
})

describe('petakumuh verify --source', () => {
  it('proves an archive against its file, PMTiles and MBTiles, whatever the file is called', async () => {
    const { lines, error } = await verified('zones.pmtiles', {
      source: at('zones.geojsonl'),
      quiet: false,
      lang: 'id',
    })
    expect(error).toBeUndefined()
    expect(lines).toContain('zones: 9 fitur pada sumber')
    expect(lines.at(-1)).toMatch(/^Terbukti/)
    write('renamed.geojsonl', ZONES)
    for (const archive of ['zones.pmtiles', 'zones.mbtiles'])
      expect(await losses(archive, { source: at('renamed.geojsonl') })).toEqual([])
  })

  it('ends with 41 when a feature is missing, moved, changed, or not of the file', async () => {
    const [first, ...others] = ZONES
    const moved = structuredClone(first!)
    for (const position of moved.geometry.coordinates[0]!) position[1]! += 0.002
    const more = { ...structuredClone(first!), id: 99 }
    const against = (name: string, features: Feature[], archive = 'zones.pmtiles') =>
      losses(archive, { source: write(name, features) })
    expect(await against('more.geojsonl', [...ZONES, more])).toContain('missing zones 10')
    expect(await against('fewer.geojsonl', others, 'zones.mbtiles')).toContain('unknown zones 10')
    expect(await against('moved.geojsonl', [moved, ...others])).toContain('geometry zones 10')
    const changed = { ...first!, properties: { ...first!.properties, people: 11 } }
    expect(await against('changed.geojsonl', [changed, ...others])).toEqual([
      ...[8, 9, 10].map((zoom) => `attribute zones ${zoom}`),
    ])
  })

  it('holds the tiles to the counts that the archive itself states', async () => {
    const fewer = write('counted.geojsonl', POSTS.slice(1))
    expect(await losses('thinned.pmtiles', { source: fewer, dropRate: 2 })).toContain('count posts 10')
  })

  it('looks at one layer of several, or at all', async () => {
    expect(await losses('both.pmtiles', { source: at('zones.geojsonl'), layer: 'zones' })).toEqual([])
    const named = [`zones:${at('zones.geojsonl')}`, `posts:${at('posts.geojsonl')}`]
    expect(await losses('both.pmtiles', { namedLayer: named })).toEqual([])
    expect(await losses('both.pmtiles', { source: at('zones.geojsonl') })).toContain('unknown posts 10')
    const { error } = await verified('both.pmtiles', { source: at('zones.geojsonl'), layer: 'rt' })
    expect(error).toMatchObject({ kind: 'usage', fault: { expected: 'one of zones, posts' } })
  })

  it('is told by options and profile how the file was cut', async () => {
    const source = at('posts.geojsonl')
    expect(await losses('thinned.pmtiles', { source, dropRate: 2 })).toEqual([])
    expect(await losses('thinned.pmtiles', { source })).toContain('missing posts 8')
    writeFileSync(at('posts.yaml'), 'layers: [{ name: posts, drop_rate: 2 }]\n')
    expect(await losses('thinned.pmtiles', { source, profile: at('posts.yaml') })).toEqual([])
    const cut = { include: ['people'], generateIds: true, labelLayer: 'labels' }
    expect(await losses('named.pmtiles', { source: at('zones.geojsonl'), ...cut })).toEqual([])
    expect(
      await losses('named.pmtiles', { source: at('zones.geojsonl'), ...cut, include: ['name'] }),
    ).toContain('attribute zones 10')
  })

  it('finds zooms that are not there, when they are asked for', async () => {
    const found = await losses('zones.pmtiles', { source: at('zones.geojsonl'), maximumZoom: 11 })
    expect(found).toContain('missing zones 11')
    expect(found).toContain('metadata zones')
  })

  it('leaves open what it cannot know of features without an id, and says why', async () => {
    const nameless = write('nameless.geojsonl', ZONES.map(({ id: _, ...zone }) => zone)) // biome-ignore format: short
    await cut(['nameless.geojsonl'], 'nameless.pmtiles')
    const { lines, error } = await verified('nameless.pmtiles', { source: nameless, quiet: false })
    expect(error).toBeUndefined()
    const from = lines.indexOf('nameless: 9 features in the source')
    expect(lines[from + 1]).toBe('zoom  features  dropped  clustered  drawings  tiles  farthest off (units)')
    const rows = lines.slice(from + 2, from + 5).map((line) => line.trim().split(/ +/))
    expect(rows[0]).toEqual(['8', '-', '-', '0', '9', '1', '-'])
    expect(rows[2]!.slice(0, 4)).toEqual(['10', '9', '0', '0'])
    expect(rows[2]![6]).toMatch(/^[01]\.\d\d$/)
    expect(lines[from + 5]).toMatch(/^- {2}not known: features without an id/)
    const id = await verified('nameless.pmtiles', { source: nameless, quiet: false, lang: 'id' })
    const last = id.lines[id.lines.findIndex((line) => line.startsWith('nameless: ')) + 4]!
    expect(last.trim().split(/ +/)[6]).toBe(rows[2]![6]!.replace('.', ','))
    const known = await verified('zones.pmtiles', { source: at('zones.geojsonl'), quiet: false })
    expect(known.lines.filter((line) => line.startsWith('-'))).toEqual([])
  })

  it('ends with 21 when the file is missing', async () => {
    const { error } = await verified('zones.pmtiles', { source: at('absent.geojsonl') })
    expect(error).toMatchObject({ exitCode: 21 })
  })
})
