import type { Text } from '../readers/types.ts'
import type { Language } from '../values/language.ts'
import type { Confidence } from './mapping-proposal.ts'
import type { CrsSummary, FieldKind, LayerSummary } from './types.ts'

export type { Language }

/** What the kinds of columns are called. */
export const KINDS: Record<FieldKind, Text> = {
  empty: { id: 'kosong', en: 'empty' },
  text: { id: 'teks', en: 'text' },
  digits: { id: 'kode angka', en: 'code digits' },
  integer: { id: 'bulat', en: 'integer' },
  decimal: { id: 'desimal', en: 'decimal' },
  date: { id: 'tanggal', en: 'date' },
  yes_no: { id: 'ya/tidak', en: 'yes/no' },
  rt_rw: { id: 'RT/RW', en: 'RT/RW' },
  kelurahan_code: { id: 'kode kelurahan', en: 'kelurahan code' },
}

/** Where the CRS is known from. */
export const CRS_HOW: Record<CrsSummary['how'], Text> = {
  prj: { id: 'dari .prj', en: 'from the .prj' },
  format: { id: 'menurut formatnya', en: 'by its format' },
  unreadable: { id: 'tidak terbaca', en: 'not understood' },
  nowhere: { id: 'tidak dinyatakan', en: 'not stated' },
}

/** Where the encoding is known from. */
export const ENCODING_HOW: Record<LayerSummary['encoding']['how'], Text> = {
  option: { id: 'seperti diminta', en: 'as asked for' },
  cpg: { id: 'dari .cpg', en: 'from the .cpg' },
  ldid: { id: 'dari kepala DBF', en: 'from the head of the DBF' },
  bom: { id: 'dari penanda awal berkas', en: 'from the byte order mark' },
  detected: { id: 'diduga dari isinya', en: 'detected in the bytes' },
  format: { id: 'menurut formatnya', en: 'by its format' },
}

/** How sure a proposal is. */
export const CONFIDENCE: Record<Confidence, Text> = {
  high: { id: 'yakin', en: 'high' },
  medium: { id: 'cukup', en: 'medium' },
  low: { id: 'ragu', en: 'low' },
}

/** Geometry types as things: one and many in English, Indonesian has one form. */
export const SHAPES: Record<string, { id: string; one: string; many: string }> = {
  Point: { id: 'titik', one: 'point', many: 'points' },
  MultiPoint: { id: 'multititik', one: 'multipoint', many: 'multipoints' },
  LineString: { id: 'garis', one: 'line', many: 'lines' },
  MultiLineString: { id: 'multigaris', one: 'multiline', many: 'multilines' },
  Polygon: { id: 'poligon', one: 'polygon', many: 'polygons' },
  MultiPolygon: { id: 'multipoligon', one: 'multipolygon', many: 'multipolygons' },
  GeometryCollection: { id: 'kumpulan geometri', one: 'geometry collection', many: 'geometry collections' },
}

/** Whole numbers grouped by language: 1.234 in Indonesian, 1,234 in English. */
export function count(value: number, language: Language): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, language === 'id' ? '.' : ',')
}

/** A number of a file, with at most six decimals and no grouping. */
export function figure(value: number, language: Language, decimals = 6): string {
  const isLarge = Math.abs(value) >= 1e15 || (value !== 0 && Math.abs(value) < 1e-6)
  const text = isLarge ? value.toPrecision(6) : String(Number(value.toFixed(decimals)))
  return language === 'id' ? text.replace('.', ',') : text
}

/** A share of 0 to 1 in whole percent, rounded down. */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.floor(share * 100)} %`
}
