import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { openGeoJson } from '../../../pipeline/readers/geojson/geojson.ts'
import { gdalCountsOfGeoJson, hasGdal } from '../../support/gdal-counts.ts'

const CONFORMANCE = '../shared/data/corpora/geojson-conformance/geojsonhint/test/data'
const INVALID_GEOMETRY = '../shared/data/corpora/invalid-geom'

interface Outcome {
  read: number
  /** Codes of findings, or the kind and the words of a refusal. */
  said: string
}

async function outcomeOf(path: string): Promise<Outcome> {
  let read = 0
  try {
    const layer = await openGeoJson(path, { label: basename(path) })
    for await (const _ of layer.records()) read++
    return { read, said: layer.findings.map((finding) => finding.code).join(' ') }
  } catch (error) {
    // Anything else than this is a crash, and fails the test.
    if (!(error instanceof UserError)) throw error
    return { read, said: `${error.kind}: ${error.fault.what}` }
  }
}

function files(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:geo)?json$/.test(name))
    .sort()
    .map((name) => join(folder, name))
}

async function table(paths: string[], folder: string): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const byGdal = hasGdal ? gdalCountsOfGeoJson(paths) : new Map<string, null>()
  const lines: string[] = []
  const differing: string[] = []
  for (const path of paths) {
    const outcome = await outcomeOf(path)
    const name = path.slice(folder.length + 1)
    outcomes.set(name, outcome)
    const gdal = byGdal.get(path) ?? null
    const isRead = !outcome.said.includes(':')
    if (isRead && gdal !== null && gdal !== outcome.read) differing.push(name)
    const shown = hasGdal ? String(gdal ?? 'none') : '-'
    lines.push(
      `${name.padEnd(64)} ${String(outcome.read).padStart(5)}  ogr ${shown.padEnd(8)} ${outcome.said}`,
    )
  }
  console.log(lines.join('\n'))
  expect(
    differing.filter((name) => !Object.hasOwn(COUNTED_OTHERWISE, basename(name))),
    'counts that differ from GDAL',
  ).toEqual([])
  return outcomes
}

/** Files whose count is not GDAL's, and why. */
const COUNTED_OTHERWISE: Record<string, string> = {}

if (!existsSync(CONFORMANCE)) console.log(`skipped: ${CONFORMANCE} is absent`)
if (!hasGdal) console.log('GDAL is absent: its counts are left out')

/**
 * Faults of the conformance corpus that a reader need not see: members of no use here (bbox, superfluous members, ids of other types), and
 * rings that do not close or are wound the other way, which the validity of geometries judges later.
 */
const HARMLESS = new Set(
  [
    'bad-polygon-interiorring-rhr',
    'badfeatureid',
    'bbox-4or6elements',
    'bbox-contains-string',
    'bbox-string',
    'different-first-last',
    'excessive_precision_truncated',
    'feature_changed_semantics',
    'featurecollection_changed_semantics',
    'geometry_changed_semantics',
    'polygon_winding_order',
    'short-line',
    'short-linearring',
    'short-multilinestring',
  ].map((name) => `${name}.geojson`),
)

describe.skipIf(!existsSync(CONFORMANCE))('the conformance corpus', () => {
  it('has each valid file read, and each invalid one read with a finding, refused, or judged harmless', async () => {
    const outcomes = await table(files(CONFORMANCE), CONFORMANCE)
    const unread = [...outcomes].filter(
      ([name, { read, said }]) => name.startsWith('good/') && (read === 0 || said.includes(':')),
    )
    expect(unread).toEqual([])
    const silent = [...outcomes]
      .filter(([name, { said }]) => name.startsWith('bad/') && said === '')
      .map(([name]) => basename(name))
    expect(new Set(silent)).toEqual(HARMLESS)
  }, 60_000)
})

describe.skipIf(!existsSync(INVALID_GEOMETRY))('geometries that are invalid', () => {
  it('are all read, for their validity is judged later; only files that are no GeoJSON are refused', async () => {
    const outcomes = await table(files(INVALID_GEOMETRY), INVALID_GEOMETRY)
    expect(outcomes.size).toBeGreaterThan(150)
    const refused = [...outcomes].filter(([, { said }]) => said.includes(':')).map(([name]) => name)
    expect(refused.filter((name) => !/invalid_structure\/|package.json$/.test(name))).toEqual([])
  }, 60_000)
})
