import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { parseCsv } from '../../../pipeline/viewer/csv.ts'
import { unzip } from '../../form/read-workbook.ts'
import { hovered, shown, stands, textsOf, zoomOf } from '../support/in-page.ts'
import { screenshot } from '../support/screenshots.ts'
import type { Visit } from '../support/visit.ts'

/** The table of zones, the search and the list of downloads. */
export function itListsAndFinds(shared: () => Visit): void {
  it('lists, filters and orders the zones, and chooses from the list', async () => {
    const { page } = shared()
    await page.click('[data-key=list]')
    expect(await page.locator('.drawer tbody tr').count()).toBe(8)
    await page.click('[data-key=sort-area]')
    const areas = await textsOf(page, '.drawer tbody tr td:nth-child(5)')
    const numbers = areas.map((text) => Number(text.replace(',', '.')))
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    await screenshot(page, 'ranked-table')
    await page.fill('.search', 'kampung sedang')
    expect(await textsOf(page, '.drawer .zone-name')).toEqual(['Kampung Nelayan'])
    expect(await page.locator('.search:focus').count()).toBe(1)
    await page.fill('.search', 'tidak ada di sini')
    expect(await shown(page.locator('.drawer .note'))).toBe('Tidak ada lokasi yang cocok.')
    await page.fill('.search', 'kampung sedang')
    const saved = async (key: string) => {
      await page.click('[data-key=list-download]')
      const saving = page.waitForEvent('download')
      await page.click(`[data-key=${key}]`)
      const download = await saving
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
    }
    const csv = await saved('list-csv')
    expect(csv.name).toBe('contoh-lokasi-a1b2c3d4e5f6.csv')
    expect(parseCsv(csv.bytes.toString('utf8')).map(({ name }) => name)).toEqual(['Kampung Nelayan'])
    const workbook = await saved('list-xlsx')
    expect(workbook.name).toBe('contoh-lokasi-a1b2c3d4e5f6.xlsx')
    const parts = await unzip(workbook.bytes)
    const words = parts.get('xl/sharedStrings.xml')
    for (const text of [
      'Daftar lokasi: Kota Contoh',
      'Luas menurut SK (ha)',
      'Kampung Nelayan',
      'Kumuh Sedang',
    ])
      expect(words).toContain(`>${text}<`)
    expect(words).toContain('>1 dari 8 lokasi, saringan: kampung sedang<')
    expect(words).not.toContain('Pasar Lama')
    // Numbers stay numbers: a spreadsheet writes them as its reader does.
    const { area_ha_decree } = parseCsv(csv.bytes.toString('utf8'))[0] ?? {}
    expect(parts.get('xl/worksheets/sheet1.xml')).toContain(`<v>${area_ha_decree}</v>`)
    await page.fill('.search', 'kampung')
    await page.evaluate(`new MutationObserver((all) => { globalThis.said = (globalThis.said ?? 0) + all.length })
      .observe(document.querySelector('.stage > [role=status]'), { childList: true })`)
    await page.click('.row-button')
    expect(await shown(page.locator('.right h2'))).toBe('Kampung Nelayan')
    // Chosen once: the row does not choose again what the button of its name chose.
    expect(await page.evaluate('globalThis.said')).toBe(1)
    await page.click('[data-key=close-table]')
    await page.click('[data-key=close-profile]')
  })

  it('finds a place by keyboard, goes there and chooses it', async () => {
    const { page, errors } = shared()
    await page.focus('.map canvas')
    await page.keyboard.press('/')
    await page.keyboard.type('pasar')
    expect(await textsOf(page, '.search-list [role=option]')).toEqual([
      'Pasar Lama\nPasar Lama, Contoh Selatan',
      'Pasar Lama',
    ])
    await screenshot(page, 'search')
    await page.keyboard.press('Enter')
    expect(await shown(page.locator('.right h2'))).toBe('Pasar Lama')
    expect(await page.locator('.search-list').isVisible()).toBe(false)
    expect(await page.evaluate('document.activeElement.dataset.key')).toBe('profile-name')
    await page.keyboard.press('/')
    await page.keyboard.type('RT 2/RW 4')
    await page.locator('.search-list [role=option]', { hasText: 'RT 002/RW 004' }).click()
    await stands(page)
    expect(await zoomOf(page)).toBeGreaterThan(14)
    expect(await shown(page.locator('.notice.found'))).toBe(
      'RT 002/RW 004, Melati: Kumuh Ringan, nilai 19 (2021)',
    )
    expect(await page.evaluate('location.hash')).toContain('found=rt%3A')
    await screenshot(page, 'found-rt')
    await page.evaluate("location.hash = '#found=kelurahan:99.01.01.1005'")
    await expect.poll(() => shown(page.locator('.notice.found'))).toBe('Sungai Tengah')
    await page.evaluate("location.hash = '#found=kelurahan:0'")
    await expect
      .poll(() => textsOf(page, '.notice.unknown'))
      .toEqual(['Tempat 0 dari tautan ini tidak ada dalam peta rilis ini.'])
    expect(await page.locator('.notice.found').count()).toBe(0)
    await page.goBack()
    await expect.poll(() => shown(page.locator('.notice.found'))).toBe('Sungai Tengah')
    expect(await page.locator('.notice.unknown').count()).toBe(0)
    await page.click('[data-key=found-close]')
    expect(await page.locator('.notice.found').count()).toBe(0)
    expect(await page.evaluate('location.hash')).not.toContain('found')
    await page.keyboard.press('/')
    await page.keyboard.type('zzz')
    expect(await shown(page.locator('.search-list'))).toBe('Tidak ada tempat yang cocok.')
    await page.keyboard.press('Escape')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('CANVAS')
    expect(errors).toEqual([])
  })

  it('marks on the map the zone whose row the pointer is over', async () => {
    const { page } = shared()
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.click('[data-key=list]')
    await page.hover('tr[data-zone="99.01-K02"]')
    expect(await hovered(page)).toEqual(['99.01-K02'])
    await page.hover('.bar h1')
    expect(await hovered(page)).toEqual([])
    await page.focus('tr[data-zone="99.01-K02"] .row-button')
    expect(await hovered(page)).toEqual(['99.01-K02'])
    await page.keyboard.press('Escape')
    expect(await hovered(page)).toEqual([])
    expect(await page.evaluate('document.activeElement.dataset.key')).toBe('list')
  })

  it('names what can be downloaded, with its forms, size and rows, and the sums to check it by', async () => {
    const { page, url } = shared()
    await page.click('[data-key=data]')
    const text = (await shown(page.locator('.data-dialog'))).replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/Lapisan peta .* Kawasan kumuh 8 baris GeoJSON [\d,]+ kB/)
    expect(text).toMatch(/Tabel .* Nilai tiap kriteria 224 baris CSV/)
    expect(text).toMatch(/Jumlah periksa .* Manifes: .* JSON Jumlah periksa \(sha256sum -c SHA256SUMS\) TXT/)
    expect(text).not.toContain('.csv')
    const addresses = await page
      .locator('.data-dialog a')
      .evaluateAll((links) => links.map((link) => String(link)))
    expect(addresses).toContain(`${url}releases/a1b2c3d4e5f6/manifest.json`)
    expect(addresses).toContain(`${url}releases/a1b2c3d4e5f6/SHA256SUMS`)
    await screenshot(page, 'downloads')
    await page.keyboard.press('Escape')
  })
}
