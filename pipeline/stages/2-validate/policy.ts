import type { City, QualityOverride } from '../../city.ts'
import { UserError } from '../../errors.ts'
import { type Catalogue, type Rule, ruleOf, thresholdOf } from './catalogue.ts'
import type { PolicyEntry, Severity } from './report/types.ts'

const ORDER: readonly Severity[] = ['info', 'warn', 'quarantine', 'fail']

/** The catalogue as a city judges by it: severities and thresholds it has overridden, each for a reason and until a day. */
export class Policy {
  /** Rules with the thresholds of the city; severities are those of the catalogue. */
  readonly catalogue: Catalogue
  readonly #overrides: readonly QualityOverride[]
  readonly #bySource = new Map<string, Severity>()

  /**
   * @throws UserError `config` for a code or a source that does not exist, a negative threshold or one for a rule without any, two
   * overrides of one thing, a severity below the least the rule may have, or `quarantine` where no record is named.
   */
  constructor(catalogue: Catalogue, city: Pick<City, 'file' | 'quality' | 'sources' | 'area'>) {
    checkOverrides(catalogue, city)
    this.#overrides = city.quality
    this.catalogue = new Map(
      [...catalogue].map(([code, rule]) => [code, withThreshold(rule, catalogue, city)] as const),
    )
  }

  /** The severity of a finding of this rule in this source. */
  severityOf(code: string, source_id: string): Severity {
    const key = `${code} ${source_id}`
    let severity = this.#bySource.get(key)
    if (severity === undefined) {
      const rule = ruleOf(this.catalogue, code)
      const own = this.#overrides.filter((override) => override.code === code && override.severity)
      // What is said of one source goes before what is said of all.
      const override =
        own.find((one) => one.sources?.includes(source_id)) ?? own.find((one) => one.sources === undefined)
      severity = override?.severity ?? rule.severity
      this.#bySource.set(key, severity)
    }
    return severity
  }

  /** What the city changed, for the report, in the order of `city.yaml`. */
  entries(original: Catalogue): PolicyEntry[] {
    return this.#overrides.map((override) => {
      const rule = ruleOf(original, override.code)
      return {
        code: override.code,
        title: rule.title,
        severity: override.severity === undefined ? null : { from: rule.severity, to: override.severity },
        threshold:
          override.threshold === undefined
            ? null
            : { from: rule.threshold!.value, to: override.threshold, unit: rule.threshold!.unit },
        sources: override.sources ? [...override.sources] : null,
        reason: override.reason,
        until: override.until,
      }
    })
  }
}

function withThreshold(rule: Rule, catalogue: Catalogue, city: Pick<City, 'quality'>): Rule {
  if (!rule.threshold) return rule
  const override = city.quality.find((one) => one.code === rule.code && one.threshold !== undefined)
  const value = override?.threshold ?? thresholdOf(catalogue, rule.code, city)
  return { ...rule, threshold: { ...rule.threshold, value } }
}

function checkOverrides(catalogue: Catalogue, city: Pick<City, 'file' | 'quality' | 'sources'>): void {
  const seen = new Set<string>()
  city.quality.forEach((override, index) => {
    const fault = (part: string, what: string, got: string, expected: string): UserError =>
      new UserError('config', {
        what,
        where: { file: city.file, key: `quality[${index}].${part}` },
        got,
        expected,
      })
    const rule = catalogue.get(override.code)
    if (!rule) {
      throw fault('code', 'there is no such rule', override.code, 'a code of docs/reference/quality-rules.md')
    }
    if (override.threshold !== undefined && !rule.threshold) {
      throw fault('threshold', `${rule.code} has no threshold`, String(override.threshold), 'severity alone')
    }
    // Every threshold of the catalogue is a size, a share, a count or an age.
    if (override.threshold !== undefined && override.threshold < 0) {
      const { unit } = rule.threshold!
      throw fault(
        'threshold',
        `the limit of ${rule.code} cannot be negative`,
        String(override.threshold),
        `0 or more (${unit.en})`,
      )
    }
    const { severity } = override
    if (severity && rule.least && ORDER.indexOf(severity) < ORDER.indexOf(rule.least)) {
      throw fault(
        'severity',
        `${rule.code} keeps out what later stages rely on not to meet: the record would be published as it is, or end the build`,
        severity,
        ORDER.slice(ORDER.indexOf(rule.least)).join(' or '),
      )
    }
    if (severity === 'quarantine' && rule.about !== undefined) {
      throw fault(
        'severity',
        `${rule.code} is said of a whole ${rule.about}, not of a record that could be set aside`,
        severity,
        'info, warn or fail',
      )
    }
    const { setting } = rule.threshold ?? {}
    if (override.threshold !== undefined && setting !== undefined) {
      throw fault(
        'threshold',
        `the limit of ${rule.code} has a key of its own`,
        String(override.threshold),
        setting,
      )
    }
    if (override.threshold !== undefined && override.sources) {
      throw fault('sources', 'a threshold holds for every source', override.sources.join(', '), 'no sources')
    }
    for (const source of override.sources ?? []) {
      if (city.sources.some(({ id }) => id === source)) continue
      throw fault('sources', 'there is no such source', source, city.sources.map(({ id }) => id).join(', '))
    }
    for (const source of override.sources ?? ['*']) {
      for (const what of ['severity', 'threshold'] as const) {
        if (override[what] === undefined) continue
        const key = `${override.code} ${source} ${what}`
        if (seen.has(key)) throw fault('code', `${what} is overridden twice`, override.code, 'one entry')
        seen.add(key)
      }
    }
  })
}
