/** `count` colours along a ramp, its first and last among them: as many as a methodology has bands or ranks. */
export function rampColours(ramp: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : (i / (count - 1)) * (ramp.length - 1)
    const [from, to] = [ramp[Math.floor(at)] ?? '', ramp[Math.ceil(at)] ?? '']
    return mixed(from, to, at - Math.floor(at))
  })
}

/** @param share of `b`, 0 to 1 */
function mixed(a: string, b: string, share: number): string {
  const channel = (colour: string, i: number) => Number.parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16)
  return `#${[0, 1, 2]
    .map((i) => Math.round(channel(a, i) * (1 - share) + channel(b, i) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}
