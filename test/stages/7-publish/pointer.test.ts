import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../pipeline/freshness.ts'
import { KEPT_RELEASES } from '../../../pipeline/publication.ts'
import { pageCopyName } from '../../../pipeline/release/page-parts.ts'
import { missingFromPublic, readPointer, writePointer } from '../../../pipeline/stages/7-publish/pointer.ts'
import { installRelease, retire, retireBeside } from '../../../pipeline/stages/7-publish/releases.ts'
import { temporaryFolder, writeFiles } from '../../support/small-city.ts'

let output: string
let folder: string
let releases: string

beforeEach(() => {
  output = temporaryFolder()
  folder = join(output, 'public')
  releases = join(folder, 'releases')
})

function pointerTo(release: string) {
  const base = `releases/${release}`
  return {
    release,
    manifest: `${base}/manifest.json`,
    style: `${base}/style.json`,
    tiles: [`${base}/tiles/a.pmtiles`],
  }
}

/** The files of a release with a manifest that lists them. */
function release(content: string): Record<string, string> {
  const files = { 'style.json': content, 'tiles/a.pmtiles': 'tiles' }
  const listed = Object.entries(files).map(([path, text]) => ({
    path,
    bytes: text.length,
    sha256: sha256(text),
    media_type: 'text/plain',
    rows: null,
  }))
  const manifest = { format: 'petakumuh-release/1', release: 'x', files: listed, layers: [] }
  return { ...files, 'manifest.json': JSON.stringify(manifest) }
}

function publish(id: string, content = id): void {
  writeFiles(join(releases, id), release(content))
  writeFiles(folder, {
    'index.html': '<script src="assets/main-1.js"></script><link href="assets/style-1.css">',
    'assets/main-1.js': '',
    'assets/style-1.css': '',
  })
  writePointer(folder, pointerTo(id))
}

describe('the pointer', () => {
  it('comes back as it was written, as the only file of its kind', () => {
    publish('aaa')
    expect(readPointer(folder)).toEqual(pointerTo('aaa'))
    expect(readdirSync(folder).filter((name) => name.includes('latest'))).toEqual(['latest.json'])
  })

  it.each([
    ['is not there', null],
    ['is cut short', '{"release": "a'],
    ['is another file', '[]'],
    ['names no manifest', '{"release": "aaa"}'],
    ['names no release', '{"manifest": "m", "style": "s", "tiles": []}'],
    ['names a release by no name', '{"release": "../a", "manifest": "m", "style": "s", "tiles": []}'],
    ['names a release by a number', '{"release": 7, "manifest": "m", "style": "s", "tiles": []}'],
    ['is empty', ''],
  ])('that %s is none', (_, text) => {
    publish('aaa')
    if (text === null) rmSync(join(folder, 'latest.json'))
    else writeFileSync(join(folder, 'latest.json'), text)
    expect(readPointer(folder)).toBeNull()
    expect(missingFromPublic(folder)).toBe('public/latest.json is missing')
  })
})

describe('what is missing from the public folder', () => {
  it('is nothing after a publication', () => {
    publish('aaa')
    expect(missingFromPublic(folder)).toBeNull()
  })

  it.each([
    ['the manifest', 'releases/aaa/manifest.json', 'manifest.json is missing from release aaa'],
    ['a file of the release', 'releases/aaa/tiles/a.pmtiles', 'tiles/a.pmtiles is missing from release aaa'],
    ['the whole release', 'releases/aaa', 'manifest.json is missing from release aaa'],
    ['the page', 'index.html', 'public/index.html is missing'],
    ['a part of the page', 'assets/style-1.css', 'public/assets/style-1.css is missing'],
    ['everything', '', 'public/latest.json is missing'],
  ])('is %s', (_, path, reason) => {
    publish('aaa')
    rmSync(join(folder, path), { recursive: true })
    expect(missingFromPublic(folder)).toBe(reason)
  })

  it('is a file that was cut short', () => {
    publish('aaa')
    writeFileSync(join(releases, 'aaa/tiles/a.pmtiles'), 'tile')
    expect(missingFromPublic(folder)).toBe('tiles/a.pmtiles is missing from release aaa')
  })
})

