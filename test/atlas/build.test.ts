import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../pipeline/freshness.ts'
import { type BuiltCity, builtCity } from '../support/built-city.ts'
import { DEMO_CITY, type DemoRun, demoRun } from '../support/demo-city.ts'

const CITY = DEMO_CITY

function petakumuh(args: string[], env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, ['pipeline/petakumuh.js', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    timeout: 900_000,
  })
  return { code: run.status, text: run.stdout + run.stderr }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

describe('the demo city, built by the command line', () => {
  let directory: string
  let city: BuiltCity
  let first: DemoRun

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'petakumuh-demo-'))
    first = await demoRun()
    city = builtCity(first.output)
  })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  function copyOfWorkspace(name: string): string {
    const workspace = join(directory, name)
    cpSync(CITY, workspace, { recursive: true, filter: (path) => !path.includes('generator') })
    return workspace
  }

  /** Output of the same sources in another directory, time zone and locale, on one thread. */
  function builtElsewhere(): string {
    const output = join(directory, 'elsewhere')
    const run = petakumuh(['build', copyOfWorkspace('workspace'), '--output', output, '--jobs', '1'], {
      TZ: 'Asia/Jakarta',
      LC_ALL: 'id_ID.UTF-8',
    })
    expect(run.code, run.text).toBe(0)
    return output
  }

  it('ends well and says where the map, the report and the data are', () => {
    expect(first.text).not.toContain('petakumuh:')
    expect(first.code).toBe(0)
    for (const place of ['public/index.html', 'report.html', 'public/latest.json', 'look'])
      expect(first.text).toContain(place)
  })

  it('finds every stage fresh the second time', () => {
    const output = join(directory, 'again')
    cpSync(first.output, output, { recursive: true })
    const second = petakumuh(['build', CITY, '--output', output])
    expect(second.code, second.text).toBe(0)
    expect(second.text).toContain('Every stage is fresh')
  })

  it('publishes what the manifest says, byte for byte', () => {
    const { files, release } = city.manifest()
    expect(release).toBe(city.pointer().release)
    for (const file of files) {
      const bytes = readFileSync(city.released(file.path))
      expect([file.path, bytes.length, sha256(bytes)]).toEqual([file.path, file.bytes, file.sha256])
    }
    const listed = [...files.map((file) => file.path), 'manifest.json', 'SHA256SUMS'].sort()
    expect(filesBelow(city.released(''))).toEqual(listed)
  })

  it('shows seven zones, each measured as decreed', () => {
    const zones = city.layer('zones').features
    expect(zones.map(({ properties }) => properties!.area_ha_decree).sort((a, b) => a - b)).toEqual([
      5.99, 12.6, 14.6, 14.81, 18.92, 31.64, 51.85,
    ])
    for (const { properties } of zones) {
      expect(Math.abs(properties!.area_ha_utm - properties!.area_ha_decree)).toBeLessThan(0.01)
      expect(properties!.synthetic).toBe(true)
    }
  })

  it('tells of the zones who works together, what of them is still slum and how people live there', () => {
    for (const { properties } of city.layer('zones').features) {
      const { people_in_slum_households_pct_min: least, people_in_slum_households_pct_max: most } =
        properties!
      expect(least).toBeLessThanOrEqual(most)
      expect(properties).toMatchObject({
        ...{ area_ha_slum: expect.any(Number), partners: expect.any(Number) },
        land_legality_source: expect.stringMatching(/^(stated|computed)$/),
      })
    }
    for (const { properties } of city.layer('kelurahan').features.filter((f) => f.properties!.score_total))
      expect(properties!.score_rt).toBeGreaterThan(0)
  })

  it('gives the page the rows of the zones alone, as they stand in the whole tables', () => {
    const apart = [
      'criterion_scores',
      'score_totals',
      'progress',
      'progress_criteria',
      'household_indicators',
    ]
    for (const name of apart) {
      const [head, ...rows] = readFileSync(city.released(`tables/${name}.csv`), 'utf8').split('\r\n')
      const zones = readFileSync(city.released(`tables/zones/${name}.csv`), 'utf8')
      expect(zones).toBe([head, ...rows.filter((row) => /^zone,/.test(row)), ''].join('\r\n'))
      expect(zones.length).toBeLessThan(500_000)
    }
  })

  it('shows that Kampung Bugis shrank from 18.92 to 4.66 ha', () => {
    const changes = city.layer('zone_changes').features.map(({ properties }) => properties!)
    const kept = changes
      .filter((change) => change.change === 'kept')
      .reduce((sum, change) => sum + change.area_ha_utm, 0)
    const left = changes
      .filter((change) => change.change === 'left')
      .reduce((sum, change) => sum + change.area_ha_utm, 0)
    expect(kept).toBeCloseTo(4.66, 2)
    expect(kept + left).toBeCloseTo(18.92, 2)
  })

  it('gives the same bytes elsewhere: another directory, time zone, locale and number of threads', () => {
    const a = city.publicFolder
    const b = join(builtElsewhere(), 'public')
    expect(filesBelow(b)).toEqual(filesBelow(a))
    for (const file of filesBelow(a)) {
      expect(sha256(readFileSync(join(b, file))), file).toBe(sha256(readFileSync(join(a, file))))
    }
  })
})
