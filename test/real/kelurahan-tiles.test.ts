import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type PromisedFeature,
  type PromisedLayer,
  proveTiles,
  writeArchive,
} from '../../pipeline/archive/index.ts'
import { gapsBetween } from '../../pipeline/archive/prove/gaps.ts'
import { openFlatValidity } from '../../pipeline/geo/geos-valid-flat.ts'
import {
  cutTileset,
  DEFAULT_TILESET_RULES,
  type LayerReport,
  type LayerRules,
} from '../../pipeline/tiler/index.ts'

/** 83,403 kelurahan and desa by `kode`, the first two digits of which are the province. */
const FILE = '../shared/data/admin/indonesia-kelurahan.geojsonl.gz'
/** Beginning of the codes that are taken: Riau Islands, or KELURAHAN=11. for another part, KELURAHAN=all for the country, in minutes. */
const PART = process.env.KELURAHAN ?? '21.'
const MINUTES = PART === '21.' ? 1 : 20
const MAXZOOM = 12
const ZOOMS = Array.from({ length: MAXZOOM + 1 }, (_, zoom) => zoom)

const present = existsSync(FILE)
if (!present) console.log(`skipped: ${FILE} is absent`)

const RULES: LayerRules = {
  name: 'kelurahan',
  minzoom: 0,
  maxzoom: MAXZOOM,
  tiny_polygons: 'keep',
  drop_rate: 1,
  shared_borders: 'auto',
  simplification_units: 1,
}

/** The features of the part, with the number of their line as id; those of the country are read anew by each call. */
async function* features(): AsyncGenerator<PromisedFeature> {
  if (PART === 'all') yield* readFeatures()
  else {
    if (kept.length === 0) for await (const feature of readFeatures()) kept.push(feature)
    yield* kept
  }
}

const kept: PromisedFeature[] = []

async function* readFeatures(): AsyncGenerator<PromisedFeature> {
  const lines = createInterface({ input: createReadStream(FILE).pipe(createGunzip()) })
  let id = 0
  for await (const line of lines) {
    id++
    if (PART !== 'all' && !line.includes(`"kode":"${PART}`)) continue
    const { geometry, properties } = JSON.parse(line)
    if (geometry !== null) yield { id, geometry, properties }
  }
}

describe.skipIf(!present)(`kelurahan ${PART} in tiles of zoom 0 to ${MAXZOOM}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'petakumuh-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'kelurahan.pmtiles')
  let report: LayerReport

  beforeAll(async () => {
    const started = performance.now()
    const options = { threads: 2, memory_mb: 512, temporary: folder }
    const inputs = [{ layer: 0, features: features() }]
    const cut = await cutTileset({ ...DEFAULT_TILESET_RULES, layers: [RULES] }, inputs, options)
    await writeArchive(file, cut.tiles, () => ({
      name: 'kelurahan',
      description: '',
      attribution: '',
      bounds: cut.bounds!,
      layers: cut.layers,
    }))
    report = cut.report[0]!
    tell('cut', started, `${report.features_taken} features, ${statSync(file).size} bytes`)
  }, MINUTES * 60_000)

  const promise = (): PromisedLayer => ({ ...RULES, features: features(), report: report.zooms })

  it(
    'every feature is at every zoom, valid and near its source, as the report says',
    async () => {
      const started = performance.now()
      const invalidReason = await openFlatValidity()
      const { losses, loss_count, layers } = await proveTiles(
        file,
        { layers: [promise()] },
        { invalidReason },
      )
      tell('proof', started, `${loss_count} losses`)
      expect(losses).toEqual([])
      const [{ zooms, features: count }] = layers as [(typeof layers)[0]]
      expect(count).toBe(report.features_taken)
      expect(zooms.map((zoom) => zoom.features)).toEqual(ZOOMS.map(() => count))
    },
    MINUTES * 60_000,
  )

  it(
    'no gap or overlap between neighbours that share a border is wider than a unit, at any zoom',
    async () => {
      const started = performance.now()
      const found = await gapsBetween(file, promise(), ZOOMS)
      const widths = found.map(({ zoom, gap, overlap }) => [zoom, gap.widest, overlap.widest])
      tell('gaps', started, `widest gap and overlap by zoom ${widths.join(' ')}`)
      expect(found.filter(({ gap, overlap }) => gap.widest > 1 || overlap.widest > 1)).toEqual([])
      // Where borders of the source run beside each other unshared, both may be drawn as far aside as the rules allow.
      expect(
        Math.max(...found.flatMap(({ gap, overlap }) => [gap.widest_unshared, overlap.widest_unshared])),
      ).toBeLessThan(4)
    },
    MINUTES * 60_000,
  )
})

function tell(step: string, started: number, what: string): void {
  if (PART === '21.') return
  const seconds = (performance.now() - started) / 1000
  const { maxRSS } = process.resourceUsage()
  console.log(`${step}: ${seconds.toFixed(1)} s, ${Math.round(maxRSS / 1024)} MB at most, ${what}`)
}
