import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { goToHash, hashOf, shown, textsOf } from '../support/in-page.ts'
import { screenshot } from '../support/screenshots.ts'
import { PATIENCE_MS } from '../support/visit.ts'
import { focusedKey, type Tools } from './tools-page.ts'

/** Two states of the city side by side. */
export function itCompares(tools: () => Tools): void {
  let page: Page
  beforeAll(() => {
    ;({ page } = tools())
  })
  const focused = () => focusedKey(page)
  const hash = () => hashOf(page)

  describe('two states side by side', () => {
    beforeAll(async () => {
      await goToHash(page, '#lang=id')
      await page.click('[data-key=compare]')
      await page.locator('.compare-side .legend').nth(1).waitFor()
    }, PATIENCE_MS)

    it('starts with the oldest survey beside the newest, and says so', async () => {
      const years = /#compare=(\d{4})~(\d{4})~(\d+)/.exec(await hash())
      expect(Number(years?.[1])).toBeLessThan(Number(years?.[2]))
      expect(await focused()).toBe('compare-slider')
      await expect
        .poll(() => shown(page.locator('.stage > [role=status]')))
        .toBe(`Membandingkan Kelas kumuh ${years?.[1]} dengan Kelas kumuh ${years?.[2]}`)
      expect(await shown(page.locator('.left-tag'))).toBe(`Kelas kumuh ${years?.[1]}`)
    })

    it('moves by keys and by pointer, and keeps the place in the link', async () => {
      const at = () => page.locator('[role=slider]').getAttribute('aria-valuenow')
      await page.focus('[role=slider]')
      await page.keyboard.press('Home')
      expect(await at()).toBe('0')
      for (const key of ['PageUp', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) await page.keyboard.press(key)
      expect(await at()).toBe('12')
      expect(await hash()).toContain('~12')
      const thumb = await page.locator('[role=slider]').boundingBox()
      const [x, y] = [(thumb?.x ?? 0) + 22, (thumb?.y ?? 0) + 22]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 400, y, { steps: 3 })
      await page.mouse.up()
      expect(await at()).toBe('62')
      expect(await hash()).toContain('~62')
      expect(await page.evaluate('document.querySelector(".compare-right").style.clipPath')).toContain('62%')
      expect(await page.locator('[role=slider]').getAttribute('aria-valuetext')).toMatch(/^62 % kiri: Kelas/)
      await screenshot(page, 'compare-slider')
    })

    it('sets decrees side by side, and opens so by a link', async () => {
      await page.selectOption('[data-key=compare-left]', 'sk:9/2018')
      await page.selectOption('[data-key=compare-right]', 'sk:12/2021')
      await expect.poll(() => textsOf(page, '.extent-legend h3')).toEqual(['SK 9/2018', 'SK 12/2021'])
      const link = await hash()
      await goToHash(page, '')
      await page.locator('.compare-line').waitFor({ state: 'detached' })
      await goToHash(page, link)
      await page.locator('.compare-line').waitFor()
      expect(await textsOf(page, '.extent-legend h3')).toEqual(['SK 9/2018', 'SK 12/2021'])
      expect(await violations(page)).toEqual([])
    })

    it('prints either side, with its own name, legend and picture', async () => {
      await page.click('[data-key=print]')
      const sheet = page.locator('.print-preview .sheet')
      const choice = page.locator('[data-key=print-state]')
      expect(await choice.locator('option').allTextContents()).toEqual([
        'Kiri: SK 9/2018',
        'Kanan: SK 12/2021',
      ])
      const picture = async (decree: string) => {
        await sheet.locator('.sheet-heading', { hasText: decree }).waitFor({ timeout: PATIENCE_MS })
        expect(await shown(sheet.locator('.extent-legend h3'))).toBe(`SK ${decree}`)
        const bytes = await page.evaluate(`fetch(document.querySelector('.sheet image').getAttribute('href'))
          .then((answer) => answer.arrayBuffer()).then((all) => [...new Uint8Array(all)].join())`)
        return String(bytes)
      }
      const left = await picture('9/2018')
      await choice.selectOption('right')
      expect((await picture('12/2021')) === left).toBe(false)
      await page.keyboard.press('Escape')
    })

    it('takes what it holds where a link names a year nobody surveyed', async () => {
      await goToHash(page, '#compare=1901~sk:none~30')
      await expect.poll(hash).toMatch(/^#compare=\d{4}~\d{4}~30$/)
    })

    it('is left by Esc on the line and by its button, and the focus goes to where it began', async () => {
      await page.focus('[role=slider]')
      await page.keyboard.press('Escape')
      await page.locator('.compare-line').waitFor({ state: 'detached' })
      expect(await hash()).not.toContain('compare')
      expect(await focused()).toBe('compare')
    })
  })
}
