/** Two states of the city side by side, as a link carries them. */
export interface CompareState {
  /** Keys of sides: `2018`, `2024p`, or `sk:337/2014` for the extent of a decree. */
  left: string
  right: string
  /** Where the left side ends, in percent of the width of the map. */
  at: number
}

/** Reads `2014~2018p~50`; null where it is none. The parts are encoded each, so that a decree may be called anything. */
export function parseCompare(text: string | null): CompareState | null {
  const [left, right, at, ...more] = (text ?? '').split('~').map(decoded)
  if (!left || !right || at === undefined || more.length > 0) return null
  return /^\d{1,3}$/.test(at) && Number(at) <= 100 ? { left, right, at: Number(at) } : null
}

/** Inverse of {@link parseCompare}. */
export function formatCompare({ left, right, at }: CompareState): string {
  return [left, right, String(at)].map(encoded).join('~')
}

/** A percent sign is encoded once more, as the address is decoded as a whole before its parts are. */
function encoded(part: string): string {
  return encodeURIComponent(encodeURIComponent(part).replaceAll('~', '%7E'))
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
