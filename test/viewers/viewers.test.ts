import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePmtiles } from '../../pipeline/archive/index.ts'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { boundsOf, cutTiles, describeLayers } from '../tiler/oracle/index.ts'
import { atUnits, boxAt, HOME, layerOf, polygon } from '../tiler/shapes.ts'
import { drawnIn } from './drawn-in.ts'

const chromium = chromiumOrSkip('an archive in the viewers of others')
const require = createRequire(import.meta.url)
const VIEWERS = ['openlayers', 'leaflet', 'maplibre']
/** Software drawing on a busy machine can be slow. */
const PATIENCE_MS = 60_000

const COLOURS = { zona: '#c81e1e', titik: '#1e50c8' }
const RED = [200, 30, 30] as const
const BLUE = [30, 80, 200] as const
/** Four zones of a quarter tile with a yard in each, and nine points between them. */
const zones = [0, 1, 2, 3].map((i) => {
  const [x, y] = [(i % 2) * 1400 - 1200, Math.floor(i / 2) * 1400 - 1200]
  return polygon(boxAt(x, y, 1000, 1000), boxAt(x + 400, y + 400, 200, 200).toReversed())
})
const points = Array.from({ length: 9 }, (_, i) => ({
  type: 'Point' as const,
  coordinates: atUnits(((i % 3) - 1) * 1400, (Math.floor(i / 3) - 1) * 1400),
}))
const layers = [
  layerOf('polygon', zones, { minzoom: 10, maxzoom: 14 }),
  layerOf('point', points, { name: 'titik', minzoom: 10, maxzoom: 14 }),
]

interface Drawn {
  layer: string
  no: number
  id: number
}

describe.skipIf(chromium === null)('an archive in the viewers of others', { timeout: PATIENCE_MS }, () => {
  let folder: string
  let server: RunningServer
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'viewers-'))
    const meta = { name: 'kota', description: '', attribution: 'Pemerintah Kota', bounds: boundsOf(layers)! }
    await writePmtiles(path.join(folder, 'kota.pmtiles'), cutTiles(layers), {
      ...meta,
      layers: describeLayers(layers),
    })
    await build({
      entryPoints: Object.fromEntries(
        VIEWERS.map((name) => [name, path.join(import.meta.dirname, 'pages', `${name}.js`)]),
      ),
      outdir: folder,
      bundle: true,
      format: 'esm',
      logLevel: 'silent',
    })
    const worker = require.resolve('maplibre-gl/dist/maplibre-gl-worker.mjs')
    await copyFile(worker, path.join(folder, 'map-worker.js'))
    await copyFile(require.resolve('leaflet/dist/leaflet.css'), path.join(folder, 'leaflet.css'))
    await mkdir('output/screenshots', { recursive: true })
    server = await serve(folder, 0)
    // A warning is a fault here, and one of the maps leaves its picture to be read.
    browser = await launchChromium(chromium as string, { composited: true })
  }, PATIENCE_MS)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(viewer: string, archive: string) {
    const sample = {
      archive: server.url + archive,
      lon: HOME[0],
      lat: HOME[1],
      zoom: 13,
      deepest: 14,
      colours: COLOURS,
    }
    await writeFile(
      path.join(folder, `${viewer}.html`),
      `<!doctype html><meta charset="utf-8"><title>${viewer}</title><link rel="icon" href="data:,">
       <link rel="stylesheet" href="leaflet.css"><style>body{margin:0}#map{width:512px;height:512px;background:#fff}</style>
       <div id="map"></div><script>globalThis.sample=${JSON.stringify(sample)}</script>
       <script type="module" src="${viewer}.js"></script>`,
    )
    const page = await browser.newPage({ viewport: { width: 512, height: 512 }, reducedMotion: 'reduce' })
    const errors: string[] = []
    const ranges: (string | undefined)[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('request', (request) => {
      if (request.url().endsWith('.pmtiles')) ranges.push(request.headers().range)
    })
    await page.goto(`${server.url}${viewer}.html`)
    return { page, errors, ranges }
  }

  it.each(VIEWERS)('%s draws every feature with its id, place and colour', async (viewer) => {
    const { page, errors, ranges } = await open(viewer, 'kota.pmtiles')
    await page.waitForFunction('globalThis.drawn !== undefined')
    const drawn = (await page.evaluate('globalThis.drawn()')) as Drawn[]
    for (const { name, features } of layers) {
      const found = new Map(drawn.filter((one) => one.layer === name).map(({ no, id }) => [no, id]))
      expect([...found].sort(([a], [b]) => a - b)).toEqual(
        features.map(({ id, properties }) => [properties.no, id]),
      )
    }
    await page.screenshot({ path: `output/screenshots/viewer-${viewer}.png` })
    const shares = (await drawnIn(page, [RED, BLUE])).map(({ share }) => share)
    // A tile of zoom 13 is drawn on 512 pixels; the shapes are measured in units of zoom 14.
    const pixelsPerUnit = 512 / 4096 / 2
    expect(shares[0]! / ((4 * (1000 ** 2 - 200 ** 2) * pixelsPerUnit ** 2) / 512 ** 2)).toBeCloseTo(1, 1)
    expect(shares[1]! / ((9 * Math.PI * 6 ** 2) / 512 ** 2)).toBeCloseTo(1, 0)
    expect(errors).toEqual([])
    expect(ranges.length).toBeGreaterThan(0)
    expect(ranges.every((range) => range?.startsWith('bytes='))).toBe(true)
    await page.close()
  })

  it('what is no archive is drawn by none of them', async () => {
    await writeFile(path.join(folder, 'bukan.pmtiles'), 'bukan arsip'.repeat(4000))
    for (const viewer of VIEWERS) {
      const { page, errors } = await open(viewer, 'bukan.pmtiles')
      await page.waitForFunction('globalThis.drawn !== undefined')
      await expect.poll(() => errors.length, { timeout: 10_000 }).toBeGreaterThan(0)
      expect((await drawnIn(page, [RED, BLUE])).map(({ share }) => share)).toEqual([0, 0])
      if (viewer === 'openlayers')
        await expect(page.evaluate('globalThis.drawn()')).rejects.toThrow('magic number')
      await page.close()
    }
  })
})
