import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of 10 s and more, the longest first. The first one builds the demo city, and those below that read it come late
 * enough to find it built instead of waiting.
 */
const HEAVIEST = [
  'test/atlas/build.test.ts',
  'test/viewer/page.test.ts',
  'test/real/pekalongan.test.ts',
  'test/stages/4-density/locate.test.ts',
  'test/tiler/input/scan-geojson-lines.test.ts',
  'test/tiler/input/read-lines.test.ts',
  'test/real/sinjai.test.ts',
  'test/atlas/map.test.ts',
  'test/explain/demo.test.ts',
  'test/init/init.test.ts',
  'test/stages/7-publish/drift-build.test.ts',
  'test/stages/determinism.test.ts',
  'test/stages/5-indicators/ratings-demo.test.ts',
  'test/stages/5-indicators/pekalongan.test.ts',
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
