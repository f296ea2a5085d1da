import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of 7 s and more, the longest first, those with a browser beside one another. The first one builds the demo city,
 * and those below that read it come late enough to find it built instead of waiting.
 */
const HEAVIEST = [
  'test/atlas/build.test.ts',
  'test/viewer/page.test.ts',
  'test/viewer/tools.test.ts',
  'test/real/pekalongan.test.ts',
  'test/real/sinjai.test.ts',
  'test/stages/7-publish/drift-build.test.ts',
  'test/security/pages.test.ts',
  'test/viewer/why.test.ts',
  'test/init/init.test.ts',
  'test/nightly/nightly.test.ts',
  'test/viewers/viewers.test.ts',
  'test/viewers/pages.test.ts',
  'test/stages/5-indicators/household-tests.test.ts',
  'test/atlas/map.test.ts',
  'test/stages/5-indicators/scores.test.ts',
  'test/stages/4-density/densities-survey.test.ts',
  'test/real/kelurahan-tiles.test.ts',
  'test/tiler/clean/clean-fuzz.test.ts',
  'test/tiler/cut/cutter.test.ts',
  'test/verify/release.test.ts',
  'test/readers/shapefile/shapefile-bytes.test.ts',
  'test/tippecanoe/cut.test.ts',
  'test/tippecanoe/cut-fake.test.ts',
  'test/init/source-keys.test.ts',
  'test/stages/4-density/densities-notes.test.ts',
  'test/readers/shapefile/shapefile-corpora.test.ts',
  'test/tiler/steps/crew.test.ts',
  'test/stages/4-density/locate.test.ts',
  'test/stages/2-validate/rules-catalogue.test.ts',
  'test/stages/2-validate/set-aside.test.ts',
  'test/explain/demo.test.ts',
  'test/tiler/build/leavings.test.ts',
]

/**
 * A checkout that has never run its tests knows no durations and starts with the largest sources: a long file started
 * last would leave the other worker idle.
 */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      // Files with a process of their own stay ahead: one between the others ends the process that those share.
      if (project.config.isolate) return -1
      const listed = HEAVIEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'))
      return listed < 0 ? HEAVIEST.length : listed
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}
