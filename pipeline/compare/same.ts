import type { AttributeValue, DecodedFeature } from '../archive/index.ts'

export function sameValues(
  a: Readonly<Record<string, AttributeValue>>,
  b: Readonly<Record<string, AttributeValue>>,
): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  )
}

/** Whether two drawings have the same type and vertices in the same order. */
export function sameChains(a: DecodedFeature, b: DecodedFeature): boolean {
  if (a.type !== b.type || a.geometry.length !== b.geometry.length) return false
  for (let c = 0; c < a.geometry.length; c++) {
    const one = a.geometry[c]!
    const other = b.geometry[c]!
    if (one.length !== other.length) return false
    for (let i = 0; i < one.length; i++)
      if (one[i]![0] !== other[i]![0] || one[i]![1] !== other[i]![1]) return false
  }
  return true
}
