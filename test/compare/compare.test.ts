import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  type ArchiveMeta,
  type CompressedTile,
  firstTileId,
  tileIdOf,
  writeArchive,
  zxyOf,
} from '../../pipeline/archive/index.ts'
import { type Comparison, compareFiles, runCompare } from '../../pipeline/compare/index.ts'
import { META, scratchFolder } from '../archive/archives.ts'
import { encodeMvt, type MvtFeature } from '../support/encode-mvt.ts'

const folder = scratchFolder()
const at = (name: string) => path.join(folder, name)

type Feature = { id?: number; at: [number, number] | [number, number][]; tags?: MvtFeature['tags'] }

/** A tile of points and squares (given by their corners) in one layer. */
function tile(z: number, x: number, y: number, layers: Record<string, Feature[]>, level = 6): CompressedTile {
  const encoded = encodeMvt(
    Object.entries(layers).map(([name, features]) => ({
      name,
      features: features.map(({ id, at: place, tags = {} }) =>
        Array.isArray(place[0])
          ? { id, type: 3, geometry: [place], tags }
          : { id, type: 1, geometry: [place], tags },
      ) as MvtFeature[],
    })),
    4096,
  )
  return { tile_id: tileIdOf(z, x, y), gzip: gzipSync(encoded, { level }) }
}

function square(x: number, y: number, side: number): [number, number][] {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ]
}

let made = 0
async function archive(tiles: CompressedTile[], meta: Partial<ArchiveMeta> = {}, ending = 'pmtiles') {
  const file = at(`${made++}.${ending}`)
  await writeArchive(file, tiles, { ...META, ...meta })
  return file
}

async function compared(a: CompressedTile[], b: CompressedTile[], options = {}): Promise<Comparison> {
  return compareFiles(await archive(a), await archive(b), options)
}

async function printed(a: string, b: string, options = {}): Promise<{ lines: string[]; error: unknown }> {
  const lines: string[] = []
  const error = await runCompare(a, b, options, (line) => lines.push(line)).catch((thrown) => thrown)
  return { lines, error }
}

const one = (tags: MvtFeature['tags'] = {}): Feature => ({ id: 1, at: [10, 10], tags })

