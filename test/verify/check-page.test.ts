import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { pageCopyName } from '../../pipeline/release/page-parts.ts'
import { checkPage } from '../../pipeline/verify/release/check-page.ts'
import { ReleaseFaults } from '../../pipeline/verify/release/faults.ts'
import { releaseLines } from '../../pipeline/verify/release/print-release.ts'
import { temporaryFolder } from '../support/small-city.ts'

const PAGE = Buffer.from('<!doctype html><p>Kumuh</p>')

/** A public folder with a page, and copies of these pages. */
function checked(page: string | Buffer, ...copies: Buffer[]): ReleaseFaults {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), page)
  for (const copy of copies) writeFileSync(join(folder, 'assets', pageCopyName(copy)), copy)
  const faults = new ReleaseFaults()
  checkPage(folder, faults)
  return faults
}

it('says of a page that was published before copies were kept that it is not known, without a fault', () => {
  const { told, notes } = checked(PAGE)
  expect(told).toEqual([])
  const report = {
    ...{ directory: 'public', release: '0123456789abcdef' },
    ...{ sound: true, checks: [], faults: told, notes, proofs: [] },
  } as const
  const said = (language: 'en' | 'id') =>
    releaseLines({ ...report, format: 'petakumuh-verify-release/1', proofs: [], checks: [] }, language).slice(
      -2,
    )
  expect(said('en')).toEqual([
    expect.stringMatching(/^Whether the page .* is not known: .* Publish again/),
    'Sound: the release is what it says of itself.',
  ])
  expect(said('id')).toEqual([
    expect.stringMatching(/^Tidak diketahui apakah laman .* Terbitkan lagi/),
    'Utuh: rilis sesuai dengan pernyataannya.',
  ])
})

it('holds a page to its copy where one lies there, be it of another page', () => {
  expect(checked(PAGE, PAGE)).toMatchObject({ told: [], notes: [] })
  const other = checked(PAGE, Buffer.from('<p>other</p>'))
  expect(other.told.map(({ file }) => file)).toEqual(['index.html'])
  expect(other.notes).toEqual([])
})

it('misses the copy of a page that is published with one, whatever else was changed in it', () => {
  const source = readFileSync(join(PROJECT_ROOT, 'pipeline/viewer/index.html'), 'utf8')
  // Parts have names of their content only once the page is made.
  const page = source.replace(/<(?:link rel="stylesheet"|script)[^>]*>(?:<\/script>)?/g, '')
  expect(checked(page, Buffer.from(page))).toMatchObject({ told: [], notes: [] })
  for (const changed of [page, page.replace('Atlas', 'Bukan atlas'), page.replaceAll('"', '')]) {
    const { told, notes } = checked(changed)
    expect(told.map(({ file, detail }) => `${file} ${detail.en}`)).toEqual([
      expect.stringMatching(/^index\.html is without the copy that was published with it/),
    ])
    expect(notes).toEqual([])
  }
})
