import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../pipeline/freshness.ts'
import { releaseId } from '../../../pipeline/release/release-id.ts'
import { type Candidate, lastGoodRelease } from '../../../pipeline/stages/7-publish/last-release.ts'
import { writePointer } from '../../../pipeline/stages/7-publish/pointer.ts'
import { temporaryFolder, writeFiles } from '../../support/small-city.ts'

let output: string
/** A release that is built and not published. */
let candidate: Candidate

const place = (id: string, file = '') => join(output, 'public/releases', id, file)

/** Writes a release of one file; returns its id. */
function write(content: string, folder?: string): string {
  const text = `${content}\n`
  const listed = { media_type: 'application/json', rows: null }
  const files = [{ path: 'style.json', bytes: text.length, sha256: sha256(text), ...listed }]
  const manifest = {
    ...{ format: 'petakumuh-release/1', city: { decree: { number: content } } },
    ...{ files, layers: [] },
  }
  const release = releaseId(files, manifest)
  writeFiles(folder ?? place(release), {
    'style.json': text,
    'manifest.json': JSON.stringify({ release, ...manifest }),
  })
  return release
}

function publish(...contents: string[]): string[] {
  const ids = contents.map((content) => write(content))
  const base = `releases/${ids.at(-1)!}`
  writePointer(join(output, 'public'), {
    release: ids.at(-1)!,
    manifest: `${base}/manifest.json`,
    style: '',
    tiles: [],
  })
  writeFileSync(join(output, 'releases.json'), JSON.stringify(ids))
  return ids
}

const lose = (path: string) => rmSync(join(output, path), { recursive: true })
const last = () => lastGoodRelease(output, candidate)

beforeEach(() => {
  output = temporaryFolder()
  const directory = temporaryFolder()
  candidate = { directory, release: write('new', directory) }
})

describe('the last good release', () => {
  it('is none before anything was published, nor after a first publication that was cut short', async () => {
    const none = { previous: null, notes: [], faults: [] }
    expect(await last()).toEqual(none)
    write('new')
    writeFiles(place('.abc.partial'), { 'style.json': '' })
    expect(await last()).toEqual(none)
  })

  it('is the one that the pointer names', async () => {
    const [, b] = publish('a', 'b')
    write('c')
    expect(await last()).toMatchObject({ previous: { id: b, decree: 'b' }, notes: [], faults: [] })
  })

  it.each([
    ['is missing', () => lose('public/latest.json')],
    ['is damaged', () => writeFileSync(join(output, 'public/latest.json'), '{')],
  ])('is the newest noted one that is whole where the pointer %s', async (state, damage) => {
    const [a, b, c] = publish('a', 'b', 'c')
    damage()
    const note = (id?: string) => `public/latest.json ${state}: release ${id} is compared`
    expect(await last()).toMatchObject({ previous: { id: c }, notes: [expect.stringContaining(note(c))] })
    writeFileSync(place(c!, 'style.json'), 'other')
    lose(`public/releases/${b}/manifest.json`)
    expect(await last()).toMatchObject({
      previous: { id: a },
      notes: [expect.stringContaining(note(a))],
      faults: [],
    })
  })

  it.each([
    ['no noted release is whole', (id: string) => lose(`public/releases/${id}/style.json`)],
    ['no release is left', () => lose('public/releases')],
    ['the list is lost', () => lose('releases.json')],
    ['the list is damaged', () => writeFileSync(join(output, 'releases.json'), '["')],
    ['the list is all there is', () => lose('public')],
  ])('cannot be told without a pointer when %s: that is no first publication', async (_, damage) => {
    const [id] = publish('a')
    rmSync(join(output, 'public/latest.json'))
    damage(id!)
    expect(await last()).toEqual({
      previous: null,
      notes: [],
      faults: [
        {
          subject: 'last release',
          what: 'public/latest.json is missing, and releases.json notes no release that is whole',
        },
      ],
    })
  })

  it('cannot be told by a damaged pointer alone', async () => {
    writeFiles(output, { 'public/latest.json': '{"release":' })
    expect((await last()).faults[0]!.what).toMatch(/^public\/latest\.json is damaged/)
  })

  it.each([
    ['lost', (id: string) => lose(`public/releases/${id}/manifest.json`)],
    ['cut short', (id: string) => writeFileSync(place(id, 'manifest.json'), '{"files": [')],
    [
      'one that lists less',
      (id: string) => writeFileSync(place(id, 'manifest.json'), `{"release":"${id}","files":[]}`),
    ],
  ])('cannot be compared when its manifest is %s, unless the new one is the same', async (_, damage) => {
    publish('older')
    const [id] = publish('a')
    damage(id!)
    const what = `public/releases/${id}/manifest.json is missing or damaged`
    expect(await last()).toEqual({ previous: null, notes: [], faults: [{ subject: 'last release', what }] })
    candidate.release = write('a', candidate.directory)
    expect(await last()).toMatchObject({ previous: { id, decree: 'a' }, notes: [], faults: [] })
  })
})
