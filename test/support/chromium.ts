import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium: `CHROMIUM_PATH`, the usual places, then PATH. Null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM_PATH) return isProgram(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : null
  const folders = ['/usr/bin', ...(env.PATH ?? '').split(delimiter).filter(Boolean)]
  for (const name of NAMES) {
    for (const folder of folders) {
      const path = join(folder, name)
      if (isProgram(path)) return path
    }
  }
  return null
}

/** {@link findChromium} for `describe.skipIf`: says in one line that browser tests are skipped. */
export function chromiumOrSkip(what: string): string | null {
  const path = findChromium()
  if (path === null) console.log(`skipped: ${what} needs Chromium (set CHROMIUM_PATH)`)
  return path
}

/** How long a browser that nobody has open is kept for the next file that asks. */
const KEPT_MS = 60_000

interface Running {
  browser: Promise<Browser>
  leases: number
  end?: NodeJS.Timeout
}

const running = new Map<string, Running>()

/**
 * A headless browser with software WebGL 2 that asks nothing of the network by itself. All files of a process have the
 * same one, for to start it takes longer than most of what is looked at in it; pages share nothing, and to close it closes
 * the caller's own.
 *
 * @param options `composited`: the page is put together by the GPU too. Where it is not, which is quicker, the driver warns
 *   of maps that leave their picture to be read.
 */
export async function launchChromium(
  executablePath: string,
  { webgl = true, composited = false } = {},
): Promise<Browser> {
  const key = `${executablePath} ${webgl} ${composited}`
  let shared = running.get(key)
  if (shared === undefined) {
    shared = { browser: startChromium(executablePath, { webgl, composited }), leases: 0 }
    running.set(key, shared)
  }
  shared.leases++
  clearTimeout(shared.end)
  const browser = await shared.browser.catch((error: unknown) => {
    running.delete(key)
    throw error
  })
  if (browser.isConnected()) return leaseOf(browser, () => giveBack(key, shared))
  // It ended by itself.
  if (running.get(key) === shared) running.delete(key)
  return launchChromium(executablePath, { webgl, composited })
}

function giveBack(key: string, shared: Running): void {
  if (--shared.leases > 0) return
  shared.end = setTimeout(() => {
    if (running.get(key) === shared) running.delete(key)
    void shared.browser.then((browser) => browser.close())
  }, KEPT_MS)
  // The browser itself keeps the process, if anything has to.
  shared.end.unref()
}

/** The browser as one file has it: closing it closes what that file opened. */
function leaseOf(browser: Browser, giveBack: () => void): Browser {
  const contexts = new Set<BrowserContext>()
  let isClosed = false
  const own: Partial<Browser> = {
    async newContext(options) {
      const context = await browser.newContext(options)
      contexts.add(context)
      context.once('close', () => contexts.delete(context))
      return context
    },
    async newPage(options) {
      const page = await browser.newPage(options)
      const context = page.context()
      contexts.add(context)
      context.once('close', () => contexts.delete(context))
      return page
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await Promise.all([...contexts].map((context) => context.close()))
      giveBack()
    },
  }
  return new Proxy(browser, {
    get(target, name) {
      const value = Reflect.get(own, name) ?? Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** A browser of its own, which who starts it must close. */
export function startChromium(
  executablePath: string,
  { webgl = true, composited = true } = {},
): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // With --disable-gpu the page is put together from stale pieces of the WebGL canvas in screenshots.
      ...(webgl
        ? [
            '--use-gl=angle',
            '--use-angle=swiftshader',
            '--enable-unsafe-swiftshader',
            '--ignore-gpu-blocklist',
            // Text and cards are painted in less time without the detour over a GPU that is a program itself.
            '--disable-gpu-rasterization',
            // The page is put together without that detour too; pictures of it show the same.
            ...(composited ? [] : ['--disable-gpu-compositing']),
          ]
        : ['--disable-gpu', '--disable-3d-apis']),
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
