import { expect, it } from 'vitest'
import {
  countDrawn,
  drawnZones,
  featureIds,
  goToHash,
  hashOf,
  placeOf,
  shown,
  stands,
  tap,
} from '../support/in-page.ts'
import { CELL_AT, ZONE_CELL_AT } from '../support/sample-city.ts'
import { screenshot } from '../support/screenshots.ts'
import { PATIENCE_MS, rowsOf, type Visit } from '../support/visit.ts'

/** What the map draws and says where it is pointed at, by mouse, keys and finger. */
export function itDrawsZones(shared: () => Visit): void {
  it('draws every zone in its class colour under a sub-path, with no error and no request to elsewhere', async () => {
    const { page, errors, strangers } = shared()
    expect(Object.keys(await drawnZones(page))).toHaveLength(8)
    expect(await rowsOf(page, '.legend li')).toEqual([
      expect.stringMatching(/^Kumuh Berat 1 \d+,\d\d ha$/),
      expect.stringMatching(/^Kumuh Sedang 3 /),
      expect.stringMatching(/^Kumuh Ringan 2 /),
      expect.stringMatching(/^Tidak Kumuh 1 /),
      expect.stringMatching(/^Tidak ada data 1 /),
      expect.stringMatching(/^di antaranya data belum lengkap 1 /),
    ])
    expect(await shown(page.locator('.legend-basis'))).toBe('Luas menurut SK 2021, tanpa angka SK terukur')
    expect(await shown(page.locator('.synthetic'))).toBe('Data sintetis: bukan kota yang nyata')
    expect(await shown(page.locator('h1'))).toBe('Kota Contoh')
    expect(await page.title()).toBe('Kota Contoh · Atlas permukiman kumuh')
    expect(await page.getAttribute('meta[name=description]', 'content')).toMatch(
      /^Peta permukiman kumuh Kota Contoh, Keputusan Wali Kota Contoh Nomor 12\/2021: /,
    )
    expect(await shown(page.locator('.legend-total'))).toMatch(/^8 lokasi, [\d.,]+ ha dalam tampilan$/)
    await screenshot(page, 'first-view')
    expect(errors).toEqual([])
    expect(strangers).toEqual([])
  })

  it('keeps feature ids of 48 bits whole, in what is drawn and in feature state', async () => {
    const { ids, first, second } = await featureIds(shared().page)
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => 0x7fff_0000_0000 + i * 65_537 + 3))
    expect(first).toEqual({ marked: true })
    expect(second).toEqual({})
  })

  it('says the name and value of the zone under the pointer', async () => {
    const { page } = shared()
    const at = (await drawnZones(page))['99.01-K02']
    await page.mouse.move((at?.x ?? 0) + 15, (at?.y ?? 0) + 25)
    const tooltip = page.locator('.tooltip:not([hidden])')
    await tooltip.waitFor()
    expect(await shown(tooltip)).toContain('Kampung Nelayan\nKumuh Sedang')
  })

  it('opens the profile of every zone that is clicked, and Esc leaves it', async () => {
    const { page } = shared()
    const opened: string[] = []
    for (const id of Object.keys(await drawnZones(page))) {
      const at = (await drawnZones(page))[id]
      await page.mouse.click(at?.x ?? 0, at?.y ?? 0)
      await page.locator('.right h2').waitFor()
      opened.push(new URLSearchParams((await hashOf(page)).slice(1)).get('zone') ?? '')
      await page.keyboard.press('Escape')
      await page.locator('.right h2').waitFor({ state: 'detached' })
      expect(await hashOf(page)).not.toContain('zone=')
      await page.click('[data-key=show-all]')
      await stands(page)
    }
    expect(opened.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `99.01-K0${i}`))
  })

  it('walks the zones with the keyboard, worst first, round the ends', async () => {
    const { page } = shared()
    await goToHash(page, '')
    await page.locator('.right h2').waitFor({ state: 'detached' })
    await page.focus('.map canvas')
    const chosen = () => shown(page.locator('.right h2'))
    await page.keyboard.press('ArrowRight')
    expect(await chosen()).toBe('Pantai Utara')
    await page.keyboard.press('ArrowRight')
    expect(await chosen()).toBe('Pasar Lama')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await chosen()).toBe('Teluk Baru')
    await page.keyboard.press('Escape')
    await page.keyboard.press('0')
    await stands(page)
    expect(await page.locator('.right h2').count()).toBe(0)
  })

  it('tells a cell that is clicked, for those who have no pointer to hover with, until the map moves', async () => {
    const { page } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.check('input[value=grid_buildings]')
    await expect.poll(() => countDrawn(page, 'grid-fill'), { timeout: PATIENCE_MS }).toBeGreaterThan(0)
    const { x, y } = await placeOf(page, CELL_AT)
    await page.mouse.click(x, y)
    const tooltip = page.locator('.tooltip:not([hidden])')
    expect(await shown(tooltip)).toBe('Sel H3 8a652696d427fff\n5,3 unit/ha\n9 bangunan')
    await screenshot(page, 'density-grid')
    expect(await page.locator('.right h2').count()).toBe(0)
    await page.focus('.map canvas')
    await page.keyboard.press('-')
    await tooltip.waitFor({ state: 'detached' })
    await stands(page)
  })

  it('tells a finger of the cell first, and opens its zone at the second tap', async () => {
    const { page } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    await tap(page, ZONE_CELL_AT)
    expect(await shown(page.locator('.tooltip:not([hidden])'))).toContain(
      'Ketuk lagi untuk membuka Bukit Cendana',
    )
    expect(await page.locator('.right h2').count()).toBe(0)
    await tap(page, ZONE_CELL_AT)
    expect(await shown(page.locator('.right h2'))).toBe('Bukit Cendana')
    await page.keyboard.press('Escape')
    await tap(page, ZONE_CELL_AT)
    await page.locator('.tooltip:not([hidden])').waitFor()
    // What it said is not what another theme shows.
    await page.focus('input[value=grid_population]')
    await page.keyboard.press('Space')
    expect(await page.locator('.tooltip:not([hidden])').count()).toBe(0)
  })
}
