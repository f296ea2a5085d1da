import type { City } from './city.ts'
import { ContractError } from './errors.ts'
import type { Progress } from './progress.ts'

const DAY_MS = 86_400_000

/** Today as an ISO date in UTC, or the day of `SOURCE_DATE_EPOCH` (seconds) where a build is to be repeated as of then. */
export function today(environment: NodeJS.ProcessEnv = process.env): string {
  const epoch = Number(environment.SOURCE_DATE_EPOCH)
  const isGiven = environment.SOURCE_DATE_EPOCH !== undefined && Number.isFinite(epoch)
  return new Date(isGiven ? epoch * 1000 : Date.now()).toISOString().slice(0, 10)
}

/**
 * What the passing of time alone may forbid, asked before anything is built: overrides that have run out and sources
 * that have grown too old. Nothing built depends on the day: it only may stop the build.
 *
 * @param day ISO date
 * @throws ContractError naming every override and every source that is past its day.
 */
export function checkGates(city: City, day: string, progress: Progress): void {
  checkOverrides(city, day)
  checkFreshness(city, day, progress)
}

function checkOverrides(city: City, day: string): void {
  const expired = city.quality
    .map((override, index) => ({ ...override, index }))
    .filter(({ until }) => until < day)
  const first = expired[0]
  if (!first) return
  throw new ContractError({
    code: 'WAIVER_EXPIRED',
    what:
      expired.length === 1
        ? 'an override of a quality rule has run out'
        : `${expired.length} overrides of quality rules have run out`,
    where: { file: city.file, key: `quality[${first.index}].until` },
    got: expired.map(({ code, until }) => `${code}: ${until}`).join(', '),
    expected: `${day} or later`,
    next: 'mend the data and take the override out, or renew it with a reason that holds today',
  })
}

function checkFreshness(city: City, day: string, progress: Progress): void {
  const old: string[] = []
  let first = -1
  city.sources.forEach((source, index) => {
    const { freshness, retrieved } = source
    if (!freshness || retrieved === undefined) return
    const age_days = Math.round((Date.parse(day) - Date.parse(retrieved)) / DAY_MS)
    const { error_after_days = Infinity, warn_after_days = Infinity } = freshness
    if (age_days > error_after_days) {
      if (first < 0) first = index
      old.push(`${source.id}: ${age_days} days, at most ${error_after_days}`)
    } else if (age_days > warn_after_days) {
      progress.say(`  note   ${source.id} is ${age_days} days old; fetch it anew after ${warn_after_days}`, {
        source: source.id,
        age_days,
        warn_after_days,
      })
    }
  })
  if (first < 0) return
  throw new ContractError({
    code: 'SOURCE_STALE',
    what: old.length === 1 ? 'a source has grown too old' : `${old.length} sources have grown too old`,
    where: { file: city.file, key: `sources[${first}].freshness.error_after_days` },
    got: old.join('; '),
    expected: `retrieved within that time before ${day}`,
    next: 'fetch the source anew and set its retrieved date, or allow it more time',
  })
}