describe('comparing archives', () => {
  it('finds the same bytes equal, and the same content in other bytes', async () => {
    const two: Feature = { id: 2, at: square(0, 0, 100), tags: { a: 1, b: 'x' } }
    const twin: Feature = { id: 2, at: square(0, 0, 100), tags: { b: 'x', a: 1 } }
    const a = [tile(0, 0, 0, { p: [one()] }), tile(1, 0, 0, { p: [one(), two], q: [one()] })]
    const b = [tile(0, 0, 0, { p: [one()] }), tile(1, 0, 0, { q: [one()], p: [twin, one()] }, 1)]
    const found = await compared(a, b)
    expect(found.equal).toBe(true)
    expect(found.tiles).toEqual({ equal_bytes: 1, equal_content: 1, different: 0, only_a: 0, only_b: 0 })
    expect(found.zooms.map(({ zoom, equal_content }) => [zoom, equal_content])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect(found.examples).toEqual({ tiles: [], features: [] })
  })

  it('tells features added and removed, values with old and new, and how far geometry went', async () => {
    const a = [
      tile(3, 1, 1, {
        zona: [
          { id: 5, at: square(0, 0, 100), tags: { kelas: 'berat', rt: 3 } },
          { id: 6, at: square(500, 0, 100), tags: { kelas: 'ringan' } },
          { id: 7, at: [1, 1] },
        ],
      }),
    ]
    const b = [
      tile(3, 1, 1, {
        zona: [
          { id: 5, at: square(0, 0, 100), tags: { kelas: 'sedang', luas: 2.5 } },
          { id: 6, at: [...square(500, 0, 100).slice(0, 2), [603, 104], ...square(500, 0, 100).slice(3)] },
          { id: 8, at: [1, 1] },
        ],
      }),
    ]
    const found = await compared(a, b)
    expect(found.equal).toBe(false)
    expect(found.tiles).toMatchObject({ different: 1, equal_bytes: 0 })
    const zona = found.layers.find((layer) => layer.name === 'zona')!
    expect(zona).toMatchObject({
      added: 1,
      removed: 1,
      attributes_changed: 2,
      geometry_changed: 1,
      greatest_distance: { units: 5, tile: [3, 1, 1] },
      tiles_changed: 0,
      attributes: [
        { name: 'kelas', features: 2 },
        { name: 'luas', features: 1 },
        { name: 'rt', features: 1 },
      ],
    })
    const { features } = found.examples
    const place = { layer: 'zona', tile: [3, 1, 1] }
    expect(features).toContainEqual({ layer: 'zona', id: 8, change: 'added' })
    expect(features).toContainEqual({ layer: 'zona', id: 7, change: 'removed' })
    const kelas = { ...place, id: 5, change: 'attribute', attribute: 'kelas', a: 'berat', b: 'sedang' }
    expect(features).toContainEqual(kelas)
    expect(features).toContainEqual({ ...place, id: 5, change: 'attribute', attribute: 'rt', a: 3, b: null })
    expect(features).toContainEqual({ ...place, id: 6, change: 'geometry', units: 5 })
  })

  it('calls a feature added only when no tile of the other archive has it, equal tiles included', async () => {
    const same = tile(0, 0, 0, { p: [one(), { id: 2, at: [5, 5] }] })
    const a = [same, tile(1, 0, 0, { p: [one()] })]
    const b = [
      same,
      tile(1, 0, 0, {
        p: [
          { id: 2, at: [5, 5] },
          { id: 3, at: [6, 6] },
        ],
      }),
    ]
    const found = await compared(a, b)
    expect(found.layers.find((layer) => layer.name === 'p')).toMatchObject({
      added: 1,
      removed: 0,
      tiles_changed: 2,
      geometry_changed: 0,
    })
    expect(found.examples.features).toEqual([
      { layer: 'p', id: 3, change: 'added' },
      { layer: 'p', id: 1, change: 'tiles' },
      { layer: 'p', id: 2, change: 'tiles' },
    ])
  })

  it('tells tiles of one archive only, within runs of equal tiles and across zooms', async () => {
    const sea = tile(0, 0, 0, { laut: [one()] }).gzip
    const run = (from: number, to: number): CompressedTile[] =>
      Array.from({ length: to - from }, (_, i) => ({ tile_id: from + i, gzip: sea }))
    const end = firstTileId(4)
    const found = await compared(run(10, end + 6), run(12, end + 3))
    expect(found.tiles).toEqual({
      equal_bytes: end + 3 - 12,
      equal_content: 0,
      different: 0,
      only_a: 5,
      only_b: 0,
    })
    expect(found.zooms.map(({ zoom, only_a }) => [zoom, only_a])).toEqual([
      [2, 2],
      [3, 0],
      [4, 3],
    ])
    expect(found.examples.tiles).toHaveLength(5)
    expect(found.examples.tiles[0]).toEqual({ tile: zxyOf(10), verdict: 'only_a' })
  })

  it('counts features without an id, however often they are drawn alike', async () => {
    const nameless: Feature = { at: [9, 9], tags: { n: 1 } }
    const found = await compared(
      [tile(0, 0, 0, { p: [nameless, nameless, { at: [1, 1] }] })],
      [tile(0, 0, 0, { p: [nameless, { at: [2, 2] }] })],
    )
    expect(found.layers.find((layer) => layer.name === 'p')!.without_id).toEqual({ only_a: 2, only_b: 1 })
  })

  it('looks only at the zooms and layers asked for', async () => {
    const a = [tile(0, 0, 0, { p: [one()] }), tile(1, 0, 0, { p: [one()], q: [one()] })]
    const b = [tile(0, 0, 0, { p: [one({ v: 1 })] }), tile(1, 0, 0, { p: [one()], q: [one({ v: 1 })] })]
    expect((await compared(a, b, { zoom: '1', layer: ['p'] })).tiles).toMatchObject({ equal_content: 1 })
    expect((await compared(a, b, { zoom: '1', layer: ['p'] })).equal).toBe(true)
    expect((await compared(a, b, { zoom: '1', layer: ['q'] })).tiles).toMatchObject({ different: 1 })
    expect((await compared(a, b, { zoom: '0-1' })).tiles).toMatchObject({ different: 2 })
  })

  it('refuses a layer that is in neither, naming those there are, declared or not', async () => {
    const a = [tile(0, 0, 0, { p: [one()] }), tile(1, 0, 0, { p: [one()], q: [one()] })]
    for (const layer of [['r'], ['p', 'r']]) {
      await expect(compared(a, a, { layer })).rejects.toMatchObject({
        exitCode: 2,
        fault: { where: { key: '--layer' }, got: 'r', expected: 'one of p, q, titik' },
      })
    }
    expect((await compared(a, [tile(0, 0, 0, { p: [one()] })], { layer: ['q'] })).equal).toBe(false)
    expect((await compared(a, a, { layer: ['titik'] })).equal).toBe(true)
  })

  it('hints at -l where each has a layer that the other has not', async () => {
    const named = (name: string) =>
      archive([tile(0, 0, 0, { [name]: [one()] })], { layers: [{ ...META.layers[0]!, name }] })
    const [old, young] = [await named('rt_2023'), await named('rt_2024')]
    const { error } = await printed(old, young)
    expect(error).toMatchObject({ exitCode: 22, fault: { next: expect.stringContaining('-l rt_2023') } })
    const changed = await archive([tile(0, 0, 0, { rt_2023: [one({ v: 1 })] })], {
      layers: [{ ...META.layers[0]!, name: 'rt_2023' }],
    })
    expect((await printed(old, changed)).error).toMatchObject({
      exitCode: 22,
      fault: { next: expect.not.stringContaining('-l ') },
    })
  })

  it('holds what is declared against each other', async () => {
    const tiles = [tile(0, 0, 0, { p: [one()] })]
    const layer = META.layers[0]!
    const stats = (features: number) => ({ features, attributes: [] })
    const a = await archive(tiles, {
      layers: [{ ...layer, attributes: [{ name: 'skor', type: 'string' }], stats: stats(3) }],
      attribution: 'lain',
    })
    const b = await archive(tiles, {
      layers: [{ ...layer, maxzoom: 12, attributes: [{ name: 'skor', type: 'number' }], stats: stats(4) }],
    })
    const found = await compareFiles(a, b, {})
    expect(found.tiles).toMatchObject({ equal_bytes: 1, different: 0 })
    expect(found.equal).toBe(false)
    expect(found.layers).toMatchObject([{ name: 'titik', features_a: 3, features_b: 4 }])
    expect(found.layers[0]!.declared).toEqual([
      { what: 'zooms', name: 'titik', a: '0-14', b: '0-12' },
      { what: 'attribute', name: 'skor', a: 'String', b: 'Number' },
    ])
    expect(found.metadata).toEqual(['attribution', 'tilestats'])
  })

  it('reads MBTiles as well, in the same order', async () => {
    const tiles = [
      tile(0, 0, 0, { p: [one()] }),
      tile(1, 0, 0, { p: [one()] }),
      tile(1, 0, 1, { p: [one({ v: 2 })] }),
    ]
    const meta: Partial<ArchiveMeta> = { description: '', bounds: [104.123456789, -1, 105, 1 / 3] }
    const a = await archive(tiles, meta)
    const b = await archive(tiles, meta, 'mbtiles')
    const found = await compareFiles(a, b, {})
    expect(found.tiles).toMatchObject({ equal_bytes: 3, different: 0, only_a: 0, only_b: 0 })
    expect([found.equal, found.metadata]).toEqual([true, []])
    const c = await archive(tiles.slice(0, 2), {}, 'mbtiles')
    const fewer = await compareFiles(c, b, {})
    expect(fewer.tiles).toMatchObject({ equal_bytes: 2, only_b: 1 })
    expect(fewer.metadata).toEqual(['bounds', 'description'])
  })

  it('keeps to the number of examples asked for', async () => {
    const points = (count: number, shift: number): Feature[] =>
      Array.from({ length: count }, (_, i) => ({ id: i, at: [i, shift * i], tags: { v: shift } }))
    const found = await compared(
      [tile(0, 0, 0, { p: points(400, 0) })],
      [tile(0, 0, 0, { p: points(400, 1) })],
      { limit: 2 },
    )
    expect(found.examples.features.map(({ id, change }) => [id, change])).toEqual([
      [0, 'attribute'],
      [1, 'attribute'],
      [399, 'geometry'],
      [398, 'geometry'],
    ])
    expect(found.layers.find((layer) => layer.name === 'p')).toMatchObject({
      attributes_changed: 400,
      geometry_changed: 399,
    })
    const none = await compared([tile(0, 0, 0, { p: points(3, 0) })], [tile(0, 0, 0, { p: points(3, 1) })], {
      limit: 0,
    })
    expect(none.examples).toEqual({ tiles: [], features: [] })
    expect(none.layers.find((layer) => layer.name === 'p')!.greatest_distance).not.toBeNull()
  })
})

describe('petakumuh compare', () => {
  it('prints a table in both languages and ends well when the content is equal', async () => {
    const file = await archive([tile(0, 0, 0, { titik: [one()] })])
    const en = await printed(file, file)
    expect(en.error).toBeUndefined()
    expect(en.lines).toContain('zoom  equal bytes  equal content  different  only in A  only in B')
    expect(en.lines.at(-1)).toBe('Equal in content.')
    expect((await printed(file, file, { lang: 'id' })).lines.at(-1)).toBe('Isinya sama.')
  })

  it('ends as a gate that was not passed when it is not, with the table printed before', async () => {
    const a = await archive([tile(0, 0, 0, { titik: [one({ nama: 'a\u001b[31m' })] })])
    const b = await archive([tile(0, 0, 0, { titik: [one({ nama: 'b' })] })])
    const { lines, error } = await printed(a, b)
    expect(error).toMatchObject({ kind: 'contract', exitCode: 22, fault: { code: 'ARCHIVES_DIFFER' } })
    expect(lines.join('\n')).toContain('titik 1  nama: "a\\u001b[31m" -> "b"  at 0/0/0')
    const json = await printed(a, b, { json: true })
    expect(json.lines).toHaveLength(1)
    expect(JSON.parse(json.lines[0]!)).toMatchObject({ format: 'petakumuh-compare/1', equal: false })
  })

  it('says where a damaged archive broke, and which file to verify', async () => {
    const tiles = [tile(0, 0, 0, { p: [one()] })]
    const fine = await archive(tiles)
    for (const [ending, got] of [
      ['pmtiles', /^metadata at bytes \d+\.\.\d+: .* not in the file of/],
      ['mbtiles', /^the file ends at byte \d+, its header says \d+$/],
    ] as const) {
      const whole = await archive(tiles, {}, ending)
      const cut = at(`cut off.${ending}`)
      writeFileSync(cut, readFileSync(whole).subarray(0, -1))
      expect((await printed(fine, cut)).error).toMatchObject({
        exitCode: 21,
        fault: {
          where: { file: cut },
          got: expect.stringMatching(got),
          next: `see all that is wrong: petakumuh verify "${cut}"`,
        },
      })
    }
  })

  it('refuses what is no archive, a damaged one and zooms that are none', async () => {
    const fine = await archive([tile(0, 0, 0, { p: [one()] })])
    writeFileSync(at('text.pmtiles'), '{"type":"FeatureCollection","features":[]}')
    writeFileSync(at('empty.pmtiles'), '')
    writeFileSync(at('short.pmtiles'), 'PMTiles\u0003')
    writeFileSync(at('lite.mbtiles'), 'SQLite format 3\0 and nothing of it')
    for (const name of ['text.pmtiles', 'empty.pmtiles', 'short.pmtiles', 'lite.mbtiles', 'absent', '.']) {
      expect((await printed(fine, at(name))).error).toMatchObject({ kind: 'source', exitCode: 21 })
      expect((await printed(at(name), fine)).error).toMatchObject({ kind: 'source', exitCode: 21 })
    }
    const broken = await archive([{ tile_id: 0, gzip: gzipSync(Uint8Array.of(0x1a, 200, 1, 2)) }])
    expect((await printed(fine, broken)).error).toMatchObject({
      kind: 'source',
      fault: {
        what: expect.stringContaining('0/0/0'),
        where: { file: broken },
        next: `see all that is wrong: petakumuh verify ${broken}`,
      },
    })
    for (const zoom of ['x', '3-1', '-2', '99', '1-'])
      expect((await printed(fine, fine, { zoom })).error).toMatchObject({ kind: 'usage' })
  })
})
