import type { ThemeValues } from './theme-values.ts'

type Properties = Record<string, unknown>

/**
 * What the RT in view show in the year that is drawn, an RT each. Where the year has values of its own, an RT without one
 * shows nothing, and is not counted.
 */
export function shownRt(
  drawn: readonly Properties[],
  { rt, rtYear }: Pick<ThemeValues, 'rt' | 'rtYear'>,
): Properties[] {
  if (rt === null)
    return drawn.filter(({ score_vintage }) => rtYear === undefined || score_vintage === rtYear)
  return drawn.map(({ rt_id }) => rt.get(String(rt_id))).filter((of) => of !== undefined)
}

/** Of which RT, in which theme and year, a legend tells: another key is another legend. */
export function rtKey(drawn: readonly Properties[] | null, theme: string, year: string | null): string {
  const ids = drawn === null ? null : drawn.map(({ rt_id }) => String(rt_id)).sort()
  return JSON.stringify([theme, year, ids])
}
