import { type Loss, type Proof, proveTiles } from '../archive/index.ts'
import { UserError } from '../errors.ts'
import { type Progress, taskTeller } from '../progress.ts'
import { type PromiseSource, promisesOf } from '../tiler/promises.ts'
import { doubleIdIn } from './double-ids.ts'

export interface BuiltArchive extends PromiseSource {
  path: string
  /** As messages call it. */
  label: string
  /** Layers that the rules do not name are passed over. */
  only_promised?: boolean
}

const SHOWN = 5

/**
 * Decodes the archive again and holds it against the features of the files and the rules.
 * @throws UserError `tiles` when two features of a layer have one id
 */
export async function proofOf(built: BuiltArchive, progress: Progress): Promise<Proof> {
  const { openFlatValidity } = await import('../geo/geos-valid-flat.ts')
  const { tell, end } = taskTeller(progress)
  try {
    return await proveTiles(
      built.path,
      { layers: promisesOf(built) },
      {
        invalidReason: await openFlatValidity(),
        progress: tell,
        only_promised: built.only_promised ?? false,
      },
    )
  } catch (error) {
    // The proof knows features by their ids, and does not begin where two share one.
    if (error instanceof RangeError) throw (await doubleIdIn(built)) ?? error
    throw error
  } finally {
    end()
  }
}

/**
 * The proof of an archive that has just been cut.
 * @throws UserError `tiles` when anything was lost that the rules do not allow
 */
export async function proveBuild(built: BuiltArchive, progress: Progress): Promise<Proof> {
  const proof = await proofOf(built, progress)
  if (proof.loss_count === 0) return proof
  throw new UserError('tiles', {
    code: 'TILES_NOT_PROVEN',
    what: 'the tiles do not hold what they must: the archive is not kept',
    where: { file: built.label },
    got: lossesText(proof),
    expected: 'every feature at every zoom that the rules promise, where it is in the file',
    next: 'please report this with the file; --no-proof keeps the archive as it is',
  })
}

/** How many losses, and the first of them. */
export function lossesText({ loss_count, losses }: Proof): string {
  return `${loss_count} ${loss_count === 1 ? 'loss' : 'losses'}\n${losses.slice(0, SHOWN).map(lossLine).join('\n')}`
}

export function lossLine({ code, layer, zoom, id, detail }: Loss): string {
  const place = [
    ...(layer === undefined ? [] : [`layer ${layer}`]),
    ...(zoom === undefined ? [] : [`zoom ${zoom}`]),
    ...(id === undefined ? [] : [`feature ${id}`]),
  ]
  return `${code}: ${[...place, detail].join(', ')}`
}
