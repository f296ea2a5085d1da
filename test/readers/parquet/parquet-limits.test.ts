import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { UserError } from '../../../pipeline/errors.ts'
import { reader } from '../../../pipeline/readers/parquet/index.ts'
import { PARQUET_LIMITS, TimeBudget } from '../../../pipeline/readers/parquet/parquet-limits.ts'
import type { ReadOptions } from '../../../pipeline/readers/types.ts'

let dir: string
let connection: DuckDBConnection
let made = 0
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'petakumuh-test-parquet-'))
  connection = await (await DuckDBInstance.create(':memory:')).connect()
})
afterEach(() => void vi.restoreAllMocks())
afterAll(() => {
  connection.closeSync()
  rmSync(dir, { recursive: true, force: true })
})

async function parquet(query: string): Promise<string> {
  const path = join(dir, `f${made++}.parquet`)
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`)
  return path
}

async function outcome(path: string, options: Partial<ReadOptions> = {}): Promise<number | string> {
  try {
    const layer = await reader.open(path, { label: 'x', ...options })
    let count = 0
    for await (const _ of layer.records()) count++
    return count
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).kind).toBe('source')
    return (error as UserError).fault.got!
  }
}

describe('a small Parquet file that would become large', () => {
  it('is refused by its rows before any is read, however few bytes they take', async () => {
    expect(await outcome(await parquet('SELECT 1 AS a FROM range(1500000)'))).toMatch(
      /^1500000 rows in \d+ bytes$/,
    )
    const path = await parquet('SELECT i FROM range(10) t(i)')
    vi.spyOn(PARQUET_LIMITS, 'rows').mockReturnValue(10)
    expect(await outcome(path)).toBe(10)
    vi.spyOn(PARQUET_LIMITS, 'rows').mockReturnValue(9)
    expect(await outcome(path)).toMatch(/^10 rows/)
  })

  it('is refused by the text of all cells, also where only a sample of them is asked', async () => {
    const path = await parquet("SELECT repeat('x', 100) AS a, 1 AS lon, 1 AS lat FROM range(10)")
    vi.spyOn(PARQUET_LIMITS, 'text').mockReturnValue(1000)
    expect(await outcome(path)).toBe(10)
    vi.spyOn(PARQUET_LIMITS, 'text').mockReturnValue(999)
    expect(await outcome(path)).toMatch(/^more than 999 letters/)
    const geometry = { lon: 'lon', lat: 'lat' }
    await expect(reader.open(path, { label: 'x', geometry })).rejects.toThrow(UserError)
  })

  it('is refused when its time is used up', async () => {
    const path = await parquet('SELECT 1 AS a')
    vi.spyOn(PARQUET_LIMITS, 'time').mockReturnValue(-1)
    expect(await outcome(path)).toBe('a file that takes too long to unpack')
  })
})

describe('the time of a Parquet file', () => {
  it('interrupts work that does not end, and says why', async () => {
    vi.spyOn(PARQUET_LIMITS, 'time').mockReturnValue(1)
    let stop = (): void => {}
    const time = new TimeBudget(1, { file: 'x' }, () => stop())
    const endless = new Promise<never>((_, reject) => {
      stop = () => reject(new Error('INTERRUPT Error: Interrupted!'))
    })
    await expect(time.within(() => endless)).rejects.toThrow(UserError)
  })

  it('interrupts a query of DuckDB', async () => {
    vi.spyOn(PARQUET_LIMITS, 'time').mockReturnValue(20)
    const time = new TimeBudget(1, { file: 'x' }, () => connection.interrupt())
    const query = 'SELECT count(*) FROM range(100000000000) t(i) WHERE hash(i) = 7'
    await expect(time.within(() => connection.run(query))).rejects.toThrow(UserError)
  })

  it('is not asked of other faults, nor of work that ends', async () => {
    const time = new TimeBudget(1, { file: 'x' }, () => {})
    expect(await time.within(async () => 7)).toBe(7)
    await expect(time.within(() => Promise.reject(new Error('other')))).rejects.toThrow('other')
  })
})
