import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { bundleViewer } from '../../../pipeline/viewer/bundle.ts'
import { launchChromium } from '../../support/chromium.ts'
import { textsOf } from './in-page.ts'
import { type SampleOptions, writeSampleRelease } from './sample-release.ts'
import { type ServerOptions, serveFolder } from './static-server.ts'

/** Software drawing on a busy machine can be slow; a quiet one needs a few seconds for each. */
export const PATIENCE_MS = 120_000
export const EVIL = '<img src=x onerror="document.title=1">'

export interface Visit {
  page: Page
  url: string
  /** Console errors, page errors and refused policies. */
  errors: string[]
  /** Requests to anywhere but the static host. */
  strangers: string[]
}

export interface VisitOptions {
  host?: ServerOptions
  /** What follows the address of the page: `?lang=en#zone=…`. */
  at?: string
  width?: number
  height?: number
  scripts?: boolean
}

/** A browser, and sample releases it can be shown. */
export class Visits {
  readonly #folder: string
  readonly browser: Browser
  readonly #closers: (() => Promise<void>)[] = []

  private constructor(folder: string, browser: Browser) {
    this.#folder = folder
    this.browser = browser
  }

  /** @param releases sample releases by name */
  static async open(chromium: string, releases: Record<string, SampleOptions>): Promise<Visits> {
    const folder = await mkdtemp(join(tmpdir(), 'atlas-page-'))
    const [viewer, browser] = await Promise.all([bundleViewer(), launchChromium(chromium)])
    for (const [name, options] of Object.entries(releases))
      await writeSampleRelease(join(folder, name), { viewer, ...options })
    return new Visits(folder, browser)
  }

  async visit(release: string, { host = {}, at = '', ...options }: VisitOptions = {}): Promise<Visit> {
    const { width = 1100, height = 700, scripts = true } = options
    const server = await serveFolder(join(this.#folder, release), host)
    this.#closers.push(() => server.close())
    const page = await this.browser.newPage({
      ...{ viewport: { width, height }, reducedMotion: 'reduce', javaScriptEnabled: scripts },
      // Drawing a map by software is what takes the time, and it takes a fraction of it with a sixteenth of the pixels.
      deviceScaleFactor: 0.25,
    })
    page.setDefaultTimeout(PATIENCE_MS / 4)
    const errors: string[] = []
    const strangers: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol !== 'data:' && protocol !== 'blob:' && origin !== new URL(server.url).origin)
        strangers.push(request.url())
    })
    await page.goto(server.url + at)
    return { page, url: server.url, errors, strangers }
  }

  /** A page of its own, closed whatever happens, for what must be seen on a fresh load. */
  async fresh(visiting: Promise<Visit>, use: (visit: Visit) => Promise<void>): Promise<void> {
    const visited = await visiting
    try {
      await use(visited)
    } finally {
      await visited.page.close()
    }
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close()
    await this.browser.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Rows of a list as a reader sees them, blanks as one. */
export async function rowsOf(page: Page, selector: string): Promise<string[]> {
  return (await textsOf(page, selector)).map((row) => row.replaceAll(/\s+/g, ' '))
}
