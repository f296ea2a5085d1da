import { escapeHtml, type Language } from './format.ts'

/** One tenth of a drawing unit is as fine as any line here. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A text in each language at the same place; once when both are equal. */
export function twice(
  text: (language: Language) => string,
  x: number,
  y: number,
  attributes: string,
): string {
  const draw = (language: Language, lang: string) =>
    `<text x="${rounded(x)}" y="${rounded(y)}"${lang} ${attributes}>${escapeHtml(text(language))}</text>`
  if (text('id') === text('en')) return draw('id', '')
  return draw('id', ' lang="id"') + draw('en', ' lang="en"')
}

/** The accessible name of a drawing, which takes no language switch. */
export function svgTitle(id: string, en: string): string {
  return `<title>${escapeHtml(`${id} / ${en}`)}</title>`
}
