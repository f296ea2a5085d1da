import { describe, expect, it } from 'vitest'
import { checkPlaceNames } from '../../../pipeline/stages/2-validate/rules/admin.ts'
import { judge, madeUpWorld, said } from '../../support/judging.ts'
import { rectangle } from '../../support/made-up-places.ts'

const world = await madeUpWorld()
const names = (row: Record<string, string>) => said(judge(checkPlaceNames, world, row))

describe('the names of a row against the list of the city', () => {
  it('that agree say nothing', () => {
    expect(names({ kelurahan: 'Melati', kelurahan_code: '99.71.01.1001', kecamatan: 'Utara' })).toEqual([])
    expect(names({})).toEqual([])
    expect(names({ kelurahan_code: '99.71.02.1001' })).toEqual([])
  })

  it('NAME_FUZZY: a spelling, with the letters that differ', () => {
    const [finding] = judge(checkPlaceNames, world, { kelurahan: 'Tanjung Ungat' })
    expect(finding).toMatchObject({
      code: 'NAME_FUZZY',
      field: 'kelurahan',
      got: 'Tanjung Ungat',
      expected: 'Tanjung Unggat',
    })
    expect(finding!.message.en).toContain('1 letter different')
    expect(judge(checkPlaceNames, world, { kelurahan: 'KEL. MELATI' })[0]!.message.en).toContain(
      'case, blanks, a prefix or an abbreviation differ',
    )
    expect(names({ kelurahan: 'Tanjungunggat' })).toEqual(['NAME_FUZZY kelurahan Tanjungunggat'])
    expect(names({ kecamatan: 'utara' })).toEqual(['NAME_FUZZY kecamatan utara'])
  })

  it('ADMIN_UNKNOWN: a name, a code or a kecamatan of another city', () => {
    expect(names({ kelurahan: 'Bukit Cermin' })).toEqual(['ADMIN_UNKNOWN kelurahan Bukit Cermin'])
    expect(names({ kelurahan: 'Bukit Cermin', kelurahan_code: '99.71.01.1001' })).toEqual([
      'ADMIN_UNKNOWN kelurahan Bukit Cermin',
    ])
    expect(names({ kecamatan: 'Tenggara' })).toEqual(['ADMIN_UNKNOWN kecamatan Tenggara'])
    const [finding] = judge(checkPlaceNames, world, { kelurahan: 'Melati', kelurahan_code: '33.75.01.1001' })
    expect(finding).toMatchObject({
      code: 'ADMIN_UNKNOWN',
      field: 'kelurahan_code',
      got: '33.75.01.1001',
      expected: '99.71.01.1001 Melati',
    })
  })

  it('ADMIN_MISMATCH: a name and a code of two kelurahan', () => {
    const [finding] = judge(checkPlaceNames, world, { kelurahan: 'Kenanga', kelurahan_code: '99.71.01.1001' })
    expect(finding).toMatchObject({
      code: 'ADMIN_MISMATCH',
      got: 'Kenanga (99.71.01.1002)',
      expected: 'Melati (99.71.01.1001)',
    })
  })

  it('ADMIN_MISMATCH: a name that is another kelurahan by the letter, though its code belongs to one near it', async () => {
    const twins = await madeUpWorld({ kelurahan: false })
    twins.addKelurahan('99.71.01.1001', 'Wonosari', 'Utara', rectangle(0, 0, 1000, 1000))
    twins.addKelurahan('99.71.01.1002', 'Wonasari', 'Utara', rectangle(1000, 0, 1000, 1000))
    const row = { kelurahan: 'Wonasari', kelurahan_code: '99.71.01.1001' }
    expect(said(judge(checkPlaceNames, twins, row))).toEqual([
      'ADMIN_MISMATCH kelurahan Wonasari (99.71.01.1002)',
    ])
  })

  it('judges each of several names in one cell', () => {
    for (const cell of ['Melati dan Kenanga', 'Melati, Kenanga', 'Melati/Kenanga', 'Melati & Kenanga'])
      expect(names({ kelurahan: cell, kecamatan: 'Utara' })).toEqual([])
    expect(names({ kelurahan: 'Melati dan Kenanga', kelurahan_code: '99.71.01.1002' })).toEqual([])
    expect(names({ kelurahan: 'Melati dan Bukit Cermin' })).toEqual(['ADMIN_UNKNOWN kelurahan Bukit Cermin'])
    expect(names({ kelurahan: 'MELATI, Kenanga' })).toEqual(['NAME_FUZZY kelurahan MELATI'])
    expect(names({ kelurahan: 'Mawar dan Anggrek' })).toEqual(['ADMIN_UNKNOWN kelurahan Mawar dan Anggrek'])
    expect(names({ kelurahan: 'Melati dan Kenanga', kelurahan_code: '99.71.02.1001' })).toEqual([
      'ADMIN_MISMATCH kelurahan Melati, Kenanga (99.71.01.1001)',
    ])
    const [two, one] = [{ kecamatan: 'Utara dan Selatan' }, { kecamatan: 'Utara' }]
    const kelurahan = 'Melati, Tanjung Unggat'
    expect(names({ kelurahan, ...two })).toEqual([])
    expect(names({ kelurahan, ...one })).toEqual(['ADMIN_PARENT kecamatan Utara'])
  })

  it('ADMIN_PARENT: a kelurahan said to lie in another kecamatan', () => {
    const [finding] = judge(checkPlaceNames, world, { kelurahan: 'Melati', kecamatan: 'Selatan' })
    expect(finding).toMatchObject({ code: 'ADMIN_PARENT', got: 'Selatan', expected: 'Utara' })
    expect(names({ kelurahan_code: '99.71.02.1001', kecamatan: 'Utara' })).toEqual([
      'ADMIN_PARENT kecamatan Utara',
    ])
    expect(names({ kelurahan: 'Tanjung Unggat', kecamatan: 'Selatan' })).toEqual([])
  })

  it('tells two kelurahan of one name apart by their kecamatan', async () => {
    const twins = await madeUpWorld()
    twins.addKelurahan('99.71.02.1002', 'Melati', 'Selatan', rectangle(3000, 0, 100, 100))
    expect(judge(checkPlaceNames, twins, { kelurahan: 'Melati', kecamatan: 'Selatan' })).toEqual([])
    expect(judge(checkPlaceNames, twins, { kelurahan: 'Melati', kecamatan: 'Utara' })).toEqual([])
    expect(judge(checkPlaceNames, twins, { kelurahan: 'Melati', kelurahan_code: '99.71.02.1002' })).toEqual(
      [],
    )
  })

  it('asks nothing of a city whose kelurahan are not mapped', async () => {
    const empty = await madeUpWorld({ kelurahan: false })
    expect(judge(checkPlaceNames, empty, { kelurahan: 'X', kelurahan_code: 'Y', kecamatan: 'Z' })).toEqual([])
  })
})
