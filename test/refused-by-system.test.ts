import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../pipeline/errors.ts'
import { refusedBySystem } from '../pipeline/refused-by-system.ts'
import { Store } from '../pipeline/store/index.ts'
import { temporaryFolder } from './support/small-city.ts'

async function thrownBy(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => expect.fail('nothing was thrown'),
    (error: unknown) => error,
  )
}

describe('a refusal of the system', () => {
  it.each([
    ['ENOSPC', 'free some space'],
    ['EIO', 'look at the disk'],
    ['EMFILE', 'ulimit -n'],
    ['EAGAIN', 'close other programs'],
    ['EBUSY', 'mounted'],
    ['EXDEV', 'one file system'],
    ['ENOTEMPTY', 'move away'],
    ['EISDIR', 'move away'],
    ['ETIMEDOUT', 'look at the disk'],
  ])('%s is no bug and has a next step', (code, next) => {
    const error = refusedBySystem(Object.assign(new Error(`${code}: said`), { code, path: '/a' }))
    expect(error).toMatchObject({ exitCode: 50, fault: { got: `${code}: said` } })
    expect(error!.fault.next).toContain(next)
  })

  it('is one also where its code is not known, but not where we asked wrongly', () => {
    const said = (code: string) => Object.assign(new Error(`${code}: said`), { code, syscall: 'rename' })
    for (const code of ['EINVAL', 'ENOLCK', 'EOVERFLOW'])
      expect(refusedBySystem(said(code))).toMatchObject({
        exitCode: 50,
        fault: { next: expect.stringContaining('file system') },
      })
    for (const code of ['ENOENT', 'EBADF', 'EFAULT', 'ERR_INVALID_ARG_TYPE'])
      expect(refusedBySystem(said(code))).toBe(null)
    expect(refusedBySystem(Object.assign(new Error('EINVAL'), { code: 'EINVAL' }))).toBe(null)
  })

  it('is none of what was said in words already, nor of another fault', () => {
    expect(refusedBySystem(new UserError('source', { what: 'x' }))).toBe(null)
    expect(refusedBySystem(new TypeError('No space left on device'))).toBe(null)
    expect(refusedBySystem(new Error('Binder Error: Permission denied'))).toBe(null)
    expect(refusedBySystem(undefined)).toBe(null)
  })
})

describe('tables', () => {
  it('that need more memory than they may have say so', async () => {
    const store = await Store.open({ memoryMb: 10, threads: 1, tempDir: join(temporaryFolder(), 'spill') })
    try {
      const query = 'SELECT count(*) FROM (SELECT i FROM range(3000000) t(i) ORDER BY hash(i)) WHERE i > 1'
      const error = refusedBySystem(
        await thrownBy(async () => {
          await store.run("SET max_temp_directory_size = '1MB'")
          await store.run(`CREATE TABLE big AS ${query.replace('count(*)', '*')}`)
        }),
      )
      expect(error).toMatchObject({ exitCode: 50, fault: { code: 'OUT_OF_MEMORY' } })
      expect(error!.fault.next).toContain('--memory')
    } finally {
      store.close()
    }
  })

  it('that may not be written are refused by the system', async () => {
    const store = await Store.open({ threads: 1 })
    try {
      const error = refusedBySystem(
        await thrownBy(() => store.run("COPY (SELECT 1 AS a) TO '/dev/full' (FORMAT parquet)")),
      )
      expect(error?.exitCode).toBe(50)
    } finally {
      store.close()
    }
  })
})
