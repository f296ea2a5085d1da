import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { personalNumber } from '../../pipeline/values/personal.ts'
import { builtPatterns, growsWithLength, type Pattern, schemaPatterns } from './patterns.ts'
import {
  buildsPatterns,
  guessableTemporaries,
  parsedSource,
  patternsOf,
  runText,
  type SourceCheck,
  saidElsewhere,
  shells,
} from './source-checks.ts'

const FILES = ['pipeline', 'docs/viewers'].flatMap((folder) =>
  (readdirSync(join(PROJECT_ROOT, folder), { recursive: true }) as string[])
    .filter((file) => /\.(?:ts|js)$/.test(file))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`),
)

const parsed = FILES.map((file) => parsedSource(file, readFileSync(join(PROJECT_ROOT, file), 'utf8')))

/** Each check, and texts of which it must find each. */
const CHECKS: [rule: string, check: SourceCheck, planted: string[]][] = [
  [
    'starts programs without a shell',
    shells,
    [
      "import { exec } from 'node:child_process'",
      "import { execSync as spawn } from 'child_process'",
      "import * as child from 'node:child_process'",
      "import child from 'node:child_process'",
      "const { spawn } = await import('node:child_process')",
      "const { spawn } = require('child_process')",
      "export { execSync } from 'node:child_process'",
      "import { spawn } from 'node:child_process'\nspawn('ls', { shell: true })",
      "import { spawn } from 'node:child_process'\nspawn('ls', { 'shell': '/bin/sh' })",
      "import { spawn } from 'node:child_process'\nconst options = { shell: isWindows }",
    ],
  ],
  [
    'runs no text as a program, and puts none into a page as markup',
    runText,
    [
      "eval('1')",
      "new Function('a', 'return a')",
      "globalThis.eval('1')",
      "globalThis['eval']('1')",
      'element.innerHTML = name',
      "element['outerHTML'] = name",
      "element.insertAdjacentHTML('beforeend', name)",
    ],
  ],
  [
    'makes temporary folders by mkdtemp alone, which nobody else can open',
    guessableTemporaries,
    [
      "import { tmpdir } from 'node:os'\nmkdtempSync(join(tmpdir(), 'x-'))",
      "import os from 'node:os'\nmkdtempSync(join(os.tmpdir(), 'x-'))",
      "import * as os from 'os'",
      "const { tmpdir } = await import('node:os')",
      "mkdirSync(join(temporaryRoot(), 'x'))",
      "const folder = join(temporaryRoot(), 'x')\nmkdirSync(folder)",
      "const root = temporaryRoot()\nconst file = join(root, 'x')\nawait writeFile(file, '')",
      "let root = null\nroot = temporaryRoot()\nfs.createWriteStream(join(root, 'x'))",
      "function made(root = temporaryRoot()) {\n  return fs.openSync(join(root, 'x'), 'w')\n}",
      `copyFileSync('/${'tmp'}/x', to)`,
    ],
  ],
  [
    'speaks through one module, which takes out what would steer a terminal',
    saidElsewhere,
    [
      "console.log('x')",
      'const { x } = y\nconsole.error(x)',
      "process.stdout.write('x')",
      "stderr.write('x')",
    ],
  ],
]

describe('the source', () => {
  it.each(CHECKS)('%s', (_, check) => {
    expect(parsed.length).toBeGreaterThan(500)
    expect(parsed.flatMap(check)).toEqual([])
  })

  const planted = CHECKS.flatMap(([rule, check, texts]) =>
    texts.map((text) => [text.replaceAll('\n', '; '), rule, check, text] as const),
  )
  it.each(planted)('would be caught: %s (%s)', (_shown, _rule, check, text) => {
    expect(check(parsedSource('pipeline/planted.ts', text))).not.toEqual([])
  })

  it('may do what none of the checks is meant to find', () => {
    const text = `import { spawn } from 'node:child_process'
      import { availableParallelism } from 'node:os'
      spawn(program, [name], { shell: false })
      const folder = mkdtempSync(join(temporaryRoot(), 'x-'))
      mkdirSync(join(folder, 'y'))
      element.textContent = name`
    for (const [, check] of CHECKS) expect(check(parsedSource('pipeline/planted.ts', text))).toEqual([])
  })
})

/** Patterns whose steps grow faster, on texts of which none is long. */
const ON_SHORT_TEXTS: Record<string, string> = {
  '/\\B(?=(\\d{3})+$)/g': 'digits of a number',
  '/\\B(?=(?:\\d{3})+$)/g': 'digits of a number',
  '/0+$/': 'digits of a number',
  '/v?(\\d+)\\.(\\d+)\\.(\\d+)/': 'what a program says of its version',
  '/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//': 'paths of the packages that the page is made of',
}
/** Patterns that are put together where nothing is loaded: of the names of our own columns, with their signs made plain. */
const BUILT_LATER = ['pipeline/mapping/implied-columns.ts']

describe('a search by a pattern', () => {
  it.each([
    ['(a+)+$', 'doubles its steps with each letter'],
    ['(?:a|a)*1', 'doubles its steps with each letter'],
    ['(?:a1|1a|a|1)*!', 'doubles its steps with each pair'],
    ['a*a*a*$', 'grows with the third power'],
    ['\\s+$', 'grows with the second power'],
    ['(?:0+)(\\d+)x', 'grows with the second power'],
  ])('%s is caught: it %s', (pattern) => {
    expect(growsWithLength(pattern, '', 300)).toBe(false)
  })

  it('takes time that grows with the text, in every pattern of sources and schemas, also where it is put together', async () => {
    const written = parsed.flatMap((source) =>
      patternsOf(source).map(([pattern, flags]) => ({ file: source.file, pattern, flags })),
    )
    const building = parsed.filter((source) => buildsPatterns(source)).map(({ file }) => file)
    const built = await builtPatterns(building)
    const seen = new Set([...built.map(({ file }) => file), ...BUILT_LATER])
    expect(building.filter((file) => !seen.has(file))).toEqual([])
    const patterns = new Map<string, Pattern>()
    for (const one of [...written, ...built, ...schemaPatterns()])
      patterns.set(`/${one.pattern}/${one.flags}`, one)
    expect(patterns.size).toBeGreaterThan(500)
    for (const shown of Object.keys(ON_SHORT_TEXTS))
      expect([shown, patterns.delete(shown)]).toEqual([shown, true])
    const slow = [...patterns].filter(([, { pattern, flags }]) => !growsWithLength(pattern, flags))
    expect(slow.map(([shown, { file }]) => `${file}: ${shown}`)).toEqual([])
  })
})

describe('a cell without end', () => {
  it('is searched for personal numbers, wherever in it they stand', () => {
    const filler = 'a'.repeat(20_000_000)
    expect(personalNumber(filler)).toBeNull()
    const number = '0812-3456-7890'
    for (const before of [0, 49_793, 49_990, 50_000, 99_600])
      expect([before, personalNumber(`${'x '.repeat(before / 2)} ${number} ${'y '.repeat(30_000)}`)]).toEqual(
        [before, 'PII_PHONE'],
      )
  })
})
