import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseKept } from '../pipeline/kept-yaml.ts'
import { PROJECT_ROOT } from '../pipeline/paths.ts'
import { temporaryFolder } from './support/small-city.ts'

const TEXT = 'title: {id: Kumuh, en: Slum}\nyears: [2014, 2018]\nshare: 0.5\n'
const VALUE = { title: { id: 'Kumuh', en: 'Slum' }, years: [2014, 2018], share: 0.5 }

/** As a file holds what is kept: behind its digest. */
const fileOf = (json: string): Buffer =>
  Buffer.concat([createHash('sha256').update(json).digest(), Buffer.from(json)])

/** A folder in which one text was kept, and the file it is kept in. */
function kept(text = TEXT): { folder: string; file: string } {
  const folder = join(temporaryFolder(), 'cache')
  parseKept(text, [folder])
  const [name, ...others] = readdirSync(folder)
  expect(others).toEqual([])
  return { folder, file: join(folder, name!) }
}

describe('YAML of ours that is kept as JSON', () => {
  it.each(['layers.yaml', 'access.yaml', 'methodologies/un-habitat-slum-household.yaml'])(
    'says of %s what its YAML says, when it is made and when it is read again',
    (name) => {
      const folder = temporaryFolder()
      const text = readFileSync(join(PROJECT_ROOT, 'schemas', name), 'utf8')
      const value = parse(text)
      expect(parseKept(text, [folder])).toEqual(value)
      expect(readdirSync(folder)).toHaveLength(1)
      expect(parseKept(text, [folder])).toEqual(value)
    },
  )

  it('is read where it was kept, and parsed anew when a byte of the text changes', () => {
    const { folder, file } = kept()
    writeFileSync(file, fileOf('{"from":"the file"}'))
    expect(parseKept(TEXT, [folder])).toEqual({ from: 'the file' })
    expect(parseKept(TEXT.replace('0.5', '0.6'), [folder])).toEqual({ ...VALUE, share: 0.6 })
    expect(readdirSync(folder)).toHaveLength(2)
  })

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (whole: Buffer) => whole.subarray(0, -3)],
    [
      'changed in a sign',
      (whole: Buffer) => Buffer.from(whole.toString('latin1').replace('2014', '2015'), 'latin1'),
    ],
    ['of another text', (whole: Buffer) => Buffer.concat([whole.subarray(0, 32), Buffer.from('[]')])],
  ])('is not taken where the file is %s, and is mended', (_what, spoil) => {
    const { folder, file } = kept()
    const whole = readFileSync(file)
    writeFileSync(file, spoil(whole))
    expect(parseKept(TEXT, [folder])).toEqual(VALUE)
    expect(readFileSync(file)).toEqual(whole)
  })

  it('goes to the next folder where one cannot be written, and does without where none can', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    // A file, in which no folder can be made, whoever asks.
    const shut = join(folder, 'file', 'cache')
    expect(parseKept(TEXT, [shut])).toEqual(VALUE)
    expect(parseKept(TEXT, [shut, join(folder, 'cache')])).toEqual(VALUE)
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1)
  })

  it('does not keep what JSON cannot say, nor what is no YAML', () => {
    const folder = join(temporaryFolder(), 'cache')
    expect(parseKept('least: -.inf\n', [folder])).toEqual({ least: -Infinity })
    expect(() => parseKept('a: [1\n', [folder])).toThrow(/flow/i)
    expect(existsSync(folder)).toBe(false)
  })
})
