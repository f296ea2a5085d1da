import { displayPath } from '../city.ts'
import { editDistance } from '../decree/names.ts'
import type { Text } from '../store/index.ts'
import { readYaml } from '../yaml-file.ts'
import { ACTIVITIES_FILE } from './files.ts'

/** What a kind of works can mend: criteria of the methodology, each with the unit in which it counts. */
export interface Activity {
  /** As works lists of the KOTAKU tools spell it. */
  name: string
  group: Text
  criteria: Readonly<Record<string, string>>
  /** Units that are normal for the works and count for no criterion. */
  also: readonly string[]
}

/** Share of the letters that may differ for a name to be offered in place of an unknown one. */
const SIMILAR = 0.25

/** The dictionary of activities; names are compared without regard to case, blanks and punctuation. */
export class Activities {
  /** The methodology whose criteria the activities name. */
  readonly methodology: string
  /** Criteria that only a work whose row names them lowers. */
  readonly statedOnly: readonly string[]
  readonly #byName = new Map<string, Activity>()
  readonly #found = new Map<string, Activity | null>()
  readonly #nearest = new Map<string, string | null>()

  constructor(activities: Iterable<Activity>, methodology: string, statedOnly: readonly string[] = []) {
    this.methodology = methodology
    this.statedOnly = statedOnly
    for (const activity of activities) {
      const name = comparable(activity.name)
      if (this.#byName.has(name)) throw new RangeError(`the activity ${activity.name} is listed twice`)
      this.#byName.set(name, activity)
    }
    // What stands in parentheses explains: `Jalan Lapen (Lapisan Penetrasi)` is listed as `Jalan Lapen` by some.
    for (const activity of [...this.#byName.values()]) {
      const short = comparable(withoutRemarks(activity.name))
      if (short !== '' && !this.#byName.has(short)) this.#byName.set(short, activity)
    }
  }

  /** The activity of a name as a works list gives it, or null when it is not listed. */
  find(name: string): Activity | null {
    let found = this.#found.get(name)
    if (found === undefined) {
      found = this.#byName.get(comparable(name)) ?? this.#byName.get(comparable(withoutRemarks(name))) ?? null
      this.#found.set(name, found)
    }
    return found
  }

  /** The listed name nearest to one that is not listed, or null when none is near or two are equally so. */
  nearest(name: string): string | null {
    let nearest = this.#nearest.get(name)
    if (nearest === undefined) {
      nearest = this.#search(name)
      this.#nearest.set(name, nearest)
    }
    return nearest
  }

  #search(name: string): string | null {
    const wanted = comparable(name)
    const limit = Math.floor(wanted.length * SIMILAR)
    let best: { name: string; distance: number } | null = null
    let isTie = false
    for (const [candidate, activity] of this.#byName) {
      if (Math.abs(candidate.length - wanted.length) > limit) continue
      const distance = editDistance(wanted, candidate)
      if (distance > limit || (best !== null && distance > best.distance)) continue
      isTie = distance === best?.distance && (isTie || best.name !== activity.name)
      best = { name: activity.name, distance }
    }
    return isTie ? null : (best?.name ?? null)
  }
}

function comparable(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function withoutRemarks(name: string): string {
  return name.replace(/\([^()]*\)/g, ' ')
}

interface ActivityFile {
  methodology: string
  stated_only: string[]
  activities: { group: Text; names: string[]; criteria: Record<string, string>; also?: string[] }[]
}

let cache: Activities | undefined

/**
 * Reads `data/reference/activities.yaml`.
 * @throws UserError `config` naming the line when the file is not valid YAML.
 */
export function loadActivities(): Activities {
  if (cache === undefined) {
    const { value } = readYaml(ACTIVITIES_FILE, displayPath(ACTIVITIES_FILE))
    const { activities, methodology, stated_only } = value as ActivityFile
    cache = new Activities(
      activities.flatMap(({ group, names, criteria, also = [] }) =>
        names.map((name) => ({ name, group, criteria, also })),
      ),
      methodology,
      stated_only,
    )
  }
  return cache
}
