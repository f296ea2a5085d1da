import { csvSource, featureSource, rectangle } from '../../../support/made-up-places.ts'
import type { Faults } from './fault.ts'

const HEADER = 'stakeholder_id,institution,role'
const zone = { decree_number: '1/2020', geometry: rectangle(10, 10, 100, 100) }

/** Numbers and names of persons where none belong; none of them is real. */
export const privacy: Faults = {
  dirty: {
    sources: [
      csvSource(
        'stakeholders',
        `${HEADER}
         a,Dinas,NIK 9971011005900001
         b,Dinas,hubungi 0812-3456-7890
         c,Dinas,kantor telp. (0771) 21234
         d,Dinas,Ketua RT 03: Rahasia Pertama`,
      ),
      featureSource('zones', [{ ...zone, zone_id: 'Z', name: 'belakang rumah Bapak Rahasia' }]),
      csvSource('facilities', 'facility_id,NAMA_PEMILIK\nf,rahasia kedua', {
        id: 'owners',
        columns: { facility_id: 'facility_id', kind: { value: 'sekolah' }, name: 'NAMA_PEMILIK' },
      }),
    ],
  },
  met: {
    PII_ID_NUMBER: ['stakeholders', 1],
    PII_PHONE: ['stakeholders', 2],
    PII_NAME: ['zones', 1],
  },
  clean: {
    sources: [
      csvSource(
        'stakeholders',
        `${HEADER}
         a,Dinas Perumahan,217203100590000
         b,Yayasan Ibu Kartini,(0771) 21234
         c,Ketua RT 03,koordinasi Kelurahan Kampung Bugis
         d,Kelompok Ibu Mawar,Jl. H. Agus Salim 0`,
      ),
      featureSource('zones', [
        { ...zone, zone_id: 'Z1', name: 'H. Ungar', kawasan: 'Kampung Haji Ungar' },
        { ...zone, zone_id: 'Z2', name: 'Gang Pak Amat', kelurahan: 'Tanjung Unggat' },
      ]),
      csvSource('facilities', 'facility_id,NAMA\nf,Masjid Ibu Fatimah', {
        id: 'places',
        columns: { facility_id: 'facility_id', kind: { value: 'masjid' }, name: 'NAMA' },
      }),
    ],
  },
}
