/** Licences that stand behind an address of their own, by their SPDX ids. */
const ADDRESSES: Record<string, string> = {
  'CC0-1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
  'CC-BY-3.0': 'https://creativecommons.org/licenses/by/3.0/',
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC-BY-SA-3.0': 'https://creativecommons.org/licenses/by-sa/3.0/',
  'CC-BY-SA-4.0': 'https://creativecommons.org/licenses/by-sa/4.0/',
  'CC-BY-NC-4.0': 'https://creativecommons.org/licenses/by-nc/4.0/',
  'CC-BY-NC-SA-4.0': 'https://creativecommons.org/licenses/by-nc-sa/4.0/',
  'CC-BY-ND-4.0': 'https://creativecommons.org/licenses/by-nd/4.0/',
  MIT: 'https://opensource.org/license/mit',
  'ODbL-1.0': 'https://opendatacommons.org/licenses/odbl/1-0/',
  'ODC-By-1.0': 'https://opendatacommons.org/licenses/by/1-0/',
  'PDDL-1.0': 'https://opendatacommons.org/licenses/pddl/1-0/',
}

/** The address of a licence that a source names by its SPDX id; null of any other words. */
export function licenceAddress(licence: string): string | null {
  return Object.hasOwn(ADDRESSES, licence) ? ADDRESSES[licence]! : null
}

/** The licences of some sources, each once, in alphabetical order. */
export function licencesOf(
  sources: readonly { id: string; licence: string }[],
  ids: readonly string[] = sources.map(({ id }) => id),
): string[] {
  return [...new Set(sources.filter(({ id }) => ids.includes(id)).map(({ licence }) => licence))].sort()
}