describe('installing a release', () => {
  it('gives it its name', async () => {
    writeFiles(join(output, 'built'), release('x'))
    writeFiles(releases, { 'aaa/manifest.json': '{}' })
    await installRelease(join(output, 'built'), releases, 'bbb')
    expect(readdirSync(releases).sort()).toEqual(['aaa', 'bbb'])
    expect(readFileSync(join(releases, 'bbb/style.json'), 'utf8')).toBe('x')
    expect(readdirSync(output)).toEqual(['public'])
  })

  it('leaves one of the same content as it stands, for it may be served right now', async () => {
    publish('aaa', 'x')
    const { ino } = statSync(join(releases, 'aaa'))
    writeFiles(join(output, 'built'), release('x'))
    await installRelease(join(output, 'built'), releases, 'aaa')
    expect(statSync(join(releases, 'aaa')).ino).toBe(ino)
    expect(readdirSync(output)).toEqual(['public'])
  })

  it.each([
    ['a file', () => writeFiles(releases, { 'aaa/tables/households.csv': 'household_id,head_name' })],
    ['a file beside its own', () => writeFileSync(join(releases, 'aaa/tiles/.swp'), '')],
    ['an empty folder', () => mkdirSync(join(releases, 'aaa/tables'))],
    [
      'a link in place of a file',
      () => {
        rmSync(join(releases, 'aaa/style.json'))
        writeFiles(output, { elsewhere: 'x' })
        symlinkSync(join(output, 'elsewhere'), join(releases, 'aaa/style.json'))
      },
    ],
  ])('replaces one of the same content to which somebody laid %s', async (_, lay) => {
    publish('aaa', 'x')
    lay()
    writeFiles(join(output, 'built'), release('x'))
    await installRelease(join(output, 'built'), releases, 'aaa')
    const held = readdirSync(join(releases, 'aaa'), { recursive: true }).map(String)
    expect(held.sort()).toEqual(['manifest.json', 'style.json', 'tiles', join('tiles', 'a.pmtiles')])
    expect(lstatSync(join(releases, 'aaa/style.json')).isFile()).toBe(true)
  })

  it.each([
    ['lost a file', () => rmSync(join(releases, 'aaa/style.json'))],
    ['was changed within its length', () => writeFileSync(join(releases, 'aaa/style.json'), 'y')],
    ['lost its manifest', () => rmSync(join(releases, 'aaa/manifest.json'))],
    ['has a manifest that cannot be read', () => writeFileSync(join(releases, 'aaa/manifest.json'), '{')],
    [
      'has a manifest that lists a file elsewhere',
      () => {
        const path = join(releases, 'aaa/manifest.json')
        const manifest = readFileSync(path, 'utf8')
        writeFileSync(path, manifest.replace('"style.json"', '"../aaa/style.json"'))
      },
    ],
  ])('replaces one that %s', async (_, damage) => {
    publish('aaa', 'x')
    damage()
    writeFiles(join(output, 'built'), release('x'))
    await installRelease(join(output, 'built'), releases, 'aaa')
    expect(readFileSync(join(releases, 'aaa/style.json'), 'utf8')).toBe('x')
    expect(missingFromPublic(folder)).toBeNull()
    expect(readdirSync(releases)).toEqual(['aaa'])
  })
})

