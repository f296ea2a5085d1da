import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Contents, differences, digest, importsOf, sha256, sha256File } from '../pipeline/freshness.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

describe('sha256', () => {
  it('is the SHA-256 of FIPS 180-4', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('is the same for a file read whole and one read as a stream', async () => {
    const folder = temporaryFolder()
    const large = Buffer.alloc(4_000_001, 'x')
    writeFileSync(join(folder, 'small'), 'abc')
    writeFileSync(join(folder, 'large'), large)
    writeFileSync(join(folder, 'empty'), '')
    expect(await sha256File(join(folder, 'small'))).toBe(sha256('abc'))
    expect(await sha256File(join(folder, 'large'))).toBe(sha256(large))
    expect(await sha256File(join(folder, 'empty'))).toBe(sha256(''))
  })

  it('fails for a file that is not there', async () => {
    await expect(sha256File(join(temporaryFolder(), 'none'))).rejects.toThrow('ENOENT')
  })
})

describe('digest', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(digest({ a: 1, b: { c: 2, d: [3] } })).toBe(digest({ b: { d: [3], c: 2 }, a: 1 }))
  })

  it.each([
    ['a value', { a: 2 }],
    ['a key', { b: 1 }],
    ['a type', { a: '1' }],
    ['a further key', { a: 1, b: null }],
  ])('changes with %s', (_, other) => {
    expect(digest(other)).not.toBe(digest({ a: 1 }))
  })

  it('depends on the order of a list', () => {
    expect(digest([1, 2])).not.toBe(digest([2, 1]))
  })
})

describe('differences', () => {
  it('names what changed, came and went, in order of name', () => {
    expect(differences({ b: '1', c: '1', d: '1' }, { b: '2', a: '1', d: '1' })).toEqual([
      'a is new',
      'b changed',
      'c is gone',
    ])
  })

  it('says from which version to which a tool changed', () => {
    expect(differences({ 'tool ajv': '8.1.0' }, { 'tool ajv': '8.2.0' })).toEqual([
      'tool ajv changed from 8.1.0 to 8.2.0',
    ])
  })
})

describe('importsOf', () => {
  it.each([
    ["import { a } from './a.ts'", ['./a.ts']],
    ["import a, { b } from 'pkg/sub'", ['pkg/sub']],
    ["import * as a from '@scope/pkg'", ['@scope/pkg']],
    ["import {\n  a,\n  type B,\n} from './a.ts'", ['./a.ts']],
    ["import './side-effect.ts'", ['./side-effect.ts']],
    ["export { a } from './a.ts'\nexport * from './b.ts'", ['./a.ts', './b.ts']],
    ["const run = async () => (await import('./run.ts')).run()", ['./run.ts']],
    ["new Worker(new URL('./worker.ts', import.meta.url))", ['./worker.ts']],
    ['import json from "./a.json" with { type: "json" }', ['./a.json']],
    ["import type { A } from './types.ts'\nimport { b } from './b.ts'", ['./b.ts']],
    ["export type { A } from './types.ts'", []],
    ["const important = 'from'", []],
  ])('%j', (source, expected) => {
    expect(importsOf(source)).toEqual(expected)
  })
})

describe('the code of a module', () => {
  function project(files: Record<string, string>) {
    const root = temporaryFolder()
    writeFiles(root, files)
    return {
      root,
      names: () => Object.keys(new Contents(root).code(pathToFileURL(join(root, 'stage/index.ts')))).sort(),
      code: () => new Contents(root).code(pathToFileURL(join(root, 'stage/index.ts'))),
    }
  }

  it('is every file it reaches, now or later, what lies in its own folder, and the packages these use', () => {
    const { names } = project({
      'stage/index.ts':
        "import type { T } from '../only-a-type.ts'\nexport const run = () => import('./run.ts')",
      'stage/run.ts': "import { a } from '../lib/a.ts'\nimport fs from 'node:fs'",
      'stage/query.sql': 'SELECT 1',
      'stage/deep/data.json': '{}',
      'stage/.hidden': '',
      'lib/a.ts': "import { b } from './b.ts'\nimport tool from 'tool'\nimport sub from '@scope/pkg/sub.js'",
      'lib/b.ts': "export { a } from './a.ts'",
      'lib/unused.ts': '',
      'only-a-type.ts': '',
      'node_modules/tool/package.json': '{"version": "1.2.3"}',
      'node_modules/@scope/pkg/package.json': '{"version": "0.1.0"}',
    })
    expect(names()).toEqual([
      'code lib/a.ts',
      'code lib/b.ts',
      'code stage/deep/data.json',
      'code stage/index.ts',
      'code stage/query.sql',
      'code stage/run.ts',
      'tool @scope/pkg',
      'tool node',
      'tool tool',
    ])
  })

  it('holds the versions of tools as they are installed', () => {
    const { root, code } = project({
      'stage/index.ts': "import tool from 'tool'\nimport none from 'none'",
      'node_modules/tool/package.json': '{"version": "1.2.3"}',
    })
    expect(code()).toMatchObject({
      'tool tool': '1.2.3',
      'tool none': 'not installed',
      'tool node': process.version,
    })
    writeFiles(root, { 'node_modules/tool/package.json': '{"version": "1.2.4"}' })
    expect(code()['tool tool']).toBe('1.2.4')
  })

  it('changes with a byte of a file that is reached late', () => {
    const { root, code } = project({
      'stage/index.ts': "export const run = () => import('../lib/late.ts')",
      'lib/late.ts': 'export const a = 1',
    })
    const before = code()
    writeFiles(root, { 'lib/late.ts': 'export const a = 2' })
    expect(differences(before, code())).toEqual(['code lib/late.ts changed'])
  })

  it('passes over a module that a comment only speaks of', () => {
    const { names } = project({ 'stage/index.ts': "// such as import('./none.ts')\n" })
    expect(names()).toEqual(['code stage/index.ts', 'tool node'])
  })
})

describe('contents of a run', () => {
  it('are read once, and again when they have been replaced', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'stage/table')
    writeFiles(folder, { 'stage/table': 'before' })
    const contents = new Contents()
    expect(await contents.sha256(path)).toBe(sha256('before'))
    writeFileSync(path, 'after')
    expect(await contents.sha256(path)).toBe(sha256('before'))
    contents.forget(join(folder, 'other'))
    expect(await contents.sha256(path)).toBe(sha256('before'))
    contents.forget(join(folder, 'stage'))
    expect(await contents.sha256(path)).toBe(sha256('after'))
    rmSync(path)
  })
})
