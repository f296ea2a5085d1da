import type { Language } from '../values/language.ts'

export type { Language }

interface Words {
  tiles: string
  zoom: string
  all: string
  zooms: string
  layer: string
  verdicts: { equal_bytes: string; equal_content: string; different: string; only_a: string; only_b: string }
  columns: string[]
  attributes: string
  features: string
  declared: { layer: string; zooms: string; attribute: string }
  metadata: string
  examples: string
  changes: { added: string; removed: string; tiles: string; geometry: string }
  absent: string
  at: string
  units: string
  equal: string
  different: string
  noLayers: string
}

export const WORDS: Record<Language, Words> = {
  en: {
    tiles: 'tiles',
    zoom: 'zoom',
    all: 'all',
    zooms: 'zooms',
    layer: 'layer',
    verdicts: {
      equal_bytes: 'equal bytes',
      equal_content: 'equal content',
      different: 'different',
      only_a: 'only in A',
      only_b: 'only in B',
    },
    columns: [
      ...['features A', 'features B', 'added', 'removed', 'attributes', 'geometry'],
      ...['farthest (units)', 'other tiles', 'no id, A', 'no id, B'],
    ],
    attributes: 'attributes changed',
    features: 'features',
    declared: { layer: 'layer', zooms: 'zooms', attribute: 'attribute' },
    metadata: 'metadata that differ',
    examples: 'examples',
    changes: {
      added: 'only in B',
      removed: 'only in A',
      tiles: 'drawn in other tiles',
      geometry: 'drawn otherwise',
    },
    absent: 'absent',
    at: 'at',
    units: 'units',
    equal: 'Equal in content.',
    different: 'Not equal.',
    noLayers: 'neither archive names its layers',
  },
  id: {
    tiles: 'ubin',
    zoom: 'zoom',
    all: 'semua',
    zooms: 'zoom',
    layer: 'lapisan',
    verdicts: {
      equal_bytes: 'bita sama',
      equal_content: 'isi sama',
      different: 'berbeda',
      only_a: 'hanya di A',
      only_b: 'hanya di B',
    },
    columns: [
      ...['fitur A', 'fitur B', 'bertambah', 'hilang', 'atribut', 'geometri'],
      ...['terjauh (satuan)', 'ubin lain', 'tanpa id, A', 'tanpa id, B'],
    ],
    attributes: 'atribut yang berubah',
    features: 'fitur',
    declared: { layer: 'lapisan', zooms: 'zoom', attribute: 'atribut' },
    metadata: 'metadata yang berbeda',
    examples: 'contoh',
    changes: {
      added: 'hanya di B',
      removed: 'hanya di A',
      tiles: 'digambar di ubin lain',
      geometry: 'digambar lain',
    },
    absent: 'tidak ada',
    at: 'di',
    units: 'satuan',
    equal: 'Isinya sama.',
    different: 'Tidak sama.',
    noLayers: 'kedua arsip tidak menyebut lapisannya',
  },
}
