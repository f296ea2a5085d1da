import { parseAst } from 'vitest/node'

/** What stands in a source file, by its syntax tree. */
export interface ParsedSource {
  file: string
  text: string
  nodes: Node[]
}

export interface Node {
  type: string
  [key: string]: unknown
}

/** Says what is wrong in a file, one text each. */
export type SourceCheck = (source: ParsedSource) => string[]

export function parsedSource(file: string, text: string): ParsedSource {
  return {
    file,
    text,
    nodes: [...nodesOf(parseAst(text, { lang: file.endsWith('.ts') ? 'ts' : 'js' }).body)],
  }
}

/** Every node of a syntax tree. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one)
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value) yield value as Node
    for (const one of Object.values(value)) yield* nodesOf(one)
  }
}

const CALLS = ['CallExpression', 'NewExpression']

/** The name by which something is called: `spawn` of `spawn()` and of `child.spawn()`, `join` of `path['join']()`. */
function calledName({ type, callee }: Node): string | null {
  if (!CALLS.includes(type)) return null
  return nameOf(callee as Node)
}

function nameOf(node: Node): string | null {
  if (node.type === 'Identifier') return String(node.name)
  if (node.type === 'Literal') return String(node.value)
  if (node.type !== 'MemberExpression') return null
  return nameOf(node.property as Node)
}

/** What is imported from modules whose name matches: names, `default`, or `*` for all of it, however it is asked for. */
function importsFrom({ nodes }: ParsedSource, module: RegExp): string[] {
  return nodes.flatMap((node) => {
    const { type } = node
    const from = (node.source ?? (node.arguments as Node[] | undefined)?.[0]) as Node | null | undefined
    if (from?.type !== 'Literal' || !module.test(String(from.value))) return []
    if (type === 'ImportDeclaration')
      return (node.specifiers as Node[]).map(
        ({ type: kind, imported }) =>
          (imported as Node | undefined)?.name?.toString() ??
          (kind === 'ImportDefaultSpecifier' ? 'default' : '*'),
      )
    const isAsked = /^(?:ImportExpression|ExportNamedDeclaration|ExportAllDeclaration)$/.test(type)
    return isAsked || ['require', 'getBuiltinModule'].includes(calledName(node) ?? '') ? ['*'] : []
  })
}

const STARTERS = ['ChildProcess', 'spawn', 'execFile']

/** Programs are started by their path and arguments alone: no text is given to a shell. */
export const shells: SourceCheck = (source) => {
  const { file, nodes } = source
  const imported = importsFrom(source, /^(?:node:)?child_process$/)
  const given = imported.length === 0 ? [] : nodes.filter(isShell)
  return [
    ...imported.filter((name) => !STARTERS.includes(name)).map((name) => `${file}: ${name} of child_process`),
    ...given.map(() => `${file}: shell`),
  ]
}

function isShell({ type, key, value }: Node): boolean {
  if (type !== 'Property' || nameOf(key as Node) !== 'shell') return false
  return (value as Node).type !== 'Literal' || (value as Node).value !== false
}

const MARKUP = /^(?:innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|srcdoc|createContextualFragment)$/

/** No text is run as a program, and none is put into a page as markup. */
export const runText: SourceCheck = ({ file, nodes }) =>
  nodes.flatMap((node) => {
    const called = calledName(node)
    if (called === 'eval' || called === 'Function') return [`${file}: ${called}`]
    const name = node.type === 'Identifier' ? node.name : node.type === 'Literal' ? node.value : ''
    return MARKUP.test(String(name)) ? [`${file}: ${name}`] : []
  })

/** The one module that asks the system where temporary files lie. */
const TEMPORARY = 'pipeline/temporary-folder.ts'
const ROOTS = ['tmpdir', 'temporaryRoot']
/** What makes a folder or a file at a place that it is told. */
const MAKES =
  /^(?:mkdir|writeFile|appendFile|open|copyFile|cp|rename|symlink|link)(?:Sync)?$|^createWriteStream$/

/**
 * Temporary folders are made by mkdtemp alone, with a name that nobody can guess and that nobody else can open: what is written
 * straight into the system's own folder may be a link that someone laid there before.
 */
export const guessableTemporaries: SourceCheck = (source) => {
  const { file, nodes } = source
  const asked = file === TEMPORARY ? [] : importsFrom(source, /^(?:node:)?os$/)
  const wrong = asked.filter((name) => ['tmpdir', '*', 'default'].includes(name))
  const places = nodes.filter(
    ({ type, value }) => type === 'Literal' && /^\/(?:var\/)?tmp\b/.test(String(value)),
  )
  const known = new Set<string>()
  const isRoot = (value: unknown): boolean => {
    for (const node of nodesWithoutMkdtemp(value)) {
      if (ROOTS.includes(calledName(node) ?? '')) return true
      if (node.type === 'Identifier' && known.has(String(node.name))) return true
    }
    return false
  }
  for (let size = -1; size < known.size; ) {
    size = known.size
    for (const { type, id, init, left, right } of nodes) {
      const [to, from] = type === 'VariableDeclarator' ? [id, init] : [left, right]
      const isGiven = ['VariableDeclarator', 'AssignmentPattern', 'AssignmentExpression'].includes(type)
      if (isGiven && (to as Node).type === 'Identifier' && isRoot(from)) known.add(String((to as Node).name))
    }
  }
  const made = nodes.filter((node) => MAKES.test(calledName(node) ?? '') && isRoot(node.arguments))
  return [
    ...wrong.map((name) => `${file}: ${name} of os`),
    ...places.map(({ value }) => `${file}: ${value}`),
    ...made.map((node) => `${file}: ${calledName(node)}`),
  ]
}

/** Nodes of a tree but for calls of mkdtemp: what they give is a folder of our own. */
function* nodesWithoutMkdtemp(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesWithoutMkdtemp(one)
  else if (typeof value === 'object' && value !== null) {
    if ('type' in value) {
      if (/^mkdtemp(?:Sync)?$/.test(calledName(value as Node) ?? '')) return
      yield value as Node
    }
    for (const one of Object.values(value)) yield* nodesWithoutMkdtemp(one)
  }
}

/** The module through which all goes that is said, and where streams are only watched. */
const SAYS = ['pipeline/terminal.ts', 'pipeline/petakumuh.js']

/** What is said goes through one module, which takes out what would steer a terminal. */
export const saidElsewhere: SourceCheck = ({ file, nodes }) =>
  SAYS.includes(file)
    ? []
    : nodes.flatMap((node) => {
        if (node.type !== 'MemberExpression') return []
        const [of, name] = [nameOf(node.object as Node), nameOf(node)]
        const isSaid = of === 'console' || (['stdout', 'stderr'].includes(of ?? '') && name === 'write')
        return isSaid ? [`${file}: ${of}.${name}`] : []
      })

/** Patterns that are written out, as `[pattern, flags]`. */
export function patternsOf({ nodes }: ParsedSource): [string, string][] {
  return nodes.flatMap(({ type, regex }) => {
    const { pattern, flags } = (regex ?? {}) as { pattern?: string; flags?: string }
    return type === 'Literal' && pattern !== undefined ? [[pattern, flags ?? ''] as [string, string]] : []
  })
}

/** Whether patterns are put together while the program runs. */
export function buildsPatterns({ nodes }: ParsedSource): boolean {
  return nodes.some((node) => calledName(node) === 'RegExp')
}
