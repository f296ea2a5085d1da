import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/small-city.ts'
import { attempt } from './attempt.ts'
import { HOSTILE_FILES } from './hostile-files.ts'

describe('a hostile file', () => {
  it.each(HOSTILE_FILES)('$name given to $verb is refused, or read and harmless', async (file) => {
    const { became, exit, said } = await attempt(file, temporaryFolder())
    expect([became, exit, said.slice(0, 600)]).toEqual([
      expect.stringMatching(/^(?:refused|neutralised)$/),
      expect.any(Number),
      expect.any(String),
    ])
  })
})
