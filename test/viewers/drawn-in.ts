import type { Page } from 'playwright-core'

export type Colour = readonly [red: number, green: number, blue: number]

/** What of a page is of one colour. */
export interface Drawn {
  /** Share of the pixels looked at. */
  share: number
  /** Mean place of these pixels on the page. */
  x: number
  y: number
}

/**
 * What of the page is of each colour, by a screenshot read in the page itself.
 * @param options.within steps by which each channel may differ; 8 when left out.
 * @param options.left pixels at the left of the page that are passed over.
 */
export async function drawnIn(
  page: Page,
  colours: readonly Colour[],
  { within = 8, left = 0 }: { within?: number; left?: number } = {},
): Promise<Drawn[]> {
  const png = (await page.screenshot()).toString('base64')
  return page.evaluate(
    `(async () => {
      const image = new Image()
      image.src = 'data:image/png;base64,${png}'
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d', { willReadFrequently: true })
      context.drawImage(image, 0, 0)
      const { data, width, height } = context.getImageData(${left}, 0, image.width - ${left}, image.height)
      return ${JSON.stringify(colours)}.map((colour) => {
        let count = 0, x = 0, y = 0
        for (let i = 0; i < data.length; i += 4) {
          if (!colour.every((level, c) => Math.abs(data[i + c] - level) <= ${within})) continue
          count++
          x += (i / 4) % width
          y += Math.floor(i / 4 / width)
        }
        return { share: count / (width * height), x: ${left} + x / count, y: y / count }
      })
    })()`,
  )
}
