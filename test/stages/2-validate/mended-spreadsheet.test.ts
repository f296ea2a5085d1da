import { describe, expect, it } from 'vitest'
import { decideDecimals } from '../../../pipeline/mapping/decimals.ts'
import { tableSchema } from '../../../pipeline/store/index.ts'
import { csvSource } from '../../support/made-up-places.ts'
import { refusalOf, type SourceSpec, workspace } from '../../support/workspace.ts'

const ROWS = csvSource(
  'decree_rows',
  'decree_number,row_number,location,kelurahan,score_stated,area_ha_decree\n1,1,a,k,40,2\n1,2,b,k,77,100\n1,3,c,k,77,3',
)

function mended(bytes: string, extension = 'csv'): SourceSpec {
  return { id: 'mended', table: ROWS.table, amends: ROWS.id!, content: { bytes, extension } }
}

let aside: string | undefined
async function quarantined(): Promise<string> {
  if (aside === undefined) {
    const made = await workspace({ sources: [ROWS] })
    await made.run('2-validate')
    aside = made.text('2-validate', `quarantine/${ROWS.id}.csv`)
  }
  return aside
}

async function refusal(bytes: string) {
  const made = await workspace({ sources: [ROWS, mended(bytes)] })
  return (await refusalOf(made.run('2-validate'))).onTerminal
}

describe('the decimal sign of a mended file', () => {
  const sign = (...cells: string[]) => {
    const source = {
      id: 'a',
      title: { id: 'a', en: 'a' },
      table: 'decree_rows',
      path: 'a.csv',
      licence: 'x',
      amends: 'b',
      columns: { area_ha_decree: 'area_ha_decree' },
      examples: [],
    }
    const schema = tableSchema('decree_rows')
    const records = cells.map((area_ha_decree) => ({ cells: { area_ha_decree } }))
    return decideDecimals({ source, schema }, records).get('area_ha_decree')
  }

  it('is the point it was written with, or the comma a spreadsheet saved', () => {
    expect([sign('12.345', '7'), sign('500.5'), sign('3')]).toEqual(['.', '.', '.'])
    expect([sign('500,5', '7'), sign('500,5', '12,345')]).toEqual([',', ','])
  })

  it('is none where a number could then be read a thousand times too large', () => {
    expect([sign('500,5', '12.345'), sign('500.5', '12,345'), sign('12,345'), sign('1,5', '1.5')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('reads what was typed with a comma', async () => {
    const typed = (await quarantined()).replaceAll(',77,', ',40,').replace(/,100(,|\r)/, ',"500,5"$1')
    const made = await workspace({ sources: [ROWS, mended(typed)] })
    await made.run('2-validate')
    expect((await made.rows('2-validate', 'decree_rows')).map((row) => row.area_ha_decree)).toContain(500.5)
  })
})

describe('a mended file that lost a column', () => {
  it('is told so, not that its original has changed', async () => {
    const text = await quarantined()
    const without = await refusal(text.replace('source_sha256', 'note'))
    expect(without).toMatchObject({
      what: 'the column source_sha256 is missing',
      next: expect.stringContaining('put the column back'),
    })
    const emptied = await refusal(text.replace(/,[0-9a-f]{64},/g, ',,'))
    expect(emptied).toMatchObject({ what: expect.stringContaining('was emptied'), got: 'nothing' })
    const unnamed = await refusal(text.replace('source_record', 'note'))
    expect(unnamed).toMatchObject({ what: 'the column source_record is missing' })
  })

  it('as a shapefile cuts it is sent back to GeoJSON or CSV', async () => {
    const cut = (await quarantined())
      .replace('source_record', 'source_rec')
      .replace('source_sha256', 'source_sha')
    expect(await refusal(cut)).toMatchObject({
      what: expect.stringContaining('shapefile'),
      got: 'source_rec',
      next: 'save the mended file as GeoJSON or CSV',
    })
  })
})
