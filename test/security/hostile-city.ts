import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { writeCleanCity } from '../support/clean-city.ts'

/** What a page would run, show or ask for, were it taken for markup; each calls what the browser test listens to. */
export const MARKUP = [
  '<script>planted()</script>',
  '<img src=x onerror=planted()>',
  '" onmouseover="planted()" x="',
  "' onfocus='planted()' autofocus='",
  '</script><script>planted()</script>',
  '</style><svg onload=planted()>',
  '--><svg/onload=planted()>',
  '{{constructor.constructor("planted()")()}}',
  'javascript:planted()',
  '\u2028planted()//\u2029',
  '&lt;script&gt;planted()&lt;/script&gt;',
  'url(http://127.0.0.1:9/x)',
]
/** What a database, a spreadsheet or the language itself would take for its own. */
export const WORDS = [
  `"; DROP TABLE x; --`,
  `'; DROP TABLE x; --`,
  `=HYPERLINK("http://127.0.0.1:9/")`,
  '@SUM(1+1)*cmd|x!A0',
  'a;=1+1',
  '＝1+1',
  '__proto__',
  'constructor',
  'toString',
  '%s%n$1\\1',
]
const HOSTILE = [...MARKUP, ...WORDS]
/** The decree in force, which stands in file names of no file and in every query. */
export const DECREE = `1/2024'; DROP TABLE x; --"<b>`

/** Writes a workspace that is without a fault but for its names: every one is hostile. */
export async function writeHostileCity(folder: string): Promise<string> {
  await writeCleanCity(folder, HOSTILE.length)
  const change = (file: string, by: (text: string) => string): void =>
    writeFileSync(join(folder, 'sources', file), by(readFileSync(join(folder, 'sources', file), 'utf8')))
  const named = (text: string, cell: (name: string) => string): string =>
    text.replace(/Lokasi (\d+)/g, (_all, number: string) => cell(HOSTILE[Number(number) - 1]!))
  change('zones.geojson', (text) => named(text, (name) => JSON.stringify(name).slice(1, -1)))
  change('lampiran.csv', (text) => named(text, (name) => `"${name.replaceAll('"', '""')}"`))
  change('sk.csv', (text) => text.replace('1/2024', () => `"${DECREE.replaceAll('"', '""')}"`))
  const file = join(folder, 'city.yaml')
  const city = parse(readFileSync(file, 'utf8').replaceAll('1/2024', 'NOMORSK')) as Record<string, unknown>
  const [script, image, attribute, quote] = MARKUP as [string, string, string, string]
  const hostile = JSON.parse(
    JSON.stringify({
      ...city,
      title: { id: script, en: image },
      attribution: { id: attribute, en: quote },
      synthetic: { id: `${script}${attribute}`, en: image },
      publish: { publisher: { name: { id: script, en: quote } } },
    }).replaceAll('NOMORSK', JSON.stringify(DECREE).slice(1, -1)),
  ) as { sources: { title: object; licence: string }[] }
  hostile.sources.forEach((source, i) => {
    source.title = { id: MARKUP[i % MARKUP.length], en: WORDS[i % WORDS.length] } as object
    source.licence = HOSTILE[(i * 3) % HOSTILE.length]!
  })
  writeFileSync(file, stringify(hostile, { lineWidth: 0 }))
  return folder
}
