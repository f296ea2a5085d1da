import { join } from 'node:path'
import { inject } from 'vitest'
import { Store } from '../../pipeline/store/index.ts'

const stores = new Map<number, Promise<Store>>()

/**
 * One store for all stages that tests of this process run: a stage keeps nothing in it that another would read, and to
 * open one takes longer than most queries. Nobody closes it.
 *
 * @param threads one where nothing is said: tables of a few rows gain nothing from a second, and two files run at a time
 */
export function sharedStore(threads = 1): Promise<Store> {
  const store = stores.get(threads) ?? Store.open({ threads, tempDir: join(inject('runFolder'), 'spilled') })
  stores.set(threads, store)
  return store
}
