import { describe, expect, it } from 'vitest'
import type { UserError } from '../../pipeline/errors.ts'
import { logLines } from '../../pipeline/nightly/fault.ts'
import { refusalOf, workspace } from '../support/workspace.ts'

const WORDS = 'di balai warga melati'

/** A build that stops for what stands in a record, said to a terminal or into a log. */
async function refused(isTerminal: boolean): Promise<UserError> {
  const reason = { id: 'Tanggal harus benar', en: 'The date must be right' }
  const city = await workspace({
    city: { quality: [{ code: 'VALUE_UNPARSABLE', severity: 'fail', reason, until: '2999-12-31' }] },
    sources: [
      {
        table: 'decrees',
        content: { csv: `decree_number,decree_date,title,vintage,kind\n1/2014,${WORDS},SK,2014,baseline\n` },
      },
    ],
  })
  const before = process.stderr.isTTY
  process.stderr.isTTY = isTerminal
  try {
    return await refusalOf(city.run('2-validate'))
  } finally {
    process.stderr.isTTY = before
  }
}

describe('what a record says, when a build stops for it', () => {
  it('is in no log, which is told the code and the place', async () => {
    const { message, fault } = await refused(false)
    const log = [message, JSON.stringify(fault), ...logLines({ error: 'contract', exit: 22, ...fault }, 'x')]
    expect(log.join('\n')).not.toContain('melati')
    expect(message).toMatch(/VALUE_UNPARSABLE.*decrees-0\.csv, record 1, field decree_date/s)
  })

  it('is said to who builds at a terminal, and to no program that asked for JSON', async () => {
    const { message, fault } = await refused(true)
    expect(message).toContain(WORDS)
    expect(JSON.stringify(fault)).not.toContain('melati')
  })
})
