import { DAY_MS, daysBetween } from './calendar-date.ts'
import type { City } from './city.ts'
import { ContractError, UserError } from './errors.ts'
import type { Progress } from './progress.ts'

/** The last second of the year 9999: days are compared as text, which later years have not in the same form. */
const LAST_EPOCH_S = 253_402_300_799

/**
 * Today as an ISO date in UTC, or the day of `SOURCE_DATE_EPOCH` (seconds) where a build is to be repeated as of then.
 *
 * @throws UserError `usage` when that variable holds anything but such seconds: another day could let pass what has run out.
 */
export function today(environment: NodeJS.ProcessEnv = process.env): string {
  const stated = environment.SOURCE_DATE_EPOCH
  if (stated === undefined) return new Date().toISOString().slice(0, 10)
  if (!/^\d{1,12}$/.test(stated) || Number(stated) > LAST_EPOCH_S) {
    throw new UserError('usage', {
      what: 'the environment variable SOURCE_DATE_EPOCH states no day',
      got: JSON.stringify(stated),
      expected: `whole seconds since 1970-01-01, 0 to ${LAST_EPOCH_S}, or no such variable`,
      next: 'unset SOURCE_DATE_EPOCH, or set it as in: SOURCE_DATE_EPOCH=$(date +%s)',
    })
  }
  return new Date(Number(stated) * 1000).toISOString().slice(0, 10)
}

/**
 * What the day alone may forbid, asked before anything is built: overrides that have run out, sources that have grown
 * too old, and sources that were retrieved on a day yet to come. Nothing built depends on the day: it only may stop the
 * build.
 *
 * @param day ISO date
 * @throws ContractError naming every override and every source that is past its day or before it.
 */
export function checkGates(city: City, day: string, progress: Progress): void {
  checkOverrides(city, day)
  checkRetrieved(city, day)
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

/** East of Greenwich the day begins earlier than in UTC. */
const TIME_ZONE_DAYS = 1

/** The report counts every age from the newest of these days: one that is yet to come would make all others old. */
function checkRetrieved(city: City, day: string): void {
  const latest = new Date(Date.parse(day) + TIME_ZONE_DAYS * DAY_MS).toISOString().slice(0, 10)
  const ahead = city.sources
    .map(({ id, retrieved }, index) => ({ id, retrieved, index }))
    .filter(({ retrieved }) => retrieved !== undefined && retrieved > latest)
  const first = ahead[0]
  if (!first) return
  throw new ContractError({
    code: 'RETRIEVED_LATER',
    what:
      ahead.length === 1
        ? 'a source was retrieved on a day that is yet to come'
        : `${ahead.length} sources were retrieved on days that are yet to come`,
    where: { file: city.file, key: `sources[${first.index}].retrieved` },
    got: ahead.map(({ id, retrieved }) => `${id}: ${retrieved}`).join('; '),
    expected: `${day} or earlier`,
    next: 'state the day on which the file was retrieved; look at the clock of this machine, or at SOURCE_DATE_EPOCH',
  })
}

function checkFreshness(city: City, day: string, progress: Progress): void {
  const old: string[] = []
  let first = -1
  city.sources.forEach((source, index) => {
    const { freshness, retrieved } = source
    if (!freshness || retrieved === undefined) return
    const age_days = daysBetween(retrieved, day)
    const { error_after_days = Infinity, warn_after_days = Infinity } = freshness
    if (age_days > error_after_days) {
      if (first < 0) first = index
      old.push(`${source.id}: ${age_days} days, at most ${error_after_days}`)
    } else if (age_days > warn_after_days) {
      progress.say(`  note   ${source.id} is ${age_days} days old; fetch it anew after ${warn_after_days}`, {
        event: 'source_old',
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
