import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { writeSampleRelease } from '../viewer/support/sample-release.ts'
import { type Colour, type Drawn, drawnIn } from './drawn-in.ts'

const chromium = chromiumOrSkip('the pages for other viewers')
const DOCS = path.join(PROJECT_ROOT, 'docs')
const PATIENCE_MS = 150_000
/** Of the first zone of the sample release, the only one that is heavily slum. */
const NAME = 'Pantai <script>document.title="diretas"</script> & Utara'
const CARD = {
  id: [
    'Permukiman kumuh · Kota Contoh',
    'Data sintetis: bukan kota yang nyata',
    'Dinas Perkim Kota Contoh, 2021',
  ],
  en: ['Slum zones · Sample City', 'Synthetic data: not a real city', 'Housing office of Sample City, 2021'],
}
const POPUP = { id: /Kumuh Berat\d+,\d\d ha menurut SK/, en: /Heavy slum\d+\.\d\d ha as decreed/ }

const { score_class, missing, ground }: Legend = JSON.parse(
  await readFile(path.join(PROJECT_ROOT, 'schemas/legend.json'), 'utf8'),
)

describe('the pages for other viewers', () => {
  it('have the official classes and colours', async () => {
    const text = await readFile(path.join(DOCS, 'viewers/release.js'), 'utf8')
    for (const { code, colour, id, en } of score_class)
      expect(text).toContain(`['${code}', { colour: '${colour}', id: '${id}', en: '${en}' }]`)
    expect(text).toContain(`{ colour: '${missing.colour}', id: '${missing.id}', en: '${missing.en}' }`)
  })
})

describe.skipIf(chromium === null)('each page for another viewer', { timeout: PATIENCE_MS }, () => {
  let folder: string
  let server: RunningServer
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'viewer-pages-'))
    await writeSampleRelease(path.join(folder, 'kota'), { viewer: [], name: NAME })
    for (const name of await readdir(path.join(DOCS, 'viewers')))
      await copyFile(path.join(DOCS, 'viewers', name), path.join(folder, name))
    await prepareLibraries(folder)
    await mkdir('output/screenshots', { recursive: true })
    server = await serve(folder, 0)
    browser = await launchChromium(chromium as string)
  }, PATIENCE_MS)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function open(name: string, query: string, viewport = { width: 1100, height: 700 }) {
    const page = await browser.newPage({ viewport, reducedMotion: 'reduce' })
    const faults: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(server.url))
        faults.push(request.url())
    })
    await page.goto(`${server.url}${name}.html?${query}`)
    return { page, faults }
  }

  it.each([
    ['leaflet', 'id', 'kota'],
    ['openlayers', 'en', 'kota/'],
    ['maplibre', 'id', 'kota'],
  ] as const)('%s draws the zones, and tells of the one that is clicked (%s)', async (name, lang, base) => {
    const { page, faults } = await open(name, `base=${base}${lang === 'en' ? '&lang=en' : ''}`)
    const classes = [...score_class, missing]
    const colours = classes.map(({ colour }) => drawnAs(colour, name))
    let drawn: Drawn[] = []
    const leastShare = async () => {
      drawn = await drawnIn(page, colours, { within: 3, left: 330 })
      return Math.min(...drawn.map(({ share }) => share))
    }
    await expect.poll(leastShare, { timeout: 100_000, interval: 800 }).toBeGreaterThan(5e-4)
    const card = page.locator('#card')
    expect(await card.locator('li').allTextContents()).toEqual(classes.map((row) => row[lang]))
    for (const text of CARD[lang]) expect(await card.textContent()).toContain(text)
    const other = new URL((await card.locator('a').getAttribute('href'))!, server.url).searchParams
    expect([other.get('base'), other.get('lang')]).toEqual([
      `${server.url}kota/`,
      lang === 'en' ? 'id' : 'en',
    ])

    const [heavy] = drawn
    await page.mouse.click(heavy!.x, heavy!.y)
    const popup = page.locator('.leaflet-popup-content, #popup, .maplibregl-popup-content')
    await expect.poll(() => popup.textContent(), { timeout: 30_000 }).toContain(NAME)
    expect(await popup.textContent()).toMatch(POPUP[lang])
    expect(await page.title()).toBe(CARD[lang][0])
    await page.screenshot({ path: `output/screenshots/page-${name}.png` })
    expect(faults).toEqual([])
    await page.close()
  })

  it('says where it looked when there is no release', async () => {
    const { page } = await open('openlayers', 'base=desa')
    await expect
      .poll(() => page.locator('#card').textContent())
      .toBe(`Rilis tidak dapat dibaca; periksa ?base= ${server.url}desa/ (404 ${server.url}desa/latest.json)`)
    await page.close()
  })
})

/** The style that MapLibre GL draws by has zones of 82 per cent above the land. */
function drawnAs(colour: string, page: string): Colour {
  const [over, under] = [colour, ground.land].map((hex) =>
    [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)),
  )
  const opacity = page === 'maplibre' ? 0.82 : 1
  const mixed = over!.map((level, i) => Math.round(level * opacity + under![i]! * (1 - opacity)))
  return [mixed[0]!, mixed[1]!, mixed[2]!]
}

/** Does what docs/viewers.md says to do. */
async function prepareLibraries(folder: string): Promise<void> {
  const text = await readFile(path.join(DOCS, 'viewers.md'), 'utf8')
  const lib = path.join(folder, 'lib')
  await mkdir(lib)
  for (const [, sources, name] of text.matchAll(/^cp (.+?) lib\/(\S*)/gm))
    for (const source of sources!.split(' '))
      await copyFile(path.join(PROJECT_ROOT, source), path.join(lib, name || path.basename(source)))
  const [, entry, out] = /^npx esbuild (\S+) --bundle --minify --format=esm --outfile=(\S+)$/m.exec(text)!
  await build({
    entryPoints: [path.join(DOCS, 'viewers', entry!)],
    outfile: path.join(folder, out!),
    bundle: true,
    minify: true,
    format: 'esm',
    logLevel: 'silent',
  })
}
