import { type Lang, t } from './i18n.ts'
import type { Bounds } from './release.ts'

/** Steps of a graticule in seconds of arc: what divides degrees and minutes evenly. */
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18_000, 36_000, 108_000]

export interface Graticule {
  step_s: number
  /** Degrees of the lines within the frame. */
  meridians: number[]
  parallels: number[]
}

/** Lines of one step both ways, about `lines` of them along the longer side. */
export function graticule([west, south, east, north]: Bounds, lines = 6): Graticule {
  const longer_s = Math.max(east - west, north - south) * 3600
  const step_s = STEPS_S.find((step) => longer_s / step <= lines) ?? (STEPS_S.at(-1) as number)
  return { step_s, meridians: within(west, east, step_s), parallels: within(south, north, step_s) }
}

function within(from: number, to: number, step_s: number): number[] {
  const first = Math.ceil((from * 3600) / step_s)
  const last = Math.floor((to * 3600) / step_s)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ((first + i) * step_s) / 3600)
}

/** `104°26′00″ BT`; seconds only where the step asks for them. */
export function degreesText(lang: Lang, degrees: number, axis: 'lon' | 'lat', step_s: number): string {
  const total_s = Math.round(Math.abs(degrees) * 3600)
  const two = (value: number) => String(value).padStart(2, '0')
  const whole = `${Math.floor(total_s / 3600)}°`
  const minutes = step_s % 3600 === 0 ? '' : `${two(Math.floor(total_s / 60) % 60)}′`
  const seconds = step_s % 60 === 0 ? '' : `${two(total_s % 60)}″`
  if (total_s === 0) return whole
  const side =
    axis === 'lon'
      ? t(lang, degrees < 0 ? 'print_west' : 'print_east')
      : t(lang, degrees < 0 ? 'print_south' : 'print_north')
  return `${whole}${minutes}${seconds} ${side}`
}
