import { describe, expect, it } from 'vitest'
import { loadCity } from '../../pipeline/city.ts'
import { makeForm } from '../../pipeline/form/index.ts'
import { formWords } from '../../pipeline/form/questions.ts'
import { askedColumns } from '../../pipeline/form/survey.ts'
import { workbookBytes } from '../../pipeline/form/workbook.ts'
import { loadMethodology } from '../../pipeline/methodology/methodology.ts'
import { tableSchema } from '../../pipeline/store/index.ts'
import { readWorkbook, type SheetRows } from './read-workbook.ts'

const ID = 'Bahasa Indonesia (id)'
const EN = 'English (en)'
/** Types of questions with an answer, and what stands around them; `select_one` is followed by its list. */
const TYPES = new Set(
  'text integer decimal date geopoint geoshape note calculate today select_one begin_group end_group'.split(
    ' ',
  ),
)
const UNSEEN = new Set(['calculate', 'today', 'end_group'])

async function sheetsOf(table: string, city: string | null = null): Promise<Record<string, SheetRows>> {
  const form = makeForm(city === null ? null : loadCity(city), { table })
  return readWorkbook(await workbookBytes(form.sheets))
}

const forms = await Promise.all(
  Object.keys(formWords().tables).flatMap((table) =>
    [null, 'tanjungpinang'].map(async (city) => ({ table, city, ...(await sheetsOf(table, city)) })),
  ),
)

describe.each(forms)('the form of $table, city $city, read back from its workbook', (form) => {
  const { survey = [], choices = [], settings = [] } = form as unknown as Record<string, SheetRows>
  const questions = survey.filter((row) => !/^(?:begin|end)_group$/.test(row.type!))
  const names = survey.flatMap((row) => row.name ?? [])

  it('has only types that XLSForm knows', () => {
    for (const { type } of survey) {
      const [kind, list, ...rest] = type!.split(' ')
      expect([type, TYPES.has(kind!), rest]).toEqual([type, true, []])
      expect(kind === 'select_one').toBe(list !== undefined)
    }
  })

  it('gives every row but the ends of groups one name, which can be an XML element', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const row of survey) {
      if (row.type === 'end_group') expect(row.name).toBeUndefined()
      else expect(row.name).toMatch(/^[a-z_][a-z0-9_]*$/)
    }
  })

  it('closes every group it opens', () => {
    let open = 0
    for (const { type } of survey) {
      open += type === 'begin_group' ? 1 : type === 'end_group' ? -1 : 0
      expect(open).toBeGreaterThanOrEqual(0)
    }
    expect(open).toBe(0)
  })

  it('has the answers of every list, each once, without blanks', () => {
    const lists = new Set(choices.map((choice) => choice.list_name))
    const used = survey.flatMap(({ type }) => (type!.startsWith('select_one ') ? type!.split(' ')[1]! : []))
    expect([...lists].sort()).toEqual([...new Set(used)].sort())
    const answers = choices.map((choice) => `${choice.list_name} ${choice.name}`)
    expect(new Set(answers).size).toBe(answers.length)
    for (const { name } of choices) expect(name).toMatch(/^\S+$/)
  })

  it('refers only to questions that stand before', () => {
    const before = new Set<string>()
    for (const row of survey) {
      const text = `${row.relevant ?? ''} ${row.calculation ?? ''} ${row.constraint ?? ''}`
      for (const [, name] of text.matchAll(/\$\{(\w*)\}/g))
        expect([row.name, before.has(name!)]).toEqual([row.name, true])
      if (row.name) before.add(row.name)
    }
    for (const [, name] of (settings[0]!.instance_name ?? '').matchAll(/\$\{(\w+)\}/g))
      expect(names).toContain(name)
  })

  it('says everything a person reads in both languages, in words that do not hold the other', () => {
    const seen = survey.filter((row) => !UNSEEN.has(row.type!))
    for (const row of [...seen, ...choices]) {
      expect(row[`label::${ID}`], row.name).toMatch(/\p{L}|\d/u)
      expect(row[`label::${EN}`], row.name).toMatch(/\p{L}|\d/u)
    }
    for (const column of ['hint', 'constraint_message']) {
      for (const row of survey) expect(!row[`${column}::${ID}`]).toBe(!row[`${column}::${EN}`])
    }
    for (const row of survey) expect(Boolean(row.constraint)).toBe(Boolean(row[`constraint_message::${ID}`]))
    for (const row of survey)
      expect(JSON.stringify(row)).not.toMatch(/undefined|\{\w+\}(?<!\$\{\w+\})(?<!\{\d+\})/)
  })

  it('balances the brackets and quotes of every expression', () => {
    for (const row of survey) {
      for (const text of [row.relevant, row.calculation, row.constraint].filter(
        (cell) => cell !== undefined,
      )) {
        const bare = text.replaceAll(/'[^']*'/g, '')
        expect(bare).not.toContain("'")
        expect(bare.split('(').length, text).toBe(bare.split(')').length)
      }
    }
  })

  it('asks for every column that is not secret, under its own name, and for no other', () => {
    const schema = tableSchema(form.table)
    const asked = new Set(questions.map((row) => row.name))
    for (const { name } of askedColumns(schema)) expect(asked).toContain(name)
    const columns = new Set(askedColumns(schema).map((column) => column.name))
    const others = [...asked].filter((name) => !columns.has(name!)).sort()
    expect(others).toEqual(
      form.table === 'households' ? ['catatan', 'location', 'rt', 'rw'] : ['catatan', 'location'],
    )
    for (const { name, privacy } of schema.columns)
      if (privacy === 'secret') expect(names).not.toContain(name)
  })

  it('names itself, its language and a version that follows from its content', () => {
    expect(settings).toHaveLength(1)
    expect(settings[0]).toMatchObject({
      default_language: ID,
      version: expect.stringMatching(/^v[0-9a-f]{10}$/),
    })
    expect(settings[0]!.form_id).toBe(
      form.city === null ? `petakumuh_${form.table}` : `petakumuh_${form.table}_tanjungpinang`,
    )
  })
})

