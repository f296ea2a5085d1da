import type { Locator, Page } from 'playwright-core'

interface Feature {
  id?: number | string
  geometry: { type: string; coordinates: unknown }
  properties: Record<string, unknown>
  layer: { paint: Record<'fill-color', Colour> }
}

/** Parts from 0 to 1. */
interface Colour {
  r: number
  g: number
  b: number
}

interface Target {
  source: string
  sourceLayer: string
  id?: number
}

/** The parts of the page's test hook (`window.petakumuh`) that the tests use. */
interface Hook {
  ready: Promise<void>
  map: {
    getContainer(): { getBoundingClientRect(): { x: number; y: number } }
    getZoom(): number
    isMoving(): boolean
    jumpTo(view: { center: [number, number]; zoom: number }): void
    project(lonLat: [number, number]): { x: number; y: number }
    queryRenderedFeatures(options: { layers: string[] }): Feature[]
    querySourceFeatures(source: string, options: { sourceLayer: string }): Feature[]
    setFeatureState(target: Target, state: Record<string, unknown>): void
    getFeatureState(target: Target): unknown
  } | null
}

interface Window {
  petakumuh?: Hook
  location: { hash: string }
  document: { querySelector(selector: string): { dispatchEvent(event: unknown): void } }
  PointerEvent: new (type: string, init: object) => unknown
}

/** Waits until the first view is drawn; throws what the page could not do. */
export async function atlasReady(page: Page): Promise<void> {
  await page.waitForFunction(() => (globalThis as unknown as Window).petakumuh)
  await page.evaluate(() => (globalThis as unknown as Window).petakumuh?.ready)
}

/** Where the label point of each drawn zone lies on the page, by zone id. */
export function drawnZones(page: Page): Promise<Record<string, { x: number; y: number }>> {
  return page.evaluate(() => {
    const map = (globalThis as unknown as Window).petakumuh?.map
    if (!map) return {}
    const box = map.getContainer().getBoundingClientRect()
    const drawn = map.queryRenderedFeatures({ layers: ['zones-fill'] })
    const ids = new Set(drawn.map((feature) => String(feature.properties.zone_id)))
    const points: Record<string, { x: number; y: number }> = {}
    for (const feature of map.querySourceFeatures('atlas', { sourceLayer: 'zone_labels' })) {
      const id = String(feature.properties.zone_id)
      if (feature.geometry.type !== 'Point' || !ids.has(id)) continue
      const { x, y } = map.project(feature.geometry.coordinates as [number, number])
      points[id] = { x: box.x + x, y: box.y + y }
    }
    return points
  })
}

/** Where a place on the ground lies on the page. */
export function placeOf(page: Page, lonLat: [number, number]): Promise<{ x: number; y: number }> {
  return page.evaluate((at) => {
    const map = (globalThis as unknown as Window).petakumuh?.map
    if (!map) throw new Error('no map is drawn')
    const box = map.getContainer().getBoundingClientRect()
    const { x, y } = map.project(at)
    return { x: box.x + x, y: box.y + y }
  }, lonLat)
}

export interface FeatureIds {
  ids: number[]
  first: unknown
  second: unknown
}

/** Ids of the drawn zones in rising order, and the states of the first two after the first is marked. */
export function featureIds(page: Page): Promise<FeatureIds> {
  return page.evaluate(() => {
    const map = (globalThis as unknown as Window).petakumuh?.map
    if (!map) return { ids: [], first: null, second: null }
    const features = map.queryRenderedFeatures({ layers: ['zones-fill'] })
    const ids = [...new Set(features.map(({ id }) => Number(id)))].sort((a, b) => a - b)
    const zone = (id: number | undefined) => ({ source: 'atlas', sourceLayer: 'zones', id: id ?? 0 })
    map.setFeatureState(zone(ids[0]), { marked: true })
    return { ids, first: map.getFeatureState(zone(ids[0])), second: map.getFeatureState(zone(ids[1])) }
  })
}

export function countDrawn(page: Page, layer: string): Promise<number> {
  return page.evaluate(
    (id) =>
      (globalThis as unknown as Window).petakumuh?.map?.queryRenderedFeatures({ layers: [id] }).length ?? 0,
    layer,
  )
}

/** Ids of the drawn zones that are marked as under the pointer. */
export function hovered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const map = (globalThis as unknown as Window).petakumuh?.map
    const drawn = map?.queryRenderedFeatures({ layers: ['zones-fill'] }) ?? []
    const marked = drawn.filter(({ id }) => {
      const state = map?.getFeatureState({ source: 'atlas', sourceLayer: 'zones', id: Number(id) })
      return (state as { hover?: boolean } | undefined)?.hover === true
    })
    return [...new Set(marked.map(({ properties }) => String(properties.zone_id)))]
  })
}

/** Colour of each RT that is filled, by its id. */
export function rtColours(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const map = (globalThis as unknown as Window).petakumuh?.map
    const drawn = map?.queryRenderedFeatures({ layers: ['rt-fill'] }) ?? []
    const hex = ({ r, g, b }: Colour) =>
      `#${[r, g, b]
        .map((part) =>
          Math.round(part * 255)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')}`
    return Object.fromEntries(
      drawn.map(({ properties, layer }) => [String(properties.rt_id), hex(layer.paint['fill-color'])]),
    )
  })
}

/** A tap as a finger makes it, at a place on the ground. */
export async function tap(page: Page, lonLat: [number, number]): Promise<void> {
  const { x, y } = await placeOf(page, lonLat)
  const at = { clientX: x, clientY: y, bubbles: true, pointerType: 'touch' }
  await page.dispatchEvent('.map canvas', 'mousedown', at)
  await page.dispatchEvent('.map canvas', 'mouseup', at)
  await page.evaluate((init) => {
    const { document, PointerEvent } = globalThis as unknown as Window
    document.querySelector('.map canvas').dispatchEvent(new PointerEvent('click', init))
  }, at)
}

export function zoomOf(page: Page): Promise<number | undefined> {
  return page.evaluate(() => (globalThis as unknown as Window).petakumuh?.map?.getZoom())
}

export function moveTo(page: Page, center: [number, number], zoom: number): Promise<void> {
  return page.evaluate((view) => (globalThis as unknown as Window).petakumuh?.map?.jumpTo(view), {
    center,
    zoom,
  })
}

export async function stands(page: Page): Promise<void> {
  await page.waitForFunction(() => !(globalThis as unknown as Window).petakumuh?.map?.isMoving())
}

/** Goes to another state of the page that is open, as a followed link does. */
export async function goToHash(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    ;(globalThis as unknown as Window).location.hash = to
  }, hash)
}

/** The text of an element as a reader sees it, line by line. */
export function shown(locator: Locator): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: a locator, not a DOM node; line breaks matter here
  return locator.innerText()
}

/** What the address holds after its `#`, with it, as the page sees it: what the browser tells of it comes later. */
export function hashOf(page: Page): Promise<string> {
  return page.evaluate('location.hash')
}

/**
 * Texts of all elements, as they are shown. In one step: between two, as a locator takes, the page may draw them anew, and what is
 * no longer on it has a text without breaks.
 */
export function textsOf(page: Page, selector: string): Promise<string[]> {
  const script = `[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.innerText)`
  return page.evaluate<string[]>(script)
}
