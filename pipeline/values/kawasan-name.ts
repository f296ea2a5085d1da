/** A kawasan's name as names are compared: without case, with single blanks; null when there is none. */
export function kawasanName(name: string | null): string | null {
  const key = (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase()
  return key === '' ? null : key
}

/** Whether two names are those of one kawasan; no name is that of none. */
export function isSameKawasan(a: string | null, b: string | null): boolean {
  const name = kawasanName(a)
  return name !== null && name === kawasanName(b)
}
