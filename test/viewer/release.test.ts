import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ArchiveSource } from '../../pipeline/viewer/archive.ts'
import { LoadFailure, loadRelease, sameOrigin } from '../../pipeline/viewer/release.ts'
import { type StaticServer, serveFolder } from './support/static-server.ts'

let folder: string
let server: StaticServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'))
  server = await serveFolder(folder, { base: '/a/b/' })
})

afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const put = (path: string, value: unknown) =>
  writeFile(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value))

async function failure(): Promise<LoadFailure> {
  try {
    await loadRelease(server.url)
  } catch (error) {
    if (error instanceof LoadFailure) return error
    throw error
  }
  throw new Error('the release was read')
}

describe('loadRelease', () => {
  it('follows the pointer to a manifest and takes one text for both languages', async () => {
    await put('latest.json', { release: 'r1', manifest: 'm.json', style: 's/style.json', tiles: [] })
    await put('m.json', {
      release: 'r1',
      city: {
        name: 'x',
        title: { id: 'Kota X', en: '' },
        decree: { number: '1/2020', title: 'Keputusan 1/2020', date: null },
        synthetic: null,
        attribution: 'Dinas',
        bounds: [1, 2, 3, 4],
      },
      files: [{ path: 'geojson/zones.geojson', bytes: 12, rows: null }, { bytes: 1 }],
      layers: [
        { name: 'zones', title: { id: 'Kawasan' }, path: 'geojson/zones.geojson' },
        { name: 'broken' },
      ],
      sources: [{ id: 'sk', title: null }],
    })
    const release = await loadRelease(server.url)
    expect(release.style).toBe(`${server.url}s/style.json`)
    expect(release.city.title).toEqual({ id: 'Kota X', en: 'Kota X' })
    expect(release.city.attribution).toEqual({ id: 'Dinas', en: 'Dinas' })
    expect(release.city.decree).toEqual({
      number: '1/2020',
      title: { id: 'Keputusan 1/2020', en: 'Keputusan 1/2020' },
      date: '',
    })
    expect(release.files.map(({ path }) => path)).toEqual(['geojson/zones.geojson'])
    expect(release.layers.map(({ name }) => name)).toEqual(['zones'])
    expect(release.sources).toEqual([
      {
        id: 'sk',
        title: { id: 'sk', en: 'sk' },
        licence: null,
        retrieved: null,
        path: null,
        sha256: null,
        rows_read: null,
        rows_accepted: null,
      },
    ])
  })

  it('credits nobody where the city states nobody', async () => {
    await put('latest.json', { release: 'r1', manifest: 'm.json', style: 'style.json', tiles: [] })
    const city = { title: 'X', attribution: null, bounds: [1, 2, 3, 4] }
    await put('m.json', { release: 'r1', city, files: [], layers: [], sources: [] })
    expect((await loadRelease(server.url)).city.attribution).toBeNull()
  })

  it('names the file, and what came instead, when a part is missing or is no JSON', async () => {
    expect(await failure()).toMatchObject({
      stage: 'pointer',
      got: 'HTTP 404',
      address: `${server.url}latest.json`,
    })
    await put('latest.json', '<!doctype html><p>Not found')
    expect(await failure()).toMatchObject({ stage: 'pointer', got: 'not JSON: <!doctype html><p>Not found' })
    await put('latest.json', { release: 'r1' })
    expect((await failure()).got).toContain('no "manifest"')
    await put('latest.json', { manifest: 'm.json', style: 's.json' })
    expect(await failure()).toMatchObject({ stage: 'release', got: 'HTTP 404' })
    await put('m.json', { city: { title: 'x', bounds: [1, 2, 'x', 4] } })
    expect((await failure()).got).toContain('no "city"')
  })

  it('never leaves its own site', async () => {
    await put('latest.json', { manifest: 'https://example.org/m.json', style: 's.json' })
    expect(await failure()).toMatchObject({ got: 'outside this site', address: 'https://example.org/m.json' })
    expect(() => sameOrigin('//example.org/x', server.url)).toThrow(LoadFailure)
    expect(sameOrigin('../x', `${server.url}y/`)).toBe(`${server.url}x`)
  })
})

describe('ArchiveSource', () => {
  it('reads the same bytes with and without byte ranges, and asks a host without them no more once it has sent all', async () => {
    await put('a.pmtiles', '0123456789')
    let asked = 0
    const plain = await serveFolder(folder, {
      ranges: false,
      fail: () => {
        asked++
        return false
      },
    })
    for (const url of [server.url, plain.url]) {
      const source = new ArchiveSource(`${url}a.pmtiles`)
      const reads = [source.getBytes(2, 3), source.getBytes(0, 1)]
      const texts = (await Promise.all(reads)).map(({ data }) => Buffer.from(data).toString())
      expect(texts).toEqual(['234', '0'])
      const before = asked
      expect(Buffer.from((await source.getBytes(8, 10)).data).toString()).toBe('89')
      expect(asked).toBe(before)
    }
    await plain.close()
    // Two that ask at the same time do not know of each other's answer yet.
    expect([1, 2]).toContain(asked)
  })

  it('says what the host answered when there is no archive', async () => {
    const source = new ArchiveSource(`${server.url}none.pmtiles`)
    await expect(source.getBytes(0, 10)).rejects.toThrow(/HTTP 404 for .*none\.pmtiles/)
  })
})
