/** Letters of a word, from which on one, and two, may be wrong, missing, too many or changed for the next. */
const ONE_WRONG = 4
const TWO_WRONG = 8

/** Whether a word may have been meant by another that is written nearly so. */
export function isNearWord(word: string, other: string): boolean {
  const most = word.length >= TWO_WRONG ? 2 : word.length >= ONE_WRONG ? 1 : 0
  if (most === 0 || Math.abs(word.length - other.length) > most) return false
  return stepsBetween(word, other) <= most
}

/** How many letters lie between two words, two neighbours in the wrong order counted as one (optimal string alignment). */
function stepsBetween(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + Number(a[i - 1] !== b[j - 1])
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(Math.min(change, last[j]! + 1, row[j - 1]! + 1, swapped ? before[j - 2]! + 1 : change))
    }
    before = last
    last = row
  }
  return last[b.length]!
}
