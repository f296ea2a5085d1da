import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { METHODOLOGY_DIR, PROJECT_ROOT } from '../../city.ts'
import { say } from '../../terminal.ts'
import { loadDensityClasses } from '../density-classes.ts'
import { type Kind, methodologyKind, methodologyNames } from '../kinds.ts'
import { loadMethodology } from '../methodology.ts'
import { loadMonitoring } from '../monitoring.ts'
import { loadTests } from '../tests.ts'
import { deficitScoresMarkdown } from './deficit-scores.ts'
import { densityClassesMarkdown } from './density-classes.ts'
import { monitoringMarkdown } from './monitoring.ts'
import { testsMarkdown } from './tests.ts'

/** Where the generated page of a methodology lies. */
export function methodologyPage(name: string): string {
  return join(PROJECT_ROOT, 'docs/reference', `${name}.md`)
}

const PAGES: Record<Kind, (name: string, directory: string) => string> = {
  deficit_scores: (name, directory) => deficitScoresMarkdown(loadMethodology(name, directory)),
  density_classes: (name, directory) => densityClassesMarkdown(loadDensityClasses(name, directory)),
  monitoring: (name, directory) => monitoringMarkdown(loadMonitoring(name, directory)),
  tests: (name, directory) => testsMarkdown(loadTests(name, directory)),
}

/**
 * The reference page of a methodology in Markdown, derived from its YAML and nothing else.
 * @throws UserError `config` when the methodology is not as it must be.
 */
export function methodologyMarkdown(name: string, directory: string = METHODOLOGY_DIR): string {
  return PAGES[methodologyKind(name, directory)](name, directory)
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  for (const name of methodologyNames()) {
    writeFileSync(methodologyPage(name), methodologyMarkdown(name))
    say(`docs/reference/${basename(methodologyPage(name))}`)
  }
}
