import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { ArchiveFile, decodeMvt } from '../../pipeline/archive/index.ts'
import { UserError } from '../../pipeline/errors.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { createProgress } from '../../pipeline/progress.ts'
import { tile } from '../../pipeline/tile/index.ts'
import type { TileOptions } from '../../pipeline/tile/options.ts'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'

/** 4 x 4 neighbours of 1.1 km near Tanjungpinang, with ids from 1. */
const SQUARES: Feature[] = Array.from({ length: 16 }, (_, i) => {
  const [x, y] = [104.4 + (i % 4) / 100, 0.9 + Math.floor(i / 4) / 100]
  const ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y + 0.01], [x, y]] // biome-ignore format: a ring
  return {
    type: 'Feature',
    id: i + 1,
    properties: { name: `RT ${i + 1}`, people: 10 * i, slum: i % 2 === 0, note: null, code: i + 100 },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
})
const LINES = SQUARES.map((feature) => `${JSON.stringify(feature)}\n`).join('')
const COLLECTION = JSON.stringify({ type: 'FeatureCollection', features: SQUARES })

function folderWith(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'tmp'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const run = (folder: string, files: string[], options: Partial<TileOptions> = {}) =>
  tile(
    files.map((name) => join(folder, name)),
    { output: join(folder, 'out.pmtiles'), temporaryDirectory: join(folder, 'tmp'), threads: 1, ...options },
    createProgress('quiet'),
  )

async function refusalOf(made: Promise<unknown>): Promise<UserError> {
  const error = await made.then(
    () => null,
    (thrown) => thrown,
  )
  if (error instanceof UserError) return error
  throw error ?? new Error('nothing was refused')
}

async function tileOf(path: string, z: number, x: number, y: number) {
  const file = await ArchiveFile.open(path)
  try {
    return decodeMvt(new Uint8Array((await file.reference().getZxy(z, x, y))!.data))
  } finally {
    await file.close()
  }
}

/** What is in the folder besides the inputs. */
const left = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /new|tmp\/|out|\.part/.test(name))
    .sort()

