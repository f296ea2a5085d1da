import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/small-city.ts'
import { differenceOf, type Outcome } from './attempt.ts'
import { Attempts } from './attempts.ts'
import { HOSTILE_FILES, PLANTED_FILES } from './hostile-files.ts'

describe('a hostile file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'petakumuh-hostile-'))
  const attempts = new Attempts(folder)
  afterAll(() => {
    attempts.end()
    rmSync(folder, { recursive: true, force: true })
  })

  it.each(HOSTILE_FILES)('$name given to $verb ends as is expected of it', async (file) => {
    expect((await attempts.try(file)).difference).toBeNull()
  })
})

describe('what would go wrong with one', () => {
  const planted = (name: string) => PLANTED_FILES.find((one) => one.name === `${name}.csv`)!

  it('is seen: one that would make the process hang, swell or end, or write what it may not', async () => {
    const attempts = new Attempts(temporaryFolder(), { heapMb: 96 })
    const difference = async (name: string, patienceMs?: number) =>
      (await attempts.try(planted(name), patienceMs)).difference
    try {
      // In this memory a file can be read at all.
      expect(await difference('nothing')).toBeNull()
      expect(await difference('touch')).toContain('wrote a/b/here/x,')
      expect(await difference('way-up')).toContain('wrote a/x,')
      expect(await difference('late')).toBeNull()
      expect(await difference('nothing')).toBe('not tried: late.csv ended the process with 3')
      expect(await difference('swell')).toContain('ended the process')
      expect(await difference('nothing')).toBeNull()
      expect(await difference('hang', 100)).toContain('came to no end')
    } finally {
      attempts.end()
    }
  })

  it('is seen: another exit code, another count, other words, harm, and memory', () => {
    const file = HOSTILE_FILES.find(({ name }) => name === 'digits.kml')!
    const good: Outcome = {
      exit: 0,
      records: 1,
      said: file.expected.words.join(),
      harm: null,
      peak_memory_mb: 9,
    }
    expect(differenceOf(file, good)).toBeNull()
    const others: Partial<Outcome>[] = [
      { exit: 21 },
      { records: 2 },
      { said: '' },
      { harm: 'x' },
      { peak_memory_mb: 1e4 },
    ]
    for (const other of others) expect(differenceOf(file, { ...good, ...other })).not.toBeNull()
  })
})
