import type { Text } from '../store/index.ts'
import { both } from '../values/both-languages.ts'

/** How a release is called wherever it is named. */
export function releaseTitle({ city }: { city: { title: Text } }): Text {
  return { id: `Atlas permukiman kumuh ${city.title.id}`, en: `Slum atlas: ${city.title.en}` }
}

/** What tiles say of themselves where one text is all there is place for: that they are synthetic, else their title. */
export function tilesDescription(city: { title: Text; synthetic: Text | null }): string {
  return both(city.synthetic ?? releaseTitle({ city }))
}

/** Whose the data are, and that they are synthetic, in both languages; empty where neither is stated. */
export function creditsOf({
  attribution,
  synthetic,
}: {
  attribution: Text | null
  synthetic: Text | null
}): string {
  const stated = [attribution, synthetic].filter((text) => text !== null)
  return stated.map(both).join(' · ')
}

/**
 * Whom the data are from, in both languages, and that they are synthetic. Renderers show an attribution as HTML, so plain text is
 * escaped. Empty where neither is stated.
 */
export function attributionHtml({
  attribution,
  synthetic,
}: {
  attribution: Text | null
  synthetic: Text | null
}): string {
  return creditsOf({ attribution, synthetic })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
