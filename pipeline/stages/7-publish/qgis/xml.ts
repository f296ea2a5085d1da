/** What an element says of itself, in order. */
export type Attributes = Record<string, string | number>

/** An XML element; `content` is markup, plain text goes through {@link text}. */
export function element(name: string, attributes: Attributes = {}, ...content: string[]): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${text(String(value))}"`)
  return content.length === 0
    ? `<${name}${said.join('')}/>`
    : `<${name}${said.join('')}>${content.join('')}</${name}>`
}

/** Plain text as markup; characters that XML cannot hold are left out. */
export function text(plain: string): string {
  return plain
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
}

/** An element with plain text in it. */
export function textElement(name: string, plain: string, attributes: Attributes = {}): string {
  return element(name, attributes, text(plain))
}

/** A property map as QGIS writes it. */
export function options(values: Record<string, string | number>): string {
  const entries = Object.entries(values).map(([name, value]) =>
    element('Option', { name, type: 'QString', value }),
  )
  return element('Option', { type: 'Map' }, ...entries)
}
