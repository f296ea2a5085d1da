import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import {
  CATALOGUE_FILE,
  CATALOGUE_SCHEMA_FILE,
  loadCatalogue,
  makeFinding,
  parseCatalogue,
  ruleOf,
  thresholdOf,
} from '../../../pipeline/stages/2-validate/catalogue.ts'
import {
  CATALOGUE_DOCS_FILE,
  renderCatalogueDocs,
} from '../../../pipeline/stages/2-validate/catalogue-docs.ts'

const yaml = readFileSync(CATALOGUE_FILE, 'utf8')

function refusal(text: string): UserError {
  try {
    parseCatalogue(text, 'rules.yaml')
  } catch (error) {
    if (error instanceof UserError) return error
  }
  throw new Error('the catalogue was accepted')
}

describe('the rule catalogue', () => {
  const catalogue = loadCatalogue()

  it('has a schema that keeps to the schema of schemas, of which reading it asks nothing', () => {
    const schema = JSON.parse(readFileSync(CATALOGUE_SCHEMA_FILE, 'utf8'))
    expect(new Ajv2020().validateSchema(schema)).toBe(true)
    expect(new Ajv2020().validateSchema({ ...schema, required: 'rules' })).toBe(false)
  })

  it('says everything in both languages, briefly', () => {
    expect(catalogue.size).toBeGreaterThan(40)
    for (const rule of catalogue.values()) {
      for (const text of [rule.title, rule.explanation, rule.next, rule.source]) {
        expect(text.id.trim(), rule.code).toBe(text.id)
        expect(text.en.trim(), rule.code).toBe(text.en)
      }
      expect(rule.title.id.length, rule.code).toBeLessThanOrEqual(45)
      expect(rule.title.en.length, rule.code).toBeLessThanOrEqual(45)
      expect(rule.explanation.id.length, rule.code).toBeLessThanOrEqual(240)
      expect(rule.explanation.id, rule.code).not.toBe(rule.explanation.en)
      expect(rule.explanation.id.endsWith('.') && rule.next.en.endsWith('.'), rule.code).toBe(true)
    }
  })

  it('sets aside what must not be counted and only warns about what may be true', () => {
    expect(ruleOf(catalogue, 'KEY_DUP').severity).toBe('quarantine')
    expect(ruleOf(catalogue, 'SCORE_DOMAIN').severity).toBe('quarantine')
    expect(ruleOf(catalogue, 'ADMIN_PARENT').severity).toBe('warn')
    expect(ruleOf(catalogue, 'OVER_WATER').severity).toBe('info')
  })

  it('refuses a code it does not know', () => {
    expect(() => ruleOf(catalogue, 'NO_SUCH_CODE')).toThrow(/no code NO_SUCH_CODE/)
    expect(() =>
      makeFinding(catalogue, {
        code: 'NO_SUCH_CODE',
        table: 'zones',
        source_id: 'a',
        message: { id: '', en: '' },
      }),
    ).toThrow(RangeError)
  })

  it('takes a limit from the city where the city sets one', () => {
    expect(thresholdOf(catalogue, 'AREA_WRONG')).toBe(1)
    expect(thresholdOf(catalogue, 'AREA_WRONG', { area: { difference_error_pct: 2.5 } })).toBe(2.5)
    expect(thresholdOf(catalogue, 'AREA_WRONG', { area: {} })).toBe(1)
    expect(thresholdOf(catalogue, 'AREA_SHARE', { area: { difference_error_pct: 2.5 } })).toBe(50)
    expect(() => thresholdOf(catalogue, 'KEY_DUP')).toThrow(/no threshold/)
  })

  it('gives a finding the severity of its rule and null for what is not known', () => {
    const finding = makeFinding(catalogue, {
      code: 'AREA_STALE',
      table: 'zones',
      source_id: 'zones',
      source_row: 3,
      message: { id: 'beda', en: 'differs' },
    })
    expect(finding).toEqual({
      code: 'AREA_STALE',
      severity: 'warn',
      table: 'zones',
      source_id: 'zones',
      source_row: 3,
      key: null,
      field: null,
      got: null,
      expected: null,
      message: { id: 'beda', en: 'differs' },
      lon: null,
      lat: null,
    })
  })
})

describe('a broken catalogue', () => {
  it.each([
    ['an unknown severity', yaml.replace('severity: quarantine', 'severity: fatal'), /severity/],
    ['a missing language', yaml.replace(/, en: Duplicate key }/, ' }'), /KEY_DUP\.title/],
    ['a code in small letters', yaml.replace('  KEY_DUP:', '  key_dup:'), /rules/],
    ['an unknown word', yaml.replace('    group: privacy', '    grup: privacy\n    group: privacy'), /PII_/],
    ['the same code twice', `${yaml}\n  PII_NAME:\n    group: privacy\n`, /unique/i],
    ['no YAML at all', 'rules: [', /not YAML/],
  ])('is refused: %s', (_name, text, message) => {
    expect(text).not.toBe(yaml)
    const error = refusal(text)
    expect(error.kind).toBe('config')
    expect(error.message).toMatch(message)
    expect(error.message).toContain('rules.yaml')
  })
})

it('docs/reference/quality-rules.md is up to date', () => {
  expect(
    readFileSync(CATALOGUE_DOCS_FILE, 'utf8'),
    'run npx tsx pipeline/stages/2-validate/catalogue-docs.ts',
  ).toBe(renderCatalogueDocs(loadCatalogue()))
})
