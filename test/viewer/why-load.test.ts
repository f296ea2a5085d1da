import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadTrace } from '../../pipeline/viewer/why-load.ts'
import { sampleTrace } from './support/sample-trace.ts'

afterEach(() => vi.unstubAllGlobals())

describe('the traces that were read', () => {
  it('are kept for a few zones, not for every zone of a city', async () => {
    const asked: string[] = []
    const address = (zone: number) => `https://contoh.id/traces/zones/${zone}.json`
    vi.stubGlobal('fetch', async (from: string) => {
      asked.push(from)
      const zone_id = /(\d+)\.json$/.exec(from)![1]!
      return new Response(JSON.stringify(sampleTrace(zone_id, [], [], 'Rule')))
    })
    const read = (zone: number) => loadTrace(address(zone), String(zone))
    for (const zone of [1, 2, 1]) expect((await read(zone)).zone_id).toBe(String(zone))
    expect(asked).toEqual([address(1), address(2)])
    for (let zone = 3; zone < 50; zone++) await read(zone)
    await read(49)
    expect(asked).toHaveLength(49)
    await read(1)
    expect(asked).toHaveLength(50)
  })
})
