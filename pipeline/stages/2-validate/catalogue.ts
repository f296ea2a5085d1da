import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { UserError } from '../../errors.ts'
import { parsedOnce } from '../../yaml-file.ts'
import type { Finding, Severity, Text } from './report/types.ts'

export const CATALOGUE_FILE = fileURLToPath(new URL('../../../schemas/quality-rules.yaml', import.meta.url))
export const CATALOGUE_SCHEMA_FILE = fileURLToPath(
  new URL('../../../schemas/quality-rules.schema.json', import.meta.url),
)

export const RULE_GROUPS = [
  'reader',
  'value',
  'geometry',
  'area',
  'admin',
  'decree',
  'indicator',
  'works',
  'privacy',
] as const
export type RuleGroup = (typeof RULE_GROUPS)[number]

export interface Threshold {
  value: number
  unit: Text
  /** Dotted key of `city.yaml` that may replace the value. */
  setting?: string
}

/** One entry of the catalogue: what a finding means and what to do about it. */
export interface Rule {
  code: string
  group: RuleGroup
  severity: Severity
  /** The lowest severity a city may give it: what it keeps out, later stages rely on. */
  least?: Severity
  /** What its findings may be about where that is no record, so that nothing could be set aside; a record when left out. */
  about?: 'source' | 'place' | 'decree'
  /** 3 changes a published hectare, score or place; 2 a name, a link or a count; 1 nothing published. */
  weight: 1 | 2 | 3
  title: Text
  explanation: Text
  next: Text
  source: Text
  threshold?: Threshold
}

/** Rules by code, in the order of the file. */
export type Catalogue = ReadonlyMap<string, Rule>

let read: { yaml: string; catalogue: Catalogue } | undefined

/**
 * Reads the catalogue and checks it against its schema. Several stages of a build ask for it: what was read before is
 * given again while the file says the same.
 * @throws UserError `config` naming the entry that is not as the schema says.
 */
export function loadCatalogue(): Catalogue {
  const yaml = readFileSync(CATALOGUE_FILE, 'utf8')
  if (read?.yaml !== yaml) read = { yaml, catalogue: parseCatalogue(yaml, 'schemas/quality-rules.yaml') }
  return read.catalogue
}

/** The same from text; `label` names it in messages. */
export function parseCatalogue(yaml: string, label: string): Catalogue {
  let content: unknown
  try {
    content = parsedOnce(yaml)
  } catch (cause) {
    throw new UserError(
      'config',
      {
        what: 'the catalogue of quality rules is not YAML',
        where: { file: label },
        got: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
        next: 'mend the line named above; every code may stand only once',
      },
      { cause },
    )
  }
  // The schema is ours and tested against its own; doing so here would take longer than all the rest.
  const ajv = new Ajv2020({ strict: true, meta: false, validateSchema: false })
  const validate = ajv.compile<{ rules: Record<string, Omit<Rule, 'code'>> }>(
    JSON.parse(readFileSync(CATALOGUE_SCHEMA_FILE, 'utf8')),
  )
  if (!validate(content)) {
    const error = validate.errors?.[0]
    throw new UserError('config', {
      what: 'the catalogue of quality rules is not as its schema says',
      where: { file: label, key: (error?.instancePath ?? '').slice(1).replaceAll('/', '.') || '(top)' },
      got: error?.message ?? 'unknown',
      expected: 'schemas/quality-rules.schema.json',
      next: 'mend the entry named above',
    })
  }
  return new Map(Object.entries(content.rules).map(([code, rule]) => [code, { code, ...rule }]))
}

/**
 * The rule of a code.
 * @throws RangeError when the catalogue does not know the code: whoever emits it forgot to describe it.
 */
export function ruleOf(catalogue: Catalogue, code: string): Rule {
  const rule = catalogue.get(code)
  if (!rule) throw new RangeError(`schemas/quality-rules.yaml has no code ${code}`)
  return rule
}

/**
 * The limit a rule compares with, in the unit of its threshold: the value at `threshold.setting` in the settings of the
 * city when there is one, else the catalogue's own.
 * @throws RangeError when the rule has no threshold.
 */
export function thresholdOf(catalogue: Catalogue, code: string, settings?: unknown): number {
  const { threshold } = ruleOf(catalogue, code)
  if (!threshold) throw new RangeError(`${code} has no threshold in schemas/quality-rules.yaml`)
  if (threshold.setting === undefined) return threshold.value
  let value: unknown = settings
  for (const part of threshold.setting.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined
  }
  return typeof value === 'number' ? value : threshold.value
}

/** What a check knows of a finding; what it leaves out is null, and the severity comes from the catalogue. */
export type FindingParts = Pick<Finding, 'code' | 'table' | 'source_id' | 'message'> &
  Partial<Omit<Finding, 'severity'>>

/** @throws RangeError when the catalogue does not know the code. */
export function makeFinding(catalogue: Catalogue, parts: FindingParts): Finding {
  const { severity } = ruleOf(catalogue, parts.code)
  return {
    code: parts.code,
    severity,
    table: parts.table,
    source_id: parts.source_id,
    source_row: parts.source_row ?? null,
    key: parts.key ?? null,
    field: parts.field ?? null,
    got: parts.got ?? null,
    expected: parts.expected ?? null,
    message: parts.message,
    lon: parts.lon ?? null,
    lat: parts.lat ?? null,
  }
}
