import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decreeInForce } from '../../pipeline/decree/in-force.ts'
import { UserError } from '../../pipeline/errors.ts'
import { Store, writeTable } from '../../pipeline/store/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'petakumuh-decree-'))
const store = await Store.open()
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

type Decree = [decree_number: string, kind: string, vintage: number, decree_date?: string]

async function inForce(configured: string | null, decrees: Decree[] | null, zones: string[] | null) {
  const path = { decrees: join(folder, 'decrees.parquet'), zones: join(folder, 'zones.parquet') }
  if (decrees !== null) {
    const columns = {
      decree_number: 'VARCHAR',
      kind: 'VARCHAR',
      vintage: 'BIGINT',
      decree_date: 'VARCHAR',
    } as const
    const rows = decrees.map(([decree_number, kind, vintage, decree_date = null]) => ({
      decree_number,
      kind,
      vintage,
      decree_date,
    }))
    await writeTable(store, path.decrees, columns, rows)
  }
  if (zones !== null) {
    await writeTable(
      store,
      path.zones,
      { decree_number: 'VARCHAR' },
      zones.map((decree_number) => ({ decree_number })),
    )
  }
  return decreeInForce(store, configured, decrees && path.decrees, zones && path.zones)
}

describe('the decree in force', () => {
  it('is the one that city.yaml names', async () => {
    expect(await inForce('337/2014', [['1/2020', 'decree', 2020]], ['337/2014', '1/2020'])).toBe('337/2014')
    expect(await inForce('337/2014', null, null)).toBe('337/2014')
    expect(await inForce('337/2014', null, [])).toBe('337/2014')
  })

  it('must have zones where any decree has', async () => {
    const refused = inForce('337/2015', null, ['1/2020', '337/2014', '1/2020'])
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toMatchObject({
      exitCode: 20,
      fault: { where: { key: 'decree' }, got: '337/2015', expected: 'one of 1/2020, 337/2014' },
    })
  })

  it('else is the latest decree; a verification is none', async () => {
    const decrees: Decree[] = [
      ['337/2014', 'decree', 2014],
      ['9/2020', 'decree', 2020, '2020-05-01'],
      ['8/2020', 'decree', 2020, '2020-11-30'],
      ['7/2020', 'decree', 2020],
      ['v/2024', 'verification', 2024],
    ]
    expect(await inForce(null, decrees, ['337/2014', '8/2020'])).toBe('8/2020')
  })

  it('else is the only one the zones carry, and no guess among several', async () => {
    expect(await inForce(null, null, ['a', 'a'])).toBe('a')
    expect(await inForce(null, [['v', 'verification', 2024]], ['a'])).toBe('a')
    expect(await inForce(null, null, ['a', 'b'])).toBeNull()
    expect(await inForce(null, null, null)).toBeNull()
  })
})
