import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkedBy } from '../checked-schema.ts'
import { displayPath, METHODOLOGY_DIR } from '../city.ts'
import { UserError } from '../errors.ts'
import type { Text } from '../store/index.ts'
import { type CheckedYaml, checkedYaml, ownCheckedYaml } from '../yaml-file.ts'
import { checkSources } from './check-parts.ts'
import { methodologySchema } from './files.ts'
import { KINDS, type Kind } from './kinds.ts'

export type Confidence = 'high' | 'medium' | 'low'

/** Where a number or rule comes from and how sure we are of it. */
export interface Sourced {
  /** Key of {@link MethodologyHead.sources}. */
  source: string
  confidence: Confidence
}

/** What every methodology file begins with. */
export interface MethodologyHead extends Sourced {
  id: string
  kind: Kind
  title: Text
  /** Every document the numbers come from, by a short key. */
  sources: Record<string, Text>
}

/**
 * Reads a methodology of one kind, checked against its schema, its file name and its own list of sources.
 * @throws UserError `config` naming file, line and key when it is missing or not as it must be.
 */
export function readMethodology<T extends MethodologyHead>(
  kind: Kind,
  name: string,
  directory: string,
): { methodology: T; file: CheckedYaml } {
  const path = join(directory, `${name}.yaml`)
  if (!existsSync(path)) {
    throw new UserError('config', {
      what: 'there is no such methodology',
      where: { key: 'methodology' },
      got: name,
      expected: 'the name of a file in schemas/methodologies',
    })
  }
  const file = parsedOnce(path)
  const stated = (file.value as { kind?: unknown } | null)?.kind
  if (stated !== kind && KINDS.some((one) => one === stated)) {
    throw file.fault(['kind'], {
      what: 'the methodology is of another kind',
      got: String(stated),
      expected: kind,
    })
  }
  const validate = checkedBy<T>(methodologySchema(kind))
  if (!validate(file.value)) throw file.schemaFault(validate.errors ?? [])
  const methodology = structuredClone(file.value) as T
  if (methodology.id !== name) {
    throw file.fault(['id'], {
      what: 'the id is not the name of the file',
      got: methodology.id,
      expected: name,
    })
  }
  checkSources(methodology, file)
  return { methodology, file }
}

/** Files as they were last parsed, by path. */
const parsed = new Map<string, { text: string; label: string; file: CheckedYaml }>()

/** A build asks for the same few methodologies dozens of times, and to parse one takes far longer than to read it. */
function parsedOnce(path: string): CheckedYaml {
  const text = readFileSync(path, 'utf8')
  const label = displayPath(path)
  const before = parsed.get(path)
  if (before?.text === text && before.label === label) return before.file
  const file = dirname(path) === METHODOLOGY_DIR ? ownCheckedYaml(text, label) : checkedYaml(text, label)
  parsed.set(path, { text, label, file })
  return file
}
