import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { parseAst } from 'vitest/node'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { personalNumber } from '../../pipeline/values/personal.ts'

interface Node {
  type: string
  [key: string]: unknown
}

const FILES = ['pipeline', 'docs/viewers'].flatMap((folder) =>
  (readdirSync(join(PROJECT_ROOT, folder), { recursive: true }) as string[])
    .filter((file) => /\.(?:ts|js)$/.test(file))
    .map((file) => `${folder}/${file}`),
)

/** Every node of the syntax tree of a file. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one)
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value) yield value as Node
    for (const one of Object.values(value)) yield* nodesOf(one)
  }
}

const parsed = FILES.map((file) => {
  const text = readFileSync(join(PROJECT_ROOT, file), 'utf8')
  return {
    file,
    text,
    nodes: [...nodesOf(parseAst(text, { lang: file.endsWith('.ts') ? 'ts' : 'js' }).body)],
  }
})

describe('the source', () => {
  it('starts programs without a shell', () => {
    const imported = parsed.flatMap(({ file, nodes }) =>
      nodes
        .filter(
          ({ type, source }) =>
            type === 'ImportDeclaration' && /child_process/.test(String((source as Node).value)),
        )
        .flatMap(({ specifiers }) => specifiers as Node[])
        .map(({ imported: name }) => `${file}: ${(name as Node | undefined)?.name ?? '*'}`),
    )
    expect(imported.length).toBeGreaterThan(0)
    const names = imported.map((one) => one.split(': ')[1])
    expect(names.filter((name) => !['ChildProcess', 'spawn', 'execFile'].includes(name!))).toEqual([])
    const shells = parsed.filter(({ text }) =>
      /\bshell:\s*(?:true|['"`])|\brequire\(['"](?:node:)?child_process/.test(text),
    )
    expect(shells.map(({ file }) => file)).toEqual([])
  })

  it('runs no text as a program, and puts none into a page as markup', () => {
    const markup =
      /^(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc|createContextualFragment)$/
    const found = parsed.flatMap(({ file, nodes }) =>
      nodes
        .filter(({ type, name, callee }) => {
          const called = ['CallExpression', 'NewExpression'].includes(type) ? (callee as Node) : null
          const isRun = called?.type === 'Identifier' && ['eval', 'Function'].includes(String(called.name))
          return isRun || (type === 'Identifier' && markup.test(String(name)))
        })
        .map(({ type, name }) => `${file}: ${name ?? type}`),
    )
    expect(found).toEqual([])
  })

  it('makes temporary folders by mkdtemp alone, which nobody else can open', () => {
    const unsafe = parsed.filter(
      ({ text }) =>
        /\btmpdir\(\)/.test(text) &&
        /(?:writeFileSync|createWriteStream|mkdirSync)\([^)]*tmpdir\(\)/.test(text),
    )
    expect(unsafe.map(({ file }) => file)).toEqual([])
  })

  it('searches by no pattern that takes for ever', () => {
    const patterns = new Map(
      parsed.flatMap(({ file, nodes }) =>
        nodes.flatMap(({ type, regex }) => {
          const { pattern, flags } = (regex ?? {}) as { pattern?: string; flags?: string }
          return type === 'Literal' && pattern !== undefined
            ? [[`/${pattern}/${flags}`, { file, pattern, flags }]]
            : []
        }),
      ) as [string, { file: string; pattern: string; flags: string }][],
    )
    expect(patterns.size).toBeGreaterThan(300)
    const stuck = [...patterns].filter(([, { pattern, flags }]) => !endsSoon(pattern, flags))
    expect(stuck.map(([shown, { file }]) => `${file}: ${shown}`)).toEqual([])
  })
})

/** Letters by which a search without end needs more steps than there is time, and one with an end some thousands. */
const RUN = 64
const PATIENCE_MS = 20_000

/** Whether a pattern comes to an end on runs of what it looks for, one sign or two in turn, with another behind them. */
function endsSoon(pattern: string, flags: string): boolean {
  const signs = [
    'a',
    '1',
    ' ',
    ...new Set(pattern.replace(/\\./g, '').match(/[^\\()[\]{}|?*+^$]/gu) ?? []),
  ].slice(0, 16)
  const runs = signs.flatMap((one) => signs.map((other) => (one + other).repeat(RUN / 2)))
  const context = createContext({ pattern, flags, runs })
  try {
    runInContext(
      "const re = new RegExp(pattern, flags); for (const run of runs) (run + '\\u0001').replace(re, '')",
      context,
      {
        timeout: PATIENCE_MS,
      },
    )
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
    throw error
  }
}

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
