import { afterAll, beforeAll, describe } from 'vitest'
import { chromiumOrSkip } from '../support/chromium.ts'
import { itListsAndFinds } from './page/lists.ts'
import { itDrawsZones } from './page/on-map.ts'
import { itOpens } from './page/opening.ts'
import { itTellsAZone } from './page/profile.ts'
import { itColoursByThemes } from './page/themes.ts'
import { atlasReady } from './support/in-page.ts'
import { EVIL, PATIENCE_MS, type Visit, Visits } from './support/visit.ts'

const chromium = chromiumOrSkip('the atlas page in a browser')

describe.skipIf(chromium === null)('the atlas page', { timeout: PATIENCE_MS }, () => {
  let visits: Visits
  /** One page serves the tests that do not need a fresh one: drawing a map by software is what takes the time. */
  let plain: Visit
  const shared = () => plain

  beforeAll(async () => {
    visits = await Visits.open(chromium as string, {
      ...{ plain: {}, evil: { name: EVIL } },
      bare: { without: ['zones', 'zone_labels', 'zone_changes', 'rt', 'interventions'], synthetic: false },
    })
    plain = await visits.visit('plain', { host: { base: '/kota/atlas/' } })
    await atlasReady(plain.page)
  }, PATIENCE_MS)

  afterAll(() => visits?.close())

  itDrawsZones(shared)
  itTellsAZone(shared)
  itListsAndFinds(shared)
  itColoursByThemes(shared)
  itOpens(chromium as string, () => visits, shared)
})
