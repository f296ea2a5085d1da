import { join } from 'node:path'
import type { Proof } from '../../archive/index.ts'
import { UserError } from '../../errors.ts'
import { displayPath } from '../../paths.ts'
import type { Progress } from '../../progress.ts'
import type { ReleasePlace } from '../../release/find-release.ts'
import { type ListedFile, MANIFEST, type ReadManifest, readManifest } from '../../release/manifest.ts'
import { Store } from '../../store/index.ts'
import { checkCsv } from './check-csv.ts'
import { checkFiles } from './check-files.ts'
import { checkFeatureFile, checkGeoJson, type ReadLayer } from './check-geojson.ts'
import { checkLinks } from './check-links.ts'
import { checkParquet } from './check-parquet.ts'
import { checkPublicFolder } from './check-public-folder.ts'
import { checkTiles } from './check-tiles.ts'
import {
  RELEASE_CHECKS,
  type ReleaseCheck,
  type ReleaseFault,
  ReleaseFaults,
  type ReleaseNote,
} from './faults.ts'
import { reasonInIndonesian } from './reasons.ts'

/** `petakumuh verify RELEASE --json`. */
export interface ReleaseReport {
  format: 'petakumuh-verify-release/1'
  directory: string
  /** Null where the manifest cannot be read. */
  release: string | null
  sound: boolean
  /** Those that were made, in their order; `looked` counts files, features, rows, tiles or references. */
  checks: { check: ReleaseCheck; looked: number; faults: number }[]
  /** At most 20 of a check. */
  faults: ReleaseFault[]
  /** What could not be asked, as sentences of their own; no faults. */
  notes: ReleaseNote[]
  /** What was proven of each archive, by its path. */
  proofs: { file: string; tiles: number; layers: number; losses: number }[]
}

const GEOJSON = 'application/geo+json'
const PARQUET = 'application/vnd.apache.parquet'
const CSV = 'text/csv'
const ARCHIVES = ['application/vnd.pmtiles', 'application/vnd.mbtiles', 'application/vnd.sqlite3']

/** Every check of a release, each on what the ones before found whole. */
export async function inspectRelease(
  { directory, publicFolder }: ReleasePlace,
  progress: Progress,
): Promise<ReleaseReport> {
  const faults = new ReleaseFaults()
  const shown = displayPath(directory)
  faults.look('manifest')
  let manifest: ReadManifest
  try {
    manifest = readManifest(directory)
  } catch (error) {
    const reason = (error as Error).message
    faults.add(
      'manifest',
      MANIFEST,
      `cannot be read: ${reason}`,
      `tidak terbaca: ${reasonInIndonesian(reason)}`,
    )
    return reportOf(shown, null, faults, [])
  }
  const whole = await checkFiles(directory, manifest, faults)
  if (publicFolder !== null) checkPublicFolder(publicFolder, directory, manifest, faults)
  const files = manifest.files.filter(({ path }) => whole.has(path))
  const layers = await checkLayers(directory, manifest, files, faults)
  for (const file of files.filter(({ media_type }) => media_type === CSV))
    await checkCsv(directory, file, faults)
  await checkLinks(directory, { ...manifest, files }, faults)
  const proofs: ReleaseReport['proofs'] = []
  for (const file of files.filter(({ media_type }) => ARCHIVES.includes(media_type))) {
    const proof = await checkTiles(directory, file, manifest.layers, new Set(layers.keys()), faults, progress)
    if (proof !== null) proofs.push(proofOf(file, proof))
  }
  return reportOf(shown, manifest.release, faults, proofs)
}

/** GeoJSON, and the Parquet of the same layers beside it. @returns what the sound files of GeoJSON hold, by path */
async function checkLayers(
  directory: string,
  { layers: promised }: ReadManifest,
  files: readonly ListedFile[],
  faults: ReleaseFaults,
): Promise<Map<string, ReadLayer>> {
  const layers = new Map<string, ReadLayer>()
  const store = await Store.open()
  try {
    const tables = files.filter(({ media_type }) => media_type === PARQUET)
    const held = new Set<ListedFile>()
    // One layer at a time: all together a city's features are too many to keep.
    for (const file of files.filter(({ media_type }) => media_type === GEOJSON)) {
      const isLayer = promised.some(({ path }) => path === file.path)
      if (file.rows === null && !isLayer) {
        checkFeatureFile(directory, file, faults)
        continue
      }
      const before = faults.counts.get('geojson') ?? 0
      const layer = await checkGeoJson(directory, file, isLayer, faults)
      const isSound = (faults.counts.get('geojson') ?? 0) === before
      const same = ({ path }: ListedFile) => isLayer && nameOf(path) === nameOf(file.path)
      for (const table of tables.filter(same)) {
        held.add(table)
        await checkParquet(store, directory, table, isSound ? layer : undefined, faults)
      }
      if (isSound) layers.set(file.path, { attributes: layer.attributes, digests: new Map() })
    }
    for (const table of tables.filter((one) => !held.has(one)))
      await checkParquet(store, directory, table, undefined, faults)
  } finally {
    store.close()
  }
  return layers
}

const nameOf = (path: string) => path.replace(/^.*\//, '').replace(/\.\w+$/, '')

const proofOf = ({ path }: ListedFile, proof: Proof) => ({
  file: path,
  tiles: proof.tiles,
  layers: proof.layers.length,
  losses: proof.loss_count,
})

function reportOf(
  directory: string,
  release: string | null,
  faults: ReleaseFaults,
  proofs: ReleaseReport['proofs'],
): ReleaseReport {
  const checks = RELEASE_CHECKS.flatMap((check) => {
    const looked = faults.looked.get(check)
    const count = faults.counts.get(check) ?? 0
    return looked === undefined && count === 0 ? [] : [{ check, looked: looked ?? 0, faults: count }]
  })
  const told = RELEASE_CHECKS.flatMap((check) => faults.told.filter((fault) => fault.check === check))
  const sound = checks.every((check) => check.faults === 0)
  const { notes } = faults
  return {
    ...{ format: 'petakumuh-verify-release/1', directory, release, sound, checks },
    ...{ faults: told, notes, proofs },
  }
}

/**
 * What a report that is not sound ends with: 41 where the tiles alone are at fault, else 22, a contract that was not kept; nothing failed
 * while publishing, as 50 would say.
 */
export function releaseRefusal({ directory, checks, faults }: ReleaseReport): UserError {
  const wrong = checks.filter((check) => check.faults > 0)
  const isOfTiles = wrong.every(({ check }) => check === 'tiles')
  const [first] = faults
  return new UserError(isOfTiles ? 'tiles' : 'contract', {
    code: isOfTiles ? 'TILES_NOT_PROVEN' : 'RELEASE_NOT_SOUND',
    what: isOfTiles ? 'the tiles of the release are not proven' : 'the release is not what it says of itself',
    where: { file: first?.file ? join(directory, first.file) : directory },
    got: `faults by check: ${wrong.map((one) => `${one.check} ${one.faults}`).join(', ')}; first: ${first?.detail.en}`,
    expected: 'a release without a fault in any check',
    next: 'copy it again from where it was built, or build it again; what each check means: docs/reference/verify.md',
  })
}
