import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { beforeAll, describe, expect, it } from 'vitest'
import { keep, readKept } from '../../pipeline/kept.ts'
import { bundleViewer, type ViewerFile } from '../../pipeline/viewer/bundle.ts'
import { temporaryFolder } from '../support/small-city.ts'

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

describe('bundleViewer', () => {
  let files: ViewerFile[]
  let again: ViewerFile[]
  let folder: string

  beforeAll(async () => {
    folder = temporaryFolder()
    files = await bundleViewer({ folders: [] })
    again = await bundleViewer({ folders: [folder] })
  })

  it('gives the page and its assets, named by what is in them, the same bytes each time', () => {
    const [first, second] = [files, again]
    expect(first.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^assets\/licences-[0-9a-f]{12}\.txt$/),
      expect.stringMatching(/^assets\/main-[0-9a-f]{12}\.js$/),
      expect.stringMatching(/^assets\/map-worker-[0-9a-f]{12}\.js$/),
      expect.stringMatching(/^assets\/style-[0-9a-f]{12}\.css$/),
      expect.stringMatching(/^assets\/workbook-[0-9a-f]{12}\.js$/),
      'index.html',
    ])
    expect(second.map(({ path, bytes }) => [path, text(bytes)])).toEqual(
      first.map(({ path, bytes }) => [path, text(bytes)]),
    )
    for (const { path, bytes } of first) {
      if (path === 'index.html') continue
      expect(path).toContain(createHash('sha256').update(bytes).digest('hex').slice(0, 12))
    }
  })

  it('names its own assets, no path of the machine and no source map', () => {
    const contents = new Map(files.map(({ path, bytes }) => [path, text(bytes)]))
    const page = contents.get('index.html') ?? ''
    for (const name of page.match(/assets\/[^"]+/g) ?? []) expect([...contents.keys()]).toContain(name)
    expect(page).not.toMatch(/<script(?![^>]*src=)/)
    expect(page).not.toContain('style="')
    const parts = [...contents.keys()].filter((path) => /map-worker|workbook/.test(path))
    expect(parts).toHaveLength(2)
    for (const [path, content] of contents) {
      expect([path, content.includes(process.cwd())]).toEqual([path, false])
      expect([path, content.includes('sourceMappingURL')]).toEqual([path, false])
      if (!path.includes('main-')) continue
      for (const part of parts) expect(content).toContain(part.replace('assets/', './'))
    }
  })

  it('lets through the origin of a basemap and no other, and without one none at all', async () => {
    const policyOf = (all: ViewerFile[]) =>
      /connect-src ([^;]*);/.exec(
        text(all.find(({ path }) => path === 'index.html')?.bytes ?? new Uint8Array()),
      )?.[1]
    expect(policyOf(files)).toBe("'self' blob: data:")
    const url = 'https://ubin.example.go.id:8443/dasar/{z}/{x}/{y}.png?kunci=1'
    expect(policyOf(await bundleViewer({ basemap: { url }, folders: [folder] }))).toBe(
      "'self' https://ubin.example.go.id:8443 blob: data:",
    )
  })

  it('takes the parts that it kept, until a file they are made of has other bytes', async () => {
    const [name] = readdirSync(folder)
    const change = (
      changed: (kept: { sources: Map<string, string>; parts: { styles: ViewerFile } }) => void,
    ) => {
      const kept = readKept(name!, [folder], deserialize)
      changed(kept)
      keep(name!, serialize(kept), [folder])
    }
    const styles = async () =>
      text((await bundleViewer({ folders: [folder] })).find(({ path }) => path.includes('style'))!.bytes)
    change(({ parts }) => {
      parts.styles.bytes = Buffer.from('kept')
    })
    expect(await styles()).toBe('kept')
    change(({ sources }) => {
      expect([...sources.keys()]).toEqual(
        expect.arrayContaining([
          'main.ts',
          'style.css',
          '../values/language.ts',
          '../../schemas/legend.json',
        ]),
      )
      sources.set('styles/map.css', createHash('sha256').update('other').digest('hex'))
    })
    expect(await styles()).not.toBe('kept')
  })

  it('carries the licences of what it is made of', () => {
    const licences = text(files.find(({ path }) => path.includes('licences'))?.bytes ?? new Uint8Array())
    for (const name of ['maplibre-gl', 'pmtiles', 'fflate', 'write-excel-file'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })
})
