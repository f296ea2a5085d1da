import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type RunningServer, serve } from '../../pipeline/hosting/serve.ts'

/** A published folder opened in a browser as a visitor would, with everything that went wrong on the way. */
export interface OpenedAtlas {
  page: Page
  server: RunningServer
  /** Console errors, page errors, and requests that left this machine's own server. */
  faults: string[]
  close(): Promise<void>
}

interface AtlasHook {
  petakumuh?: { ready: Promise<unknown> }
}

/** Folder for pictures of the pages, for a person to look at; nothing depends on them, and they are made where it is named. */
const PICTURES = process.env.PETAKUMUH_SCREENSHOTS

export async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  mkdirSync(PICTURES, { recursive: true })
  await page.screenshot({ path: join(PICTURES, `${name}.png`) })
}

/**
 * Serves the folder with the product's own server and waits until the map is idle. Drawing it by software is what takes the
 * time: it is drawn coarsely, unless for pictures, and does not move on its way unless a test asks for it.
 */
export async function openAtlas(
  browser: Browser,
  publicFolder: string,
  viewport = { width: 1280, height: 800 },
  hash = '',
): Promise<OpenedAtlas> {
  const server = await serve(publicFolder, 0)
  const deviceScaleFactor = PICTURES ? 1 : 0.25
  const page = await browser.newPage({ viewport, deviceScaleFactor, reducedMotion: 'reduce' })
  page.setDefaultTimeout(150_000)
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'))
      faults.push(`request: ${url}`)
  })
  await page.goto(server.url + hash)
  await page.waitForFunction(() => (globalThis as AtlasHook).petakumuh !== undefined)
  await page.evaluate(async () => {
    await (globalThis as AtlasHook).petakumuh!.ready
  })
  return {
    page,
    server,
    faults,
    async close() {
      await page.close()
      await server.close()
    },
  }
}
