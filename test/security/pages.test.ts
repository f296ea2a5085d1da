import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { statusPage } from '../../pipeline/nightly/page.ts'
import { type BuiltCity, buildCity } from '../support/built-city.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { MARKUP, WORDS, writeHostileCity } from './hostile-city.ts'

let folder: string
let city: BuiltCity

beforeAll(async () => {
  folder = await writeHostileCity(temporaryFolder())
  city = await buildCity(folder)
  const { title } = loadCity(folder)
  const [started, ended] = ['2024-01-01T00:00:00.000Z', '2024-01-01T00:01:00.000Z']
  const run = { started, ended, seconds: 60, exit: 0, webhook: null }
  const entry = { city: 'kota-bersih', title, building_since: null, last_good: null, last_run: null }
  const status = {
    format: 'petakumuh-nightly-status/1',
    run,
    cities: [{ ...entry, last_failure: null, consecutive_failures: 0 }],
  }
  mkdirSync(join(city.publicFolder, 'status'))
  writeFileSync(join(city.publicFolder, 'status/index.html'), statusPage(status as never))
})
afterAll(() => city.remove())

describe('a city whose every name is hostile', () => {
  it('is published whole, each name as it is written', () => {
    const names = city.layer('zones').features.map(({ properties }) => properties?.name)
    const all = [...MARKUP, ...WORDS]
    expect(names).toHaveLength(all.length)
    // Entities that an export left behind are read as what they stand for, and line separators go.
    const asWritten = all.filter((name) => !/&lt;|\u2028/.test(name))
    expect(names).toEqual(expect.arrayContaining(asWritten))
  })

  it('has no markup of a name in any page that is written', () => {
    const report = readFileSync(join(city.output, 'stages/2-validate/report.html'), 'utf8')
    const status = readFileSync(join(city.publicFolder, 'status/index.html'), 'utf8')
    for (const html of [report, status]) {
      expect(html).not.toMatch(/<script|<img|<[^>]*\son\w+=|href="javascript:/i)
      expect(html).toContain('&lt;script&gt;planted()')
    }
  })
})

/** What markup that came into a page would try, done by the page itself. */
const PLANT = `
  const image = document.createElement('img')
  image.setAttribute('onerror', 'planted()')
  image.src = 'data:,'
  const link = document.createElement('a')
  link.href = 'javascript:planted()'
  const script = document.createElement('script')
  script.textContent = 'planted()'
  document.body.append(image, link, script)
  link.click()`

const chromium = chromiumOrSkip('the content security policy of the pages')

describe.skipIf(chromium === null)('in a browser', () => {
  let server: RunningServer
  let browser: Browser

  beforeAll(async () => {
    const report = join(city.publicFolder, 'laporan')
    mkdirSync(report)
    cpSync(join(city.output, 'stages/2-validate/report.html'), join(report, 'index.html'))
    // The same pages with a script that came in by some way we know nothing of.
    for (const path of ['', 'laporan/', 'status/']) {
      const page = readFileSync(join(city.publicFolder, path, 'index.html'), 'utf8')
      const planted = page.replace(
        '</head>',
        '<script>planted()</script><style>body{--planted:1}</style></head>',
      )
      writeFileSync(join(city.publicFolder, path, 'planted.html'), planted)
    }
    server = await serve(city.publicFolder, 0)
    browser = await launchChromium(chromium as string)
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  /** A page, what it complained of, and how often something that was planted ran. */
  async function open(path: string): Promise<{ page: Page; faults: string[]; ran: () => number }> {
    // Drawing a map by software is what takes the time: fewer pixels, and none of them moving.
    const page = await browser.newPage({
      ...{ viewport: { width: 800, height: 560 }, reducedMotion: 'reduce', deviceScaleFactor: 0.5 },
    })
    page.setDefaultTimeout(150_000)
    const faults: string[] = []
    let ran = 0
    await page.exposeFunction('planted', () => {
      ran++
    })
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('request', (request) => {
      if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(server.url))
        faults.push(request.url())
    })
    await page.goto(server.url + path)
    return { page, faults, ran: () => ran }
  }

  it.each(['', 'laporan/', 'status/'])(
    '/%s runs nothing that a name says, and lacks nothing that it needs',
    async (path) => {
      const { page, faults, ran } = await open(path)
      if (path === '')
        await page.waitForFunction(() =>
          (globalThis as { petakumuh?: { ready: Promise<unknown> } }).petakumuh?.ready.then(() => true),
        )
      expect(await page.evaluate('document.body.textContent')).toContain('<script>planted()</script>')
      expect([faults, ran()]).toEqual([[], 0])
      await page.close()
    },
  )

  it.each(['', 'laporan/', 'status/'])(
    '/%s refuses a script and a style that are planted in it',
    async (path) => {
      const { page, faults, ran } = await open(`${path}planted.html`)
      await page.evaluate(PLANT)
      await expect
        .poll(() => faults.filter((fault) => /Content Security Policy/.test(fault)).length)
        .toBeGreaterThan(3)
      expect(ran()).toBe(0)
      expect(await page.evaluate("getComputedStyle(document.body).getPropertyValue('--planted')")).toBe('')
      await page.close()
    },
  )
})
