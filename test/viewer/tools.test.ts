import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { bundleViewer } from '../../pipeline/viewer/bundle.ts'
import { chromiumOrSkip, launchChromium } from '../support/chromium.ts'
import { temporaryFolder } from '../support/small-city.ts'
import { atlasReady } from './support/in-page.ts'
import { writeSampleRelease } from './support/sample-release.ts'
import { type StaticServer, serveFolder } from './support/static-server.ts'
import { EVIL, PATIENCE_MS } from './support/visit.ts'
import { itLiesOverABasemap } from './tools/basemap.ts'
import { itCompares } from './tools/comparing.ts'
import { itIsForEveryone } from './tools/for-everyone.ts'
import { itPrints } from './tools/printing.ts'
import { itShares } from './tools/sharing.ts'
import type { Tools } from './tools/tools-page.ts'

const chromium = chromiumOrSkip('printing, sharing and comparing in a browser')

describe.skipIf(chromium === null)('printing, sharing and comparing', { timeout: PATIENCE_MS }, () => {
  let server: StaticServer
  /** One page for all tests but those of the basemap: drawing a map by software is what takes the time. */
  let tools: Tools

  beforeAll(async () => {
    const folder = temporaryFolder()
    const [viewer, browser] = await Promise.all([bundleViewer(), launchChromium(chromium as string)])
    await writeSampleRelease(join(folder, 'plain'), { viewer, name: EVIL })
    server = await serveFolder(join(folder, 'plain'))
    const context = await browser.newContext({
      viewport: { width: 800, height: 480 },
      // A quarter of the pixels is drawn in a quarter of the time.
      deviceScaleFactor: 0.5,
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const page = await context.newPage()
    const errors: string[] = []
    tools = { page, browser, folder, errors }
    page.setDefaultTimeout(PATIENCE_MS / 4)
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(server.url)
    await atlasReady(page)
  }, PATIENCE_MS)

  afterAll(async () => {
    await tools?.browser.close()
    await server?.close()
  })

  const opened = () => tools
  itPrints(opened)
  itShares(opened)
  itCompares(opened)
  itIsForEveryone(opened)
  itLiesOverABasemap(opened)
})
