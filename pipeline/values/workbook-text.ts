/** Characters of a cell at most; Excel calls a file with more of them damaged. */
const MOST_CHARACTERS = 32_767

/** Text as the shared strings of a workbook hold it. */
export function workbookText(text: string): string {
  // `_x000D_` would be read as a carriage return.
  const escaped = text.replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
  const whole = escaped.length > MOST_CHARACTERS ? `${escaped.slice(0, MOST_CHARACTERS - 1)}…` : escaped
  // The library keeps its texts in an object and takes what every object has for one of them.
  return whole in {} ? `${whole} ` : whole
}
