import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

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

/** A headless browser with software WebGL 2 that asks nothing of the network by itself. */
export function launchChromium(executablePath: string, { webgl = true } = {}): Promise<Browser> {
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
