import { readFileSync, statSync } from 'node:fs'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { type Document, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import { type Fault, UserError } from './errors.ts'
import { parseKept } from './kept-yaml.ts'

export type Key = (string | number)[]

/** A YAML file as plain data that can say where in it a fault lies. */
export interface CheckedYaml {
  value: unknown
  fault(key: Key, fault: Omit<Fault, 'where'>): UserError
  /** The fault that is worth saying first among those of a schema check (Ajv with `allErrors` and `verbose`). */
  schemaFault(errors: ErrorObject[]): UserError
}

/**
 * @param file what the file is called in messages.
 * @throws UserError `config` naming the line when the file is not valid YAML.
 */
export function readYaml(path: string, file: string): CheckedYaml {
  const { size } = statSync(path)
  if (size <= MOST_BYTES) return checkedYaml(readFileSync(path, 'utf8'), file)
  throw new UserError('config', {
    what: 'the file is larger than is safe to read',
    where: { file },
    got: `${size} bytes`,
    expected: `at most ${MOST_BYTES}`,
    next: 'see what stands in it: people write such a file by hand',
  })
}

/** Hundreds of times what a city needs. */
const MOST_BYTES = 16 * 2 ** 20

/** The same of text that was read. */
export function checkedYaml(text: string, file: string): CheckedYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false })
  const invalid = (got: string, line?: number): UserError =>
    new UserError('config', {
      what: 'the file is not valid YAML',
      where: { file, line },
      got,
      expected: 'YAML 1.2: spaces for indentation, each key once, quotes around text with ": " or " #"',
      next: 'correct that line or the one before it',
    })
  const broken = document.errors[0]
  if (broken) throw invalid(broken.message.split(/ at line |\n/)[0]!, lines.linePos(broken.pos[0]).line)
  if (aliasesIn(document) > MOST_ALIASES) throw invalid(`more than ${MOST_ALIASES} aliases`)
  const repeated = repeatedKey(document)
  if (repeated !== null) throw invalid('Map keys must be unique', lines.linePos(repeated).line)
  let value: unknown
  try {
    value = document.toJS()
  } catch (error) {
    throw invalid((error as Error).message)
  }

  const lineOf = (key: Key): number => {
    for (let depth = key.length; depth > 0; depth--) {
      const parent = document.getIn(key.slice(0, depth - 1), true)
      const node = keyNode(parent, key[depth - 1]!) ?? document.getIn(key.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const fault: CheckedYaml['fault'] = (key, said) =>
    new UserError('config', {
      ...said,
      where: { file, line: lineOf(key), key: key.length === 0 ? undefined : dotted(key) },
    })
  return {
    value,
    fault,
    schemaFault(errors) {
      const error = mostTelling(errors)
      const others = new Set(errors.map((e) => e.instancePath)).size - 1
      const next = others > 0 ? `${count(others, 'other place')} of the file to correct as well` : undefined
      return fault(keyOf(error), { ...describe(error), next })
    },
  }
}

const read = new Map<string, unknown>()

/**
 * A file of ours in YAML that can say where in it a fault lies; where each thing stands in it is found when it is asked.
 *
 * @throws UserError `config` naming the line when the file is not valid YAML.
 */
export function ownCheckedYaml(text: string, file: string): CheckedYaml {
  let value: unknown
  try {
    value = parsedOnce(text)
  } catch {
    return checkedYaml(text, file)
  }
  let checked: CheckedYaml | undefined
  const located = (): CheckedYaml => {
    checked ??= checkedYaml(text, file)
    return checked
  }
  return {
    value,
    fault: (key, fault) => located().fault(key, fault),
    schemaFault: (errors) => located().schemaFault(errors),
  }
}

/**
 * A file of ours in YAML as plain data that nobody can change: several modules read the same few, and to parse one takes a
 * hundred times as long as to see that it says what it said before. What a person hands in goes by {@link readYaml}.
 *
 * @throws Error of the parser when it is not YAML
 */
export function ownYaml(path: string): unknown {
  return parsedOnce(readFileSync(path, 'utf8'))
}

/** The same of text that was read. */
export function parsedOnce(text: string): unknown {
  if (!read.has(text)) read.set(text, frozen(parseKept(text)))
  return read.get(text)
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/** Each alias is looked for among all that stands before it. */
const MOST_ALIASES = 1000

function aliasesIn(document: Document): number {
  let count = 0
  visit(document, {
    Alias() {
      count++
    },
  })
  return count
}

/** Where a key stands that its map has already. The parser looks through all keys for each, which for many takes hours. */
function repeatedKey(document: Document): number | null {
  let found: number | null = null
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key
        if (seen.has(name)) found ??= isNode(key) ? (key.range?.[0] ?? 0) : 0
        seen.add(name)
      }
      return found === null ? undefined : visit.BREAK
    },
  })
  return found
}

