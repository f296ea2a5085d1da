import { describe, expect, it } from 'vitest'
import { kindWords, targetOfKind } from '../../../pipeline/stages/4-density/access-targets.ts'
import { rules } from './access-places.ts'

describe('the kind of a facility', () => {
  it.each([
    ['Puskesmas Pembantu', 'kesehatan'],
    ['PUSTU', 'kesehatan'],
    ['R.S. Umum Daerah', 'kesehatan'],
    ['Rumah-Sakit', 'kesehatan'],
    ['health centre', 'kesehatan'],
    ['UPTD Puskesmas Sei Jang', 'kesehatan'],
    ['UPT. Puskesmas', 'kesehatan'],
    ['U.P.T.D. Puskesmas', 'kesehatan'],
    ['UPT BLUD Puskesmas', 'kesehatan'],
    ['PKM', 'kesehatan'],
    ['RSAL', 'kesehatan'],
    ['RSUP', 'kesehatan'],
    ['RSJ', 'kesehatan'],
    ['RSUD', 'kesehatan'],
    ['Poliklinik', 'kesehatan'],
    ['Praktek Mandiri Bidan', 'kesehatan'],
    ['Praktik Mandiri Dokter', 'kesehatan'],
    ['PMB', 'kesehatan'],
    ['Fasilitas Kesehatan', 'kesehatan'],
    ['Health facility', 'kesehatan'],
    ['Klinik/Apotek', 'kesehatan'],
    ['dermaga rakyat', 'pelabuhan'],
    ['Ferry Terminal', 'pelabuhan'],
    ['sea port', 'pelabuhan'],
    ['pasar ikan', 'pasar'],
    ['fish market', 'pasar'],
    ['UPTD Pasar', 'pasar'],
    ['Pasar/Terminal', 'pasar'],
    ['SD Negeri', 'sekolah'],
    ['Madrasah Ibtidaiyah', 'sekolah'],
    ['SMPN', 'sekolah'],
    ['SLTP', 'sekolah'],
    ['SMU', 'sekolah'],
    ['SLTA', 'sekolah'],
    ['TK/SD', 'sekolah'],
    ['TK / SD', 'sekolah'],
    ['SDN001', 'sekolah'],
    ['SMPN5', 'sekolah'],
    ['UPTD SDN 12', 'sekolah'],
    ['MA', 'sekolah'],
    ['M.A.', 'sekolah'],
    ['MAN 1', 'sekolah'],
    ['MAS Al Huda', 'sekolah'],
    ['MI', 'sekolah'],
    ['MIN', 'sekolah'],
    ['MTs', 'sekolah'],
    ['klinik hewan', null],
    ['posyandu', null],
    ['apotek', null],
    ['RS Hewan', null],
    ['Rumah Sakit Hewan', null],
    ['UPTD RS Hewan', null],
    ['Klinik hukum', null],
    ['law clinic', null],
    ['animal health facility', null],
    ['pelabuhan udara', null],
    ['airport', null],
    ['Car port', null],
    ['carport', null],
    ['supermarket', null],
    ['Super Market', null],
    ['Mini Market', null],
    ['mini-market', null],
    ['minimarket', null],
    ['Pasar Swalayan', null],
    ['hypermarket', null],
    ['Hyper Market', null],
    ['kantor pasar', null],
    ['TK', null],
    ['PAUD', null],
    ['TK/PAUD', null],
    ['Sekolah TK', null],
    ['Sekolah PAUD', null],
    ['sekolah tinggi', null],
    ['music school', null],
    ['bus sekolah', null],
    ['Mas', null],
    ['Ma', null],
    ['Min', null],
    ['toko mas', null],
    ['man', null],
    ['UPTD', null],
    ['/', null],
    ['', null],
  ])('%s counts for %s', (kind, target) => {
    expect(targetOfKind(rules, kind)).toBe(target)
  })

  it('has its letters apart from its digits', () => {
    expect(kindWords('SDN001')).toBe('sdn 001')
  })

  it('is compared without case, accents and signs', () => {
    expect(kindWords('  Rumah—SAKIT (Café) ')).toBe('rumah sakit cafe')
  })

  it('has words in the rules as they are compared, each for one target only', () => {
    const terms = rules.targets.flatMap(({ begins = [], capitals = [], ends = [], not = [] }) => [
      ...begins,
      ...capitals,
      ...ends,
      ...not,
    ])
    for (const term of terms) expect(kindWords(term)).toBe(term)
    expect(new Set(terms).size).toBe(terms.length)
  })
})
