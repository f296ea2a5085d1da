import { join } from 'node:path'
import {
  archiveFormatOf,
  inspectMbtiles,
  inspectPmtiles,
  openTileSource,
  type Proof,
} from '../../archive/index.ts'
import { UserError } from '../../errors.ts'
import { cuttingPolicy } from '../../layers/cutting.ts'
import type { Progress } from '../../progress.ts'
import type { ListedFile, ReadManifest } from '../../release/manifest.ts'
import { detailIn } from '../details.ts'
import { lossIn } from '../losses.ts'
import { engineOf, proveSource } from '../prove-source.ts'
import type { ReleaseFaults } from './faults.ts'
import { inIndonesian, reasonInIndonesian } from './reasons.ts'

/**
 * Checks an archive by itself and proves it against the GeoJSON of its layers, at the zooms that the manifest promises and by the rules
 * by which layers are cut (`schemas/layers.yaml`).
 * @param readable paths of the GeoJSON files that are sound: against others nothing can be proven
 * @returns the proof, or null where the archive or a layer is not sound
 */
export async function checkTiles(
  directory: string,
  file: ListedFile,
  layers: ReadManifest['layers'],
  readable: ReadonlySet<string>,
  faults: ReleaseFaults,
  progress: Progress,
): Promise<Proof | null> {
  try {
    return await proofOf(directory, file, layers, readable, faults, progress)
  } catch (error) {
    // What cannot be opened or asked is a fault of the release; where all is well there is none.
    if (!(error instanceof UserError)) throw error
    const { what, got } = error.fault
    const behind = got === undefined ? '' : `: ${got}`
    const reason = reasonInIndonesian(what) + (got === undefined ? '' : `: ${inIndonesian(got)}`)
    faults.add('tiles', file.path, what + behind, `tidak terbukti: ${reason}`)
    return null
  }
}

async function proofOf(
  directory: string,
  { path }: ListedFile,
  layers: ReadManifest['layers'],
  readable: ReadonlySet<string>,
  faults: ReleaseFaults,
  progress: Progress,
): Promise<Proof | null> {
  const file = join(directory, path)
  faults.look('tiles', 0)
  const isPmtiles = (await archiveFormatOf(file)) === 'pmtiles'
  const { violations, zooms } = await (isPmtiles ? inspectPmtiles(file) : inspectMbtiles(file))
  faults.look(
    'tiles',
    zooms.reduce((sum, zoom) => sum + zoom.tiles, 0),
  )
  for (const { code, detail } of violations)
    faults.add('tiles', path, `${code}: ${detail}`, `${code}: ${detailIn('id', detail)}`)
  if (violations.length > 0) return null
  const lost = layers.filter((layer) => !readable.has(layer.path))
  for (const layer of lost)
    faults.add(
      'tiles',
      path,
      `layer ${layer.name} is not proven: ${layer.path} is missing or wrong`,
      `lapisan ${layer.name} tidak terbukti: ${layer.path} tidak ada atau salah`,
    )
  if (lost.length > 0) return null
  const source = await openTileSource(file)
  try {
    const engine = engineOf(source.metadata)
    const policy = cuttingPolicy()[engine === 'tippecanoe' ? 'tippecanoe' : 'builtin']
    const options = {
      namedLayer: layers.map((layer) => `${layer.name}:${join(directory, layer.path)}`),
      tinyPolygons: policy.tiny_polygons,
      dropRate: policy.drop_rate,
      simplification: policy.simplification_units,
    }
    const proof = await proveSource(source, path, options, progress)
    for (const loss of proof.losses) faults.add('tiles', path, lossIn('en', loss), lossIn('id', loss))
    for (const layer of layers) {
      const zooms = proof.layers.find(({ name }) => name === layer.name)?.zooms.map(({ zoom }) => zoom) ?? []
      if (zooms[0] !== layer.minzoom || zooms.at(-1) !== layer.maxzoom)
        faults.add(
          'tiles',
          path,
          `layer ${layer.name} is at zooms ${zooms[0]} to ${zooms.at(-1)}, the manifest promises ${layer.minzoom} to ${layer.maxzoom}`,
          `lapisan ${layer.name} ada di zoom ${zooms[0]} sampai ${zooms.at(-1)}, manifes menjanjikan ${layer.minzoom} sampai ${layer.maxzoom}`,
        )
    }
    return proof
  } finally {
    await source.close()
  }
}
