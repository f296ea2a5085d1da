import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isReleaseId, POINTER, readJson, readManifestOrNull } from '../../release/manifest.ts'
import { idOfContent } from '../../release/release-id.ts'
import type { Incomparable } from './drift.ts'
import { type ComparedRelease, readRelease } from './drift-measure.ts'
import { readPointer } from './pointer.ts'
import { isWhole } from './releases.ts'

export interface Candidate {
  /** Folder of the finished release that nobody is served from yet. */
  directory: string
  release: string
}

/** What a finished release is held against. */
export interface LastGood {
  /** Null where nothing was published yet, and where what was published cannot be told. */
  previous: ComparedRelease | null
  notes: string[]
  /** Why it cannot be told. */
  faults: Incomparable[]
}

/**
 * The release that `latest.json` names; where that is lost, the newest one that `releases.json` notes and that is whole.
 * Nothing at all is a first publication; what was published and cannot be told any more is not.
 */
export async function lastGoodRelease(outputDirectory: string, candidate: Candidate): Promise<LastGood> {
  const folder = join(outputDirectory, 'public')
  const place = (id: string): string => join(folder, 'releases', id)
  const read = (id: string): Promise<ComparedRelease | null> => {
    // An id is made from the content: the same release needs no file of the old one.
    if (id === candidate.release) return readRelease(candidate.directory, id)
    return isOfItsId(place(id), id) ? readRelease(place(id), id) : Promise.resolve(null)
  }
  const untold = (what: string): LastGood => ({
    previous: null,
    notes: [],
    faults: [{ subject: 'last release', what }],
  })
  const pointer = readPointer(folder)
  if (pointer !== null) {
    const id = String(pointer.release)
    const previous = await read(id)
    if (previous !== null) return { previous, notes: [], faults: [] }
    return untold(`public/releases/${id}/manifest.json is missing or damaged`)
  }
  if (!wasPublished(outputDirectory, folder, candidate)) return { previous: null, notes: [], faults: [] }
  const state = existsSync(join(folder, POINTER)) ? 'is damaged' : 'is missing'
  for (const id of notedReleases(outputDirectory).reverse()) {
    if (id !== candidate.release && !(await isWhole(place(id)))) continue
    const previous = await read(id)
    if (previous === null) continue
    const note = `public/latest.json ${state}: release ${id} is compared, the newest that is whole of those in releases.json`
    return { previous, notes: [note], faults: [] }
  }
  return untold(`public/latest.json ${state}, and releases.json notes no release that is whole`)
}

/** Whether anything tells of a publication; one that was cut short before its pointer left this very release and no more. */
function wasPublished(outputDirectory: string, folder: string, { release }: Candidate): boolean {
  const releases = join(folder, 'releases')
  const present = existsSync(releases) ? readdirSync(releases) : []
  return (
    existsSync(join(folder, POINTER)) ||
    existsSync(join(outputDirectory, 'releases.json')) ||
    present.some((id) => isReleaseId(id) && id !== release)
  )
}

function notedReleases(outputDirectory: string): string[] {
  const noted = readJson(join(outputDirectory, 'releases.json'))
  return Array.isArray(noted) ? noted.map(String) : []
}

/** Whether a manifest is the one its release is named by: one that lists less would let pass what is gone. */
function isOfItsId(directory: string, id: string): boolean {
  const manifest = readManifestOrNull(directory)
  return manifest !== null && manifest.release === id && idOfContent(manifest) === id
}
