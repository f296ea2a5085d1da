/**
 * The items of asynchronous batches one by one. An item that is already there costs one settled promise instead of a turn of every
 * generator between the file and the reader. Leaving early returns the batches, and so closes what they opened.
 */
export function flattenBatches<T>(batches: AsyncGenerator<readonly T[]>): AsyncIterableIterator<T> {
  let batch: readonly T[] = []
  let at = 0
  let pending: Promise<unknown> | null = null

  async function load(): Promise<IteratorResult<T>> {
    do {
      const next = await batches.next()
      if (next.done) return { value: undefined, done: true }
      batch = next.value
      at = 0
    } while (batch.length === 0)
    return { value: batch[at++]!, done: false }
  }

  const items: AsyncIterableIterator<T> = {
    next() {
      if (pending !== null) return pending.then(() => items.next())
      if (at < batch.length) return Promise.resolve({ value: batch[at++]!, done: false })
      const loading = load()
      const settle = (): void => {
        pending = null
      }
      pending = loading.then(settle, settle)
      return loading
    },
    async return() {
      batch = []
      at = 0
      await batches.return(undefined)
      return { value: undefined, done: true }
    },
    [Symbol.asyncIterator]: () => items,
  }
  return items
}