describe('petakumuh tile', () => {
  it('gives the same bytes for lines, a collection, their gzip, and a shuffled file', async () => {
    const folder = folderWith({
      'a.geojsonl': LINES,
      'b.geojson': COLLECTION,
      'c.geojsonl.gz': gzipSync(LINES),
      'd.geojsonl': LINES.trimEnd().split('\n').reverse().join('\n'),
    })
    const options = { layer: 'rt', name: 'rt' }
    const bytes: Buffer[] = []
    for (const file of ['a.geojsonl', 'b.geojson', 'c.geojsonl.gz', 'd.geojsonl']) {
      const { proof } = await run(folder, [file], { ...options, force: true })
      expect(proof!.loss_count).toBe(0)
      bytes.push(readFileSync(join(folder, 'out.pmtiles')))
    }
    expect(bytes.map((each) => each.equals(bytes[0]!))).toEqual([true, true, true, true])
    expect(left(folder)).toEqual(['out.pmtiles'])
  })

  it('keeps ids and the attributes that are asked for', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES })
    await run(folder, ['rt.geojsonl'], { include: ['people', 'slum'], maximumZoom: 2 })
    const [layer] = await tileOf(join(folder, 'out.pmtiles'), 0, 0, 0)
    expect(layer!.name).toBe('rt')
    expect(layer!.features.map(({ id }) => id)).toEqual(SQUARES.map(({ id }) => id))
    expect(layer!.features[1]!.properties).toEqual({ people: 10, slum: false })
  })

  it('numbers features, or takes their ids from an attribute, which stays', async () => {
    const folder = folderWith({ 'rt.geojson': COLLECTION })
    const output = join(folder, 'out.pmtiles')
    await run(folder, ['rt.geojson'], { useAttributeForId: 'code', maximumZoom: 1 })
    const [coded] = await tileOf(output, 0, 0, 0)
    expect(coded!.features.map(({ id, properties }) => [id, properties.code])).toContainEqual([115, 115])
    await run(folder, ['rt.geojson'], { generateIds: true, maximumZoom: 1, force: true })
    const [numbered] = await tileOf(output, 0, 0, 0)
    expect(numbered!.features.map(({ id }) => id)).toEqual(SQUARES.map((_, i) => i + 1))
  })

  it('writes MBTiles, proven by the same tiles', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES })
    const { proof, tiles } = await run(folder, ['rt.geojsonl'], { output: join(folder, 'out.mbtiles') })
    expect(proof!.tiles).toBe(tiles)
    expect(readFileSync(join(folder, 'out.mbtiles')).toString('latin1', 0, 15)).toBe('SQLite format 3')
    expect(left(folder)).toEqual(['out.mbtiles'])
  })

  it('follows a profile, and puts one point inside each polygon', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES })
    writeFiles(folder, {
      'p.yaml':
        'name: Peta RT\nmaxzoom: 3\nlayers:\n  - name: rt\n    description: { id: RT, en: Neighbourhoods }\n    label_layer: rt_labels\n    attributes:\n      - { name: people, type: number, description: People }\n',
    })
    await run(folder, ['rt.geojsonl'], { profile: join(folder, 'p.yaml') })
    const layers = await tileOf(join(folder, 'out.pmtiles'), 3, 6, 3)
    expect(layers.map(({ name, features }) => [name, features.length])).toEqual([
      ['rt', 16],
      ['rt_labels', 16],
    ])
    expect(layers[0]!.features[3]!.properties).toEqual({ people: 30 })
  })

  it('refuses a profile with a misspelt key, naming the line', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES, 'p.yaml': 'name: x\nmaxzom: 3\n' })
    const error = await refusalOf(run(folder, ['rt.geojsonl'], { profile: join(folder, 'p.yaml') }))
    expect([error.exitCode, error.fault.where?.line, error.fault.got]).toEqual([20, 2, 'maxzom'])
  })

  it('counts what it cannot draw, and proves the rest', async () => {
    const odd = [
      '{"type":"Feature","id":90,"properties":{},"geometry":null}',
      '{"type":"Feature","id":91,"properties":{},"geometry":{"type":"Point","coordinates":[500,0]}}',
      'no feature',
    ]
    const folder = folderWith({ 'rt.geojsonl': `${LINES}${odd.join('\n')}\n` })
    const { layers, proof } = await run(folder, ['rt.geojsonl'])
    expect(layers[0]).toMatchObject({ features_read: 19, features_taken: 16 })
    expect(layers[0]!.refused).toEqual({ no_geometry: 1, position_outside: 1, not_a_feature: 1 })
    expect(proof!.loss_count).toBe(0)
  })
})

describe('ids met twice in a layer', () => {
  const twice = { code: 'TILES_ID_TWICE', got: 'id 1 twice' }

  it('are refused before anything is cut, unless they are numbered anew or the layers are two', async () => {
    const files = ['a.geojson', 'b.geojsonl']
    const folder = folderWith({ 'a.geojson': COLLECTION, 'b.geojsonl': LINES })
    const error = await refusalOf(run(folder, files, { layer: 'rt' }))
    expect([error.exitCode, error.fault.where?.layer]).toEqual([41, 'rt'])
    expect(error.fault).toMatchObject(twice)
    expect(error.fault.where?.file).toMatch(/a\.geojson, .*b\.geojsonl$/)
    expect(error.fault.next).toContain('--generate-ids')
    expect(left(folder)).toEqual([])
    const numbered = await run(folder, files, { layer: 'rt', generateIds: true, maximumZoom: 1 })
    expect(numbered.layers[0]!.features_taken).toBe(32)
    const apart = await run(folder, files, { maximumZoom: 1, force: true })
    expect(apart.proof!.loss_count).toBe(0)
  })

  it('are looked for in the attribute that ids are taken from', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES.replaceAll(/"code":1\d\d/g, '"code":7') })
    const error = await refusalOf(run(folder, ['rt.geojsonl'], { useAttributeForId: 'code' }))
    expect(error.fault).toMatchObject({ ...twice, got: 'id 7 twice' })
  })

  it('are found by the proof beyond the first features', async () => {
    const many = Array.from({ length: 2001 }, (_, i) => {
      const geometry = { type: 'Point', coordinates: [104 + i / 1e4, 1] }
      return `${JSON.stringify({ type: 'Feature', id: i + 1, properties: {}, geometry })}\n`
    })
    const folder = folderWith({ 'p.geojsonl': [...many, many[0]].join('') })
    const error = await refusalOf(run(folder, ['p.geojsonl'], { maximumZoom: 0 }))
    expect([error.exitCode, error.fault.where]).toEqual([41, { layer: 'p' }])
    expect(error.fault).toMatchObject(twice)
    expect(left(folder)).toEqual([])
  })

  it('do not count where a feature is refused', async () => {
    const nothing = '{"type":"Feature","id":1,"properties":{},"geometry":null}\n'
    const folder = folderWith({ 'rt.geojsonl': `${LINES}${nothing}` })
    expect((await run(folder, ['rt.geojsonl'], { maximumZoom: 1 })).proof!.loss_count).toBe(0)
  })
})

