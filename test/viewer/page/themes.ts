import { expect, it } from 'vitest'
import { countDrawn, goToHash, hashOf, moveTo, rtColours, shown, stands } from '../support/in-page.ts'
import { FIRST_ZONE_AT } from '../support/sample-city.ts'
import { screenshot } from '../support/screenshots.ts'
import { PATIENCE_MS, rowsOf, type Visit } from '../support/visit.ts'

/** What the map is coloured by, and its legend. */
export function itColoursByThemes(shared: () => Visit): void {
  it('shows the change between two named decrees with the hectares of the city, not the sum of its zones', async () => {
    const { page, errors, strangers } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.check('input[value=change]')
    await page.locator('.legend-total', { hasText: 'Seluruh kota: dari 269,88 menjadi 208,90 ha' }).waitFor()
    expect(await rowsOf(page, '.legend li')).toEqual([
      'Tetap kumuh terverifikasi 178,70 ha',
      'Tidak lagi kumuh 78,68 ha',
      'Kumuh baru 17,70 ha',
      'Belum diverifikasi 12,50 ha',
    ])
    expect(await shown(page.locator('.legend-pair'))).toBe('SK 9/2018 → SK 12/2021')
    expect(await shown(page.locator('.legend-note'))).toContain('berpindah antarlokasi')
    await expect
      .poll(() => countDrawn(page, 'zone_changes-fill'), { timeout: PATIENCE_MS })
      .toBeGreaterThanOrEqual(16)
    await screenshot(page, 'change-between-decrees')
    expect(errors).toEqual([])
    expect(strangers).toEqual([])
  })

  it('tells zones without a decreed area apart, and from which difference on areas do not agree', async () => {
    const { page } = shared()
    await page.check('input[value=area_status]')
    await page.locator('.legend-note', { hasText: 'di luar pembulatan angka SK' }).waitFor()
    const rows = await rowsOf(page, '.legend li')
    expect(rows.map((row) => row.replace(/ \d+ [\d,]+ ha$/, ''))).toEqual([
      'Sesuai ≤ 0,1 %',
      'Perlu diperiksa > 0,1 – 1 %',
      'Tidak sesuai > 1 %',
      'Tanpa luas SK',
    ])
    await page.check('input[value=change]')
  })

  it('says aloud how a chosen zone changed', async () => {
    const { page } = shared()
    await page.focus('.map canvas')
    await page.keyboard.press('ArrowRight')
    const spoken = await shown(page.locator('[role=status]'))
    expect(spoken).toMatch(/^Pantai Utara, Tetap kumuh \d+,\d\d\sha, Tidak lagi kumuh \d+,\d\d\sha$/)
    await page.keyboard.press('Escape')
  })

  it('draws a criterion by the bands of the methodology on zones and RT, for the year that is chosen', async () => {
    const { page } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.selectOption('[data-key=criterion]', 'criterion:1a')
    expect(await shown(page.locator('.legend h3'))).toBe('1a Ketidakteraturan Bangunan, 2021')
    const newest = await rowsOf(page, '.legend li')
    expect(newest.map((row) => row.replace(/ \d+ [\d,]+ ha$/, ''))).toEqual([
      ...['76–100 % nilai 5', '51–75 % nilai 3', '25–50 % nilai 1', '< 25 % nilai 0'],
      'Tidak ada data',
    ])
    expect(await page.locator('[data-key=criterion] optgroup').count()).toBe(7)
    expect(await shown(page.locator('.legend-note'))).toContain('Lembar kerja KOTAKU')
    await screenshot(page, 'criterion-chosen')
    await page.click('[data-key="year-2018"]')
    expect(await hashOf(page)).toContain('theme=criterion:1a&year=2018')
    expect(await rowsOf(page, '.legend li')).not.toEqual(newest)
    await moveTo(page, FIRST_ZONE_AT, 15.5)
    const colourOfRt = () => rtColours(page)
    await expect
      .poll(colourOfRt, { timeout: PATIENCE_MS })
      .toEqual({ '99.01.01.1007/RT001-RW001': '#b30000' })
    const total = page.locator('.legend-total')
    await expect.poll(() => shown(total), { timeout: PATIENCE_MS }).toMatch(/^1 lokasi, 1 RT, [\d,]+ ha/)
    expect(await rowsOf(page, '.legend li')).toContainEqual(
      expect.stringMatching(/^76–100 % nilai 5 1 1 RT /),
    )
    await screenshot(page, 'rt-counted')
    await page.click('[data-key="year-2021"]')
    await expect
      .poll(colourOfRt, { timeout: PATIENCE_MS })
      .toEqual({ '99.01.01.1007/RT001-RW001': '#fdcc8a' })
    await page.click('[data-key="year-2024p"]')
    expect(await shown(page.locator('.legend h3'))).toBe('1a Ketidakteraturan Bangunan, 2024 (perkiraan)')
    expect(await rowsOf(page, '.legend li')).toContainEqual(
      expect.stringMatching(/^di antaranya perkiraan 1 /),
    )
    await expect.poll(colourOfRt, { timeout: PATIENCE_MS }).toEqual({})
    await page.check('input[value=score_class]')
    await page.click('[data-key="year-2024p"]')
    expect(await rowsOf(page, '.legend li')).toContainEqual(
      expect.stringMatching(/^di antaranya perkiraan 1 /),
    )
    await page.click('[data-key="year-2021"]')
    expect(await hashOf(page)).not.toContain('year=')
    await expect.poll(() => shown(total), { timeout: PATIENCE_MS }).toMatch(/^1 lokasi, 6 RT, [\d,]+ ha/)
    await page.check('input[value=score_total]')
    expect((await rowsOf(page, '.legend li')).slice(0, 4)).toEqual([
      expect.stringMatching(/^Tidak Kumuh 0–15 0 /),
      expect.stringMatching(/^Kumuh Ringan 16–37 0 /),
      expect.stringMatching(/^Kumuh Sedang 38–59 0 /),
      expect.stringMatching(/^Kumuh Berat 60–80 1 6 RT|^Kumuh Berat 60–80 1 /),
    ])
    await screenshot(page, 'indicator-chosen')
    await page.check('input[value=score_class]')
  })

  it('switches layers and their opacity, says from which zoom one shows, and keeps it in the address', async () => {
    const { page } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    expect(await shown(page.locator('[data-key=zoom-buildings]'))).toBe('mulai zoom 14')
    await page.uncheck('[data-key=layer-kelurahan]')
    await page.uncheck('[data-key=layer-buildings]')
    await page.fill('[data-key=opacity-zones]', '40')
    expect(await hashOf(page)).toContain('off=buildings,kelurahan&opacity=zones:40')
    expect(await page.locator('[data-key=zoom-buildings]').count()).toBe(0)
    expect(await countDrawn(page, 'kelurahan-line')).toBe(0)
    await goToHash(page, '#lang=id')
    expect(await page.isChecked('[data-key=layer-buildings]')).toBe(true)
  })
}
