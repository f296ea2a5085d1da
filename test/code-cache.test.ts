import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleOf } from '../pipeline/code-cache.js'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

const ENTRY = `import { greet } from './greet.ts'
export async function main(): Promise<string> {
  const { place } = await import('./later.ts')
  return greet(place())
}
`

interface Sources {
  folder: string
  cache: string
}

function sources(files: Record<string, string> = {}): Sources {
  const folder = temporaryFolder()
  writeFiles(folder, {
    'main.ts': ENTRY,
    'greet.ts': 'export const greet = (name: string): string => "one " + name\n',
    'later.ts': 'export const place = (): string => import.meta.url\n',
    ...files,
  })
  return { folder, cache: join(folder, 'cache') }
}

/** A process that bundles and runs, as the command line does. */
function run({ folder, cache }: Sources, folders = [cache]): Promise<{ out: string; err: string }> {
  const program = `
    const { bundleOf, nameSourcesInStacks } = await import(${JSON.stringify(pathToFileURL(join(PROJECT_ROOT, 'pipeline/code-cache.js')).href)})
    const url = await bundleOf(new URL(${JSON.stringify(pathToFileURL(join(folder, 'main.ts')).href)}), ${JSON.stringify(folders)})
    if (url === null) console.log('none')
    else {
      nameSourcesInStacks()
      const { main } = await import(url.href)
      try { console.log(await main()) } catch (error) { console.log(error.stack) }
    }`
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program])
    let out = ''
    let err = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      err += text
    })
    child.on('close', () => resolve({ out: out.trim(), err }))
  })
}

const bundles = (cache: string): string[] => readdirSync(cache).filter((name) => !name.endsWith('.json'))

describe('the bundle of the command line', () => {
  it('is made once, and its modules know where their sources are', async () => {
    const made = sources()
    const expected = `one ${pathToFileURL(join(made.folder, 'later.ts')).href}`
    expect(await run(made)).toEqual({ out: expected, err: '' })
    expect(await run(made)).toEqual({ out: expected, err: '' })
    expect(bundles(made.cache)).toHaveLength(1)
  })

  it('is made anew when a source changes, also to one of the same size and an older time', async () => {
    const made = sources()
    await run(made)
    const greet = join(made.folder, 'greet.ts')
    writeFileSync(greet, readFileSync(greet, 'utf8').replace('one', 'two'))
    utimesSync(greet, 1e9, 1e9)
    expect((await run(made)).out).toMatch(/^two /)
    expect(bundles(made.cache)).toHaveLength(2)
  })

  it('is the same for processes that start at once', async () => {
    const made = sources()
    const runs = await Promise.all(Array.from({ length: 4 }, () => run(made)))
    expect(new Set(runs.map(({ out }) => out)).size).toBe(1)
    expect(runs[0]!.out).toMatch(/^one /)
    expect(bundles(made.cache)).toHaveLength(1)
  })

  it('names lines of the sources in stacks', async () => {
    const made = sources({
      'greet.ts':
        'type Name = string\n\n\nexport function greet(name: Name): string { throw new Error(name) }\n',
    })
    const place = `${pathToFileURL(join(made.folder, 'greet.ts')).href}:4:`
    expect((await run(made)).out).toContain(place)
    // Also where the first folder, for which the bundle was made, cannot be written.
    const [shut, cache] = [join(made.folder, 'later.ts', 'cache'), join(temporaryFolder(), 'a/b/cache')]
    expect((await run(made, [shut, cache])).out).toContain(place)
  })

  it('goes to the next folder where one cannot be written, and is left out where none can', async () => {
    const made = sources()
    // A file, in which no folder can be made, whoever asks.
    const shut = join(made.folder, 'greet.ts', 'cache')
    expect((await run(made, [shut, made.cache])).out).toMatch(/^one /)
    expect(existsSync(made.cache)).toBe(true)
    expect((await run(made, [shut])).out).toBe('none')
  })

  describe.skipIf(process.getuid === undefined)('is taken only where nobody else may write:', () => {
    it.each([
      ['the folder of the cache', 'cache'],
      ['what tells the bundle of a program', 'told'],
      ['the folder of the bundle', 'bundle'],
      ['the bundle', 'program'],
    ] as const)('%s', async (_, opened) => {
      const { folder, cache } = sources()
      const bundleAgain = () => bundleOf(pathToFileURL(join(folder, 'main.ts')), [cache])
      const made = fileURLToPath((await bundleAgain())!)
      const content = readFileSync(made, 'utf8')
      const told = join(cache, readdirSync(cache).find((name) => name.endsWith('.json'))!)
      const path = { cache, told, bundle: dirname(made), program: made }[opened]
      // What a group that may write there would do.
      if (opened === 'told') {
        writeFiles(cache, { 'other/program.mjs': 'planted' })
        const { stamps } = JSON.parse(readFileSync(told, 'utf8'))
        writeFileSync(told, JSON.stringify({ program: 'other/program.mjs', version: 'other', stamps }))
      } else if (opened !== 'cache') writeFileSync(made, 'planted')
      chmodSync(path, 0o775)
      expect(readFileSync((await bundleAgain())!, 'utf8')).toBe(content)
      expect(statSync(path).mode & 0o022).toBe(0)
    })
  })

  it('is made of the program itself, also by the bundler within a bundle', async () => {
    const cache = join(temporaryFolder(), 'cache')
    const first = await bundleOf(new URL('../pipeline/code-cache.js', import.meta.url), [cache])
    const { bundleOf: within } = (await import(first!.href)) as { bundleOf: typeof bundleOf }
    const program = new URL('../pipeline/tiler/steps/worker-entry.ts', import.meta.url)
    const names = async (bundle: typeof bundleOf, folder: string) =>
      basename(dirname(fileURLToPath((await bundle(program, [folder]))!)))
    expect(await names(within, join(cache, 'a'))).toBe(await names(bundleOf, join(cache, 'b')))
    const texts = ['a', 'b'].map((folder) => {
      const [name] = bundles(join(cache, folder))
      return readFileSync(join(cache, folder, name!, 'program.mjs'), 'utf8')
    })
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).toContain('export')
  })

  it('leaves nothing in the folder of temporary files where the sources are compiled one by one', async () => {
    const temporary = temporaryFolder()
    const urlOf = (path: string) => JSON.stringify(pathToFileURL(join(PROJECT_ROOT, 'pipeline', path)).href)
    const program = `
      const { loadSources } = await import(${urlOf('code-cache.js')})
      await loadSources()
      console.log(typeof (await import(${urlOf('errors.ts')})).UserError)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, TSX_DISABLE_CACHE: '', TMPDIR: temporary },
    })
    let out = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    await new Promise((resolve) => child.on('close', resolve))
    expect([out, readdirSync(temporary)]).toEqual(['function\n', []])
  })

  it('is left out where the sources do not compile', async () => {
    const made = sources({ 'greet.ts': 'export const greet = (\n' })
    expect(await run(made)).toEqual({ out: 'none', err: '' })
    expect(existsSync(made.cache)).toBe(false)
  })
})
