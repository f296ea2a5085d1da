import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleViewer } from '../../../pipeline/viewer/bundle.ts'
import { atlasReady, hashOf, shown, stands } from '../support/in-page.ts'
import { writeSampleRelease } from '../support/sample-release.ts'
import { serveFolder } from '../support/static-server.ts'
import { PATIENCE_MS } from '../support/visit.ts'
import type { Tools } from './tools-page.ts'

/** Raster tiles of another host under the atlas. */
export function itLiesOverABasemap(tools: () => Tools): void {
  let folder: string
  let browser: Browser
  beforeAll(() => {
    ;({ folder, browser } = tools())
  })

  describe('over a basemap', () => {
    let tiles: { url: string; close(): Promise<unknown> }
    let fails = false
    let basemapped: Page
    /** What the page wrote to its console. */
    const told: string[] = []

    beforeAll(async () => {
      tiles = await serveTiles(() => fails)
      const url = `${tiles.url}/{z}/{x}/{y}.png`
      const basemap = { url, attribution: { id: 'Peta dasar uji', en: 'Test basemap' } }
      const allowed = await bundleViewer({ basemap })
      await writeSampleRelease(join(folder, 'basemap'), { viewer: allowed, basemap })
      basemapped = await browser.newPage({
        ...{ viewport: { width: 390, height: 400 }, deviceScaleFactor: 0.5, reducedMotion: 'reduce' },
      })
      basemapped.on('console', (message) => told.push(message.text()))
    }, PATIENCE_MS)
    afterAll(() => tiles?.close())

    it('draws the tiles of the one host that is let through, and names their source', async () => {
      const host = await serveFolder(join(folder, 'basemap'))
      await basemapped.goto(host.url)
      await atlasReady(basemapped)
      expect(await basemapped.evaluate('petakumuh.map.isSourceLoaded("basemap")')).toBe(true)
      expect(await shown(basemapped.locator('.foot'))).toContain('Peta dasar uji')
      const asked = (url: string) =>
        basemapped.evaluate(`fetch('${url}/0/0/0.png').then(({ status }) => status, () => 'refused')`)
      expect(await asked(tiles.url)).toBe(200)
      // The same host by another name is another origin.
      expect(await asked(tiles.url.replace('127.0.0.1', 'localhost'))).toBe('refused')
      const seen = () =>
        basemapped.evaluate('petakumuh.map.getLayoutProperty("basemap", "visibility") !== "none"')
      await basemapped.click('[data-key=fold]')
      await basemapped.uncheck('[data-key=layer-basemap]')
      expect(await seen()).toBe(false)
      expect(await hashOf(basemapped)).toContain('off=basemap')
      await basemapped.check('[data-key=layer-basemap]')
      expect(await seen()).toBe(true)
      expect(await basemapped.locator('[data-key=opacity-basemap]').count()).toBe(1)
      fails = true
      await basemapped.reload()
      await atlasReady(basemapped)
      await expect
        .poll(() => basemapped.evaluate('petakumuh.map.getLayer("basemap") === undefined'))
        .toBe(true)
      expect(await shown(basemapped.locator('.foot'))).not.toContain('Peta dasar uji')
      expect(await basemapped.locator('.problem').count()).toBe(0)
      expect(await basemapped.locator('[data-key=layer-basemap]').count()).toBe(0)
      // The map beside it must not ask for what is no longer there.
      told.length = 0
      await basemapped.click('[data-key=compare]')
      await basemapped.locator('.compare-right canvas').waitFor()
      await stands(basemapped)
      expect(told.filter((line) => line.includes('basemap'))).toEqual([])
      await host.close()
    })
  })
}

/** A host of raster tiles on another origin; each tile is the same pixel. */
async function serveTiles(fails: () => boolean): Promise<{ url: string; close(): Promise<unknown> }> {
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const server = createServer((_request, response) => {
    const headers = { 'content-type': 'image/png', 'access-control-allow-origin': '*' }
    if (fails()) response.writeHead(500, headers).end()
    else response.writeHead(200, headers).end(pixel)
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
