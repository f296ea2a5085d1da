import type { ReadManifest } from '../../release/manifest.ts'
import type { MemberChange } from './release-comparison.ts'

/** What of a file follows from its content: a file of other content is named as one that differs. */
const OF_CONTENT = ['bytes', 'sha256', 'rows']
/** Members of an entry by which lists of a manifest are matched. */
const NAMES = ['id', 'name', 'path']

/**
 * What two manifests say otherwise of the city, its sources, layers and files (licences, titles, privacy, counts), by the path of the
 * member: `city.privacy.k`, `sources.rt.licence`. Files that one of them has not are none of it.
 */
export function manifestChanges(a: ReadManifest, b: ReadManifest): MemberChange[] {
  const ofB = new Set(b.files.map(({ path }) => path))
  const inBoth = new Set(a.files.map(({ path }) => path).filter((path) => ofB.has(path)))
  const [old, now] = [a, b].map(({ content, files }) => {
    const told = files
      .filter(({ path }) => inBoth.has(path))
      .map((file) => Object.fromEntries(Object.entries(file).filter(([name]) => !OF_CONTENT.includes(name))))
    return new Map(members({ ...content, files: told }, ''))
  }) as [Map<string, string>, Map<string, string>]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((member): MemberChange[] => {
    const [one, other] = [old.get(member) ?? null, now.get(member) ?? null]
    return one === other ? [] : [{ member, a: one, b: other }]
  })
}

/** Paths of all that is no object, with its JSON. */
function members(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]]
  const isList = Array.isArray(value)
  const named = isList
    ? value.map((entry, i): [string, unknown] => [nameOf(entry) ?? `${i}`, entry])
    : Object.entries(value)
  // A list of numbers or words is one value.
  if (isList && value.every((entry) => nameOf(entry) === null)) return [[path, JSON.stringify(value)]]
  return named.flatMap(([name, entry]) => members(entry, path === '' ? name : `${path}.${name}`))
}

function nameOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null
  const name = NAMES.find((one) => typeof (entry as Record<string, unknown>)[one] === 'string')
  return name === undefined ? null : (entry as Record<string, string>)[name]!
}
