import { afterEach, describe, expect, it, vi } from 'vitest'
import { ArchiveSource } from '../../pipeline/viewer/archive.ts'

const WHOLE = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7])
const bytes = async (reading: Promise<{ data: ArrayBuffer }>) => [...new Uint8Array((await reading).data)]

/** A host that sends the whole file, its body once it is let go; whoever aborts gets none. */
function hostWithoutRanges() {
  const bodies: { send(): void; isCancelled(): boolean }[] = []
  const fetched = vi.fn((_url: string, { signal }: { signal?: AbortSignal }) => {
    let cancelled = false
    let [resolve, reject] = [(_: ArrayBuffer) => {}, (_: unknown) => {}]
    const promise = new Promise<ArrayBuffer>((...both) => {
      ;[resolve, reject] = both
    })
    promise.catch(() => {})
    signal?.addEventListener('abort', () => reject(signal.reason))
    bodies.push({ send: () => resolve(WHOLE.slice().buffer), isCancelled: () => cancelled })
    const body = {
      cancel: async () => {
        cancelled = true
      },
    }
    return signal?.aborted
      ? Promise.reject(signal.reason)
      : Promise.resolve({ status: 200, body, arrayBuffer: () => promise })
  })
  vi.stubGlobal('fetch', fetched)
  return { bodies, fetched }
}

/** Lets everything that waits for nothing else go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('an archive on a host without byte ranges', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is fetched once, whoever asks meanwhile, and read from memory afterwards', async () => {
    const { bodies, fetched } = hostWithoutRanges()
    const source = new ArchiveSource('a')
    const both = [source.getBytes(0, 2), source.getBytes(4, 2)]
    await settled()
    bodies[0]!.send()
    expect(await Promise.all(both.map(bytes))).toEqual([
      [0, 1],
      [4, 5],
    ])
    expect(bodies[1]!.isCancelled()).toBe(true)
    expect(await bytes(source.getBytes(6, 2))).toEqual([6, 7])
    expect(fetched).toHaveBeenCalledTimes(2)
  })

  it('is still read where the tile that was asked for first is no longer wanted', async () => {
    const { bodies } = hostWithoutRanges()
    const source = new ArchiveSource('a')
    const gone = new AbortController()
    const first = source.getBytes(0, 2, gone.signal)
    await settled()
    const second = source.getBytes(4, 2)
    gone.abort()
    await expect(first).rejects.toThrow()
    await settled()
    bodies.at(-1)!.send()
    expect(await bytes(second)).toEqual([4, 5])
    expect(await bytes(source.getBytes(0, 2))).toEqual([0, 1])
  })
})
