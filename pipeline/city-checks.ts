import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { City, Source } from './city.ts'
import { centralMeridian, crsFromCode, utmCodeAt } from './geo/crs-table.ts'
import { isDeviceName, METHODOLOGY_DIR, PROJECT_ROOT } from './paths.ts'
import { checkAmends, checkFreshness, checkPlace, checkTable } from './source-checks.ts'
import type { CheckedYaml, Key } from './yaml-file.ts'

/** Degrees from the central meridian beyond which a transverse Mercator no longer gives the agencies' hectares. */
const ZONE_REACH_DEG = 4.5

/** Hectares are measured in `utm_crs`: it must be a transverse Mercator whose zone holds the city. */
function checkUtm(city: City, yaml: CheckedYaml): void {
  const [west, south, east, north] = city.envelope
  const expected = `a UTM or TM-3 zone that holds the envelope, such as ${utmCodeAt((west + east) / 2, (south + north) / 2)}`
  let meridian: number | null
  try {
    meridian = centralMeridian(crsFromCode(city.utm_crs))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    meridian = null
  }
  if (meridian === null) {
    throw yaml.fault(['utm_crs'], {
      what: 'hectares cannot be measured in this CRS',
      got: city.utm_crs,
      expected,
    })
  }
  const middle = (west + east) / 2
  if (Math.abs(middle - meridian) <= ZONE_REACH_DEG) return
  throw yaml.fault(['utm_crs'], {
    what: 'the city lies outside the zone of its CRS',
    got: `${city.utm_crs}, central meridian ${meridian}; the middle of the envelope is at ${middle.toFixed(2)}`,
    expected,
  })
}

/** Stands where a decree number must be and no file gives one; `petakumuh init` writes it. */
export const UNKNOWN_DECREE = 'belum-diisi'

/** The decree number that a mapping states for the whole file, or null. */
export function decreeValue({ columns }: Pick<Source, 'columns'>): string | null {
  const mapping = columns.decree_number
  return mapping && typeof mapping === 'object' && 'value' in mapping ? String(mapping.value) : null
}

/**
 * A number put in one place and left out in another would publish zones or annex rows under no decree. Where none is known yet, one
 * placeholder in all places holds them together.
 */
function checkDecreePlaceholder(city: City, yaml: CheckedYaml): void {
  const places: [Key, string][] = city.decree === null ? [] : [[['decree'], city.decree]]
  city.sources.forEach((source, index) => {
    if (source.columns.decree_number === undefined) return
    places.push([['sources', index, 'columns', 'decree_number'], decreeValue(source) ?? ''])
  })
  const left = places.filter(([, number]) => number === UNKNOWN_DECREE)
  if (left.length === 0 || left.length === places.length) return
  throw yaml.fault(left[0]![0], {
    what: 'a placeholder stands for the decree number, which is known in another place',
    got: UNKNOWN_DECREE,
    expected: 'the number of the decree, as in the other places, or a column with it',
    next:
      left.length > 1
        ? `the placeholder is left in ${left.length} places: put the number in each`
        : undefined,
  })
}

/** Two workspaces of one name would publish over each other: under data/ the name is that of the folder. */
function checkName(city: City, yaml: CheckedYaml): void {
  const folder = basename(city.directory)
  checkNoDevice(city.name, ['name'], yaml)
  if (dirname(city.directory) !== join(PROJECT_ROOT, 'data') || city.name === folder) return
  throw yaml.fault(['name'], {
    what: 'the name is not that of the folder, so that two cities could publish over each other',
    got: city.name,
    expected: folder,
  })
}

/** Names of cities and sources become names of folders and files. */
function checkNoDevice(name: string, key: Key, yaml: CheckedYaml): void {
  if (!isDeviceName(name)) return
  throw yaml.fault(key, {
    what: 'no file can have this name on Windows, where it is that of a device',
    got: name,
    expected: 'any other name',
  })
}

/**
 * What the JSON Schema cannot say: tables, columns, ids, places.
 * @throws UserError `config` with file, line and key.
 */
export function checkMeaning(city: City, yaml: CheckedYaml): void {
  const [west, south, east, north] = city.envelope
  if (!(-180 <= west && west < east && east <= 180 && -90 <= south && south < north && north <= 90)) {
    throw yaml.fault(['envelope'], {
      what: 'the envelope holds no place',
      got: city.envelope.join(', '),
      expected: 'west, south, east, north in degrees, west < east, south < north',
    })
  }
  checkUtm(city, yaml)
  checkName(city, yaml)
  if (!methodologies().includes(city.methodology)) {
    throw yaml.fault(['methodology'], {
      what: 'there is no such methodology of scores',
      got: city.methodology,
      expected: `one of ${methodologies().join(', ')}`,
    })
  }
  for (const [index, name] of (city.indicators.methodologies ?? []).entries()) {
    if (methodologies('tests|monitoring').includes(name)) continue
    throw yaml.fault(['indicators', 'methodologies', index], {
      what: 'there is no such methodology beside the scores',
      got: name,
      expected: `some of ${methodologies('tests|monitoring').join(', ')}`,
    })
  }
  const seen = new Set<string>()
  city.sources.forEach((source, index) => {
    if (seen.has(source.id)) {
      throw yaml.fault(['sources', index, 'id'], {
        what: 'two sources have the same id',
        got: source.id,
        expected: 'an id that no other source has',
      })
    }
    seen.add(source.id)
    checkNoDevice(source.id, ['sources', index, 'id'], yaml)
    checkTable(source, index, yaml)
    checkPlace(city.directory, source, index, yaml)
    checkAmends(city.sources, source, index, yaml)
    checkFreshness(source, index, yaml)
  })
  checkDecreePlaceholder(city, yaml)
}

/** Methodologies of some kinds; without any, those that a city can be scored by. */
function methodologies(kinds = 'deficit_scores'): string[] {
  const ofKind = new RegExp(`^kind: *(${kinds})$`, 'm')
  return readdirSync(METHODOLOGY_DIR)
    .filter((file) => file.endsWith('.yaml'))
    .filter((file) => ofKind.test(readFileSync(join(METHODOLOGY_DIR, file), 'utf8')))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}
