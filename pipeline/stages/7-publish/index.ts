import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { correctionsFiles } from '../../corrections/files.ts'
import { quietly } from '../../durable.ts'
import { NUMBERS_FILE, PUBLISHED_TABLES_FILE } from '../../layers/described-tables.ts'
import { LAYERS_FILE } from '../../layers/profiles.ts'
import { methodologyFiles } from '../../methodology/files.ts'
import type { Stage } from '../../stage.ts'
import { lastCompared } from './drift-file.ts'
import { LEGEND_FILE } from './legend-file.ts'
import { missingFromPublic, readPointer } from './pointer.ts'
import { retireBeside } from './releases.ts'
import { withdrawBeside } from './withdrawal.ts'

/** Traces call answers as the survey forms do. */
const FORM_WORDS = fileURLToPath(new URL('../../../schemas/form.yaml', import.meta.url))
const VIEWER_DIR = fileURLToPath(new URL('../../viewer/', import.meta.url))

/** The release: data first, manifest after, page, pointer last; a kill at any instant leaves the previous one served. */
export const publish: Stage = {
  name: '7-publish',
  reads: ['2-validate', '3-area', '4-density', '5-indicators', '6-tiles'],
  writes: ['release.json'],
  code: new URL(import.meta.url),
  files: (city) => [
    // Traces tell the corrections of a record.
    ...correctionsFiles(city),
    ...[FORM_WORDS, LAYERS_FILE, LEGEND_FILE, NUMBERS_FILE, PUBLISHED_TABLES_FILE],
    ...methodologyFiles(),
    ...viewerFiles(),
  ],
  config: (city) => ({
    name: city.name,
    title: city.title,
    code: city.code,
    utm_crs: city.utm_crs,
    decree: city.decree,
    methodology: city.methodology,
    synthetic: city.synthetic,
    // How many are kept shapes none of them.
    publish: { csv_bom: city.publish.csv_bom, publisher: city.publish.publisher },
    viewer: city.viewer,
    // Told in the lineage.
    ...{ size_class: city.size_class, area: city.area, density: city.density },
    ...{ indicators: city.indicators, privacy: city.privacy },
    attribution: city.attribution,
    sources: city.sources.map(({ id, title, table, licence }) => ({ id, title, table, licence })),
  }),
  missing(_city, outputDirectory) {
    const folder = join(outputDirectory, 'public')
    return missingFromPublic(folder) ?? notServed(outputDirectory, folder)
  },
  // What could tell of persons goes first, and a good publication is on record before it is tried.
  tidy(outputDirectory, retention, progress) {
    const refusal = withdrawBeside(outputDirectory, progress)
    if (refusal === null) return retireBeside(outputDirectory, retention)
    quietly(() => retireBeside(outputDirectory, retention))
    throw refusal
  },
  run: async (context) => (await import('./run.ts')).run(context),
}

/** A release that was refused is tried again, and `drift.json` then tells of what is served. */
function notServed(outputDirectory: string, folder: string): string | null {
  const compared = lastCompared(outputDirectory)
  if (compared === null || compared === readPointer(folder)?.release) return null
  return `release ${compared}, which was compared last (drift.json), is not served`
}

function viewerFiles(): string[] {
  return readdirSync(VIEWER_DIR, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
