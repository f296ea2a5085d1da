import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { METHODOLOGY_DIR } from '../../../pipeline/city.ts'
import { loadMethodology } from '../../../pipeline/methodology/methodology.ts'
import {
  methodologyMarkdown,
  methodologyPage,
} from '../../../pipeline/stages/5-indicators/methodology-docs.ts'

const names = readdirSync(METHODOLOGY_DIR).map((file) => file.replace(/\.yaml$/, ''))

describe.each(names)('docs/reference/%s.md', (name) => {
  it('is what its YAML says; run methodology-docs.ts after a change', () => {
    expect(readFileSync(methodologyPage(name), 'utf8')).toBe(methodologyMarkdown(loadMethodology(name)))
  })

  it('names every criterion, source and class', () => {
    const methodology = loadMethodology(name)
    const page = methodologyMarkdown(methodology)
    for (const criterion of methodology.criteria)
      expect(page).toContain(`| ${criterion.id} | ${criterion.label.id} |`)
    for (const c of methodology.classes.values) expect(page).toContain(`| ${c.min}–${c.max} | ${c.code} |`)
    for (const source of Object.values(methodology.sources)) expect(page).toContain(source.en)
  })
})
