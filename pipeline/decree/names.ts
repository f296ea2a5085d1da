const PREFIXES = /^(kelurahan|kel\.?|desa|ds\.?|kecamatan|kec\.?|kota|kabupaten|kab\.?)\s+/

/** A place name reduced to what is compared: no case, no administrative prefix, no blanks or punctuation. */
export function comparableName(name: string): string {
  let text = name.normalize('NFKD').toLowerCase().trim()
  while (PREFIXES.test(text)) text = text.replace(PREFIXES, '')
  return text.replace(/[^\p{L}\p{N}]/gu, '')
}

/** Smallest number of letters to insert, delete, replace or exchange with a neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, beforePrevious[j - 2]! + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}

export interface NameMatch<T> {
  item: T
  /** 0 when only case, blanks or a prefix differ. */
  distance: number
}

/**
 * The one item whose name is nearest, within `limit` letters; null when none is, or when two names are equally near. Of
 * items with the same name it is the first.
 */
export function nearestName<T>(
  name: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  limit: number,
): NameMatch<T> | null {
  const wanted = comparableName(name)
  if (wanted === '') return null
  let best: NameMatch<T> | null = null
  let tie = false
  for (const item of items) {
    const candidate = comparableName(nameOf(item))
    if (Math.abs(candidate.length - wanted.length) > limit) continue
    const distance = editDistance(wanted, candidate)
    // Short names differ by two letters without being the same place.
    if (distance > Math.min(limit, Math.floor(wanted.length / 4))) continue
    if (best === null || distance < best.distance) {
      best = { item, distance }
      tie = false
    } else if (distance === best.distance && comparableName(nameOf(best.item)) !== candidate) tie = true
  }
  return tie ? null : best
}
