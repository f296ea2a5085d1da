import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { keyIdentity } from '../../../pipeline/stages/2-validate/contract.ts'
import { tableSchema } from '../../../pipeline/store/index.ts'
import { csvSource, featureSource, rectangle } from '../../support/made-up-places.ts'
import { refusalOf, type SourceSpec, workspace } from '../../support/workspace.ts'

const ROWS = csvSource(
  'decree_rows',
  'decree_number,row_number,location,kelurahan,score_stated,area_ha_decree\n1,1,a,k,40,2\n1,2,b,k,77,100\n1,3,c,k,77,3',
)
const VOLUMES = csvSource('rt_deficits', 'RT;V1;V2\na;1;-3\nb;2;4', {
  delimiter: ';',
  columns: { rt_id: 'RT', vintage: { value: 2020 } },
  unpivot: { key: 'criterion', value: 'volume', columns: { '1a': 'V1', '1b': 'V2' } },
})

function mended(from: SourceSpec, bytes: string, id = 'mended'): SourceSpec {
  return { id, table: from.table, amends: from.id!, content: { bytes, extension: 'csv' } }
}

async function asideOf(source: SourceSpec): Promise<string> {
  const made = await workspace({ sources: [source] })
  await made.run('2-validate')
  return made.text('2-validate', `quarantine/${source.id}.csv`)
}

async function refusal(...sources: SourceSpec[]) {
  const { exitCode, onTerminal } = await refusalOf((await workspace({ sources })).run('2-validate'))
  return { exitCode, ...onTerminal }
}

describe('a mended file is refused, with the record and what it names, where a record of it', () => {
  it('stands in for one that was not set aside, does not exist, or has another in its place', async () => {
    const aside = await asideOf(ROWS)
    const good = await refusal(ROWS, mended(ROWS, aside.replace('sources/decree-rows.csv,2,', 'x,1,')))
    expect(good).toMatchObject({
      exitCode: 22,
      what: 'it stands in for a record that was not set aside',
      where: { file: expect.stringContaining('mended'), record: 1, field: 'source_record' },
      got: 'record 1 of decree-rows',
    })
    const none = await refusal(ROWS, mended(ROWS, aside.replace('.csv,2,', '.csv,9,')))
    expect(none).toMatchObject({ exitCode: 22, got: 'record 9 of decree-rows', where: { record: 1 } })
    const twice = await refusal(ROWS, mended(ROWS, aside.replace('.csv,2,', '.csv,3,')))
    expect(twice).toMatchObject({ exitCode: 22, what: 'two records stand in for one', where: { record: 2 } })
    const two = await refusal(ROWS, mended(ROWS, aside), mended(ROWS, aside, 'again'))
    expect(two).toMatchObject({ exitCode: 22, what: 'two records stand in for one' })
  })

  it('stands in for no part of an unpivoted record, or for one that was accepted', async () => {
    const aside = await asideOf(VOLUMES)
    const none = await refusal(VOLUMES, mended(VOLUMES, aside.replace(',1b,-3,', ',1c,3,')))
    expect(none).toMatchObject({ exitCode: 22, where: { record: 1, field: 'criterion' }, got: '1c' })
    const other = await refusal(VOLUMES, mended(VOLUMES, aside.replace(',1b,-3,', ',1a,3,')))
    expect(other).toMatchObject({ exitCode: 22, got: 'record 1 (1a) of rt-deficits' })
    const made = await workspace({
      sources: [VOLUMES, mended(VOLUMES, aside.replace(',1b,-3,', ', 1b ,3,'))],
    })
    await made.run('2-validate')
    expect(await made.rows('2-validate', 'rt_deficits')).toHaveLength(4)
  })

  it('stands in for one that a record of a mended file should have mended: a chain is looked at link by link', async () => {
    const first = mended(ROWS, (await asideOf(ROWS)).replace('1,2,b,k', '1,2,mended,k'), 'first')
    const made = await workspace({ sources: [ROWS, first] })
    await made.run('2-validate')
    const again = made.text('2-validate', 'quarantine/first.csv')
    const second = mended(first, again.replaceAll(',77,', ',40,'), 'second')
    const done = await workspace({ sources: [ROWS, first, second] })
    await done.run('2-validate')
    expect(await done.rows('2-validate', 'decree_rows')).toHaveLength(3)
  })
})

