import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { removeDirectory } from '../../durable.ts'
import { isReleaseId, MANIFEST, readManifest } from '../../release/manifest.ts'

export interface Withdrawal {
  release: string
  /** What it tells that the served one does not. */
  because: string
}

/** What of a release decides whether it may stand beside another. */
interface PrivacyFacts {
  /** Null where the release does not say it. */
  k: number | null
  /** The versions of its sources of households, and what its tables say of them; null where it has no such source. */
  households: string | null
}

/** It tells of the sources, not of households. */
const SOURCES_TABLE = 'tables/sources.csv'

/**
 * Removes the releases that, held against the served one, could tell of single households: made under a smaller `privacy.k`, from
 * other records of households, or with other figures of them; and those that cannot be told. The served one always stays.
 *
 * @param releases folder of all releases
 * @param served id of the release that `latest.json` names
 */
export function withdrawReleases(releases: string, served: string): Withdrawal[] {
  const now = privacyFacts(join(releases, served))
  const withdrawn: Withdrawal[] = []
  for (const release of readdirSync(releases).sort()) {
    if (release === served || release.startsWith('.')) continue
    // What others laid there is theirs, unless it is a release under another name.
    if (!isReleaseId(release) && !existsSync(join(releases, release, MANIFEST))) continue
    const because = reasonToWithdraw(join(releases, release), now)
    if (because === null) continue
    removeDirectory(join(releases, release))
    withdrawn.push({ release, because })
  }
  return withdrawn
}

function reasonToWithdraw(directory: string, now: PrivacyFacts): string | null {
  let before: PrivacyFacts
  try {
    before = privacyFacts(directory)
  } catch {
    return 'its manifest cannot be read'
  }
  if (before.k !== null && now.k !== null && before.k < now.k)
    return `made under privacy.k ${before.k}, now ${now.k}`
  if (before.households === null) return null
  if (before.k === null) return 'it does not say under which privacy.k its figures of households were made'
  if (before.households !== now.households) return 'its figures or records of households are others'
  return null
}

/** @throws Error where the manifest cannot be read */
function privacyFacts(directory: string): PrivacyFacts {
  const { content, files } = readManifest(directory)
  const { city, sources } = content as {
    city: { privacy?: { k?: unknown } }
    sources: { id: string; table: string; sha256: string; rows_accepted: number }[]
  }
  const k = city.privacy?.k
  const asked = sources.filter(({ table }) => table === 'households')
  const ids = asked.map(({ id }) => id)
  const tables = (files as unknown as { path: string; sha256: string; sources: string[] }[]).filter(
    (file) =>
      file.path.startsWith('tables/') &&
      file.path !== SOURCES_TABLE &&
      file.sources.some((id) => ids.includes(id)),
  )
  const facts = [
    asked.map(({ id, sha256, rows_accepted }) => [id, sha256, rows_accepted]),
    tables.map(({ path, sha256 }) => [path, sha256]),
  ]
  return { k: typeof k === 'number' ? k : null, households: ids.length === 0 ? null : JSON.stringify(facts) }
}
