import type { Hatches } from './class-hatches.ts'
import { PATTERN_RATIO, patternImage } from './pattern.ts'

/** A hatch as a picture that can be drawn. */
export function patternCanvas(index: number): HTMLCanvasElement {
  const { width, height, data } = patternImage(index)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
  return canvas
}

/** The hatches of the map on the swatches of a legend, by their colours; `data-hatch` names each to a picture of it. */
export function hatchSwatches(legend: HTMLElement, hatches: Hatches): void {
  const probe = document.createElement('span')
  for (const [colour, index] of hatches) {
    probe.style.backgroundColor = colour
    const { width, height } = patternImage(index)
    const picture = patternCanvas(index).toDataURL()
    for (const swatch of legend.querySelectorAll<HTMLElement>('.swatch')) {
      if (swatch.style.backgroundColor !== probe.style.backgroundColor) continue
      swatch.style.backgroundImage = `url(${picture})`
      swatch.style.backgroundSize = `${width / PATTERN_RATIO}px ${height / PATTERN_RATIO}px`
      swatch.dataset.hatch = String(index)
    }
  }
}
