import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { smallCity, temporaryFolder, writeFiles } from '../support/small-city.ts'
import { leftoversIn, treeOf } from './output-state.ts'

it.each(['SIGTERM', 'SIGINT'] as const)(
  'a build that is told to end by %s leaves nothing',
  async (signal) => {
    const output = join(temporaryFolder(), 'out')
    const program = join(PROJECT_ROOT, 'pipeline/petakumuh.js')
    const child = spawn(process.execPath, [program, 'build', smallCity(), '--output', output, '--json'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let wasThere: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (wasThere.length > 0 || JSON.parse(line).event !== 'stage_started') return
      // What a publication has in the making.
      writeFiles(output, {
        ...{ '.release.partial/style.json': '', '.drift.json.new': '', 'public/.latest.json.new': '' },
        ...{ 'stages/.2-validate.partial/half': '', 'public/releases/.0123456789abcdef.partial/half': '' },
      })
      wasThere = leftoversIn(treeOf(output))
      child.kill(signal)
    })
    const by = await new Promise((resolve) => child.on('close', (_, ended) => resolve(ended)))
    expect(wasThere.filter((path) => /lock-|^\.release|\.new$|half$/.test(path))).toHaveLength(6)
    expect(by).toBe(signal)
    expect(leftoversIn(treeOf(output))).toEqual([])
  },
)
