import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { licencePage } from './licence-table.ts'

writeFileSync(join(PROJECT_ROOT, 'docs/licences.md'), await licencePage())
