import type { Refusal } from '../tiler/tileset.ts'
import type { Language } from '../values/language.ts'
import type { ChosenZoom } from './choose-maxzoom.ts'

type Text = Record<Language, string>

/** A number of things in English. */
export function counted(count: number, thing: string, n: (value: number) => string = String): string {
  return `${n(count)} ${thing}${count === 1 ? '' : 's'}`
}

export const REASONS: Record<Refusal, Text> = {
  no_geometry: { id: 'tanpa geometri', en: 'no geometry' },
  position_not_a_number: { id: 'posisi yang bukan angka', en: 'a position that is no number' },
  position_outside: { id: 'posisi di luar bola bumi', en: 'a position off the globe' },
  too_few_positions: {
    id: 'terlalu sedikit posisi untuk garis atau poligon',
    en: 'too few positions for a line or a polygon',
  },
  too_many_positions: { id: 'terlalu banyak posisi', en: 'too many positions' },
  kind_not_drawn: {
    id: 'jenis geometri yang tidak digambar (GeometryCollection, kurva, multipatch)',
    en: 'a kind of geometry that is not drawn (GeometryCollection, curve, multipatch)',
  },
  not_a_feature: { id: 'bukan fitur GeoJSON', en: 'not a GeoJSON feature' },
}

export const ZOOM_WHY: Record<ChosenZoom['why'], Text> = {
  vertices: {
    id: 'separuh titik sudut yang bertetangga terpisah satu piksel atau lebih',
    en: 'half of the neighbouring vertices lie a pixel or more apart',
  },
  points: {
    id: 'separuh titik yang bertetangga terpisah satu piksel atau lebih',
    en: 'half of the neighbouring points lie a pixel or more apart',
  },
  many_points: { id: 'titik-titik yang banyak', en: 'many points' },
  nothing: { id: 'tidak ada jarak yang dapat diukur', en: 'there is no distance to measure' },
}
