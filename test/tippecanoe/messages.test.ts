import { describe, expect, it } from 'vitest'
import { MessageReader, type RunProgress } from '../../pipeline/tippecanoe/messages.ts'

/** As version 2.52.0 writes: progress is written over with carriage returns. */
const SAID =
  'Read 0.00 million features\rRead 0.20 million features\rin.geojsonl:2: null geometry (additional not reported): in JSON object {"type":"Feature","id":2}\n' +
  "Warning: Can't represent negative feature ID -3\n" +
  "Warning: Can't represent negative feature ID -3\n" +
  '                              \rMerging string pool           \rReordering geometry: 2% \r' +
  '10 features, 177 bytes of geometry and attributes, 58 bytes of string pool, 0 bytes of vertices, 0 bytes of nodes\n' +
  '  3.0%  0/0/0  \r  99.6%  2/1/1  \r\n'

describe('MessageReader', () => {
  it.each([1, 7, 10_000])('reads what is said in pieces of %d characters', (length) => {
    const progress: RunProgress[] = []
    const reader = new MessageReader((done) => progress.push(done))
    for (let at = 0; at < SAID.length; at += length) reader.push(SAID.slice(at, at + length))
    const { taken, warnings, dropped } = reader.end()
    expect(taken).toBe(10)
    expect([...warnings]).toEqual([
      ['null geometry (additional not reported)', 1],
      ["Warning: Can't represent negative feature ID -3", 2],
    ])
    expect(dropped).toEqual([])
    expect(progress).toEqual([
      { step: 'read', done: 0, total: undefined },
      { step: 'read', done: 200_000, total: undefined },
      { step: 'cut', done: 3, total: 100 },
      { step: 'cut', done: 99.6, total: 100 },
    ])
  })

  it.each([
    'tile 3/2/1 size is 925420 (probably really 925420) with detail 12, >500000    ',
    'tile 3/2/1 has 300000 (estimated) features, >200000    ',
    'Going to try keeping the sparsest 40.00% of the features to make it fit',
    'could not make tile 3/2/1 small enough',
  ])('hears that features were left out: %s', (line) => {
    const reader = new MessageReader()
    reader.push(`${line}\n`)
    expect(reader.end().dropped).toEqual([line.trim()])
  })

  it('keeps fifty kinds of warnings and no more, and takes a flood without a line end', () => {
    const reader = new MessageReader()
    for (let i = 0; i < 200; i++) reader.push(`warning of kind ${i}\n`)
    for (let i = 0; i < 100; i++) reader.push('x'.repeat(10_000))
    const { taken, warnings } = reader.end()
    expect(warnings.size).toBe(50)
    expect(taken).toBeUndefined()
  })
})
