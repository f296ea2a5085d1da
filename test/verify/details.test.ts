import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detailIn } from '../../pipeline/verify/details.ts'

/** Where the checks say what is wrong: what they find themselves, and what the readers throw. */
const CHECKS = [
  'verify/entries',
  'verify/faults',
  'verify/header',
  'verify/tile-bounds',
  'verify',
  'mvt-check',
]
const SAID =
  /(?:fault|add)\(\s*'[\w-]+',\s*(`[^`]*`|'[^']*')|Error\(\s*(`[^`]*`|'[^']*')|\$?\/, ('[^']*')\],|^\s*return (`metadata[^`]*`)/gm

function detailsIn(module: string): string[] {
  const source = readFileSync(`pipeline/archive/${module}.ts`, 'utf8')
  return [...source.matchAll(SAID)].map((found) => {
    const text = (found[1] ?? found[2] ?? found[3] ?? found[4])!.slice(1, -1)
    const name = module === 'verify/entries' && !text.includes('header says') ? 'leaf at 7' : 'minimum'
    return text
      .replaceAll(/\$\{found\} \$\{name\}/g, '7 tile entries')
      .replaceAll(/\$\{name\}/g, name)
      .replaceAll('the leaf at 7 zoom', 'the minimum zoom')
      .replaceAll(/\$\{(before|after)\}/g, 'tile data')
      .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '7')
  })
}

describe('details in Indonesian', () => {
  it.each([...CHECKS, 'folder-source', 'mbtiles-source', 'stated-rows'])(
    'has every sentence of %s',
    (module) => {
      const details = detailsIn(module)
      expect(details.length).toBeGreaterThan(0)
      expect(details.filter((detail) => detailIn('id', detail) === detail)).toEqual([])
    },
  )

  it('translates what stands within, and leaves names and numbers as they are', () => {
    expect(detailIn('id', 'tile 3/1/2: layer tile data, feature 4: there is no geometry')).toBe(
      'ubin 3/1/2: lapisan tile data, fitur 4: tidak ada geometri',
    )
    expect(detailIn('id', 'tile data at 5..9, the file has 7 bytes')).toBe(
      'data ubin di bita 5..9, berkas hanya 7 bita',
    )
    expect(detailIn('id', 'root: the directory ends within a number')).toBe(
      'akar: direktori berakhir di tengah angka',
    )
  })

  it('leaves English and what it does not know as it is', () => {
    expect(detailIn('en', 'there is no geometry')).toBe('there is no geometry')
    expect(detailIn('id', 'the moon is in the way')).toBe('the moon is in the way')
  })
})
