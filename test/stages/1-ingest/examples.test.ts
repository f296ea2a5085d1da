import { describe, expect, it } from 'vitest'
import { csvSource } from '../../support/made-up-places.ts'
import { refusalOf, workspace } from '../../support/workspace.ts'

const CSV = `decree_number,kind,vintage,area_ha_total_stated
  337/2014,decree,2014,"150,41"
  1/2018,verification,2018,12`

type Examples = NonNullable<Parameters<typeof csvSource>[2]>['examples']

async function ingestWith(examples: Examples, csv = CSV) {
  const made = await workspace({ sources: [csvSource('decrees', csv, { examples })] })
  return made.run('1-ingest')
}

describe('an acceptance example', () => {
  it('that comes out as written lets the source in', async () => {
    await ingestWith([
      {
        record: 1,
        raw: { decree_number: '337/2014', vintage: '2014', area_ha_total_stated: '150,41' },
        canonical: { decree_number: '337/2014', vintage: 2014, area_ha_total_stated: 150.41 },
      },
    ])
  })

  it('that comes out otherwise stops the build, naming the column, what came out and what was expected', async () => {
    const error = await refusalOf(
      ingestWith([{ raw: { area_ha_total_stated: '150,41' }, canonical: { area_ha_total_stated: 15041 } }]),
    )
    expect(error.exitCode).toBe(20)
    expect(error.fault).toMatchObject({
      what: 'an acceptance example does not come out as written',
      where: { key: 'sources[0].examples[0].canonical.area_ha_total_stated' },
      got: '150.41',
      expected: '15041',
    })
    expect(error.fault.next).toContain('correct the mapping of decrees')
  })

  it('that quotes a record the file holds otherwise stops the build', async () => {
    const error = await refusalOf(
      ingestWith([{ record: 2, raw: { decree_number: '1/2019' }, canonical: { decree_number: '1/2019' } }]),
    )
    expect(error.exitCode).toBe(22)
    expect(error.onTerminal).toMatchObject({
      where: { file: 'sources/decrees.csv', record: 2, field: 'decree_number' },
      got: '"1/2018"',
      expected: '"1/2019"',
    })
    expect(error.fault.next).toContain('sources[0].examples[0]')
  })

  it('that quotes a record the file no longer has stops the build', async () => {
    const error = await refusalOf(
      ingestWith([{ record: 3, raw: { decree_number: '9/2020' }, canonical: { decree_number: '9/2020' } }]),
    )
    expect(error.exitCode).toBe(22)
    expect(error.fault).toMatchObject({ where: { record: 3 }, got: '2 records, this one not among them' })
  })

  it('compares a quoted number however it is spelled in city.yaml', async () => {
    await ingestWith([
      {
        record: 2,
        raw: { area_ha_total_stated: 12, vintage: 2018 },
        canonical: { area_ha_total_stated: 12, vintage: 2018 },
      },
    ])
  })

  it('does not print what a record holds in a secret column', async () => {
    const source = csvSource('households', 'ID,NIK\nr1,9971011005900001', {
      columns: { household_id: 'ID', nik: 'NIK' },
      examples: [
        { record: 1, raw: { ID: 'r1', NIK: '9971010000000000' }, canonical: { household_id: 'r1' } },
      ],
    })
    const made = await workspace({ sources: [source] })
    const error = await refusalOf(made.run('1-ingest'))
    expect(error.exitCode).toBe(22)
    expect(error.message).toContain('field NIK')
    expect(error.message).not.toMatch(/\d{16}/)
  })

  it('may match any of the rows that an unpivoted record becomes', async () => {
    const source = csvSource('rt_deficits', 'RT,V1,V2\na,3,4', {
      columns: { rt_id: 'RT', vintage: { value: 2018 } },
      unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '1b': 'V2' } },
      examples: [
        { raw: { RT: 'a', V1: '3', V2: '4' }, canonical: { rt_id: 'a', criterion: '1b', volume: 4 } },
      ],
    })
    const made = await workspace({ sources: [source] })
    await made.run('1-ingest')
    expect(await made.rows('1-ingest', 'rt_deficits')).toHaveLength(2)
  })
})
