import { XmlFault, type XmlHandler } from '../xml.ts'
import type { XlsxPackage } from './xlsx-package.ts'

/** Characters of all shared strings together: they are the one part of a workbook that must lie in memory. */
const CHARACTERS_MAX = 128 * 2 ** 20
const STRINGS_MAX = 5_000_000

/** Characters XML cannot hold are written `_x000D_`, and an underscore that would look so as `_x005F_`. */
const ESCAPE = /_x([0-9A-Fa-f]{4})_/g

/** Text of a string item, escapes undone; control characters other than tabs and line breaks go. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(ESCAPE, (_, hex: string) => {
    const code = Number.parseInt(hex, 16)
    return code < 0x20 && code !== 9 && code !== 10 && code !== 13 ? '' : String.fromCharCode(code)
  })
}

/**
 * Gathers the text of one string item (`<si>` or `<is>`): its runs in order, without the phonetic ones.
 *
 * Source: ECMA-376 part 1, sections 18.4.4 (r), 18.4.6 (rPh), 18.4.12 (t).
 */
export class RichText {
  text = ''
  #isText = false
  #phoneticDepth = 0

  open(name: string): void {
    if (name === 'rPh') this.#phoneticDepth++
    else if (name === 't') this.#isText = this.#phoneticDepth === 0
  }

  close(name: string): void {
    if (name === 'rPh') this.#phoneticDepth--
    else if (name === 't') this.#isText = false
  }

  add(text: string): void {
    if (this.#isText) this.text += text
  }
}

/**
 * Reads the shared strings of a workbook, trimmed. The counts that the part states are not believed.
 * @throws UserError `source` for more text than is safe to hold
 */
export async function readSharedStrings(workbook: XlsxPackage, part: string): Promise<string[]> {
  const strings: string[] = []
  let item: RichText | null = null
  let characters = 0
  const handler: XmlHandler = {
    open(name) {
      if (name === 'si') item = new RichText()
      else item?.open(name)
    },
    text(text) {
      if (item === null) return
      characters += text.length
      if (characters > CHARACTERS_MAX) throw tooMany(`more than ${CHARACTERS_MAX} characters`)
      item.add(text)
    },
    close(name) {
      if (name !== 'si' || item === null) {
        item?.close(name)
        return
      }
      if (strings.length >= STRINGS_MAX) throw tooMany(`more than ${STRINGS_MAX} strings`)
      strings.push(unescapeText(item.text).trim())
      item = null
    },
  }
  for await (const _ of workbook.read(part, handler)) {
    // The handler keeps what it takes.
  }
  return strings
}

function tooMany(got: string): XmlFault {
  return new XmlFault('the workbook holds more text than is safe to read', {
    got,
    next: 'split the workbook, or save the sheet as .csv',
  })
}
