import { readFileSync } from 'node:fs'
import type { Feature } from 'geojson'
import { describe, expect, it } from 'vitest'
import { cityChange, pairText, shownPair } from '../../pipeline/viewer/change.ts'
import { parseCsv } from '../../pipeline/viewer/csv.ts'
import type { Legend } from '../../pipeline/viewer/legend.ts'
import { sampleCity } from './support/sample-city.ts'

const piece = (properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [0, 0] },
  properties,
})
const first = { from_decree: '3/2014', to_decree: '9/2018', from_vintage: 2014, to_vintage: 2018 }
const second = { from_decree: '9/2018', to_decree: '12/2021', from_vintage: 2018, to_vintage: 2021 }

describe('the pair of decrees the map compares', () => {
  it('is the one that is shown, whichever comes first in the file', () => {
    const pair = shownPair([piece({ ...first, shown: false }), piece({ ...second, shown: true })])
    expect(pair && pairText(pair, (number) => `SK ${number}`)).toBe('SK 9/2018 → SK 12/2021')
    expect(pair && pairText(pair, (number) => number.split('/')[0]!)).toBe('9 → 12 (2018 → 2021)')
  })

  it('is told without years where one is not known, and not at all where a decree is not', () => {
    const pair = shownPair([piece({ ...first, to_vintage: null })])
    expect(pair && pairText(pair, (number) => number)).toBe('3/2014 → 9/2018')
    expect(shownPair([piece({ change: 'kept' }), piece({ ...first, to_decree: null })])).toBe(null)
    expect(shownPair([])).toBe(null)
  })
})

describe('the hectares of the city', () => {
  const totals = parseCsv(sampleCity().tables.change_totals!)
  const pair = shownPair([piece(second)])!
  const without = (name: string) => totals.map((row) => ({ ...row, [name]: '' }))

  it('are those of its own row of the pair, not of another pair or of a zone', () => {
    expect(cityChange(totals, pair)).toEqual({
      area_ha_before: 269.880004,
      area_ha_after: 208.904996,
      area_ha: { kept: 191.204996, left: 78.675008, added: 17.7 },
      area_ha_not_verified: 12.5,
      passed: true,
    })
    expect(cityChange(totals, shownPair([piece(first)])!)?.passed).toBe(false)
  })

  it('are not told where the table lacks the pair, the city or a figure: an empty cell is not 0 ha', () => {
    expect(cityChange([], pair)).toBe(null)
    expect(cityChange(totals, { ...pair, from_decree: '1/2001' })).toBe(null)
    expect(
      cityChange(
        totals.filter(({ level }) => level !== 'city'),
        pair,
      ),
    ).toBe(null)
    expect(cityChange(without('area_ha_left'), pair)).toBe(null)
    expect(cityChange(without('area_ha_not_verified'), pair)?.area_ha_not_verified).toBe(0)
  })
})

describe('the colour of what is still slum', () => {
  const legend = JSON.parse(
    readFileSync(new URL('../../schemas/legend.json', import.meta.url), 'utf8'),
  ) as Legend

  it('stands apart from that of what was not verified, which is no class of the data', () => {
    const kept = legend.zone_change.find(({ code }) => code === 'kept')!.colour
    expect(contrast(channels(kept), legend.not_verified.colour)).toBeGreaterThan(2)
    expect(legend.zone_change.map(({ code }) => code)).not.toContain(legend.not_verified.code)
  })

  it('is not mistaken for the sea, as thin as the map lays it', () => {
    const kept = legend.zone_change.find(({ code }) => code === 'kept')!.colour
    expect(contrast(mix(kept, legend.ground.sea, 0.82), legend.ground.sea)).toBeGreaterThan(2.5)
  })
})

const channels = (colour: string) =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)

function mix(over: string, under: string, share: number): number[] {
  const below = channels(under)
  return channels(over).map((value, i) => value * share + below[i]! * (1 - share))
}

/** Contrast ratio of WCAG 2.2 between what is drawn and the ground under it. */
function contrast(drawn: number[], ground: string): number {
  const [dark, light] = [luminance(drawn), luminance(channels(ground))].sort((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

function luminance(rgb: number[]): number {
  const [r, g, b] = rgb.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}
