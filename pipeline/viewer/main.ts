import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec'
import type { Map as MapLibreMap } from 'maplibre-gl'
import legendJson from '../../schemas/legend.json' with { type: 'json' }
import { loadMethodology, loadZones } from './atlas.ts'
import { type Failure, failurePanel } from './failure.ts'
import { t } from './i18n.ts'
import type { Legend } from './legend.ts'
import { Page } from './page.ts'
import { fetchJson, LoadFailure, loadRelease } from './release.ts'
import { firstLang, parseHash } from './state.ts'
import { absoluteStyle } from './tile-sources.ts'

declare global {
  /** File name of the map worker beside this module, put in by the bundler. */
  const WORKER_FILE: string

  interface Window {
    /**
     * Hook for tests and for pages that embed the atlas: `ready` resolves when the first view is drawn and rejects
     * with the failure the page shows; `map` is null until then and where the browser has no WebGL 2.
     */
    petakumuh?: { map: MapLibreMap | null; ready: Promise<void> }
  }
}

const hook: NonNullable<Window['petakumuh']> = { map: null, ready: start() }
// The failure is on the page already; the console need not repeat it as an unhandled rejection.
hook.ready.catch(() => {})
window.petakumuh = hook

async function start(): Promise<void> {
  const app = document.getElementById('app')
  if (app === null) return
  try {
    const release = await loadRelease(location.href.split('#')[0] ?? location.href)
    const [style, zones, methodology] = await Promise.all([
      fetchJson('release', release.style),
      loadZones(release),
      loadMethodology(release),
    ])
    const page = new Page({
      app,
      release,
      zones,
      methodology,
      legend: legendJson as Legend,
      style: absoluteStyle(style as StyleSpecification, release.style),
      workerUrl: new URL(WORKER_FILE, import.meta.url).href,
    })
    hook.map = page.map
    await page.ready
  } catch (error) {
    if (!app.querySelector('.bar')) {
      const { lang } = parseHash(location.hash, firstLang(location.search))
      document.documentElement.lang = lang
      document.title = t(lang, 'atlas')
      app.replaceChildren(failurePanel(failureOf(error), lang, () => location.reload()))
    }
    throw error
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof LoadFailure)) {
    return { title: 'fail_release', advice: 'fail_release_do', got: String(error) }
  }
  return {
    title: error.stage === 'pointer' ? 'fail_pointer' : 'fail_release',
    advice: error.stage === 'pointer' ? 'fail_pointer_do' : 'fail_release_do',
    got: error.got,
    address: error.address,
  }
}
