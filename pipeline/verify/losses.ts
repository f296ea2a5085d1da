import type { Loss } from '../archive/index.ts'
import { lossLine } from '../tile/prove-build.ts'
import { sentences } from './sentences.ts'
import type { Language } from './words.ts'

/** Of a feature without an id the attributes stand behind the sentence. */
const NAMELESS = /: \{".*\}$/s

const SAID = sentences([
  ['the feature is in no tile of zoom {}', 'fitur ini tidak ada di ubin mana pun pada zoom {}'],
  [
    'the feature is drawn at zoom {} and not at zoom {}',
    'fitur ini digambar pada zoom {} tetapi tidak pada zoom {}',
  ],
  [
    'the clusters of zoom {} hold {} points, and {} without an id are drawn, of {} that are not known to be drawn',
    'gugus pada zoom {} memuat {} titik, dan {} tanpa id digambar, dari {} yang tidak diketahui digambar',
  ],
  [
    'the clusters of zoom {} hold {} points, of {} that are not known to be drawn',
    'gugus pada zoom {} memuat {} titik, dari {} yang tidak diketahui digambar',
  ],
  [
    "the clusters' sum_{} adds up to {}, the points within them to {}",
    'sum_{} pada gugus berjumlah {}, titik di dalamnya {}',
  ],
  ['tile {} holds a layer promised for {}..{}', 'ubin {} memuat lapisan yang dijanjikan untuk zoom {}..{}'],
  ['vector tile version {}', 'ubin vektor versi {}'],
  ['tile {} has {} units a side, others {}', 'ubin {} bersisi {} satuan, yang lain {}'],
  ['tile {} holds a feature that was not promised', 'ubin {} memuat fitur yang tidak dijanjikan'],
  ['tile {} holds a feature promised for zooms {}', 'ubin {} memuat fitur yang dijanjikan untuk zoom {}'],
  ['tile {} holds the feature twice', 'ubin {} memuat fitur ini dua kali'],
  ['type {} in tile {}, promised type {}', 'jenis {} di ubin {}, yang dijanjikan jenis {}'],
  ['{} in tile {} is {}, promised {}', '{} di ubin {} bernilai {}, yang dijanjikan {}'],
  [
    'hole {}: {} of {} source points are not drawn within {} units, the first in tile {} at {}',
    'lubang {}: {} dari {} titik sumber tidak digambar dalam {} satuan, yang pertama di ubin {} pada {}',
  ],
  [
    'ring {}: {} of {} source points are not drawn within {} units, the first in tile {} at {}',
    'cincin {}: {} dari {} titik sumber tidak digambar dalam {} satuan, yang pertama di ubin {} pada {}',
  ],
  [
    'part {}: {} of {} source points are not drawn within {} units, the first in tile {} at {}',
    'bagian {}: {} dari {} titik sumber tidak digambar dalam {} satuan, yang pertama di ubin {} pada {}',
  ],
  ['two tiles draw the label at different places', 'dua ubin menggambar label di tempat berbeda'],
  [
    'the label is drawn outside of its polygon, in tile {} at {}',
    'label digambar di luar poligonnya, di ubin {} pada {}',
  ],
  [
    'a vertex is drawn more than {} units away from the source, in tile {} at {}',
    'sebuah titik sudut digambar lebih dari {} satuan dari sumbernya, di ubin {} pada {}',
  ],
  [
    '{} square units are drawn, the source has {}, allowed difference {}',
    '{} satuan persegi digambar, sumbernya {}, selisih yang diizinkan {}',
  ],
  ['the report has no zoom {}', 'laporan tidak memuat zoom {}'],
  [
    'zoom {} has {} to {} features_tiny, the report says {}',
    'zoom {} berisi {} sampai {} features_tiny, laporan menyebut {}',
  ],
  ['zoom {} has {} {}, the report says {}', 'zoom {} berisi {} {}, laporan menyebut {}'],
  ['ring {} in tile {} has no area', 'cincin {} di ubin {} tidak berluas'],
  ['the first ring in tile {} is wound as a hole', 'cincin pertama di ubin {} berarah seperti lubang'],
  ['the polygon in tile {} is not valid: {}', 'poligon di ubin {} tidak sah: {}'],
  ['the layer is not in vector_layers', 'lapisan ini tidak ada di vector_layers'],
  ['vector_layers says zooms {}, promised {}', 'vector_layers menyebut zoom {}, yang dijanjikan {}'],
  [
    'field {} is {} in vector_layers, the features carry a {}',
    'kolom {} berjenis {} di vector_layers, fiturnya memuat {}',
  ],
  [
    'vector_layers names a layer that was not promised',
    'vector_layers menyebut lapisan yang tidak dijanjikan',
  ],
  ['the reader finds no tile {}', 'pembaca tidak menemukan ubin {}'],
  ['layer in tile {} was not promised', 'lapisan di ubin {} tidak dijanjikan'],
  ["{} is outside of the archive's bounds {}", '{} di luar batas arsip {}'],
  [
    'the source has {} parts_below_grid, the report says {}',
    'sumber memuat {} parts_below_grid, laporan menyebut {}',
  ],
])

/** A loss as one line in a language. */
export function lossIn(language: Language, loss: Loss): string {
  if (language === 'en') return lossLine(loss)
  const { code, layer, zoom, id, detail } = loss
  const place = [
    ...(layer === undefined ? [] : [`lapisan ${layer}`]),
    ...(zoom === undefined ? [] : [`zoom ${zoom}`]),
    ...(id === undefined ? [] : [`fitur ${id}`]),
  ]
  const attributes = NAMELESS.exec(detail)?.[0] ?? ''
  const sentence = detail.slice(0, detail.length - attributes.length)
  return `${code}: ${[...place, (SAID(sentence) ?? sentence) + attributes].join(', ')}`
}
