import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenedAtlas, openAtlas, picture } from '../support/atlas-page.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { demoCity } from '../support/demo-city.ts'

interface DrawnZone {
  zone_id: string
  name: string
  x: number
  y: number
}

const chromium = chromiumOrSkip('the map of the demo city')

/** Zones the map has drawn, each with a pixel where it can be clicked. */
function drawnZones(page: Page): Promise<DrawnZone[]> {
  return page.evaluate(() => {
    const { map } = (globalThis as unknown as { petakumuh: { map: unknown } }).petakumuh as {
      map: {
        getStyle(): { layers: { id: string; type: string; 'source-layer'?: string }[] }
        queryRenderedFeatures(
          box: unknown,
          options: { layers: string[] },
        ): { properties: Record<string, string> }[]
        project(at: [number, number]): { x: number; y: number }
        querySourceFeatures(
          source: string,
          options: { sourceLayer: string },
        ): {
          properties: Record<string, string>
          geometry: { coordinates: [number, number] }
        }[]
      }
    }
    const fills = map
      .getStyle()
      .layers.filter((layer) => layer['source-layer'] === 'zones' && layer.type === 'fill')
      .map((layer) => layer.id)
    const drawn = new Set(
      map.queryRenderedFeatures(undefined, { layers: fills }).map((f) => f.properties.zone_id),
    )
    const places = new Map<string, { zone_id: string; name: string; x: number; y: number }>()
    for (const { properties, geometry } of map.querySourceFeatures('atlas', { sourceLayer: 'zone_labels' })) {
      if (!drawn.has(properties.zone_id)) continue
      const { x, y } = map.project(geometry.coordinates)
      places.set(properties.zone_id!, { zone_id: properties.zone_id!, name: properties.name!, x, y })
    }
    return [...places.values()]
  })
}

/** Goes back to where the page opened, and waits until every tile is drawn; names may still be fading in. */
function firstView(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { map } = (globalThis as unknown as { petakumuh: { map: unknown } }).petakumuh as {
      map: {
        jumpTo(view: object): void
        once(event: string): Promise<unknown>
        triggerRepaint(): void
        areTilesLoaded(): boolean
      }
    }
    const home = globalThis as unknown as { home?: object }
    map.jumpTo(home.home!)
    do {
      map.triggerRepaint()
      await map.once('render')
    } while (!map.areTilesLoaded())
  })
}

/** Notes where the page opened. */
async function noteFirstView(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { map } = (globalThis as unknown as { petakumuh: { map: unknown } }).petakumuh as {
      map: { getCenter(): object; getZoom(): number; getPadding(): object }
    }
    const home = globalThis as unknown as { home?: object }
    home.home = { center: map.getCenter(), zoom: map.getZoom(), padding: map.getPadding() }
  })
}

describe.skipIf(chromium === null)('the atlas page of the demo city', () => {
  let city: Awaited<ReturnType<typeof demoCity>>
  let browser: Browser
  /** One drawing of the map serves what is seen on a desk: by software it takes seconds. */
  let atlas: OpenedAtlas
  beforeAll(async () => {
    city = await demoCity()
    browser = await launchChromium(chromium!)
    atlas = await openAtlas(browser, city.publicFolder, { width: 1440, height: 900 })
  })
  afterAll(async () => {
    await atlas?.close()
    await browser?.close()
  })

  it('draws all seven zones at once, each opens its profile by a click, without an error or an outside request', async () => {
    await picture(atlas.page, 'map-desktop')
    await noteFirstView(atlas.page)
    const zones = await drawnZones(atlas.page)
    expect(zones).toHaveLength(7)
    const canvas = (await atlas.page.locator('canvas').first().boundingBox())!
    // To the first the map flies, as it does for most visitors.
    await atlas.page.emulateMedia({ reducedMotion: 'no-preference' })
    for (const { zone_id } of zones) {
      // Choosing a zone moves the map so that its profile does not hide it: places are asked for anew.
      const zone = (await drawnZones(atlas.page)).find((drawn) => drawn.zone_id === zone_id)!
      await atlas.page.mouse.click(canvas.x + zone.x, canvas.y + zone.y)
      await atlas.page.getByRole('heading', { name: zone.name, exact: true }).first().waitFor()
      await expect
        .poll(() => atlas.page.url(), { timeout: 120_000 })
        .toContain(encodeURIComponent(zone.zone_id))
      await atlas.page.keyboard.press('Escape')
      await firstView(atlas.page)
      await atlas.page.emulateMedia({ reducedMotion: 'reduce' })
    }
    expect(atlas.faults).toEqual([])
  })

  it('says on the map itself that the data is synthetic, in both languages', async () => {
    await atlas.page
      .getByText(/data sintetis/)
      .first()
      .waitFor()
    await atlas.page.getByText('EN', { exact: true }).first().click()
    await atlas.page
      .getByText(/synthetic/)
      .first()
      .waitFor()
    expect(atlas.faults).toEqual([])
  })

  it('opens on a phone', async () => {
    const phone = await openAtlas(browser, city.publicFolder, { width: 390, height: 844 })
    await picture(phone.page, 'map-phone')
    expect(await drawnZones(phone.page)).toHaveLength(7)
    expect(phone.faults).toEqual([])
    await phone.close()
  })

  it('keeps the report free of scripts and of outside requests', async () => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
    const outside: string[] = []
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) outside.push(request.url())
    })
    await page.goto(`file://${city.released('report/index.html')}`)
    expect(await page.locator('script').count()).toBe(0)
    await picture(page, 'report')
    expect(outside).toEqual([])
    await page.close()
  })
})
