import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  beginFirstPublication,
  endFirstPublication,
  undoFirstPublication,
} from '../../../pipeline/stages/7-publish/first-publication.ts'
import { lastGoodRelease } from '../../../pipeline/stages/7-publish/last-release.ts'
import { temporaryFolder, writeFiles } from '../../support/small-city.ts'

const KILLED = '00000000000000a1'
const OTHER = '00000000000000b2'

let output: string

const isThere = (id: string) => existsSync(join(output, 'public/releases', id))
/** A publication of a release that was killed between its name and its pointer. */
function cutShort(): void {
  beginFirstPublication(output, KILLED)
  writeFiles(output, { [`public/releases/${KILLED}/style.json`]: '{}', 'public/index.html': '' })
}

beforeEach(() => {
  output = temporaryFolder()
})

describe('a first publication that was killed before its pointer', () => {
  it('leaves nothing to compare with, though the sources changed before the next run', async () => {
    cutShort()
    undoFirstPublication(output)
    expect(await lastGoodRelease(output, { directory: temporaryFolder(), release: OTHER })).toEqual({
      previous: null,
      notes: [],
      faults: [],
    })
    expect(readdirSync(output)).toEqual(['public'])
    expect(isThere(KILLED)).toBe(false)
  })

  it('is a publication when its release was noted, or anything was served', () => {
    for (const path of ['releases.json', 'public/latest.json']) {
      cutShort()
      writeFiles(output, { [path]: JSON.stringify([KILLED]) })
      undoFirstPublication(output)
      expect(isThere(KILLED)).toBe(true)
      expect(existsSync(join(output, 'first-publication.json'))).toBe(false)
      rmSync(join(output, path))
      rmSync(join(output, 'public/releases'), { recursive: true })
    }
  })

  it('is none of a release that stood there before: it may have been served', () => {
    writeFiles(output, { [`public/releases/${OTHER}/style.json`]: '{}' })
    beginFirstPublication(output, OTHER)
    undoFirstPublication(output)
    expect(isThere(OTHER)).toBe(true)
  })

  it('is over when it is served, and a note that cannot be read removes nothing', () => {
    cutShort()
    endFirstPublication(output)
    undoFirstPublication(output)
    expect(isThere(KILLED)).toBe(true)
    writeFileSync(join(output, 'first-publication.json'), '{"release": "../..')
    undoFirstPublication(output)
    expect(isThere(KILLED)).toBe(true)
    expect(existsSync(join(output, 'first-publication.json'))).toBe(false)
  })
})

it('is not begun by what others laid into the folder of the releases', async () => {
  writeFiles(output, { 'public/releases/README.txt': '', 'public/releases/lost+found/x': '' })
  const last = await lastGoodRelease(output, { directory: temporaryFolder(), release: OTHER })
  expect(last.faults).toEqual([])
})
