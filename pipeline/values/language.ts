/** Languages of everything that a citizen, an official or an analyst reads. */
export type Language = 'id' | 'en'

/** A phrase with values in its `{name}` places; a place that nothing is given for stays as it is. */
export function filled(phrase: string, fill: Readonly<Record<string, string | number>>): string {
  return phrase.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole))
}
