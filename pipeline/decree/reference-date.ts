/**
 * The day ages are counted at: the newest `retrieved` of the sources (ISO date), or null when none is dated. Never the
 * clock, so that the same files give the same report on every day.
 */
export function referenceDate({
  sources,
}: {
  sources: readonly { retrieved?: string | null | undefined }[]
}): string | null {
  let newest: string | null = null
  for (const { retrieved } of sources) {
    if (retrieved != null && (newest === null || retrieved > newest)) newest = retrieved
  }
  return newest
}

/**
 * Years from `from` to `to` (ISO dates, or a year alone): completed ones between two days; the difference of the years
 * when either is known by its year only, which may be one too many.
 */
export function yearsBetween(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  if (from.length < 10 || to.length < 10) return years
  return to.slice(5) < from.slice(5) ? years - 1 : years
}