/** The key itself, which stands on the line a person looks for, rather than its value on the next. */
function keyNode(parent: unknown, name: string | number): unknown {
  const items = (parent as { items?: unknown[] } | null)?.items
  const pair = items?.find((item) => String((item as { key?: unknown } | null)?.key) === String(name))
  return (pair as { key?: unknown } | undefined)?.key
}

/** The deepest: a fault inside a value says more than that the value fits none of its forms. */
function mostTelling(errors: ErrorObject[]): ErrorObject {
  const depth = (error: ErrorObject) => error.instancePath.split('/').length
  // A choice says more than one of its forms; a misspelt key is missing under its right name too.
  const rank = ({ keyword }: ErrorObject) =>
    keyword === 'oneOf' ? 2 : keyword === 'additionalProperties' ? 1 : 0
  return [...errors].sort((a, b) => depth(b) - depth(a) || rank(b) - rank(a))[0]!
}

function keyOf(error: ErrorObject): Key {
  const key: Key = error.instancePath.split('/').slice(1).map(unescapePointer)
  const { additionalProperty, missingProperty } = error.params as Record<string, string | undefined>
  const last = additionalProperty ?? missingProperty
  return last === undefined ? key : [...key, last]
}

interface Schema {
  type?: string | string[]
  description?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
}

const TYPES: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'keys with values',
  array: 'a list',
  null: 'nothing',
}

function describe(error: ErrorObject): Pick<Fault, 'what' | 'got' | 'expected'> {
  const schema = (error.parentSchema ?? {}) as Schema
  const params = error.params as Record<string, unknown>
  if (error.keyword === 'additionalProperties') {
    const known = Object.keys(schema.properties ?? {})
    return {
      what: 'unknown key',
      got: String(params.additionalProperty),
      expected: `one of ${known.join(', ')}`,
    }
  }
  if (error.keyword === 'required') {
    const missing = String(params.missingProperty)
    return {
      what: 'a key is missing',
      got: 'nothing',
      expected: wanted(schema.properties?.[missing] ?? {}, missing),
    }
  }
  return {
    what: 'a value is not as expected',
    got: shown(error.data),
    expected: expectation(error, schema, params),
  }
}

function expectation(error: ErrorObject, schema: Schema, params: Record<string, unknown>): string {
  const explained = schema.description === undefined ? '' : `: ${schema.description.replace(/\.$/, '')}`
  const limit = String(params.limit)
  switch (error.keyword) {
    case 'type':
      return `${[params.type]
        .flat()
        .map((type) => TYPES[String(type)])
        .join(' or ')}${explained}`
    case 'enum':
      return `one of ${(params.allowedValues as unknown[]).join(', ')}`
    case 'pattern':
      return `text of the form ${String(params.pattern)}${explained}`
    case 'format':
      return params.format === 'date'
        ? 'a date of the calendar such as 2024-05-31'
        : `a ${String(params.format)}`
    case 'minLength':
      return limit === '1' ? 'text that is not empty' : `text of at least ${limit} characters`
    case 'maxLength':
      return `text of at most ${count(Number(limit), 'character')}`
    case 'minItems':
      return `at least ${count(Number(limit), 'item')}${explained}`
    case 'maxItems':
      return `at most ${count(Number(limit), 'item')}${explained}`
    case 'oneOf':
      return schema.description ?? String(error.message)
    default:
      return `${String(error.message).replace(/^must be /, '')}${explained}`
  }
}

function wanted(schema: Schema, name: string): string {
  const type = [schema.type ?? []].flat().map((one) => TYPES[one])
  const kind = schema.enum ? `one of ${schema.enum.join(', ')}` : type.join(' or ')
  const explained = schema.description?.replace(/\.$/, '')
  return `${name}${kind === '' ? '' : `: ${kind}`}${explained === undefined ? '' : ` (${explained})`}`
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function unescapePointer(part: string): string | number {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(text) ? Number(text) : text
}

function dotted(key: Key): string {
  return key
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `["${part}"]`,
    )
    .join('')
    .replace(/^\./, '')
}
