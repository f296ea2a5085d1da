import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { petakumuh } from '../support/command-line.ts'
import { smallCity, temporaryFolder, writeFiles } from '../support/small-city.ts'
import { leftoversIn, pathsOf } from './output-state.ts'

it.each(['SIGTERM', 'SIGINT'])('a build that is told to end by %s leaves nothing', (signal) => {
  const folder = temporaryFolder()
  const output = join(folder, 'out')
  // What a publication has in the making, and the signal, come as soon as the stage has its folder.
  writeFiles(folder, {
    'planted.mjs': `import fs, { writeFileSync } from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const { mkdirSync } = fs
      fs.mkdirSync = (path, options) => {
        const made = mkdirSync(path, options)
        if (!String(path).endsWith('/.temporary')) return made
        const output = ${JSON.stringify(output)}
        for (const name of ['.release.partial', 'stages/.2-validate.partial', 'public/releases/.0123456789abcdef.partial']) {
          mkdirSync(output + '/' + name, { recursive: true })
          writeFileSync(output + '/' + name + '/half', '')
        }
        for (const name of ['.drift.json.new', 'public/.latest.json.new']) writeFileSync(output + '/' + name, '')
        writeFileSync(${JSON.stringify(join(folder, 'told'))}, '')
        process.kill(process.pid, '${signal}')
        return made
      }
      syncBuiltinESMExports()`,
  })
  const { code } = petakumuh(['build', smallCity(), '--output', output], {
    NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'planted.mjs'))}`,
  })
  expect([code, existsSync(join(folder, 'told'))]).toEqual([null, true])
  expect(leftoversIn(pathsOf(output))).toEqual([])
})
