import { readFile, writeFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from '../support/axe.ts'
import { goToHash, shown } from '../support/in-page.ts'
import { screenshot, screenshotPath } from '../support/screenshots.ts'
import { focusedKey, type Tools } from './tools-page.ts'

/** The link, the picture, and links that name what is not there. */
export function itShares(tools: () => Tools): void {
  let page: Page
  beforeAll(() => {
    ;({ page } = tools())
  })
  const focused = () => focusedKey(page)

  describe('a link and a picture', () => {
    it('hands on the address of what is shown', async () => {
      await goToHash(page, '#map=13/0.92/104.46&zone=99.01-K02&theme=score_total&off=rt&lang=en')
      await page.click('[data-key=share]')
      await page.click('[data-key=share-copy]')
      await expect.poll(() => shown(page.locator('.share-status'))).toBe('Link copied')
      const copied = await page.evaluate('navigator.clipboard.readText()')
      expect(copied).toBe(await page.evaluate('location.href'))
      expect(copied).toMatch(/#map=13\/0\.92\/104\.46&zone=99\.01-K02&theme=score_total&off=rt&lang=en$/)
      expect(await violations(page)).toEqual([])
      await screenshot(page, 'share-dialog')
    })

    it('stays where text is marked in it and let go beside it, and closes by a press beside it', async () => {
      const dialog = page.locator('.share-dialog')
      const heading = await dialog.locator('h2').boundingBox()
      await page.mouse.move((heading?.x ?? 0) + 4, (heading?.y ?? 0) + 4)
      await page.mouse.down()
      await page.mouse.move(6, 6, { steps: 3 })
      await page.mouse.up()
      // One that was closed is taken out of the page a moment later.
      expect(await page.locator('.share-dialog[open]').count()).toBe(1)
      await page.mouse.click(6, 6)
      await dialog.waitFor({ state: 'detached' })
      expect(await focused()).toBe('share')
      await page.click('[data-key=share]')
    })

    it('saves the map with title, legend, source and notice, hatched where it is asked for', async () => {
      await page.evaluate('petakumuh.map.setPixelRatio(1)')
      await page.check('[data-key=share-hatches]')
      const saving = page.waitForEvent('download')
      await page.click('.share-dialog .with-icon:has-text("PNG")')
      const download = await saving
      expect(download.suggestedFilename()).toBe('contoh-score_total-2021-a1b2c3d4e5f6.png')
      const png = await readFile(await download.path())
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      const map = await page.locator('.map').boundingBox()
      expect(png.readUInt32BE(16)).toBe(map?.width)
      // Room for the words above and below.
      expect(png.readUInt32BE(20)).toBeGreaterThan((map?.height ?? 0) + 100)
      await writeFile(screenshotPath('picture'), png)
      const share = await darkShare(page, png)
      expect(share.title).toBeGreaterThan(0.01)
      expect(share.legend).toBeGreaterThan(0.003)
      expect(share.map).toBeGreaterThan(0.0005)
      await page.keyboard.press('Escape')
      expect(await focused()).toBe('share')
    })
  })

  describe('a link to what the release does not hold', () => {
    it('says so in a line until something is chosen', async () => {
      await goToHash(page, '#zone=99.01-K99&theme=criterion:9z&lang=en')
      const line = page.locator('.notice.unknown')
      await expect
        .poll(() => shown(line))
        .toBe(
          'The zone 99.01-K99 of this link is not in this release. The view criterion:9z of this link is not in this release.',
        )
      await goToHash(page, '#zone=99.01-K02&lang=en')
      await line.waitFor({ state: 'detached' })
    })
  })
}

/** Shares of dark pixels in the strip above the map, on the map and in the strip below it. */
function darkShare(page: Page, png: Buffer): Promise<{ title: number; map: number; legend: number }> {
  return page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (c) => c.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(image.width, image.height)
    const pen = canvas.getContext('2d')
    pen.drawImage(image, 0, 0)
    const dark = (y, height) => {
      const { data } = pen.getImageData(0, y, image.width, height)
      let count = 0
      for (let i = 0; i < data.length; i += 4) if (data[i] + data[i + 1] + data[i + 2] < 240) count++
      return count / (data.length / 4)
    }
    const map = document.querySelector('.map').clientHeight
    return { title: dark(0, 44), map: dark(100, map - 100), legend: dark(image.height - 40, 40) }
  })()`) as Promise<{ title: number; map: number; legend: number }>
}
