import { describe, expect, it } from 'vitest'
import { followSources, type SourceMap } from '../../pipeline/viewer/source-copy.ts'

type Listener = (event: object) => void

/** A map that has these sources, and tells of new data as the renderer does. */
function mapOf(data: Record<string, string>) {
  const listeners = new Set<Listener>()
  const map = {
    on: (_event: string, listener: Listener) => listeners.add(listener),
    off: (_event: string, listener: Listener) => listeners.delete(listener),
    getSource: (id: string) =>
      id in data
        ? {
            serialize: () => ({ type: 'geojson', data: data[id] }),
            setData: (next: string) => {
              data[id] = next
              for (const sourceDataType of ['metadata', 'content'])
                for (const listener of listeners) listener({ sourceId: id, sourceDataType })
            },
          }
        : undefined,
  } as unknown as SourceMap
  const fill = (id: string, next: string) =>
    (map.getSource(id) as never as { setData(of: string): void }).setData(next)
  return { map, data, fill, listeners }
}

describe('a copy of a map', () => {
  it('has what the original has been given by then, and what it is given after', () => {
    const original = mapOf({ water: 'sea', names: 'none', other: 'theirs' })
    const copy = mapOf({ water: 'none', names: 'none', other: 'own' })
    const end = followSources(original.map, copy.map, ['water', 'names'])
    expect(copy.data).toEqual({ water: 'sea', names: 'none', other: 'own' })
    original.fill('names', 'kelurahan')
    original.fill('other', 'changed')
    expect(copy.data).toEqual({ water: 'sea', names: 'kelurahan', other: 'own' })
    end()
    original.fill('names', 'later')
    expect(copy.data.names).toBe('kelurahan')
    expect(original.listeners.size).toBe(0)
  })

  it('may lack a source, and so may the original', () => {
    const copy = mapOf({})
    const end = followSources(mapOf({ water: 'sea' }).map, copy.map, ['water', 'names'])
    expect(copy.data).toEqual({})
    end()
  })
})
