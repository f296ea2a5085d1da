import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { ENVELOPE } from './make-buildings.ts'

/** Makes the folder of a file of made-up buildings a workspace with this one source. */
export function cityOfOneSource(file: string): string {
  const city = dirname(file)
  const title = { id: 'Bangunan', en: 'Buildings' }
  writeFileSync(
    join(city, 'city.yaml'),
    stringify({
      name: 'kota-bangunan',
      title,
      code: '99.71',
      size_class: 'sedang',
      utm_crs: UTM,
      envelope: ENVELOPE,
      methodology: 'permen-pupr-14-2018',
      sources: [
        {
          id: 'bangunan',
          title,
          table: 'buildings',
          path: basename(file),
          licence: 'made up',
          columns: { building_id: 'kode', use: 'fungsi', storeys: 'lantai', condition: 'kondisi' },
          ignore: ['luas_m2', 'kelurahan'],
          examples: [
            {
              raw: { kode: 'BGN-1', fungsi: 'Warung', lantai: '2', kondisi: null },
              canonical: { building_id: 'BGN-1', use: 'Warung', storeys: 2, condition: null },
            },
          ],
        },
      ],
    }),
  )
  return city
}

/** The UTM zone of the made-up city. */
export const UTM = 'EPSG:32749'
