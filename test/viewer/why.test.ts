import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { violations } from './support/axe.ts'
import { atlasReady, goToHash, hashOf, shown, stands, zoomOf } from './support/in-page.ts'
import { writeSampleRelease } from './support/sample-release.ts'
import { addTraces, type SamplePart, sampleTrace, writeTrace } from './support/sample-trace.ts'
import { type StaticServer, serveFolder } from './support/static-server.ts'

const chromium = chromiumOrSkip('the way to a number in a browser')
const EVIL = '<img src=x onerror="document.title=1">'
/** Software drawing on a busy machine can be slow. */
const PATIENCE_MS = 120_000
const PARTS: SamplePart[] = [
  [20.5, 100],
  [64.25, 153],
]

describe.skipIf(chromium === null)('the way to a number on a phone', { timeout: PATIENCE_MS }, () => {
  const folder = temporaryFolder()
  let browser: Browser
  let server: StaticServer
  let page: Page
  let third: number
  const errors: string[] = []
  const zones: { id: number; zone_id: string; rt: { rt_id: string; rt_rw: string }[] }[] = []

  beforeAll(async () => {
    const { layers } = await writeSampleRelease(folder)
    const ofZone = (number: number) =>
      layers
        .rt!.features.map(({ properties }) => properties as { rt_id: string; rt_rw: string })
        .filter(({ rt_rw }) => rt_rw.endsWith(`RW00${number}`))
        .map(({ rt_id, rt_rw }) => ({ rt_id, rt_rw }))
    for (const [i, { id, properties }] of layers.zones!.features.slice(0, 3).entries())
      zones.push({ id: Number(id), zone_id: properties!.zone_id, rt: ofZone(i + 1) })
    third = zones[2]!.id
    const [first] = zones
    await addTraces(folder, [
      { feature_id: first!.id, trace: sampleTrace(first!.zone_id, first!.rt, PARTS, EVIL) },
      { feature_id: third, trace: null },
    ])
    browser = await launchChromium(chromium as string)
    server = await serveFolder(folder)
    page = await browser.newPage({
      ...{ viewport: { width: 390, height: 780 }, reducedMotion: 'reduce', deviceScaleFactor: 0.5 },
    })
    page.setDefaultTimeout(PATIENCE_MS / 4)
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`${server.url}#zone=${first!.zone_id}`)
    await atlasReady(page)
    // The card is drawn anew as its tables come in.
    await page.waitForLoadState('networkidle')
  }, PATIENCE_MS)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  const dialog = () => page.locator('.why-dialog')
  const text = async () => (await shown(dialog())).replaceAll(/[\s\u200b]+/g, ' ')
  const focused = () =>
    page.evaluate('document.activeElement?.dataset.key ?? document.activeElement?.tagName')
  /** As a reader with a keyboard asks. */
  const ask = async (topic: string) => {
    const button = page.locator(`[data-key="why-${topic}"]`)
    if (topic.startsWith('criterion')) await page.locator('.aspect summary').first().press('Enter')
    await button.press('Enter')
    await page.locator('.why-dialog h3').waitFor()
  }

  const leave = async () => {
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  }

  it('reads as a proof: result, arithmetic, rule with its source, RT with their sum and records, command', async () => {
    await ask('criterion-1a')
    const said = await text()
    const order = [
      /1a Kriteria 1a data 2021 33,5 % → nilai 1 dari 3/,
      /Uji contoh\. Dasar: Formulir · keyakinan rendah Kekurangan dalam meter, dibanding panjang jalan ideal/,
      /Volume 84,75 m, jumlah 2 RT Pembagi 253 m, jumlah 2 RT 100 × 84,75 \/ 253 = 33,5 %/,
      /25–50 % \(mulai 24,995 %\) nilai 1 ←/,
      /Batas berikut, 50,995 % \(nilai 3\), masih 17,5 poin lagi/,
      /RT 002\/ ?RW 001 rek\. 41 64,25 153,00 42,0 1 RT 001\/ ?RW 001 rek\. 40 20,50 100,00 20,5 1 Jumlah 84,75 253,00 33,5 1/,
      /✓ Jumlah RT sama dengan angka lokasi/,
      /Volume: Profil RT sources\/profil\.csv/,
      /kriteria ini 1 \+ 1 kriteria lain 0 = 1/,
      /petakumuh explain contoh 99\.01-K01 --criterion 1a/,
    ].map((part) => part.exec(said)?.index ?? -1)
    expect([said, order.includes(-1)]).toEqual([said, false])
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })

  it('takes no data for markup, fits the phone, breaks no rule of access, and gives the focus back on Esc', async () => {
    expect(await text()).toContain(EVIL)
    expect(await page.title()).not.toBe('1')
    const over = await dialog()
      .locator('.dialog-body')
      .evaluate((node) => {
        const { scrollWidth, clientWidth } = node as unknown as Record<'scrollWidth' | 'clientWidth', number>
        return scrollWidth - clientWidth
      })
    expect(over).toBe(0)
    expect(await violations(page)).toEqual([])
    await leave()
    expect(await focused()).toBe('why-criterion-1a')
  })

  it('goes from the total to a criterion and back', async () => {
    await ask('total')
    expect(await text()).toMatch(/1 dari 10 → Tidak Kumuh .* 1 \+ 0 = 1 /)
    await page.click('.why-table .link-button >> nth=1')
    expect(await shown(dialog().locator('h3'))).toMatch(/^1b Kriteria 1b/)
    expect(await text()).toContain('100 × 0 / 253 = 0,0 %')
    // Back goes back, as far as there is anything to go back to.
    await page.click('.why-step .link-button:text("Lihat seluruh jumlah")')
    expect(await shown(dialog().locator('h3'))).toMatch(/^Jumlah nilai/)
    await page.click('.why-back')
    expect(await shown(dialog().locator('h3'))).toMatch(/^1b Kriteria 1b/)
    await page.click('.why-back')
    expect(await shown(dialog().locator('h3'))).toMatch(/^Jumlah nilai/)
    expect(await focused()).toBe('H3')
    expect(await page.locator('.why-back').count()).toBe(0)
  })

  it('tells how sure a source is to whoever cannot point at it', async () => {
    const sure = dialog().locator('.why-sure summary').first()
    await sure.press('Enter')
    expect(await text()).toMatch(/keyakinan tinggi ?Dibaca di sumber terbuka/)
  })

  it('tells of the difference what was asked, with its arithmetic first', async () => {
    await leave()
    await ask('area_difference')
    expect(await text()).toMatch(
      /Selisih SK dan UTM \+0,80 % .*SK terhadap UTM 100 × \(12,6 − 12,5\) \/ 12,5 = 0,8 % .*Menurut SK 12,6 ha/,
    )
    await leave()
    await ask('total')
  })

  it('names all that can be asked, and is large enough for a thumb, as is the source line, which opens', async () => {
    await leave()
    const asked = page.locator('.right .why-button')
    const names = await asked.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
    expect(names).toContain('mengapa? Sasaran 0\u00a0ha kumuh')
    expect(names.filter((name) => /\s{2}|\s$/.test(name!))).toEqual([])
    const heights = await page
      .locator('.right .why-button, .foot-source')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height).filter((px) => px > 0))
    expect(heights.length).toBeGreaterThan(5)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(24)
    const line = page.locator('.foot-source')
    await line.locator('span').evaluate((node) => {
      node.textContent = 'Dinas Perumahan dan Permukiman '.repeat(12)
    })
    const hidden = () =>
      line.locator('span').evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)
    expect(await hidden()).toBeGreaterThan(10)
    await line.click()
    expect([await line.getAttribute('aria-expanded'), await hidden()]).toEqual(['true', 0])
    await line.click()
    expect(await line.getAttribute('aria-expanded')).toBe('false')
    await ask('total')
  })

  it('shows an RT on the map and leaves the zone chosen', async () => {
    await page.click('.why-table .link-button >> nth=0')
    await page.click('.why-table .link-button >> nth=0')
    await dialog().waitFor({ state: 'detached' })
    await stands(page)
    expect(await zoomOf(page)).toBeGreaterThan(14)
    expect(await hashOf(page)).toContain('zone=99.01-K01')
  })

  it('shows all other records of a zone whose trace was not copied to the host', async () => {
    await goToHash(page, `#zone=${zones[2]!.zone_id}`)
    await page.click('[data-key=record]')
    const again = page.locator('.records-dialog [data-key=retry-records]')
    await again.waitFor()
    expect(await page.locator('.records-dialog .record-list').count()).toBeGreaterThan(0)
    expect(await page.locator('.records-dialog .unread').getAttribute('role')).toBe('status')
    await again.press('Enter')
    await page.locator('.records-dialog [data-key=retry-records]:focus').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.records-dialog').waitFor({ state: 'detached' })
  })

  it('says what to do where a release has no traces, and where one was not copied to the host', async () => {
    await goToHash(page, `#zone=${zones[1]!.zone_id}&lang=en`)
    await ask('total')
    expect(await text()).toMatch(/This release holds no traces .* petakumuh explain contoh 99\.01-K02/)
    await leave()
    await goToHash(page, `#zone=${zones[2]!.zone_id}&lang=en`)
    await ask('total')
    expect(await text()).toMatch(/could not be loaded .*tell who publishes the atlas.*HTTP 404/)
    expect(await violations(page)).toEqual([])
    const open: SamplePart[] = [
      [64.25, 153],
      [null, 100],
    ]
    await writeTrace(folder, third, sampleTrace(zones[2]!.zone_id, zones[2]!.rt, open, 'Rule'))
    await page.click('.why-body .button')
    await page.locator('.why-answer').waitFor()
    expect(await focused()).toBe('H3')
    expect(await text()).toMatch(/1-3 of 10 → Not slum/)
    await page.click('.why-table .link-button >> nth=0')
    expect(await text()).toMatch(
      /not known → score 1 to 3 .*64\.25 m of the RT that are known; 1 RT lack it, at most 100 m more .*Not known: between 25\.4 % and 64\.9 %/,
    )
    expect(await text()).toMatch(/RT 002\/ ?RW 003 rec\. 41 0–100\.00 100\.00 \? \? Sum 64\.25–164\.25/)
    // The tables have no number that it could agree with.
    expect(await text()).not.toMatch(/✓|add up to/)
    await leave()
    expect(errors).toEqual([])
  })

  it('leads from a total that a source states to the record that states it', async () => {
    const [{ id, zone_id, rt }] = zones as [(typeof zones)[number]]
    const made = sampleTrace(zone_id, rt, PARTS, 'Rule')
    const score = { column: 'score_stated', title: { id: 'Nilai tertulis', en: 'Stated score' }, unit: null }
    await writeTrace(folder, id, {
      ...{ ...made, criteria: [], total: { ...made.total!, score_source: 'stated' } },
      record: { source: 0, source_row: 7, values: [{ ...score, value: 41 }], corrections: [] },
    })
    // The trace of this zone has been read: a page of its own reads it anew.
    await page.goto(`${server.url}?stated#zone=${zone_id}`)
    await atlasReady(page)
    await page.waitForLoadState('networkidle')
    await ask('total')
    const values = dialog().locator('summary', { hasText: '1 kolom' })
    await values.press('Enter')
    expect(await text()).toMatch(/Profil RT, rekaman 7 ?sources\/profil\.csv .*Nilai tertulis 41/)
    await leave()
  })
})