describe('the household form', () => {
  const texts = (rows: SheetRows): Map<string, Record<string, string>> =>
    new Map(rows.flatMap((row) => (row.name ? [[row.name, row]] : [])))

  it('says that it asks for no personal data, and for which', async () => {
    const { survey } = await sheetsOf('households')
    const note = texts(survey!).get('catatan')!
    for (const word of ['Nama kepala keluarga', 'NIK', 'Nomor KK', 'Telepon'])
      expect(note[`label::${ID}`]).toContain(word)
  })

  it('offers the kelurahan of the city, and asks for a code of the right shape where it knows none', async () => {
    const known = await sheetsOf('households', 'tanjungpinang')
    const list = known.choices!.filter((choice) => choice.list_name === 'kelurahan_code')
    expect(list).toHaveLength(18)
    expect(list[0]).toMatchObject({
      name: '21.72.01.1001',
      [`label::${ID}`]: expect.stringContaining('Tanjung Pinang Barat'),
    })
    const free = texts((await sheetsOf('households')).survey!).get('kelurahan_code')!
    expect(free.type).toBe('text')
    expect(free.constraint).toBe("regex(., '^\\d{2}\\.\\d{2}\\.\\d{2}\\.\\d{4}$')")
  })

  it('takes units, least values and needed answers from the schema', async () => {
    const rows = texts((await sheetsOf('households')).survey!)
    expect(rows.get('floor_area_m2')).toMatchObject({ type: 'decimal', constraint: '. >= 0' })
    expect(rows.get('floor_area_m2')![`label::${ID}`]).toMatch(/\(m²\)$/)
    expect(rows.get('population')).toMatchObject({ type: 'integer', constraint: '. >= 1', required: 'yes' })
    expect(rows.get('location')!.parameters).toContain('capture-accuracy=10')
    expect(rows.get('survey_date')!.type).toBe('today')
  })

  it('names the rule that needs an answer', async () => {
    const rows = texts((await sheetsOf('households', 'tanjungpinang')).survey!)
    expect(rows.get('floor_area_m2')![`hint::${ID}`]).toMatch(
      /7,2 m² per orang.*Permen PUPR 14\/PRT\/M\/2018: 1c/,
    )
    expect(rows.get('habitable_rooms')![`hint::${EN}`]).toContain('at most 3 people per room (UN-Habitat)')
  })

  it('keeps the seven work statuses of Sakernas and asks for the contract of employees only', async () => {
    const { survey, choices } = await sheetsOf('households')
    const list = choices!.filter((choice) => choice.list_name === 'work_status').map((choice) => choice.name)
    expect(list).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(texts(survey!).get('contract_form')!.relevant).toBe(`\${work_status} = '4'`)
  })
})

describe('schemas/form.yaml', () => {
  it('names criteria that their methodology has', () => {
    for (const { groups } of Object.values(formWords().tables)) {
      for (const question of groups.flatMap((group) => group.questions)) {
        for (const [id, numbers] of Object.entries(question.criteria ?? {})) {
          const known = loadMethodology(id).criteria.map((criterion) => criterion.id)
          expect(known).toEqual(expect.arrayContaining(numbers))
        }
      }
    }
  })

  it('has words for the units of every column it asks for', () => {
    for (const table of Object.keys(formWords().tables)) {
      for (const { unit } of askedColumns(tableSchema(table))) {
        if (unit !== null) expect(Object.keys(formWords().words.units)).toContain(unit)
      }
    }
  })
})
