import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder, writeFiles } from '../support/small-city.ts'
import { writeFigures } from './figures-page.ts'
import { faultsOfPublic, leftoversIn, pathsOf, treeOf } from './output-state.ts'
import { figuresText, standInText } from './soak/figures.ts'
import { Random } from './soak/random.ts'
import { CAN_SOAK, type SoakFigures, soak } from './soak/soak.ts'
import { standInNight } from './soak/stand-in-night.ts'

describe.skipIf(!CAN_SOAK)('nights over cities that are edited, spoilt and mended', () => {
  it('leave every release whole, every night told, and nothing behind, also when they are killed', async () => {
    const figures = await soak({
      ...{ nights: 2, cities: 3, seed: 7, folder: temporaryFolder(), disk_mb: null, keep: 2 },
      mishaps: ['build killed', 'night killed'],
      program: await standInNight(temporaryFolder()),
      say: () => {},
    })
    expect(figures.faults).toEqual([])
    expect(figures.mishaps).toEqual({
      'build killed': { tried: 1, struck: 1 },
      'night killed': { tried: 1, struck: 1 },
      none: { tried: 1, struck: 0 },
    })
    expect(Object.values(figures.results).reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(6)
    expect(figures.releases_checked).toBeGreaterThanOrEqual(3)
  })
})

describe('what a soak asks', () => {
  const sha256 = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'
  const release = (text: string): string => {
    const folder = temporaryFolder()
    const files = [{ path: 'x', bytes: 1, sha256 }]
    const [manifest, style] = ['releases/a/manifest.json', 'releases/a/style.json']
    writeFiles(folder, {
      'latest.json': JSON.stringify({ release: 'a', manifest, style, tiles: [] }),
      [manifest]: JSON.stringify({ release: 'a', files }),
      [style]: '{}',
      'releases/a/x': text,
      'index.html': '<script src="assets/main-1.js">',
      'assets/main-1.js': '',
    })
    return folder
  }

  it('sees a release that is not what its manifest says', () => {
    expect(faultsOfPublic(release('x'))).toEqual([])
    expect(faultsOfPublic(release('y'))).toEqual(['x is not as the manifest says'])
    expect(faultsOfPublic(temporaryFolder())).toBeNull()
    const torn = release('x')
    for (const path of ['assets/main-1.js', 'releases/a/style.json']) rmSync(join(torn, path))
    expect(faultsOfPublic(torn)).toEqual([
      ...['releases/a/style.json is missing', 'assets/main-1.js is missing'],
    ])
  })

  it('sees what was left behind, and takes no mark for it', () => {
    const folder = temporaryFolder()
    writeFiles(folder, {
      'stages/.1-ingest.partial/x': '',
      'stages/2-validate/tmp.parquet': '',
      'public/.latest.json.new': '',
      '.lock-0123456789abcdef.json': '',
      '.temporary/x': '',
    })
    mkdirSync(join(folder, 'stages/.3-area.partial'))
    expect(leftoversIn(pathsOf(folder)).sort()).toEqual([
      ...['.lock-0123456789abcdef.json', '.temporary/x', 'public/.latest.json.new'],
      'stages/.1-ingest.partial/x',
    ])
    expect(pathsOf(folder).sort()).toEqual([...treeOf(folder).keys()].sort())
  })

  it('draws the same from the same seed', () => {
    const drawn = (seed: number): number[] => {
      const random = new Random(seed)
      return Array.from({ length: 20 }, () => random.below(1000))
    }
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
  })
})

it('the figures go between their own markers, and all else of the page stays', () => {
  const page = join(temporaryFolder(), 'reliability.md')
  const figures: SoakFigures = {
    begun: 3,
    ...{
      nights: 2,
      cities: 3,
      seed: 1,
      mishaps: { none: { tried: 2, struck: 0 }, 'night killed': { tried: 3, struck: 2 } },
      edits: { title: 1 },
      results: { published: 3 },
    },
    ...{
      releases_checked: 9,
      largest_release_bytes: 1.1e6,
      disk_bytes: [5e6, 6e6, 6e6],
      disk_limit_bytes: 3e7,
    },
    ...{ seconds: 90, faults: [] },
  }
  writeFileSync(
    page,
    '# Reliability\n\nBefore.\n\n<!-- soak:start -->\nFormer words.\n<!-- soak:end -->\n\nAfter.\n',
  )
  writeFigures('soak', figuresText(figures), page)
  writeFigures('soak', figuresText(figures), page)
  const text = readFileSync(page, 'utf8')
  expect(text).toMatch(/^# Reliability\n\nBefore\.\n\n<!-- soak:start -->\n\n## Night after night\n/)
  expect(text.endsWith('<!-- soak:end -->\n\nAfter.\n')).toBe(true)
  expect(text).not.toContain('Former')
  expect(figuresText(figures)).toContain('6 MB, 6 MB, 6 MB (30 MB)')
  expect(figuresText(figures)).toContain('calm 2, night killed 2 of 3 (')
  expect(standInText(figures)).not.toContain('MB')
  expect(() => writeFigures('kills', 'x', page)).toThrow('no place for kills')
})
