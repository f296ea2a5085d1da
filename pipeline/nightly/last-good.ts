import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Id of the release that the last good night of a city served, as its status says, in a list of one; none where no night
 * ran, or where it cannot be told. What is served may be another: someone may have turned the pointer back.
 *
 * @param directory where `petakumuh nightly` keeps its status
 */
export function lastGoodOfNights(city: string, directory: string): string[] {
  const path = join(directory, 'status.json')
  if (!existsSync(path)) return []
  try {
    const { cities } = JSON.parse(readFileSync(path, 'utf8')) as { cities: unknown[] }
    const found = cities.find((status) => (status as { city?: unknown } | null)?.city === city)
    const release = (found as { last_good?: { release?: unknown } | null } | undefined)?.last_good?.release
    return typeof release === 'string' ? [release] : []
  } catch {
    return []
  }
}
