/** A kawasan's name as names are compared: without case, with single blanks; null when there is none. */
export function kawasanName(name: string | null): string | null {
  const key = (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase()
  return key === '' ? null : key
}
