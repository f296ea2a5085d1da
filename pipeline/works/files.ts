import { join } from 'node:path'
import { PROJECT_ROOT } from '../city.ts'

export const ACTIVITIES_FILE = join(PROJECT_ROOT, 'data/reference/activities.yaml')
export const FUNDS_FILE = join(PROJECT_ROOT, 'data/reference/fund-sources.yaml')
