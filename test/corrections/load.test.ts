import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { CORRECTIONS_SCHEMA, correctionsFiles } from '../../pipeline/corrections/files.ts'
import { loadCorrections } from '../../pipeline/corrections/index.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'
import { correctedCity, entry, file } from './corrected-city.ts'

const load = (yaml: string) => loadCorrections(correctedCity(yaml))

describe('a corrections.yaml', () => {
  it('may be absent: then there are no corrections, and only its schema shapes the output', () => {
    const city = correctedCity(null)
    expect(loadCorrections(city)).toEqual([])
    expect(correctionsFiles(city)).toEqual([CORRECTIONS_SCHEMA])
  })

  it('is among the files that shape the output', () => {
    const city = correctedCity(file(entry()))
    expect(correctionsFiles(city)).toEqual([CORRECTIONS_SCHEMA, join(city.directory, 'corrections.yaml')])
  })

  it('becomes corrections with their defaults filled in', () => {
    expect(load(file(entry()))).toEqual([
      {
        id: 'melati-1b',
        table: 'rt_deficits',
        source: 'volume',
        record: null,
        where: { rt_id: ['99.71/210'], vintage: [2019], criterion: ['1b'] },
        action: 'override',
        set: { volume: 0.156 },
        scale: {},
        expect: { rows: 1, values: { volume: 0.312 } },
        reason: { id: 'Tercatat dua kali.', en: 'Written twice.' },
        provider: 'Dinas Perkim',
        reported: '2026-03-14',
        status: 'reported',
        place: expect.any(Function),
      },
    ])
  })

  it('may give the reason as one text, records as a list, and no guard for a flag', () => {
    const flag = {
      action: 'flag',
      set: null,
      expect: null,
      reason: 'Ditanyakan.',
      status: 'open',
      reported: null,
    }
    expect(load(file(entry({ ...flag, where: null, record: '[3, 4]' })))).toMatchObject([
      {
        reason: { id: 'Ditanyakan.', en: 'Ditanyakan.' },
        record: [3, 4],
        where: {},
        expect: { rows: null, values: {} },
        reported: null,
      },
    ])
    expect(load(file(entry({ ...flag, expect: '{ values: { volume: 1 } }' })))[0]!.expect.rows).toBe(1)
  })

  it('may expect null, a list or a range, and set null', () => {
    const yaml = file(
      entry({ expect: '{ values: { volume: null } }' }),
      entry({ id: 'b', expect: '{ values: { volume: [1, null] } }', set: '{ volume: null }' }),
      entry({
        id: 'c',
        action: 'scale',
        set: null,
        scale: '{ volume: -0.5 }',
        expect: '{ values: { volume: { max: 9 } } }',
      }),
    )
    expect(load(yaml).map(({ expect }) => expect.values.volume)).toEqual([null, [1, null], { max: 9 }])
  })

  it.each(['', '\n# none left\n', 'corrections:\n', '---\n'])('may be emptied: %j', (yaml) => {
    expect(load(yaml)).toEqual([])
  })

  it('may hold no entry', () => {
    expect(load('corrections: []\n')).toEqual([])
  })

  it.each(['en', 'id'])('as the handbook shows it (%s) is right', (language) => {
    const text = readFileSync(join(PROJECT_ROOT, `docs/handbook.${language}.md`), 'utf8')
    const yaml = /```yaml\n([^`]*\ncorrections:\n[^`]*)```/.exec(text)![1]!
    const { directory } = correctedCity(yaml)
    expect(loadCorrections({ directory, sources: [{ id: 'zones-2014', table: 'zones' }] })).toMatchObject([
      { action: 'override', set: { area_ha_decree: 12.6 }, status: 'reported' },
    ])
  })

  it('has a schema that is itself valid', () => {
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      strictRequired: false,
      formats: { date: true },
    })
    expect(() => ajv.compile(JSON.parse(readFileSync(CORRECTIONS_SCHEMA, 'utf8')))).not.toThrow()
  })
})
