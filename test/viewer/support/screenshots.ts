import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { PROJECT_ROOT } from '../../../pipeline/city.ts'

/** What of the page a person should look at, in this order. */
const FEATURES = [
  ...[
    'first-view',
    'indicator-chosen',
    'criterion-chosen',
    'rt-counted',
    'zone-profile',
    'profile-in-english',
  ],
  ...['ranked-table', 'search', 'change-between-decrees', 'density-grid', 'keyboard-focus', 'compare-slider'],
  ...['share-dialog', 'picture', 'print-dialog', 'print-sheet', 'records', 'downloads', 'shared-link'],
  ...[
    'no-zones',
    'phone',
    'phone-profile',
    'phone-table',
    'no-webgl',
    'failed-load',
    'failed-part',
    'failed-table',
    'found-rt',
    'no-script',
  ],
] as const
export type Feature = (typeof FEATURES)[number]

/** Where the picture of a feature goes: `output/screenshots`, or the folder `PETAKUMUH_SCREENSHOTS`. */
export function screenshotPath(feature: Feature): string {
  const folder = process.env.PETAKUMUH_SCREENSHOTS || join(PROJECT_ROOT, 'output', 'screenshots')
  mkdirSync(folder, { recursive: true })
  const number = String(FEATURES.indexOf(feature) + 1).padStart(2, '0')
  return join(folder, `${number}-${feature}.png`)
}

/**
 * Writes what a person sees of a page now, for a person to look at; nothing depends on it. The tests draw the map coarsely,
 * which takes a fraction of the time; where `PETAKUMUH_SCREENSHOTS` asks for pictures it is drawn sharply for each.
 */
export async function screenshot(page: Page, feature: Feature): Promise<void> {
  const isAskedFor = Boolean(process.env.PETAKUMUH_SCREENSHOTS)
  if (isAskedFor) await page.evaluate(SHARPLY)
  await page.screenshot({ path: screenshotPath(feature), scale: 'css' })
  if (isAskedFor) await page.evaluate('globalThis.petakumuh?.map?.setPixelRatio(devicePixelRatio)')
}

const SHARPLY = `(async () => {
  const map = globalThis.petakumuh?.map
  if (!map || !map.isStyleLoaded() || !map.getContainer().checkVisibility()) return
  const idle = map.once('idle')
  map.setPixelRatio(1)
  map.triggerRepaint()
  await Promise.race([idle, new Promise((resolve) => setTimeout(resolve, 5000))])
})()`
