import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { goToHash, shown } from '../support/in-page.ts'
import { screenshot, screenshotPath } from '../support/screenshots.ts'
import { PATIENCE_MS } from '../support/visit.ts'
import { focusedKey, type Tools } from './tools-page.ts'

interface Boxed {
  getBoundingClientRect(): { left: number; top: number; right: number; bottom: number }
}

/** The A3 sheet. */
export function itPrints(tools: () => Tools): void {
  let page: Page
  let folder: string
  beforeAll(() => {
    ;({ page, folder } = tools())
  })
  const focused = () => focusedKey(page)

  describe('to A3', () => {
    /** What the browser would print before there is a sheet: without the preview, and while it is drawn. */
    const early: string[] = []
    const onPaper = async () => {
      await page.emulateMedia({ media: 'print' })
      const text = await shown(page.locator('body'))
      await page.emulateMedia({ media: null })
      return text.replaceAll(/\s+/g, ' ').trim()
    }

    beforeAll(async () => {
      await goToHash(page, '#zone=99.01-K01')
      await page.locator('.right h2').waitFor()
      early.push(await onPaper())
      await page.click('[data-key=print]')
      early.push(await onPaper())
      await page.locator('.print-preview .sheet').waitFor({ timeout: PATIENCE_MS })
    }, PATIENCE_MS)
    afterAll(() => page.keyboard.press('Escape'))

    it('never prints an empty page: before there is a sheet it says how to come by one', () => {
      expect(early).toEqual([
        'Kota Contoh · Atlas permukiman kumuh Untuk lembar peta A3, pakai tombol Cetak di halaman ini.',
        'Kota Contoh · Atlas permukiman kumuh Lembar peta masih digambar. Tunggu sampai pratinjau siap, lalu cetak lagi.',
      ])
    })

    it('names everything a thematic map has, in the order of the field', async () => {
      const sheet = page.locator('.print-preview .sheet')
      const text = await shown(sheet)
      const order = [
        /PETA KAWASAN KUMUH: KELAS KUMUH\s+Kota Contoh\s+Keputusan Wali Kota Contoh Nomor 12\/2021, tanggal 4 Maret 2021/,
        /Skala 1\s:\s[\d.]+/,
        /LEGENDA\s+Kelas kumuh/,
        /Kumuh Berat/,
        /DIAGRAM LOKASI/,
        /PROYEKSI DAN DATUM\s+Mercator Web \(EPSG:3857\), datum WGS 84/,
        /SUMBER DATA\s+Penetapan lokasi: Keputusan Wali Kota Contoh Nomor 12\/2021, tanggal 4 Maret 2021.\s+Dinas Perkim Kota Contoh, 2021\s+Peta lampiran SK 12\/2021 \(Lisensi CC-BY-4.0\)/,
        /RIWAYAT\s+Disusun dengan petakumuh dari rilis data a1b2c3d4e5f6/,
        /TANGGAL DATA\s+SK 4 Maret 2021/,
        /Diterbitkan oleh:\s+Rilis a1b2c3d4e5f6/,
      ].map((part) => part.exec(text)?.index ?? -1)
      expect(order).toEqual([...order].sort((a, b) => a - b))
      expect(order).not.toContain(-1)
      expect(await shown(sheet.locator('.sheet-synthetic'))).toBe('Data sintetis: bukan kota yang nyata')
      expect(await sheet.locator('.north').getAttribute('aria-label')).toBe('Arah utara')
      expect(await sheet.locator('.degrees').first().textContent()).toMatch(/^104°\d\d′(\d\d″)? BT$/)
      expect(text).not.toContain(String(new Date().getFullYear()))
    })

    it('tells classes apart without colour, and keeps all texts on the sheet', async () => {
      const sheet = page.locator('.print-preview .sheet')
      const hatched = await sheet
        .locator('.legend .swatch')
        .evaluateAll(
          (swatches) =>
            swatches.filter((swatch) =>
              (swatch as unknown as { style: { backgroundImage: string } }).style.backgroundImage.includes(
                'data:',
              ),
            ).length,
        )
      expect(hatched).toBe(3)
      const side = sheet.locator('.sheet-side')
      const over = await side.evaluate(
        (node) =>
          (node as unknown as { scrollHeight: number }).scrollHeight -
          (node as unknown as { clientHeight: number }).clientHeight,
      )
      expect(over).toBeLessThanOrEqual(0)
    })

    it('is called as the reader calls it, on the screen and on paper, and as before where they call it nothing', async () => {
      const title = page.locator('[data-key=print-title]')
      const headings = () => page.locator('.sheet-heading').allTextContents()
      expect(await title.inputValue()).toBe('Peta kawasan kumuh: Kelas kumuh')
      await title.fill('<b>Rencana</b> penanganan 2025')
      expect(await headings()).toEqual(['<b>Rencana</b> penanganan 2025', '<b>Rencana</b> penanganan 2025'])
      await screenshot(page, 'print-dialog')
      await title.fill(' ')
      expect(await headings()).toEqual(['Peta kawasan kumuh: Kelas kumuh', 'Peta kawasan kumuh: Kelas kumuh'])
    })

    it('names who issues it, and without a name has room for one', async () => {
      const issuer = page.locator('.print-preview .sheet-issuer')
      const room = () => issuer.evaluate((node) => (node as unknown as { offsetHeight: number }).offsetHeight)
      // Nine millimetres, at 96 pixels to the inch.
      expect(await room()).toBeGreaterThan(30)
      await page.fill('[data-key=print-issuer]', 'Dinas <b>Perkim</b>')
      expect(await page.locator('.sheet-issuer').allTextContents()).toEqual([
        'Dinas <b>Perkim</b>',
        'Dinas <b>Perkim</b>',
      ])
      await page.fill('[data-key=print-issuer]', '')
      expect(await room()).toBeGreaterThan(30)
    })

    it('is offered in the round scales a city is printed in', async () => {
      const scales = await page.locator('[data-key=print-scale] option').allTextContents()
      expect(scales.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
        ...['yang muat', '1 : 1.000', '1 : 2.000', '1 : 2.500', '1 : 5.000', '1 : 10.000', '1 : 20.000'],
        '1 : 25.000',
      ])
    })

    it('counts zones and the RT that are drawn, and writes no coordinate over the corners of its frame', async () => {
      const sheet = page.locator('.print-preview .sheet')
      expect(await shown(sheet.locator('.legend-total'))).toMatch(/^1 lokasi, 6 RT, /)
      const outside = await sheet.locator('.sheet-map svg').evaluate((frame) => {
        const inside = (frame as unknown as Boxed).getBoundingClientRect()
        const words = (frame as unknown as { querySelectorAll(of: string): Boxed[] }).querySelectorAll(
          '.degrees',
        )
        return [...words].filter((word) => {
          const box = word.getBoundingClientRect()
          return (
            box.left < inside.left ||
            box.top < inside.top ||
            box.right > inside.right ||
            box.bottom > inside.bottom
          )
        }).length
      })
      expect(outside).toBe(0)
    })

    it('has a bar as long on paper as its scale says', async () => {
      const sheet = page.locator('.print-preview .sheet')
      const scale = Number((await shown(sheet.locator('.sheet-denominator'))).replaceAll(/\D/g, '').slice(1))
      const bar = sheet.locator('.scale-bar')
      const parts = await bar
        .locator('rect')
        .evaluateAll((rects) => rects.map((rect) => Number(rect.getAttribute('width'))))
      const label = (await bar.locator('text').last().textContent()) ?? ''
      const metres =
        Number(label.replace(/[^\d,]/g, '').replace(',', '.')) * (label.includes('km') ? 1000 : 1)
      expect(parts.reduce((sum, mm) => sum + mm, 0)).toBeCloseTo((metres * 1000) / scale, 6)
      // A unit of the drawing is a millimetre.
      const [width, box] = [await bar.getAttribute('width'), await bar.getAttribute('viewBox')]
      expect(`${box?.split(' ')[2]}mm`).toBe(width)
    })

    it('prints one page of A3', async () => {
      await page.emulateMedia({ media: 'print' })
      await page
        .locator('.print-root .sheet')
        .screenshot({ path: screenshotPath('print-sheet'), scale: 'css' })
      await page.emulateMedia({ media: null })
      const pdf = await page.pdf({ format: 'A3', landscape: true, preferCSSPageSize: true })
      const text = pdf.toString('latin1')
      expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? []
      expect(Number(width)).toBeCloseTo((420 / 25.4) * 72, -0.5)
      expect(Number(height)).toBeCloseTo((297 / 25.4) * 72, -0.5)
      await writeFile(join(folder, 'sheet.pdf'), pdf)
    })

    it.skipIf(!canReadPdf())('prints nothing but the sheet', () => {
      const read = spawnSync('pdftotext', ['-layout', join(folder, 'sheet.pdf'), '-'], { encoding: 'utf8' })
      expect(read.stdout).toContain('DIAGRAM LOKASI')
      expect(read.stdout).not.toContain('Unduh data')
    })

    it('is a dialog that violates nothing, and gives the focus back', async () => {
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.locator('.print-dialog').waitFor({ state: 'detached' })
      expect(await page.locator('.print-root').count()).toBe(0)
      expect(await focused()).toBe('print')
    })
  })
}

/** Says in one line what is skipped where there is no pdftotext. */
function canReadPdf(): boolean {
  const isThere = spawnSync('pdftotext', ['-v']).error === undefined
  if (!isThere) console.log('skipped: what a printed sheet says needs pdftotext (poppler-utils)')
  return isThere
}
