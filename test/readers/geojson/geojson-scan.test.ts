import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ObjectScanner, type ScanEvent } from '../../../pipeline/readers/geojson/geojson-scan.ts'
import { JsonFault, TextSplitter } from '../../../pipeline/readers/geojson/geojson-text.ts'

function cut(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

function scan(text: string, sizes: number[]): ScanEvent[] {
  const scanner = new ObjectScanner()
  const events = cut(Buffer.from(text), sizes).flatMap((chunk) => (scanner.isDone ? [] : scanner.push(chunk)))
  scanner.end()
  return events
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })

describe('ObjectScanner', () => {
  it('finds the same features however the bytes arrive', () => {
    const features = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 })
    fc.assert(
      fc.property(
        features,
        fc.jsonValue(),
        sizes,
        fc.constantFrom(undefined, 1),
        (list, other, cuts, indent) => {
          const root = { other, type: 'FeatureCollection', features: list, crs: other }
          const text = JSON.stringify(root, null, indent)
          const events = scan(text, cuts)
          expect(events).toEqual(scan(text, [text.length * 4]))
          const found = events.filter((event) => event.kind === 'feature')
          expect(found.map((event) => JSON.parse(event.text))).toEqual(JSON.parse(JSON.stringify(list)))
          const bytes = Buffer.from(text)
          for (const { offset, text: part } of found) {
            expect(bytes.subarray(offset, offset + Buffer.byteLength(part)).toString()).toBe(part)
          }
          const members = events.filter((event) => event.kind === 'member')
          expect(members.map((event) => event.key)).toEqual(['type', 'crs'])
          expect(events.at(-1)).toEqual({ kind: 'end', hasFeatures: true, isList: false })
        },
      ),
    )
  })

  it('keeps what follows the object', () => {
    const scanner = new ObjectScanner()
    scanner.push(Buffer.from('{"a":1} {"b"'))
    expect(scanner.isDone).toBe(true)
    expect(scanner.rest.toString()).toBe(' {"b"')
  })

  it('says at which byte the structure breaks', () => {
    expect(() => scan('{"type":"é",}', [3])).toThrow(expect.objectContaining({ offset: 13, got: '}' }))
  })

  it('throws nothing but a JsonFault', () => {
    const noise = fc.stringMatching(/^[{}[\]",:\\ \nfeatures01n]{0,60}$/)
    fc.assert(
      fc.property(noise, sizes, (text, cuts) => {
        try {
          scan(`{${text}`, cuts)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonFault)
        }
      }),
    )
  })
})

describe('TextSplitter', () => {
  it('finds the same lines however the bytes arrive, each with its place', () => {
    const line = fc.oneof(
      fc.constant(''),
      fc.string({ unit: fc.constantFrom('a', 'é', '1', '{', '"'), maxLength: 30 }),
    )
    fc.assert(
      fc.property(fc.array(line), sizes, (lines, cuts) => {
        const bytes = Buffer.from(lines.join('\n'))
        const splitter = new TextSplitter(0x0a, 0)
        const found = cut(bytes, cuts).flatMap((chunk) => splitter.push(chunk))
        found.push(...splitter.end())
        expect(found.map(({ text }) => text)).toEqual(lines.filter((text) => text !== ''))
        for (const { text, offset } of found) {
          expect(bytes.subarray(offset, offset + Buffer.byteLength(text)).toString()).toBe(text)
        }
      }),
    )
  })
})
