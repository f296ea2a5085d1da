import { describe, expect, it } from 'vitest'
import type { Report } from '../../pipeline/stages/2-validate/report/types.ts'
import { at, csvSource, featureSource, kelurahanSource, rectangle } from '../support/made-up-places.ts'
import { workspace } from '../support/workspace.ts'

const NIK = ['9971011005900001', '9971015205900002', '9971 0110 0590 0003', '99.71.01.100590.0004']
const PHONE = ['081234567890', '+62 812-3456-7891', '0812 3456 7892']
const NAMES = ['Rahasia Pertama', 'Rahasia Kedua', 'Rahasia Ketiga', 'Rahasia Keempat']

const point = (east_m: number) => at(east_m, 100).reverse().join(' ')

/** A survey as it comes: personal columns, and personal numbers where they do not belong. */
const SURVEY = `ID;NAMA;NIK;KK;HP;JIWA;ATAP;GPS
h1;${NAMES[0]};${NIK[0]};${NIK[1]};${PHONE[0]};4;seng;${point(100)} 0 5
h2;${NAMES[1]};${NIK[1]};${NIK[0]};${PHONE[1]};${NIK[0]};milik ${NIK[2]};${point(110)} 0 5
${NIK[3]};${NAMES[2]};${NIK[2]};;;3;HP ${PHONE[2]};${point(120)} 0 5
h4;${NAMES[0]};tanpanik;tanpakk;tanpahp;empat;seng;${NIK[0]}
h4;${NAMES[1]};;;;2;seng;${point(130)} 0 5
h5;${NAMES[2]};;;;0;seng;${point(9000)} 0 5
`

describe('what is personal', () => {
  it('stands in no file that a stage writes', async () => {
    const made = await workspace({
      sources: [
        kelurahanSource(),
        {
          id: 'survei',
          table: 'households',
          content: { csv: SURVEY },
          delimiter: ';',
          crs: 'EPSG:4326',
          geometry: { geopoint: 'GPS' },
          columns: {
            household_id: 'ID',
            head_name: 'NAMA',
            nik: 'NIK',
            kk_number: 'KK',
            phone: 'HP',
            population: 'JIWA',
            roof: 'ATAP',
          },
        },
        featureSource('zones', [
          {
            zone_id: 'Z',
            decree_number: '1',
            name: `Gang ${NIK[0]}`,
            kawasan: PHONE[0],
            area_ha_decree_text: NIK[1],
            geometry: rectangle(0, 0, 500, 500),
          },
        ]),
        csvSource(
          'stakeholders',
          `stakeholder_id,institution,role\ns1,Dinas,hubungi ${PHONE[1]}\n${NIK[0]},Dinas,\ns3,Dinas,a.n. ${NAMES[3]}`,
        ),
      ],
    })
    await made.run('4-density')
    const everything = await made.everything()
    // The search itself works: what may be written is found.
    expect(everything).toContain('Dinas')
    expect(everything).toContain('h1')
    const digits = everything.replaceAll(/[ .-]/g, '')
    for (const name of NAMES) expect(everything).not.toContain(name)
    for (const number of [...NIK, ...PHONE]) {
      expect(everything, number).not.toContain(number)
      expect(digits, number).not.toContain(number.replaceAll(/\D/g, ''))
    }
    expect(everything).not.toMatch(/tanpa(nik|kk|hp)/)

    const findings = await made.findings()
    const pii = findings.filter((finding) => finding.code.startsWith('PII_'))
    expect(pii.map(({ code, source_id, source_row, field }) => [code, source_id, source_row, field])).toEqual(
      [
        ['PII_ID_NUMBER', 'zones', 1, 'name'],
        ['PII_PHONE', 'zones', 1, 'kawasan'],
        ['PII_ID_NUMBER', 'zones', 1, 'area_ha_decree_text'],
        ['PII_ID_NUMBER', 'survei', 2, 'population'],
        ['PII_ID_NUMBER', 'survei', 2, 'roof'],
        ['PII_ID_NUMBER', 'survei', 3, 'household_id'],
        ['PII_PHONE', 'survei', 3, 'roof'],
        ['PII_PHONE', 'stakeholders', 1, 'role'],
        ['PII_ID_NUMBER', 'stakeholders', 2, 'stakeholder_id'],
        ['PII_NAME', 'stakeholders', 3, 'role'],
      ],
    )
    expect(pii.every((finding) => finding.got === null && finding.expected === null)).toBe(true)
    // The report tells of households only the rule, the column and the record.
    const examples = made.report().rules.flatMap((rule) => rule.examples)
    expect(examples.filter((finding) => finding.table === 'households').length).toBeGreaterThan(3)
    for (const finding of examples.filter(({ table }) => table === 'households')) {
      expect(finding).toMatchObject({ key: null, got: null, expected: null, lon: null, lat: null })
    }
    // That of a release tells of no rule that fewer than k of them broke, and of no record; and where the whole one is.
    const published = JSON.parse(made.text('2-validate', 'published/report.json')) as Report
    expect(published.rules.flatMap(({ sources }) => sources.map(({ source_id }) => source_id))).not.toContain(
      'survei',
    )
    expect(published.tasks.find(({ name }) => name === 'survei')).toMatchObject({
      ...{ valid: false, errors: [], errors_omitted: 0, warnings: [], warnings_omitted: 0 },
    })
    expect(published.valid).toBe(false)
    expect(published.rules.find(({ code }) => code === 'PII_ID_NUMBER')).toMatchObject({
      count: 3,
      records: 2,
    })
    expect(published.excerpt).toEqual({ least_records: 5, whole: 'stages/2-validate/report.html' })
    expect(made.text('2-validate', 'published/report.html')).toContain('stages/2-validate/report.html')
    expect(made.report().excerpt).toBeNull()
  })

  it('leaves no trace in the account of the encoding either', async () => {
    const csv = Buffer.from('ID;NAMA\nh1;Andr\xe9 Rahasia\n', 'latin1')
    const made = await workspace({
      sources: [
        {
          id: 'survei',
          table: 'households',
          content: { bytes: csv, extension: 'csv' },
          columns: { household_id: 'ID', head_name: 'NAMA' },
        },
      ],
    })
    await made.run('2-validate')
    expect((await made.findings()).map((finding) => finding.code)).toContain('ENCODING_DETECTED')
    expect(await made.everything()).not.toMatch(/Andr|Rahasia/)
  })
})
