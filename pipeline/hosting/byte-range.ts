/** First and last byte, both included. */
export type ByteRange = [first: number, last: number]

/**
 * A `Range` header for a file of so many bytes (RFC 9110 section 14): the range, `null` where the whole file is to be
 * sent (no header, several ranges, not understood), or `unsatisfiable`.
 */
export function byteRange(header: string | undefined, bytes: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null) return null
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), bytes)
    return length === 0 ? 'unsatisfiable' : [bytes - length, bytes - 1]
  }
  const first = Number(from)
  const last = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= bytes ? 'unsatisfiable' : [first, last]
}
