import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { polygonOfBounds } from '../../pipeline/geo/bounds.ts'
import { PROJECT_ROOT } from '../../pipeline/paths.ts'

/** A city whose sources can be what they are or changed in one value, which every stage tells of. */
export interface ChangingCity {
  folder: string
  /** Writes the sources; the same bytes for the same word. */
  write(sources: 'first' | 'changed'): void
}

const SIDE = 0.001
const DECREE = '1/2024'

/** A few zones, one of them without an outline that holds, and a decree: every stage has something to write. */
export function smallWorkspace(folder: string): ChangingCity {
  const write = (sources: 'first' | 'changed'): void => {
    mkdirSync(join(folder, 'sources'), { recursive: true })
    const area_ha = sources === 'first' ? 1.2 : 1.21
    const features = [0, 1, 2].map((index) => zone(index, area_ha))
    writeFileSync(
      join(folder, 'sources/zones.geojson'),
      JSON.stringify({ type: 'FeatureCollection', features: [...features, outside(3)] }),
    )
    writeFileSync(
      join(folder, 'sources/sk.csv'),
      `nomor,tanggal,judul,tahun\n${DECREE},2024-05-02,Penetapan,2024\n`,
    )
    writeFileSync(join(folder, 'city.yaml'), stringify(cityYaml(), { lineWidth: 0 }))
  }
  return { folder, write }
}

function zone(index: number, area_ha: number) {
  const [west, south] = [106.4 + 2 * SIDE * index, -6.2]
  return {
    type: 'Feature',
    properties: {
      zone_id: `K${index + 1}`,
      name: `Lokasi ${index + 1}`,
      area_ha: index === 0 ? area_ha : 1.2,
    },
    geometry: polygonOfBounds([west, south, west + SIDE, south + SIDE]),
  }
}

/** Set aside by the validation. */
function outside(index: number) {
  const there = zone(index, 1.2)
  return {
    ...there,
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [106.4, -6.2],
          [106.4, -6.2],
          [106.4, -6.2],
          [106.4, -6.2],
        ],
      ],
    },
  }
}

function cityYaml() {
  const source = (id: string, table: string, path: string, more: object) => ({
    ...{ id, title: { id, en: id }, table, path: `sources/${path}`, licence: 'CC0-1.0' },
    ...more,
  })
  return {
    name: 'kota-uji',
    title: { id: 'Kota Uji', en: 'Test City' },
    ...{ code: '99.71', size_class: 'sedang', utm_crs: 'EPSG:32748', envelope: [106, -7, 107, -6] },
    ...{ decree: DECREE, methodology: 'permen-pupr-14-2018' },
    sources: [
      source('sk', 'decrees', 'sk.csv', {
        columns: {
          ...{ decree_number: 'nomor', decree_date: 'tanggal', title: 'judul', vintage: 'tahun' },
          kind: { value: 'decree' },
        },
        examples: [{ record: 1, raw: { nomor: DECREE }, canonical: { decree_number: DECREE } }],
      }),
      source('zones', 'zones', 'zones.geojson', {
        columns: {
          ...{ zone_id: 'zone_id', name: 'name', area_ha_decree: 'area_ha' },
          decree_number: { value: DECREE },
        },
        examples: [{ record: 2, raw: { zone_id: 'K2' }, canonical: { zone_id: 'K2' } }],
      }),
    ],
  }
}

const DEMO = join(PROJECT_ROOT, 'data/tanjungpinang')
/** A name in a small source of the demo city, and the one it gets. */
const DEMO_CHANGE = {
  path: 'sources/fasilitas.geojson',
  from: 'Dermaga Penyengat',
  to: 'Dermaga Pulau Penyengat',
}

/** A copy of the demo city; changed, a facility has another name. */
export function demoWorkspace(folder: string): ChangingCity {
  cpSync(DEMO, folder, { recursive: true })
  const path = join(folder, DEMO_CHANGE.path)
  const first = readFileSync(path, 'utf8')
  const changed = first.replace(DEMO_CHANGE.from, DEMO_CHANGE.to)
  if (changed === first) throw new Error(`${DEMO_CHANGE.path} has no ${DEMO_CHANGE.from}`)
  return { folder, write: (sources) => writeFileSync(path, sources === 'first' ? first : changed) }
}
