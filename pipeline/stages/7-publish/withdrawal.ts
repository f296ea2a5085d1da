import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { displayPath } from '../../city.ts'
import { removeDirectory } from '../../durable.ts'
import { UserError } from '../../errors.ts'
import type { Progress } from '../../progress.ts'
import { isReleaseId, MANIFEST, readManifest } from '../../release/manifest.ts'
import { wasAccepted } from './drift-file.ts'
import { readPointer } from './pointer.ts'

export interface Withdrawal {
  release: string
  /** What it tells that the served one does not. */
  because: string
}

export interface Withdrawals {
  withdrawn: Withdrawal[]
  /** Those that the system did not let go, and its words. */
  remaining: (Withdrawal & { refused: string })[]
}

/** What of a release decides whether it may stand beside another. */
interface PrivacyFacts {
  /** Null where the release does not say it. */
  k: number | null
  /**
   * The versions of its sources of a canonical table about persons, and what its tables say of them; without the tables of which
   * it has no accepted row.
   */
  persons: Map<string, string>
}

/** Canonical tables about persons, of whom figures are held back, and how an older release differs in them. */
const ABOUT_PERSONS = new Map([
  ['households', 'its figures or records of households are others'],
  ['poverty_targets', 'its counts of persons in programmes are others'],
])
/**
 * Tables of scores. Where a survey fills deficits they are made from it too, of what `survey_deficits` tells; they change with
 * every work and profile, which tells nothing of persons.
 */
export const SCORED: ReadonlySet<string> = new Set([
  ...['rt_units', 'criterion_scores', 'aspect_scores', 'score_totals', 'zone_ratings'],
  ...['progress', 'progress_criteria', 'works', 'works_costs'],
])
/** A release that was being removed where it lay, as one must be whose folder is a file system of its own. */
const HALF_GONE = /^\.(?<release>[^.]+)\.gone$/
/** It tells of the sources, not of persons. */
const SOURCES_TABLE = 'tables/sources.csv'

/**
 * Withdraws what may not stand beside the served release, and says what.
 * @returns what to throw once all else is in order, where the system did not let one go; null where nothing remains
 */
export function withdrawBeside(outputDirectory: string, progress: Progress): UserError | null {
  const folder = join(outputDirectory, 'public')
  const releases = join(folder, 'releases')
  const served = readPointer(folder)?.release
  // Where it cannot be told what is served, nothing is removed.
  if (served === undefined || !existsSync(join(releases, served, MANIFEST))) return null
  const isAccepted = wasAccepted(outputDirectory, served)
  const { withdrawn, remaining } = withdrawReleases(releases, served, { isAccepted, aside: outputDirectory })
  for (const { release, because } of withdrawn)
    progress.say(
      `  note   7-publish: release ${release} is withdrawn (${because}); take it from your hosts too: docs/hosting.md`,
      { event: 'release_withdrawn', stage: '7-publish', withdrawn: release, because },
    )
  return remaining.length === 0 ? null : notWithdrawn(releases, served, remaining)
}

function notWithdrawn(releases: string, served: string, remaining: Withdrawals['remaining']): UserError {
  return new UserError('publish', {
    code: 'NOT_WITHDRAWN',
    what: `release ${served} is published, but what may not stand beside it could not be removed`,
    where: { file: displayPath(releases) },
    got: remaining.map(({ release, because, refused }) => `${release} (${because}): ${refused}`).join('\n'),
    expected: 'no release from which single persons could be told beside the served one',
    next: 'end what uses these folders, or remove them yourself, here and on your hosts (docs/hosting.md, withdraw a release); the next run tries it again',
  })
}

/**
 * Removes the releases that, held against the served one, could tell of single persons: made under a smaller `privacy.k`, from
 * other records of them, or with other figures; and those that cannot be told. The served one always stays. Where that has no
 * record at all of a table any more, nothing can be taken from it, and a release goes for that only when a person said so: a
 * survey that was lost would else take the good releases with it.
 *
 * @param releases folder of all releases
 * @param served id of the release that `latest.json` names
 * @param settings `isAccepted`: somebody let the drift of the served one pass; `aside`: where a release is moved while it is
 *   removed, so that nobody is served half of it or copies it
 */
export function withdrawReleases(
  releases: string,
  served: string,
  { isAccepted, aside }: { isAccepted: boolean; aside?: string },
): Withdrawals {
  const now = privacyFacts(join(releases, served))
  const outcome: Withdrawals = { withdrawn: [], remaining: [] }
  const attempt = (withdrawal: Withdrawal, remove: () => void): void => {
    try {
      remove()
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // Only a system has codes: what has none is our fault.
      if (code === undefined) throw error
      const { release } = withdrawal
      // What was moved out of what is served is no longer told of; the next run removes it.
      if ([release, `.${release}.gone`].some((name) => existsSync(join(releases, name)))) {
        outcome.remaining.push({ ...withdrawal, refused: message.split(',')[0]! })
        return
      }
    }
    outcome.withdrawn.push(withdrawal)
  }
  for (const name of readdirSync(releases).sort()) {
    const release = HALF_GONE.exec(name)?.groups?.release
    if (release === undefined) continue
    attempt({ release, because: 'its removal was cut short' }, () =>
      rmSync(join(releases, name), { recursive: true, force: true }),
    )
  }
  for (const release of readdirSync(releases).sort()) {
    if (release === served || release.startsWith('.')) continue
    // What others laid there is theirs, unless it is a release under another name.
    if (!isReleaseId(release) && !existsSync(join(releases, release, MANIFEST))) continue
    const because = reasonToWithdraw(join(releases, release), now, isAccepted)
    if (because === null) continue
    attempt({ release, because }, () => removeDirectory(join(releases, release), aside))
  }
  return outcome
}

function reasonToWithdraw(directory: string, now: PrivacyFacts, isAccepted: boolean): string | null {
  let before: PrivacyFacts
  try {
    before = privacyFacts(directory)
  } catch {
    return 'its manifest cannot be read'
  }
  if (before.k !== null && now.k !== null && before.k < now.k)
    return `made under privacy.k ${before.k}, now ${now.k}`
  for (const [table, because] of ABOUT_PERSONS) {
    const facts = before.persons.get(table)
    if (facts === undefined || (!now.persons.has(table) && !isAccepted)) continue
    if (before.k === null) return 'it does not say under which privacy.k its figures of persons were made'
    if (facts !== now.persons.get(table)) return because
  }
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
  const persons = new Map<string, string>()
  for (const about of ABOUT_PERSONS.keys()) {
    const asked = sources.filter(({ table }) => table === about)
    if (asked.every(({ rows_accepted }) => rows_accepted === 0)) continue
    const ids = asked.map(({ id }) => id)
    const tables = (files as unknown as { path: string; sha256: string; sources: string[] }[]).filter(
      (file) =>
        file.path.startsWith('tables/') &&
        file.path !== SOURCES_TABLE &&
        !SCORED.has(tableOf(file.path)) &&
        file.sources.some((id) => ids.includes(id)),
    )
    const facts = [
      asked.map(({ id, sha256, rows_accepted }) => [id, sha256, rows_accepted]),
      tables.map(({ path, sha256 }) => [path, sha256]),
    ]
    persons.set(about, JSON.stringify(facts))
  }
  return { k: typeof k === 'number' ? k : null, persons }
}

/** Rows of one level lie in a file of their own, those of RT by a criterion that follows the name. */
function tableOf(path: string): string {
  return posix.basename(path, '.csv').split('-')[0]!
}
