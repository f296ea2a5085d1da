import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleViewer, type ViewerFile } from '../../pipeline/viewer/bundle.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { violations } from './support/axe.ts'
import { atlasReady, goToHash, shown, stands } from './support/in-page.ts'
import { writeSampleRelease } from './support/sample-release.ts'
import { type StaticServer, serveFolder } from './support/static-server.ts'
import { tabWalk } from './support/tab-walk.ts'

const chromium = chromiumOrSkip('printing, sharing and comparing in a browser')
const EVIL = '<img src=x onerror="document.title=1">'
/** Software drawing on a busy machine can be slow. */
const PATIENCE_MS = 120_000

describe.skipIf(chromium === null)('printing, sharing and comparing', { timeout: PATIENCE_MS }, () => {
  let folder: string
  let viewer: ViewerFile[]
  let browser: Browser
  let server: StaticServer
  /** One page for all tests but those of the basemap: drawing a map by software is what takes the time. */
  let page: Page
  const errors: string[] = []

  beforeAll(async () => {
    folder = temporaryFolder()
    viewer = await bundleViewer()
    await writeSampleRelease(join(folder, 'plain'), { viewer, name: EVIL })
    browser = await launchChromium(chromium as string)
    server = await serveFolder(join(folder, 'plain'))
    const context = await browser.newContext({
      viewport: { width: 800, height: 480 },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS / 4)
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(server.url)
    await atlasReady(page)
  }, PATIENCE_MS)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const focused = () =>
    page.evaluate('document.activeElement?.dataset.key ?? document.activeElement?.tagName')
  const hash = () => new URL(page.url()).hash

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
        /SUMBER DATA\s+Dinas Perkim Kota Contoh, 2021\s+Peta lampiran SK 12\/2021 \(Lisensi CC-BY-4.0\)/,
        /RIWAYAT\s+Disusun dengan petakumuh dari rilis data a1b2c3d4e5f6/,
        /TANGGAL DATA\s+SK 4 Maret 2021/,
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

    it('prints one page of A3, and nothing but the sheet', async () => {
      const pdf = await page.pdf({ format: 'A3', landscape: true, preferCSSPageSize: true })
      const text = pdf.toString('latin1')
      expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1)
      const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? []
      expect(Number(width)).toBeCloseTo((420 / 25.4) * 72, -0.5)
      expect(Number(height)).toBeCloseTo((297 / 25.4) * 72, -0.5)
      const file = join(folder, 'sheet.pdf')
      await writeFile(file, pdf)
      const read = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
      if (read.error !== undefined) return
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

  describe('a link and a picture', () => {
    it('hands on the address of what is shown', async () => {
      await goToHash(page, '#map=13/0.92/104.46&zone=99.01-K02&theme=score_total&off=rt&lang=en')
      await page.click('[data-key=share]')
      await page.click('[data-key=share-copy]')
      await expect.poll(() => shown(page.locator('.share-status'))).toBe('Link copied')
      const copied = await page.evaluate('navigator.clipboard.readText()')
      expect(copied).toBe(page.url())
      expect(copied).toMatch(/#map=13\/0\.92\/104\.46&zone=99\.01-K02&theme=score_total&off=rt&lang=en$/)
      expect(await violations(page)).toEqual([])
    })

    it('saves the map with title, legend, source and notice', async () => {
      const saving = page.waitForEvent('download')
      await page.click('.share-dialog .with-icon:has-text("PNG")')
      const download = await saving
      expect(download.suggestedFilename()).toBe('contoh-score_total.png')
      const png = await readFile(await download.path())
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      const map = await page.locator('.map').boundingBox()
      expect(png.readUInt32BE(16)).toBe(map?.width)
      // Room for the words above and below.
      expect(png.readUInt32BE(20)).toBeGreaterThan((map?.height ?? 0) + 100)
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

  describe('two states side by side', () => {
    beforeAll(async () => {
      await goToHash(page, '#lang=id')
      await page.click('[data-key=compare]')
      await page.locator('.compare-side .legend').nth(1).waitFor()
    }, PATIENCE_MS)

    it('starts with the oldest survey beside the newest, and says so', async () => {
      const years = /#compare=(\d{4})~(\d{4})~(\d+)/.exec(hash())
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
      expect(hash()).toContain('~12')
      const thumb = await page.locator('[role=slider]').boundingBox()
      const [x, y] = [(thumb?.x ?? 0) + 22, (thumb?.y ?? 0) + 22]
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 400, y, { steps: 3 })
      await page.mouse.up()
      expect(await at()).toBe('62')
      expect(hash()).toContain('~62')
      expect(await page.evaluate('document.querySelector(".compare-right").style.clipPath')).toContain('62%')
      expect(await page.locator('[role=slider]').getAttribute('aria-valuetext')).toMatch(/^62 % kiri: Kelas/)
    })

    it('sets decrees side by side, and opens so by a link', async () => {
      await page.selectOption('[data-key=compare-left]', 'sk:9/2018')
      await page.selectOption('[data-key=compare-right]', 'sk:12/2021')
      await expect
        .poll(() => page.locator('.extent-legend h3').allInnerTexts())
        .toEqual(['SK 9/2018', 'SK 12/2021'])
      const link = hash()
      await goToHash(page, '')
      await page.locator('.compare-line').waitFor({ state: 'detached' })
      await goToHash(page, link)
      await page.locator('.compare-line').waitFor()
      expect(await page.locator('.extent-legend h3').allInnerTexts()).toEqual(['SK 9/2018', 'SK 12/2021'])
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
      expect(hash()).not.toContain('compare')
      expect(await focused()).toBe('compare')
    })
  })

  describe('for everyone', () => {
    it('finds a violation where there is one', async () => {
      await page.evaluate(
        `document.querySelector('.foot').insertAdjacentHTML('beforeend', '<button id=x></button>')`,
      )
      expect(await violations(page)).toEqual([expect.stringMatching(/^button-name: <button id="x">/)])
      await page.evaluate('document.getElementById("x").remove()')
    })

    it.each([
      ['at first', '#', 800, []],
      ['at first in English', '#lang=en', 800, []],
      ['with a profile and the table open', '#zone=99.01-K04&lang=en', 800, ['list']],
      ['with the files of the release open', '#lang=en', 800, ['data']],
      ['on a phone', '#lang=id', 390, []],
      ['on a phone with a profile', '#zone=99.01-K01&lang=en', 390, []],
    ])('violates nothing %s', async (_state, at, width, opened) => {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 480 })
      await goToHash(page, at)
      for (const key of opened) await page.click(`[data-key=${key}]`)
      expect(await violations(page)).toEqual([])
      if (opened.includes('list')) await page.click('[data-key=close-table]')
      if (opened.includes('data')) await page.keyboard.press('Escape')
    })

    it.each([
      ['at first', '#', []],
      ['with a profile and the table open', '#zone=99.01-K01', ['list']],
      ['while two states are compared', '#compare=2018~2021~50', []],
    ])(
      'is walked through by Tab %s: every control, in its order, with a focus that is seen',
      async (_state, at, opened) => {
        await page.setViewportSize({ width: 800, height: 480 })
        await goToHash(page, at)
        if (at.includes('compare')) await page.locator('.compare-line').waitFor()
        for (const key of opened) await page.click(`[data-key=${key}]`)
        await stands(page)
        const { controls, reached, parts, unseen } = await tabWalk(page)
        expect(controls.length).toBeGreaterThan(15)
        expect(reached).toEqual(controls)
        expect(parts).toEqual([...new Set(parts)])
        expect(unseen).toEqual([])
        if (opened.includes('list')) await page.click('[data-key=close-table]')
      },
    )

    it('never reads data as markup in what is printed, shared or compared', async () => {
      expect(await page.locator('img').count()).toBe(0)
      expect(await page.title()).not.toBe('1')
      expect(errors).toEqual([])
    })
  })

  describe('over a basemap', () => {
    let tiles: { url: string; close(): Promise<unknown> }
    let fails = false
    let basemapped: Page

    beforeAll(async () => {
      tiles = await serveTiles(() => fails)
      const url = `${tiles.url}/{z}/{x}/{y}.png`
      const basemap = { url, attribution: { id: 'Peta dasar uji', en: 'Test basemap' } }
      const allowed = await bundleViewer({ basemap })
      await writeSampleRelease(join(folder, 'basemap'), { viewer: allowed, basemap })
      basemapped = await browser.newPage({ viewport: { width: 390, height: 400 }, reducedMotion: 'reduce' })
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
      expect(basemapped.url()).toContain('off=basemap')
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
      await host.close()
    })
  })
})

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
