import { describe, expect, it } from 'vitest'
import { createProgress } from '../pipeline/progress.ts'
import { jsonLine, plain, plainLine, unbroken } from '../pipeline/terminal.ts'
import { inProcess } from './support/command-line.ts'
import { temporaryFolder, writeFiles } from './support/small-city.ts'

/** Clears the screen, turns its text round, hides it, and ends a line; the last is of two units (U+E0041). */
const STEERING = 'a\u001b[2J\u007f\u0085\u009b1m\u061c\u200b\u202eb\u2066\ufeff\u2028\u{e0041}'
const STEERS = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u

describe('JSON for a program', () => {
  it.each([STEERING, [STEERING, { [STEERING]: 1 }], 'Kota “Ä”, 高, 😀', { a: 'baris\nkedua' }])(
    'is safe to be shown and equal in content: %j',
    (value) => {
      const line = jsonLine(value)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      expect(JSON.parse(line)).toEqual(value)
      // The way to the terminal changes nothing more.
      expect(plain(line)).toBe(line)
    },
  )

  it('keeps what steers nothing as JSON.stringify writes it', () => {
    const value = { nama: 'Kota “Ä”, 高, 😀', luas: 1.5, kosong: null, baris: 'a\nb"c\\' }
    expect(jsonLine(value)).toBe(JSON.stringify(value))
  })

  it('is safe in lines of progress', () => {
    let written = ''
    const out = { write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream
    createProgress('json', out).say(STEERING, { file: STEERING })
    expect(written).not.toMatch(STEERS)
    expect(JSON.parse(written)).toMatchObject({ message: STEERING, file: STEERING })
  })
})

describe('text for a terminal', () => {
  it('has nothing that would steer it', () => {
    for (const clean of [plain, plainLine, unbroken]) {
      expect(clean(STEERING)).not.toMatch(STEERS)
      expect(clean('na\u200dma')).toBe('na\u200dma')
    }
    expect([plain('a\nb'), plainLine('a\nb'), unbroken('a\r\n\tb')]).toEqual(['a\nb', 'a\ufffdb', 'a b'])
  })

  it.each([[[]], [['--json']]])('goes through it whatever the verb prints: inspect %j', async (json) => {
    const folder = temporaryFolder()
    const properties = { [`nama ${STEERING}`]: STEERING }
    const collection = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties, geometry: null }],
    }
    writeFiles(folder, { 'a.geojson': JSON.stringify(collection) })
    const { code, out, err } = await inProcess(['inspect', `${folder}/a.geojson`, ...json])
    expect([code, err]).toEqual([0, expect.not.stringMatching(STEERS)])
    expect(out).toContain('nama')
    expect(out).not.toMatch(STEERS)
    if (json.length > 0) expect(JSON.parse(out).fields[0].name).toContain('\u202e')
  })

  it('goes through it where a name of the command line is refused', async () => {
    for (const json of [[], ['--json']]) {
      const { code, err } = await inProcess(['inspect', `/${STEERING}.csv`, ...json])
      expect([code, err]).toEqual([21, expect.not.stringMatching(STEERS)])
      const { err: usage } = await inProcess([STEERING, ...json])
      expect(usage).not.toMatch(STEERS)
    }
  })
})
