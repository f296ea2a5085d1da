import { readFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { displayPath } from '../city.ts'
import { UserError } from '../errors.ts'

export type Key = (string | number)[]

/** A YAML file that can say where in it a fault lies. */
export interface MethodologyFile {
  value: unknown
  fault(key: Key, fault: { what: string; got?: string; expected?: string; next?: string }): UserError
  schemaFault(errors: ErrorObject[]): UserError
}

/** @throws UserError `config` naming the line when the file is not valid YAML. */
export function readMethodologyFile(path: string): MethodologyFile {
  const name = displayPath(path)
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const broken = document.errors[0]
  if (broken) {
    throw new UserError('config', {
      what: 'the methodology is not valid YAML',
      where: { file: name, line: lines.linePos(broken.pos[0]).line },
      got: broken.message.split('\n')[0],
      next: 'correct the indentation or quoting on that line',
    })
  }
  const value: unknown = document.toJS()

  const lineOf = (key: Key): number | undefined => {
    for (let depth = key.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(key.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return undefined
  }
  const fault: MethodologyFile['fault'] = (key, said) =>
    new UserError('config', { ...said, where: { file: name, line: lineOf(key), key: dotted(key) } })

  return {
    value,
    fault,
    schemaFault(errors) {
      const error = [...errors].sort((a, b) => depthOf(b) - depthOf(a))[0]!
      const key = error.instancePath.split('/').slice(1).map(unescapePointer)
      const extra = error.params as Record<string, unknown>
      if (error.keyword === 'additionalProperties') {
        const unknown = String(extra.additionalProperty)
        return fault([...key, unknown], {
          what: 'unknown key',
          got: unknown,
          expected: 'a key of schemas/methodology.schema.json',
        })
      }
      if (error.keyword === 'required') {
        return fault(key, {
          what: 'a key is missing',
          got: 'nothing',
          expected: String(extra.missingProperty),
        })
      }
      const allowed = error.keyword === 'enum' ? ` ${(extra.allowedValues as unknown[]).join(', ')}` : ''
      return fault(key, {
        what: 'a value is not as expected',
        got: JSON.stringify(valueAt(value, key)),
        expected: `${error.message}${allowed}`,
      })
    },
  }
}

function depthOf(error: ErrorObject): number {
  return error.instancePath.split('/').length
}

function unescapePointer(part: string): string | number {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(text) ? Number(text) : text
}

function valueAt(root: unknown, key: Key): unknown {
  return key.reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], root)
}

function dotted(key: Key): string {
  return key
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `["${part}"]`,
    )
    .join('')
    .replace(/^\./, '')
}
