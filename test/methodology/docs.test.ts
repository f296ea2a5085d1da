import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { methodologyMarkdown, methodologyPage } from '../../pipeline/methodology/docs/index.ts'
import { methodologiesOf, methodologyNames } from '../../pipeline/methodology/kinds.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'

describe.each(methodologyNames())('docs/reference/%s.md', (name) => {
  it('is what its YAML says; run `npm run docs` after a change', () => {
    expect(readFileSync(methodologyPage(name), 'utf8')).toBe(methodologyMarkdown(name))
  })
})

describe.each(methodologiesOf('deficit_scores'))('the page of %s', (name) => {
  it('names every criterion, source and class', () => {
    const methodology = loadMethodology(name)
    const page = methodologyMarkdown(name)
    for (const criterion of methodology.criteria)
      expect(page).toContain(`| ${criterion.id} | ${criterion.label.id} |`)
    for (const c of methodology.classes.values) expect(page).toContain(`| ${c.min}–${c.max} | ${c.code} |`)
    for (const source of Object.values(methodology.sources)) expect(page).toContain(source.en)
  })
})
