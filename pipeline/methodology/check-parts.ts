import type { CheckedYaml, Key } from '../yaml-file.ts'

/**
 * Every `source` names one of the listed sources.
 * @throws UserError `config` naming file, line and key.
 */
export function checkSources(methodology: { sources: Record<string, unknown> }, file: CheckedYaml): void {
  const visit = (value: unknown, key: Key): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, child] of Object.entries(value)) {
      const at = [...key, Array.isArray(value) ? Number(name) : name]
      if (name === 'source' && typeof child === 'string' && !Object.hasOwn(methodology.sources, child)) {
        throw file.fault(at, {
          what: 'the source is not listed',
          got: child,
          expected: list(Object.keys(methodology.sources)),
        })
      }
      if (at[0] !== 'sources') visit(child, at)
    }
  }
  visit(methodology, [])
}

/** @throws UserError `config` when two rows have the same name. */
export function unique<K extends string>(
  rows: readonly Record<K, string>[],
  key: Key,
  name: K,
  file: CheckedYaml,
): void {
  const seen = new Set<string>()
  rows.forEach((row, index) => {
    if (seen.has(row[name])) throw file.fault([...key, index], { what: 'stands twice', got: row[name] })
    seen.add(row[name])
  })
}

/** @throws UserError `config` when the value is none of the allowed ones. */
export function known(
  value: string,
  allowed: readonly string[],
  key: Key,
  what: string,
  file: CheckedYaml,
): void {
  if (!allowed.includes(value))
    throw file.fault(key, { what, got: value, expected: `one of ${list(allowed)}` })
}

/** Words as a message lists them. */
export function list(words: readonly string[]): string {
  return words.join(', ')
}
