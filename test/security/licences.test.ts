import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import {
  ALLOWED,
  ALLOWED_IN_PAGE,
  isAllowed,
  licencePage,
  licensedPackages,
  pageNotices,
} from './licence-table.ts'

describe('the licences of what is installed', () => {
  const packages = licensedPackages()

  it('are all on the list of those that are allowed', () => {
    expect(packages.length).toBeGreaterThan(300)
    expect(packages.filter(({ licence }) => !isAllowed(licence, ALLOWED))).toEqual([])
  })

  it('are read as an expression: one of several that may be chosen, all of several that hold', () => {
    expect(isAllowed('(MIT OR GPL-3.0)', ALLOWED)).toBe(true)
    expect(isAllowed('MIT AND GPL-3.0', ALLOWED)).toBe(false)
    expect(isAllowed('not stated', ALLOWED)).toBe(false)
  })

  it('are in docs/licences.md as they are now; npm run licences writes it', async () => {
    expect(readFileSync(join(PROJECT_ROOT, 'docs/licences.md'), 'utf8')).toBe(await licencePage())
  })
})

describe('the notices of the page', () => {
  it('name every package within it, also those within the renderer, with the text of its licence', async () => {
    const notices = await pageNotices()
    // What the renderer brings put together with itself.
    expect([...notices.keys()].map((key) => key.split(' ')[0])).toEqual(
      expect.arrayContaining([
        'maplibre-gl',
        'pmtiles',
        'fflate',
        'earcut',
        'kdbush',
        'gl-matrix',
        'bidi-js',
        'pbf',
      ]),
    )
    const known = new Map(
      licensedPackages().map(({ name, version, licence }) => [`${name} ${version}`, licence]),
    )
    for (const [name, notice] of notices) {
      expect([name, isAllowed(known.get(name) ?? '', ALLOWED_IN_PAGE)]).toEqual([name, true])
      expect(notice, name).toMatch(
        /permission is hereby granted|permission to use|redistribution and use|apache license/i,
      )
    }
  })
})