describe('a run that fails', () => {
  it('leaves the archive of before as it was, and nothing else', async () => {
    const nothing = '{"type":"Feature","properties":{},"geometry":null}\n'
    const folder = folderWith({ 'none.geojsonl': nothing, 'out.pmtiles': 'before' })
    expect((await refusalOf(run(folder, ['none.geojsonl']))).exitCode).toBe(2)
    expect((await refusalOf(run(folder, ['none.geojsonl'], { force: true }))).exitCode).toBe(23)
    expect(readFileSync(join(folder, 'out.pmtiles'), 'utf8')).toBe('before')
    expect(left(folder)).toEqual(['out.pmtiles'])
  })

  it('says at once that the archive cannot be written, and reads and cuts nothing for it', async () => {
    const folder = folderWith({ 'rt.geojsonl': LINES })
    const quiet = createProgress('quiet')
    const tasks: string[] = []
    const task = (label: string) => {
      tasks.push(label)
      return quiet.task(label)
    }
    const output = join(folder, `${'n'.repeat(240)}.pmtiles`)
    const options = { output, temporaryDirectory: join(folder, 'tmp'), threads: 2, maximumZoom: 2 }
    await expect(tile([join(folder, 'rt.geojsonl')], options, { ...quiet, task })).rejects.toThrow(
      'ENAMETOOLONG',
    )
    expect(tasks).toEqual([])
    expect(left(folder)).toEqual([])
  })

  it('says what is wrong with the files', async () => {
    const metres = LINES.replaceAll('[104.', '[4951')
    const folder = folderWith({ 'rt.geojsonl': LINES, 'm.geojsonl': metres, 't.csv': 'a,b\n1,2\n' })
    const codes: [string[], Partial<TileOptions>, number][] = [
      [['missing.geojson'], {}, 21],
      [['m.geojsonl'], {}, 24],
      [['t.csv'], {}, 21],
      [['rt.geojsonl'], { include: ['nama'] }, 2],
      [['rt.geojsonl', 'rt.geojsonl'], {}, 2],
      [['rt.geojsonl'], { output: join(folder, 'out.zip') }, 2],
    ]
    for (const [files, options, code] of codes)
      expect([files, (await refusalOf(run(folder, files, options))).exitCode]).toEqual([files, code])
    expect(left(folder)).toEqual([])
  })
})

describe('the command', () => {
  const petakumuh = (folder: string, args: string[], input?: string) =>
    spawnSync(process.execPath, [join(PROJECT_ROOT, 'pipeline/petakumuh.js'), 'tile', ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
    })

  it('reads the standard input and prints one object', () => {
    const folder = folderWith({})
    const { status, stdout, stderr } = petakumuh(
      folder,
      ['-', '-l', 'rt', '-z3', '-o', 'out.pmtiles', '--json'],
      LINES,
    )
    expect([status, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({
      output: 'out.pmtiles',
      engine: 'builtin',
      maxzoom: 3,
      proof: { loss_count: 0 },
    })
    expect(existsSync(join(folder, 'out.pmtiles'))).toBe(true)
  })

  it('asks for a shorter name', () => {
    const folder = folderWith({ 'rt.geojsonl': LINES })
    const { status, stderr } = petakumuh(folder, ['rt.geojsonl', '-o', `${'n'.repeat(240)}.pmtiles`])
    expect(status).toBe(50)
    expect(stderr).toContain('choose a shorter name')
    expect(left(folder)).toEqual([])
  })

  it('answers an option of tippecanoe that is not here', () => {
    const { status, stderr } = petakumuh(folderWith({}), ['-zg', '-o', 'out.pmtiles', 'x.geojson'])
    expect(status).toBe(2)
    expect(stderr).toContain('leave -z out')
  })
})
