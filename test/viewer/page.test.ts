import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleViewer } from '../../pipeline/viewer/bundle.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import {
  atlasReady,
  countDrawn,
  drawnZones,
  featureIds,
  goToHash,
  hovered,
  moveTo,
  placeOf,
  rtColours,
  shown,
  stands,
  tap,
  zoomOf,
} from './support/in-page.ts'
import { CELL_AT, FIRST_ZONE_AT, ZONE_CELL_AT } from './support/sample-city.ts'
import { writeSampleRelease } from './support/sample-release.ts'
import { type ServerOptions, serveFolder } from './support/static-server.ts'

const chromium = chromiumOrSkip('the atlas page in a browser')
const EVIL = '<img src=x onerror="document.title=1">'
/** Software drawing on a busy machine can be slow; a quiet one needs a few seconds for each. */
const PATIENCE_MS = 120_000

interface Visit {
  page: Page
  url: string
  /** Console errors, page errors and refused policies. */
  errors: string[]
  /** Requests to anywhere but the static host. */
  strangers: string[]
}

describe.skipIf(chromium === null)('the atlas page', { timeout: PATIENCE_MS }, () => {
  let folder: string
  let browser: Browser
  /** One page serves the tests that do not need a fresh one: drawing a map by software is what takes the time. */
  let shared: Visit
  const closers: (() => Promise<void>)[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atlas-page-'))
    const viewer = await bundleViewer()
    browser = await launchChromium(chromium as string)
    await writeSampleRelease(join(folder, 'plain'), { viewer })
    await writeSampleRelease(join(folder, 'evil'), { viewer, name: EVIL })
    const without = ['zones', 'zone_labels', 'zone_changes', 'rt', 'interventions']
    await writeSampleRelease(join(folder, 'bare'), { viewer, without, synthetic: false })
    shared = await visit('plain', { base: '/kota/atlas/' })
    await atlasReady(shared.page)
  }, PATIENCE_MS)

  afterAll(async () => {
    for (const close of closers) await close()
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function visit(
    release: string,
    host: ServerOptions = {},
    hash = '',
    width = 1100,
    height = 700,
  ): Promise<Visit> {
    const server = await serveFolder(join(folder, release), host)
    closers.push(() => server.close())
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' })
    page.setDefaultTimeout(PATIENCE_MS / 4)
    const errors: string[] = []
    const strangers: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol !== 'data:' && protocol !== 'blob:' && origin !== new URL(server.url).origin) {
        strangers.push(request.url())
      }
    })
    await page.goto(server.url + hash)
    return { page, url: server.url, errors, strangers }
  }

  /** A page of its own, closed whatever happens, for what must be seen on a fresh load. */
  async function fresh(visiting: Promise<Visit>, use: (visit: Visit) => Promise<void>): Promise<void> {
    const visited = await visiting
    try {
      await use(visited)
    } finally {
      await visited.page.close()
    }
  }

  const rowsOf = async (page: Page, selector: string) =>
    (await page.locator(selector).allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '))

  it('draws every zone in its class colour under a sub-path, with no error and no request to elsewhere', async () => {
    const { page, errors, strangers } = shared
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
    expect(errors).toEqual([])
    expect(strangers).toEqual([])
  })

  it('keeps feature ids of 48 bits whole, in what is drawn and in feature state', async () => {
    const { ids, first, second } = await featureIds(shared.page)
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((i) => 0x7fff_0000_0000 + i * 65_537 + 3))
    expect(first).toEqual({ marked: true })
    expect(second).toEqual({})
  })

  it('says the name and value of the zone under the pointer', async () => {
    const { page } = shared
    const at = (await drawnZones(page))['99.01-K02']
    await page.mouse.move((at?.x ?? 0) + 15, (at?.y ?? 0) + 25)
    const tooltip = page.locator('.tooltip:not([hidden])')
    await tooltip.waitFor()
    expect(await shown(tooltip)).toContain('Kampung Nelayan\nKumuh Sedang')
  })

  it('opens the profile of every zone that is clicked, and Esc leaves it', async () => {
    const { page } = shared
    const opened: string[] = []
    for (const id of Object.keys(await drawnZones(page))) {
      const at = (await drawnZones(page))[id]
      await page.mouse.click(at?.x ?? 0, at?.y ?? 0)
      await page.locator('.right h2').waitFor()
      opened.push(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('zone') ?? '')
      await page.keyboard.press('Escape')
      await page.locator('.right h2').waitFor({ state: 'detached' })
      expect(page.url()).not.toContain('zone=')
      await page.click('[data-key=show-all]')
      await stands(page)
    }
    expect(opened.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((i) => `99.01-K0${i}`))
  })

  it('tells a zone in both languages, with numbers as each writes them', async () => {
    const { page } = shared
    await goToHash(page, '#zone=99.01-K04')
    const profile = page.locator('.right')
    await profile.locator('.aspect').first().waitFor()
    const text = await shown(profile)
    expect(text).toMatch(/\d+,\d\d\nha menurut SK/)
    expect(text).toContain('Keputusan Wali Kota Contoh Nomor 12/2021, tanggal 4 Maret 2021')
    expect(text).toMatch(/−5,\d\s%/)
    expect(text).toContain('tidak sesuai')
    expect(text).toContain('AREA_STALE')
    expect(text).toContain('Peta lampiran SK 12/2021, rekaman 4')
    expect(await profile.locator('.aspect').count()).toBe(7)
    expect(await profile.locator('.progress .value').allTextContents()).toEqual(['36', '24'])
    await page.click('[data-key=lang-en]')
    expect(await shown(profile)).toMatch(/\d+\.\d\d\nha as decreed/)
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    expect(page.url()).toContain('lang=en')
  })

  it('says how people were counted, densities gross before net, and what is nearest', async () => {
    const { page } = shared
    await goToHash(page, '#zone=99.01-K01')
    const profile = page.locator('.right')
    await profile.locator('section', { hasText: 'Jarak terdekat' }).waitFor()
    const text = await shown(profile)
    expect(text).toContain('taksiran survei rumah tangga, galat baku 210 jiwa')
    expect(text).toMatch(
      /Penduduk \(bruto\)\s+90,0\sjiwa\/ha[\s\S]*Penduduk \(neto\)\s+112,5\sjiwa\/ha\s+tanpa perairan dan jalan/,
    )
    expect(text).toMatch(/Lahan tertutup bangunan\s+31,3\s%/)
    expect(text).not.toContain('Bangunan (neto)')
    expect(text).toMatch(/Pasar\s+2,4\skm \(lewat jalan\)\s+Pasar Lama\s+Sekolah\s+di dalam kawasan\s+SDN 1/)
    expect(text).not.toContain('Pelabuhan')
    expect(text).not.toMatch(/\b77\sm\b/)
  })

  it('tells progress, collaboration, household rules and survey of a zone that has them', async () => {
    const { page } = shared
    await goToHash(page, '#zone=99.01-K01')
    const profile = page.locator('.right')
    await profile.locator('section', { hasText: 'Menurut survei rumah tangga' }).waitFor()
    await profile.locator('section', { hasText: 'Survei dan profil RT' }).waitFor()
    const text = await shown(profile)
    // The year without a total has a range and no dot; the projection is told apart in shape and words.
    expect(await profile.locator('.progress .value.score').allTextContents()).toEqual(['71', '36'])
    expect(await profile.locator('.progress .ring').count()).toBe(2)
    expect(await profile.locator('.progress').getAttribute('aria-label')).toContain('2021: 58–64, 24,25')
    expect(text).toMatch(
      /Kontribusi penanganan, rumus portal\s+49,3\s%\s+\(awal − akhir\) \/ awal, 2018–2024/,
    )
    expect(text).toMatch(/Biaya per hektare yang tertangani\s+Rp\s400\.000\.000/)
    expect(text).toMatch(/Rp\s5\.000\.000\.000\s+3 kegiatan tanpa biaya/)
    expect(text).toMatch(/Sasaran 0\sha kumuh\s+belum tercapai pada 2024/)
    expect(text).toContain('Padanan Baan Mankong: penataan kaveling, berbagi lahan')
    expect(text).toContain('dihitung dari butir 9a 62.5; 9b 80. Praktik umum')
    expect(text).toContain('Mitra yang paling awal: Membangun kepercayaan')
    expect(text).toContain('Tahap 3 dari 5: Komitmen terhadap proses')
    expect(text).toContain('pelaksana, kesepakatan 17 Mei 2021 – 31 Desember 2024')
    expect(text).toContain('PT Galangan Utara')
    expect(text).not.toContain('KSM Melati')
    expect(text).toMatch(/12,0–18,5\s%\s+penduduk, n = 84 rumah tangga, galat baku 2,5 poin/)
    expect(text).not.toContain('Langka')
    expect(text).toContain('berbeda dari profil RT pada 2 dari 3 sel')
    expect(text).toContain('petakumuh explain contoh 99.01-K01')
    expect(await profile.locator('.criterion-projected').allTextContents()).toEqual([
      '2024 (perkiraan): 12,5\u00a0%, nilai 0',
    ])
  })

  it('says of a zone without a score that there is no data, never zero', async () => {
    const { page } = shared
    await goToHash(page, '#zone=99.01-K08')
    await page.locator('.right h2', { hasText: 'Teluk Baru' }).waitFor()
    const text = await shown(page.locator('.right'))
    expect(text).toContain('Tidak ada data')
    expect(text).toContain('—\nNilai')
    expect(text).toContain('Nilai antara 9 dan 74. Kelengkapan data 18,8')
    expect(text).toContain('ha terukur')
  })

  it('walks the zones with the keyboard, worst first, round the ends', async () => {
    const { page } = shared
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

  it('lists, filters and orders the zones, and chooses from the list', async () => {
    const { page } = shared
    await page.click('[data-key=list]')
    expect(await page.locator('.drawer tbody tr').count()).toBe(8)
    await page.click('[data-key=sort-area]')
    const areas = await page.locator('.drawer tbody tr td:nth-child(5)').allInnerTexts()
    const numbers = areas.map((text) => Number(text.replace(',', '.')))
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
    await page.fill('.search', 'kampung sedang')
    expect(await page.locator('.drawer .zone-name').allInnerTexts()).toEqual(['Kampung Nelayan'])
    expect(await page.locator('.search:focus').count()).toBe(1)
    await page.fill('.search', 'tidak ada di sini')
    expect(await shown(page.locator('.drawer .note'))).toBe('Tidak ada kawasan yang cocok.')
    await page.fill('.search', 'kampung')
    await page.click('.row-button')
    expect(await shown(page.locator('.right h2'))).toBe('Kampung Nelayan')
    await page.click('[data-key=close-table]')
    await page.click('[data-key=close-profile]')
  })

  it('shows the change between two named decrees with the hectares of the city, not the sum of its zones', async () => {
    const { page, errors, strangers } = shared
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.check('input[value=change]')
    await page.locator('.legend-total', { hasText: 'Seluruh kota: dari 269,88 menjadi 208,90 ha' }).waitFor()
    expect(await rowsOf(page, '.legend li')).toEqual([
      'Tetap kumuh 191,20 ha',
      'di antaranya belum diverifikasi 12,50 ha',
      'Tidak lagi kumuh 78,68 ha',
      'Kumuh baru 17,70 ha',
    ])
    expect(await shown(page.locator('.legend-pair'))).toBe('9/2018 → 12/2021 (2018 → 2021)')
    expect(await shown(page.locator('.legend-note'))).toContain('berpindah antar-kawasan')
    await expect
      .poll(() => countDrawn(page, 'zone_changes-fill'), { timeout: PATIENCE_MS })
      .toBeGreaterThanOrEqual(16)
    expect(errors).toEqual([])
    expect(strangers).toEqual([])
  })

  it('tells zones without a decreed area apart, and from which difference on areas do not agree', async () => {
    const { page } = shared
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
    const { page } = shared
    await page.focus('.map canvas')
    await page.keyboard.press('ArrowRight')
    const spoken = await shown(page.locator('[role=status]'))
    expect(spoken).toMatch(/^Pantai Utara, Tetap kumuh \d+,\d\d\sha, Tidak lagi kumuh \d+,\d\d\sha$/)
    await page.keyboard.press('Escape')
  })

  it('tells a cell that is clicked, for those who have no pointer to hover with, until the map moves', async () => {
    const { page } = shared
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.check('input[value=grid_buildings]')
    await expect.poll(() => countDrawn(page, 'grid-fill'), { timeout: PATIENCE_MS }).toBeGreaterThan(0)
    const { x, y } = await placeOf(page, CELL_AT)
    await page.mouse.click(x, y)
    const tooltip = page.locator('.tooltip:not([hidden])')
    expect(await shown(tooltip)).toBe('Sel H3 8a652696d427fff\n5,3 unit/ha\n9 bangunan')
    expect(await page.locator('.right h2').count()).toBe(0)
    await page.focus('.map canvas')
    await page.keyboard.press('-')
    await tooltip.waitFor({ state: 'detached' })
    await stands(page)
  })

  it('tells a finger of the cell first, and opens its zone at the second tap', async () => {
    const { page } = shared
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
  })

  it('draws a criterion by the bands of the methodology on zones and RT, for the year that is chosen', async () => {
    const { page } = shared
    await page.selectOption('[data-key=criterion]', 'criterion:1a')
    expect(await shown(page.locator('.legend h3'))).toBe('1a Ketidakteraturan Bangunan, 2021')
    const newest = await rowsOf(page, '.legend li')
    expect(newest.map((row) => row.replace(/ \d+ [\d,]+ ha$/, ''))).toEqual([
      ...['76–100 % nilai 5', '51–75 % nilai 3', '25–50 % nilai 1', '< 25 % nilai 0'],
      'Tidak ada data',
    ])
    expect(await page.locator('[data-key=criterion] optgroup').count()).toBe(7)
    expect(await shown(page.locator('.legend-note'))).toContain('Lembar kerja KOTAKU')
    await page.click('[data-key="year-2018"]')
    expect(new URL(page.url()).hash).toContain('theme=criterion:1a&year=2018')
    expect(await rowsOf(page, '.legend li')).not.toEqual(newest)
    await moveTo(page, FIRST_ZONE_AT, 15.5)
    const colourOfRt = () => rtColours(page)
    await expect
      .poll(colourOfRt, { timeout: PATIENCE_MS })
      .toEqual({ '99.01.01.1007/RT001-RW001': '#b30000' })
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
    expect(page.url()).not.toContain('year=')
  })

  it('switches layers and their opacity, says from which zoom one shows, and keeps it in the address', async () => {
    const { page } = shared
    await page.click('[data-key=show-all]')
    await stands(page)
    expect(await shown(page.locator('[data-key=zoom-buildings]'))).toBe('mulai zoom 14')
    await page.uncheck('[data-key=layer-kelurahan]')
    await page.uncheck('[data-key=layer-buildings]')
    await page.fill('[data-key=opacity-zones]', '40')
    expect(new URL(page.url()).hash).toContain('off=buildings,kelurahan&opacity=zones:40')
    expect(await page.locator('[data-key=zoom-buildings]').count()).toBe(0)
    expect(await countDrawn(page, 'kelurahan-line')).toBe(0)
    await goToHash(page, '#lang=id')
    expect(await page.isChecked('[data-key=layer-buildings]')).toBe(true)
  })

  it('finds a place by keyboard, goes there and chooses it', async () => {
    const { page, errors } = shared
    await page.focus('.map canvas')
    await page.keyboard.press('/')
    await page.keyboard.type('pasar')
    expect(await page.locator('.search-list [role=option]').allInnerTexts()).toEqual([
      'Pasar Lama\nPasar Lama, Contoh Selatan',
      'Pasar Lama',
    ])
    await page.keyboard.press('Enter')
    expect(await shown(page.locator('.right h2'))).toBe('Pasar Lama')
    expect(await page.locator('.search-list').isVisible()).toBe(false)
    await page.keyboard.press('/')
    await page.keyboard.type('RT 2/RW 4')
    await page.locator('.search-list [role=option]', { hasText: 'RT 002/RW 004' }).click()
    await stands(page)
    expect(await zoomOf(page)).toBeGreaterThan(14)
    await page.keyboard.press('/')
    await page.keyboard.type('zzz')
    expect(await shown(page.locator('.search-list'))).toBe('Tidak ada tempat yang cocok.')
    await page.keyboard.press('Escape')
    expect(errors).toEqual([])
  })

  it('marks on the map the zone whose row the pointer is over', async () => {
    const { page } = shared
    await page.click('[data-key=show-all]')
    await stands(page)
    await page.click('[data-key=list]')
    await page.hover('tr[data-zone="99.01-K02"]')
    expect(await hovered(page)).toEqual(['99.01-K02'])
    await page.hover('.bar h1')
    expect(await hovered(page)).toEqual([])
    await page.click('[data-key=close-table]')
  })

  it('opens the source records of a zone from its profile', async () => {
    const { page } = shared
    await goToHash(page, '#zone=99.01-K04')
    await page.locator('[data-key=record]').click()
    await page.locator('.record-list').waitFor()
    await page.locator('.record-list summary').click()
    const text = await shown(page.locator('.records-dialog'))
    expect(text).toMatch(/Peta lampiran SK 12\/2021[\s\S]*rekaman 4: Lembah Melati[\s\S]*kelurahan_code/)
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
  })

  describe('opened by a shared link, from a host without byte ranges', () => {
    let linked: Visit
    beforeAll(async () => {
      const host = { ranges: false, fail: (path: string) => path.endsWith('change_totals.csv') }
      const link = '#map=15.5/0.9206/104.4463&zone=99.01-K02&theme=score_total&lang=en'
      linked = await visit('evil', host, link, 900, 600)
      await atlasReady(linked.page)
    }, PATIENCE_MS)
    afterAll(() => linked?.page.close())

    it('shows the state of the link and writes the state back to it', async () => {
      const { page } = linked
      expect(await shown(page.locator('.right h2'))).toBe('Kampung Nelayan')
      expect(await zoomOf(page)).toBeCloseTo(15.5, 5)
      expect(await page.locator('input[name=theme]:checked').getAttribute('value')).toBe('score_total')
      await moveTo(page, [104.45, 0.92], 14)
      await page.check('input[value=density_population_class]')
      expect(new URL(page.url()).hash).toBe(
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
      expect(await shown(page.locator('.legend-pair'))).toContain('9/2018 → 12/2021')
    })
  })

  it('opens a release without zones and says so', () =>
    fresh(visit('bare', {}, '', 900, 600), async ({ page, errors }) => {
      await atlasReady(page)
      expect(await shown(page.locator('.notice'))).toContain('Rilis ini tidak memuat kawasan')
      expect(await page.locator('.synthetic').count()).toBe(0)
      expect(await page.locator('input[value=change]').count()).toBe(0)
      expect(errors).toEqual([])
    }))

  it('leaves 60 % of a phone to the map, whichever sheet is open', () =>
    fresh(visit('plain', {}, '', 390, 844), async ({ page }) => {
      await atlasReady(page)
      const covered = async () => {
        const boxes = await Promise.all(
          (await page.locator('.card:visible').all()).map((card) => card.boundingBox()),
        )
        return 1 - Math.min(...boxes.map((box) => box?.y ?? 844)) / 844
      }
      expect(await covered()).toBeLessThan(0.2)
      await page.click('[data-key=fold]')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      await page.click('[data-key=list]')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      await page.locator('.row-button').first().click()
      expect(await shown(page.locator('.right h2'))).toBe('Pantai Utara')
      expect(await covered()).toBeLessThanOrEqual(0.401)
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    }))

  describe('of a release that lacks a file', () => {
    let missing = 'latest.json'
    let visited: Visit
    beforeAll(async () => {
      visited = await visit('plain', { fail: (path) => path.endsWith(missing) })
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
    })

    it('says that a part of the map failed when the archive is missing', async () => {
      missing = '.pmtiles'
      await visited.page.reload()
      await visited.page.locator('.problem').waitFor()
      expect(await shown(visited.page.locator('.problem'))).toContain('Sebagian peta gagal dimuat')
    })
  })

  it('still lists the zones where the browser has no WebGL', async () => {
    const blind = await launchChromium(chromium as string, { webgl: false })
    try {
      const page = await blind.newPage()
      await page.goto(shared.url)
      await page.locator('[role=alert]').waitFor()
      expect(await shown(page.locator('[role=alert]'))).toContain('Peramban ini tidak dapat menggambar peta')
      expect(await page.locator('.drawer tbody tr').count()).toBe(8)
      await page.locator('.row-button').first().click()
      expect(await shown(page.locator('.right h2'))).toBe('Pantai Utara')
    } finally {
      await blind.close()
    }
  })
})
