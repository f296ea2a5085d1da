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
  it.each([
    ['hang', 'came to no end'],
    ['swell', 'ended the process'],
  ])('is seen: one that would make the process %s', async (name, difference) => {
    const attempts = new Attempts(temporaryFolder(), {
      patienceMs: name === 'hang' ? 100 : undefined,
      heapMb: 96,
    })
    try {
      const file = PLANTED_FILES.find((one) => one.name === `${name}.csv`)!
      expect((await attempts.try(file)).difference).toContain(difference)
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