describe('old releases', () => {
  function publishAll(ids: string[], keep = KEPT_RELEASES, never: string[] = []): string[] {
    for (const id of ids) {
      publish(id)
      retire(output, releases, id, { keep, never })
    }
    return readdirSync(releases).sort()
  }
  const ids = [
    'a000000000000009',
    'a000000000000001',
    'a000000000000008',
    'a000000000000002',
    'a000000000000007',
    'a000000000000003',
    'a000000000000006',
  ]

  it('are kept to a depth, in the order in which they were published', () => {
    expect(publishAll(ids)).toEqual(ids.slice(-KEPT_RELEASES).sort())
  })

  it.each([
    [1, ['a000000000000006']],
    [2, ['a000000000000003', 'a000000000000006']],
    [
      6,
      [
        'a000000000000001',
        'a000000000000002',
        'a000000000000003',
        'a000000000000006',
        'a000000000000007',
        'a000000000000008',
      ],
    ],
  ])('are kept as deep as asked for: %i', (keep, kept) => {
    expect(publishAll(ids, keep)).toEqual(kept)
  })

  it('stay beyond the depth where one was the last good one, and go when it is no more', () => {
    expect(publishAll(ids, 2, ['a000000000000008'])).toEqual([
      'a000000000000003',
      'a000000000000006',
      'a000000000000008',
    ])
    expect(publishAll(['a000000000000005'], 2, ['a000000000000003'])).toEqual([
      'a000000000000003',
      'a000000000000005',
      'a000000000000006',
    ])
    expect(publishAll(['a000000000000004'], 1, ['a000000000000004', 'gone'])).toEqual(['a000000000000004'])
  })

  it('stay when the note of their order does not know the last good one', () => {
    publishAll(['a000000000000001', 'a000000000000002', 'a000000000000003'])
    writeFileSync(join(output, 'releases.json'), '["a000000000000002"]')
    expect(publishAll(['a000000000000004'], 2, ['a000000000000001'])).toEqual([
      'a000000000000001',
      'a000000000000002',
      'a000000000000004',
    ])
  })

  it('go also when nothing is published anew, but never what the pointer names, be it turned back', () => {
    publishAll(['a000000000000001', 'a000000000000002', 'a000000000000003', 'a000000000000004'])
    publish('a000000000000002')
    retireBeside(output, { keep: 1, never: ['a000000000000004'] })
    expect(readdirSync(releases).sort()).toEqual(['a000000000000002', 'a000000000000004'])
    writeFileSync(join(folder, 'latest.json'), '{')
    retireBeside(output, { keep: 1, never: [] })
    expect(readdirSync(releases).sort()).toEqual(['a000000000000002', 'a000000000000004'])
  })

  it('that are published again are the newest', () => {
    publishAll([
      'a000000000000001',
      'a000000000000002',
      'a000000000000003',
      'a000000000000004',
      'a000000000000005',
      'a000000000000001',
    ])
    expect(publishAll(['a000000000000006'])).toEqual([
      'a000000000000001',
      'a000000000000003',
      'a000000000000004',
      'a000000000000005',
      'a000000000000006',
    ])
  })

  it('stay when the note of their order is lost or damaged, as far as the depth goes', () => {
    publishAll(['a000000000000001', 'a000000000000002', 'a000000000000003'])
    for (const damage of [
      () => rmSync(join(output, 'releases.json')),
      () => writeFileSync(join(output, 'releases.json'), '['),
    ]) {
      damage()
      expect(publishAll(['a000000000000003'])).toEqual([
        'a000000000000001',
        'a000000000000002',
        'a000000000000003',
      ])
    }
  })

  it('that were removed by hand take no place', () => {
    publishAll([
      'a000000000000001',
      'a000000000000002',
      'a000000000000003',
      'a000000000000004',
      'a000000000000005',
    ])
    rmSync(join(releases, 'a000000000000004'), { recursive: true })
    expect(publishAll(['a000000000000006'])).toEqual([
      'a000000000000001',
      'a000000000000002',
      'a000000000000003',
      'a000000000000005',
      'a000000000000006',
    ])
  })

  it('go with what an interrupted installation left', () => {
    writeFiles(releases, { '.a000000000000001.old/x': '' })
    expect(publishAll(['a000000000000001'])).toEqual(['a000000000000001'])
  })

  it('go, and nothing that others laid beside them', () => {
    writeFiles(releases, { 'README.txt': '', 'lost+found/x': '', '.well-known/x': '' })
    const old = ['a000000000000001', 'a000000000000002'].map(
      (id) => `.${id}.${id.endsWith('1') ? 'gone' : 'old'}`,
    )
    for (const name of old) writeFiles(join(releases, name), { x: '' })
    expect(publishAll(['a000000000000003', 'a000000000000004'], 1)).toEqual([
      ...['.well-known', 'README.txt', 'a000000000000004', 'lost+found'],
    ])
  })

  it('go with the parts of pages that none of the kept ones had', () => {
    const [old, kept] = ['a000000000000001', 'a000000000000002']
    publishAll([old!, kept!], 1)
    writeFiles(folder, { 'assets/main-0.js': '', 'assets/later-0.js': '' })
    utimesSync(join(releases, kept!, 'manifest.json'), 2000, 2000)
    for (const [name, at_s] of [
      ['main-0.js', 1000],
      ['main-1.js', 1000],
      ['later-0.js', 3000],
    ] as const)
      utimesSync(join(folder, 'assets', name), at_s, at_s)
    retireBeside(output, { keep: 1, never: [] })
    expect(readdirSync(join(folder, 'assets')).sort()).toEqual(['later-0.js', 'main-1.js', 'style-1.css'])
  })

  it('leave the parts that the page needs, also those it does not name, when a copy has made all of them old', () => {
    publishAll(['a000000000000001'], 1)
    const copy = pageCopyName(readFileSync(join(folder, 'index.html')))
    const parts = {
      'main-1.js': 'new URL("./worker-1.js")',
      'worker-1.js': '',
      'licences-1.txt': '',
      [copy]: '',
    }
    const of = Object.entries({ ...parts, 'worker-0.js': '', 'page-0.txt': '' }).map(([name, text]) => [
      `assets/${name}`,
      text,
    ])
    writeFiles(folder, Object.fromEntries(of))
    for (const [path] of of) utimesSync(join(folder, path!), 1000, 1000)
    retireBeside(output, { keep: 1, never: [] })
    expect(readdirSync(join(folder, 'assets')).sort()).toEqual([
      ...['licences-1.txt', 'main-1.js', copy, 'style-1.css', 'worker-1.js'],
    ])
  })
})
