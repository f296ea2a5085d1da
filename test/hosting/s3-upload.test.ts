import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheControl } from '../../pipeline/hosting/cache-control.ts'
import { mediaType } from '../../pipeline/hosting/media-types.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { publishedFolder, RELEASE } from '../support/published-folder.ts'
import { temporaryFolder } from '../support/small-city.ts'

/** Stands in for the AWS command line: notes how it was called, a call to a line, its words parted by tabs. */
const AWS = '#!/bin/sh\nprintf \'%s\\t\' "$@" >>"$CALLS"\necho >>"$CALLS"\n'

interface Upload {
  target: string
  path: string
  type: string | undefined
  cache: string
}

/** What the calls would send, by the filters of aws: of those that fit a file, the last one counts. */
function uploads(calls: string[][], folder: string): Upload[] {
  return calls.flatMap((call) => {
    const [, verb, from = '', target = ''] = call
    if (verb === 'rm') return []
    const option = (name: string) => (call.includes(name) ? call[call.indexOf(name) + 1] : undefined)
    const sent = { type: option('--content-type'), cache: option('--cache-control')! }
    const part = from.slice(folder.length + 1)
    if (verb === 'cp') return [{ target, path: part, ...sent }]
    return readdirSync(from, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter((path) => {
        let isSent = true
        call.forEach((word, i) => {
          const filter = call[i + 1]
          if (word !== '--exclude' && word !== '--include') return
          const below = path.slice(part.length + 1)
          if (filter === '*' || (filter === '.*' ? below.startsWith('.') : path.endsWith(filter!.slice(1))))
            isSent = word === '--include'
        })
        return isSent
      })
      .map((path) => ({ target: `${target}${path.slice(part.length)}`, path, ...sent }))
  })
}

function run(args: string[]) {
  const bin = temporaryFolder()
  writeFileSync(join(bin, 'aws'), AWS)
  chmodSync(join(bin, 'aws'), 0o755)
  const calls = join(bin, 'calls')
  const script = join(PROJECT_ROOT, 'docs/hosting/s3-upload.sh')
  const { status, stderr } = spawnSync('sh', [script, ...args], {
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env.PATH}`, CALLS: calls },
  })
  const read = () => readFileSync(calls, 'utf8').trimEnd().split('\n')
  return { status, stderr, calls: () => read().map((line) => line.split('\t').filter((word) => word !== '')) }
}

describe('copying to an object store', () => {
  it('sends every file once, the pointer last, with the type and the caching that the server gives it', () => {
    const folder = publishedFolder()
    writeFileSync(join(folder, `releases/${RELEASE}/lineage.md`), '# Asal usul')
    writeFileSync(join(folder, 'assets/licences-0123456789ab.txt'), 'MIT')
    // Half of a release that was withdrawn, and on the host what an earlier copy sent of one.
    const gone = join(folder, 'releases/.aaaaaaaaaaaaaaaa.gone')
    mkdirSync(gone)
    for (const name of ['a.pmtiles', 'a.json']) writeFileSync(join(gone, name), '')
    const { status, stderr, calls } = run([
      folder,
      's3://bucket/atlas/',
      '--endpoint-url',
      'https://r2.example',
    ])
    expect([status, stderr]).toEqual([0, ''])
    for (const call of calls()) expect(call.slice(-2)).toEqual(['--endpoint-url', 'https://r2.example'])
    // Releases that were withdrawn go last, when nothing points to them; elsewhere nothing goes.
    expect(calls().findIndex((call) => call.includes('--delete'))).toBe(calls().length - 1)
    expect(calls().at(-1)!.slice(0, 4)).toEqual([
      's3',
      'sync',
      join(folder, 'releases'),
      's3://bucket/atlas/releases',
    ])
    expect(calls().at(-1)).toContain('.*')
    expect(calls().at(-2)!.slice(0, 4)).toEqual(['s3', 'rm', 's3://bucket/atlas/releases', '--recursive'])
    expect(calls().at(-2)!.slice(5, 9)).toEqual(['--exclude', '*', '--include', '.*'])
    const sent = uploads(calls().slice(0, -1), folder)
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .filter((path) => !path.includes('.gone'))
    expect(sent.map(({ path }) => path).sort()).toEqual(files.sort())
    expect(sent.slice(-2).map(({ path }) => path)).toEqual(['index.html', 'latest.json'])
    const essence = (type: string) => type.split(';')[0]
    for (const { target, path, type, cache } of sent) {
      expect([path, target, cache]).toEqual([path, `s3://bucket/atlas/${path}`, cacheControl(path)])
      // What is not said is left to aws, which knows JSON, CSS and text.
      if (type === undefined) expect(path).toMatch(/\.(json|css|txt)$/)
      else if (/\.(csv|md)$/.test(path)) expect([path, type]).toEqual([path, mediaType(path)])
      else expect([path, essence(type)]).toEqual([path, essence(mediaType(path))])
    }
  })

  it('refuses a folder that nothing was published to, and half a command', () => {
    const folder = publishedFolder()
    rmSync(join(folder, 'latest.json'))
    expect(run([folder, 's3://bucket'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('holds no latest.json'),
    })
    expect(run([folder])).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') })
  })
})