it('sources cannot amend one another', async () => {
  const made = workspace({
    sources: [
      { ...ROWS, amends: 'other' },
      { ...ROWS, id: 'other', amends: 'decree-rows' },
    ],
  })
  expect((await refusalOf(made)).fault.what).toBe('the sources amend one another')
})

it.each(['where', 'record'])(
  'a correction by %s meets a record once, whether it is mended or not',
  async (by) => {
    const correction = {
      id: 'hektare',
      table: 'decree_rows',
      source: 'decree-rows',
      ...(by === 'where' ? { where: { row_number: 2 } } : { record: 2 }),
      action: 'scale',
      scale: { area_ha_decree: 0.01 },
      expect: { values: { area_ha_decree: 100 } },
      reason: { id: 'Luas dalam ar.', en: 'The area is in ares.' },
      provider: 'Dinas',
      reported: '2024-01-02',
      status: 'reported',
    }
    const build = async (...sources: SourceSpec[]) => {
      const made = await workspace({ sources })
      writeFileSync(join(made.directory, 'corrections.yaml'), stringify({ corrections: [correction] }))
      await made.run('2-validate')
      return made
    }
    const aside = (await build(ROWS)).text('2-validate', 'quarantine/decree-rows.csv')
    expect(aside.split('\r\n')[1]).toMatch(/,hektare,.*,100(,|$)/)
    const back = await build(ROWS, mended(ROWS, aside.replaceAll(',77,', ',40,')))
    const row = (await back.rows('2-validate', 'decree_rows')).find(({ row_number }) => row_number === 2)
    expect(row).toMatchObject({ area_ha_decree: 1, score_stated: 40, corrections: 'hektare' })
  },
)

it('the block beside each file, taken as it says, builds', async () => {
  const csv = { ...ROWS, retrieved: '2024-05-06' }
  const zones = featureSource(
    'zones',
    [{ zone_id: 'A', decree_number: '1', geometry: rectangle(0, 0, 9, 9), land_legality: 'x' }],
    { id: 'batas' },
  )
  const made = await workspace({ sources: [csv, zones, VOLUMES] })
  await made.run('2-validate')
  const file = join(made.directory, 'city.yaml')
  const city = parse(readFileSync(file, 'utf8'))
  const saved: string[] = []
  for (const [id, extension] of [
    ['decree-rows', 'csv'],
    ['batas', 'geojson'],
    ['rt-deficits', 'csv'],
  ]) {
    const block = made.text('2-validate', `quarantine/${id}.source.yaml`)
    const path = /simpan sebagai (\S+),/.exec(block)![1]!
    expect(block).toContain(`save them as ${path},`)
    saved.push(path)
    city.sources.push(...parse(block))
    const to = join(made.directory, path)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, made.text('2-validate', `quarantine/${id}.${extension}`))
  }
  expect(saved).toEqual([
    'sources/decree-rows.karantina.csv',
    'sources/batas.karantina.geojson',
    'sources/rt-deficits.karantina.csv',
  ])
  expect(city.sources[3]).toMatchObject({ id: 'decree-rows-perbaikan', retrieved: '2024-05-06' })
  writeFileSync(file, stringify(city))
  await made.again('2-validate')
  const counted = made.report().sources.map((source) => [source.source_id, source.quarantined])
  expect(Object.fromEntries(counted)).toMatchObject({
    'decree-rows': 0,
    'decree-rows-perbaikan': 2,
    batas: 0,
  })
})

it('keys whose parts hold the separator are told apart', async () => {
  const schema = tableSchema('zones')
  const key = (decree_number: string, zone_id: string) => keyIdentity(schema, { decree_number, zone_id })
  expect(key('9/2024 · A', 'B')).not.toBe(key('9/2024', 'A · B'))
  const geometry = rectangle(0, 0, 9, 9)
  const zones = featureSource('zones', [
    { decree_number: '9/2024 · A', zone_id: 'B', geometry },
    { decree_number: '9/2024', zone_id: 'A · B', geometry },
  ])
  const made = await workspace({ sources: [zones] })
  await made.run('2-validate')
  expect(await made.rows('2-validate', 'zones')).toHaveLength(2)
})
