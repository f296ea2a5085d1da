import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { atlasReady, drawnZones, goToHash, hashOf, moveTo, shown, zoomOf } from '../support/in-page.ts'
import { screenshot } from '../support/screenshots.ts'
import { EVIL, PATIENCE_MS, rowsOf, type Visit, type Visits } from '../support/visit.ts'

/** How the page opens: by a link, in a language, on a phone, and where something is not there. */
export function itOpens(chromium: string, visits: () => Visits, plain: () => Visit): void {
  describe('opened by a shared link, from a host without byte ranges', () => {
    let linked: Visit
    beforeAll(async () => {
      const host = { ranges: false, fail: (path: string) => path.endsWith('change_totals.csv') }
      const at = '#map=15.5/0.9206/104.4463&zone=99.01-K02&theme=score_total&lang=en'
      linked = await visits().visit('evil', { host, at, width: 900, height: 600 })
      await atlasReady(linked.page)
    }, PATIENCE_MS)
    afterAll(() => linked?.page.close())

    it('shows the state of the link and writes the state back to it', async () => {
      const { page } = linked
      expect(await shown(page.locator('.right h2'))).toBe('Kampung Nelayan')
      expect(await zoomOf(page)).toBeCloseTo(15.5, 5)
      expect(await page.locator('input[name=theme]:checked').getAttribute('value')).toBe('score_total')
      await screenshot(page, 'shared-link')
      await moveTo(page, [104.45, 0.92], 14)
      await page.check('input[value=density_population_class]')
      expect(await hashOf(page)).toBe(
        '#map=14/0.92/104.45&zone=99.01-K02&theme=density_population_class&lang=en',
      )
    })

    it('never reads data as markup', async () => {
      const { page, errors } = linked
      await goToHash(page, '#zone=99.01-K01')
      await page.click('[data-key=list]')
      expect(await shown(page.locator('.right h2'))).toBe(EVIL)
      expect(await shown(page.locator('.drawer .zone-name').first())).toBe(EVIL)
      await page.fill('.place-field', '<img')
      expect(await shown(page.locator('.search-option .zone-name'))).toBe(EVIL)
      await page.press('.place-field', 'Enter')
      expect(await shown(page.locator('.right h2'))).toBe(EVIL)
      expect(await page.locator('img').count()).toBe(0)
      expect(await page.title()).not.toBe('1')
      expect(errors).toEqual([])
    })

    it('adds up the pieces in view where the hectares of the city cannot be read', async () => {
      const { page } = linked
      await page.click('[data-key=close-table]')
      await goToHash(page, '#theme=change')
      await page.click('[data-key=show-all]')
      await page.locator('.legend-total', { hasText: '16 bagian' }).waitFor()
      expect(await rowsOf(page, '.legend li')).toEqual([
        expect.stringMatching(/^Tetap kumuh 8 /),
        expect.stringMatching(/^Tidak lagi kumuh 7 /),
        expect.stringMatching(/^Kumuh baru 1 /),
      ])
      expect(await shown(page.locator('.legend-pair'))).toBe('SK 9/2018 → SK 12/2021')
    })
  })

  it('opens a release without zones and says so, in the language its address asks for', () =>
    visits().fresh(
      visits().visit('bare', { at: '?lang=en', width: 900, height: 600 }),
      async ({ page, errors }) => {
        await atlasReady(page)
        expect(await page.getAttribute('html', 'lang')).toBe('en')
        expect(await page.title()).toBe('Sample City · Slum atlas')
        expect(await shown(page.locator('.notice'))).toContain('This release holds no zones')
        await page.click('[data-key=lang-id]')
        expect(await page.getAttribute('html', 'lang')).toBe('id')
        expect(await shown(page.locator('.notice'))).toContain('Rilis ini tidak memuat lokasi')
        // The link says so too: its query still asks for the other language.
        expect(await hashOf(page)).toBe('#lang=id')
        expect(await page.locator('.synthetic').count()).toBe(0)
        expect(await page.locator('input[value=change]').count()).toBe(0)
        await screenshot(page, 'no-zones')
        expect(errors).toEqual([])
      },
    ))

  it('leaves 60 % of a phone to the map, whichever sheet is open', () =>
    visits().fresh(visits().visit('plain', { width: 390, height: 844 }), async ({ page }) => {
      await atlasReady(page)
      const covered = async () => {
        const boxes = await Promise.all(
          (await page.locator('.card:visible').all()).map((card) => card.boundingBox()),
        )
        return 1 - Math.min(...boxes.map((box) => box?.y ?? 844)) / 844
      }
      expect(await covered()).toBeLessThan(0.2)
      await screenshot(page, 'phone')
      // What there is no room for in the bar is in a menu, and the focus comes back to it.
      expect(await page.locator('[data-key=data]').isVisible()).toBe(false)
      await page.click('[data-key=menu]')
      await page.click('[data-key=data]')
      await page.locator('.data-dialog').waitFor()
      await page.keyboard.press('Escape')
      expect(await page.evaluate('document.activeElement.dataset.key')).toBe('menu')
      expect(await page.locator('[data-key=data]').isVisible()).toBe(false)
      // A zone under the sheet is in the frame of the map, and not in sight.
      const total = page.locator('.legend-total')
      const counted = async () => Number.parseInt((await total.textContent()) ?? '', 10)
      expect(await counted()).toBe(8)
      await page.evaluate('petakumuh.map.panBy([0, -560], { duration: 0 })')
      const below = (await Promise.all(Object.values(await drawnZones(page)))).filter(({ y }) => y > 735)
      expect(below.length).toBeGreaterThan(0)
      expect(await counted()).toBeLessThan(8)
      await page.click('[data-key=show-all]')
      await expect.poll(counted).toBe(8)
      await page.click('[data-key=fold]')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      await page.click('[data-key=list]')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      await screenshot(page, 'phone-table')
      await page.locator('.row-button').first().click()
      expect(await shown(page.locator('.right h2'))).toBe('Pantai Utara')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      await screenshot(page, 'phone-profile')
    }))

  describe('of a release that lacks a file', () => {
    let missing = 'latest.json'
    let visited: Visit
    beforeAll(async () => {
      visited = await visits().visit('plain', { host: { fail: (path) => path.endsWith(missing) } })
    })
    afterAll(() => visited?.page.close())

    it.each([
      ['latest.json', 'Atlas belum dapat dibuka', 'make serve'],
      ['manifest.json', 'Rilis tidak lengkap', 'seluruh folder public'],
      ['style.json', 'Rilis tidak lengkap', 'seluruh folder public'],
      ['zones.geojson', 'Rilis tidak lengkap', 'seluruh folder public'],
    ])('says what to do when %s is missing', async (file, title, advice) => {
      missing = file
      await visited.page.reload()
      const panel = visited.page.locator('[role=alert]')
      await panel.waitFor()
      const text = await shown(panel)
      expect(text).toContain(title)
      expect(text).toContain(advice)
      expect(text).toContain(file)
      expect(text).toContain('HTTP 404')
      if (file === 'latest.json') await screenshot(visited.page, 'failed-load')
    })

    it('says that a part of the map failed when the archive is missing, in either language, until it is read', async () => {
      const { page } = visited
      missing = '.pmtiles'
      await page.reload()
      const problem = page.locator('.problem')
      await problem.waitFor()
      expect(await shown(problem)).toContain('Sebagian peta gagal dimuat')
      await screenshot(page, 'failed-part')
      await page.click('[data-key=lang-en]')
      expect(await shown(problem)).toContain('Part of the map failed to load')
      await page.click('[data-key=problem-close]')
      expect(await problem.count()).toBe(0)
    })

    it('says in a section that its table failed, shows nothing else for it, and asks again by hand', async () => {
      const { page, url } = visited
      missing = 'tables/progress.csv'
      await page.goto(`${url}?tables#zone=99.01-K01`)
      const again = page.locator('[data-key=retry-progress]')
      await again.waitFor()
      expect(await shown(page.locator('.right section', { has: again }))).toMatch(
        /^Kemajuan menurut tahun\s+Data bagian ini tidak dapat dimuat\.\s+Coba lagi$/,
      )
      expect(await page.locator('.progress').count()).toBe(0)
      await screenshot(page, 'failed-table')
      missing = 'none'
      await again.click()
      await page.locator('.progress').waitFor()
      expect(await page.locator('.unread').count()).toBe(0)
      expect(await page.evaluate('document.activeElement.dataset.key')).toBe('close-profile')
    })

    it('shows the records that could be read, and stays in its dialog where the others are asked for again', async () => {
      const { page, url } = visited
      missing = 'tables/interventions.csv'
      await page.goto(`${url}?records#zone=99.01-K01`)
      await page.locator('[data-key=record]').click()
      const again = page.locator('.records-dialog [data-key=retry-records]')
      await again.waitFor()
      const read = await page.locator('.record-list li').count()
      expect(read).toBeGreaterThan(0)
      missing = 'none'
      await again.press('Enter')
      await page.locator('.records-dialog .unread').waitFor({ state: 'detached' })
      await page.locator('.records-dialog h3:focus').waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.records-dialog').waitFor({ state: 'detached' })
    })

    it('says so in English where English was asked for', async () => {
      const { page, url } = visited
      missing = 'latest.json'
      await page.goto(`${url}?lang=en`)
      await page.locator('[role=alert]').waitFor()
      expect(await shown(page.locator('[role=alert]'))).toContain('The atlas cannot be opened yet')
      expect(await page.getAttribute('html', 'lang')).toBe('en')
      expect(await page.title()).toBe('Slum atlas')
    })
  })

  it('says what to do where scripts are switched off, and not that something is on its way', () =>
    visits().fresh(visits().visit('plain', { scripts: false, width: 800, height: 480 }), async ({ page }) => {
      const text = await shown(page.locator('body'))
      expect(text).toContain('Aktifkan JavaScript untuk situs ini')
      expect(text).toContain('Turn JavaScript on for this site')
      expect(await page.locator('.boot-word').isVisible()).toBe(false)
      await screenshot(page, 'no-script')
    }))

  it('still lists the zones where the browser has no WebGL', async () => {
    const blind = await launchChromium(chromium, { webgl: false })
    try {
      const page = await blind.newPage()
      await page.goto(plain().url)
      const panel = page.locator('[role=alert]')
      await panel.waitFor()
      expect(await shown(panel)).toContain('Peramban ini tidak dapat menggambar peta')
      expect(await page.locator('.drawer tbody tr').count()).toBe(8)
      await page.locator('.row-button').first().click()
      expect(await shown(page.locator('.right h2'))).toBe('Pantai Utara')
      await screenshot(page, 'no-webgl')
      await page.click('[data-key=lang-en]')
      expect(await shown(panel)).toContain('This browser cannot draw the map')
    } finally {
      await blind.close()
    }
  })
}
