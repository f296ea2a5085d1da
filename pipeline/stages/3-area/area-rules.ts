import { join } from 'node:path'
import { PROJECT_ROOT } from '../../city.ts'
import type { AreaStatus } from '../../decree/area-status.ts'
import { ownYaml } from '../../yaml-file.ts'

const RULES_FILE = join(PROJECT_ROOT, 'schemas/quality-rules.yaml')

const CODE: Record<AreaStatus, string | null> = {
  ok: null,
  stale: 'AREA_STALE',
  wrong: 'AREA_WRONG',
  missing: 'AREA_MISSING',
}

/** The rule of the quality report behind a status, and its titles; nulls where the areas agree. */
export interface AreaRule {
  area_rule: string | null
  area_rule_title_id: string | null
  area_rule_title_en: string | null
}

export const AREA_RULE_COLUMNS = {
  area_rule: 'VARCHAR',
  area_rule_title_id: 'VARCHAR',
  area_rule_title_en: 'VARCHAR',
} as const

type Titles = Record<string, { title: { id: string; en: string } }>

/** Reads the titles of the rules behind each status from `schemas/quality-rules.yaml`. */
export function readAreaRules(): (status: AreaStatus) => AreaRule {
  const { rules } = ownYaml(RULES_FILE) as { rules: Titles }
  return (status) => {
    const code = CODE[status]
    if (code === null) return { area_rule: null, area_rule_title_id: null, area_rule_title_en: null }
    const { title } = rules[code]!
    return { area_rule: code, area_rule_title_id: title.id, area_rule_title_en: title.en }
  }
}
