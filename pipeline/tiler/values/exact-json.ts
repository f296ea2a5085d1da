/** Where a number may stand that a double does not hold: 16 digits before the point, or an exponent of three. */
const MAY_BE_BEYOND = /(?:^|[-:,[\s])\d{16}|\d[eE]\+?\d{3}/
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Whether a number is kept as the text it is written in, since a double would change it: whole numbers beyond 2^53 - 1, and
 * what is too large for a double. Of one written with an exponent nobody wrote the last digits: it is the nearest double.
 */
export function isBeyondDoubles(value: number, text: string): boolean {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return false
  return !Number.isFinite(value) || !/[eE]/.test(text)
}

/**
 * JSON.parse that gives numbers beyond the doubles, also within lists and objects, as their text.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  if (!MAY_BE_BEYOND.test(text)) return JSON.parse(text)
  // Faults are told of the text as it is.
  JSON.parse(text)
  return JSON.parse(
    text.replace(TEXT_OR_NUMBER, (part) =>
      part[0] !== '"' && isBeyondDoubles(Number(part), part) ? `"${part}"` : part,
    ),
  )
}
