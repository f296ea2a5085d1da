import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { UserError } from '../../../pipeline/errors.ts'
import { openGeoJson } from '../../../pipeline/readers/geojson/geojson.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a person is told to do about a file. */
async function nextStep(text: string, extension: string): Promise<string> {
  const path = join(folder, `data.${extension}`)
  writeFileSync(path, text)
  try {
    const layer = await openGeoJson(path, { label: 'data' })
    for await (const _ of layer.records());
  } catch (error) {
    return (error as UserError).fault.next!
  }
  throw new Error('the file was read')
}

const feature = (properties: string) => `{"type":"Feature","properties":${properties},"geometry":null}`
const collection = (second: string) =>
  `{"type":"FeatureCollection","features":[${feature('{"n":1}')},${second}]}`

describe('what to do about GeoJSON that cannot be read', () => {
  it.each([
    ['NaN', feature('{"n":NaN}'), /^write null or a number for NaN/],
    ['minus Infinity', feature('{"n":-Infinity}'), /^write null or a number for NaN/],
    ['two members of one name', feature('{"n":1,"n":2}'), /^take one of the two out/],
    ['a list as properties', feature('[1]'), /^write the properties as names and values/],
    ['a colon left out', feature('{"n" 1}'), /^write what is expected/],
  ])('says how to mend %s, and nothing of a file cut off', async (_, second, expected) => {
    for (const [text, extension] of [
      [collection(second), 'geojson'],
      [`${feature('{"n":1}')}\n${second}\n${feature('{}')}\n`, 'geojsonl'],
    ] as const) {
      const next = await nextStep(text, extension)
      expect(next).toMatch(expected)
      expect(next).not.toContain('cut off')
    }
  })

  it('speaks of a file cut off wherever its text ends early', async () => {
    const whole = collection(feature('{"n":"é"}'))
    const lines = `${feature('{"n":1}')}\n${feature('{"n":"é","m":[-1.5,true]}')}`
    for (const [text, extension, from] of [
      [whole, 'geojson', 1],
      [lines, 'geojsonl', feature('{"n":1}').length + 2],
    ] as const) {
      for (let length = from; length < text.length; length += 7)
        expect([length, await nextStep(text.slice(0, length), extension)]).toEqual([
          length,
          expect.stringMatching(/^if the file was cut off/),
        ])
    }
  })

  it('says what to do about a second collection, and a file of another kind', async () => {
    expect(await nextStep(`${collection('{}')}x`.replace(',{}', ''), 'geojson')).toMatch(
      /^take out what follows/,
    )
    const next = await nextStep('{"type":"Topology","objects":{}}', 'geojson')
    expect(next).toBe('write what is expected there, or export the file again as GeoJSON')
  })
})
