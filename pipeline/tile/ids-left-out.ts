import type { LayerReport } from '../tiler/tileset.ts'
import type { Language } from '../values/language.ts'
import { counted } from './words.ts'

const LONGEST_VALUE = 60

/** Features of a layer without the id that they, or an attribute, should give them. */
export interface IdsLeftOut {
  layer: string
  /** Null where ids are those of the features. */
  attribute: string | null
  features: number
  /** The first value that is no id; null where features have none. */
  example: unknown
}

/** @param attribute that gives the ids, where one does */
export function idsLeftOut(layers: readonly LayerReport[], attribute: string | undefined): IdsLeftOut[] {
  return layers.flatMap(({ name, ids_left_out }) =>
    ids_left_out === undefined ? [] : [{ layer: name, attribute: attribute ?? null, ...ids_left_out }],
  )
}

/** What a person reads of it. */
export function idsLine(
  { layer, attribute, features, example }: IdsLeftOut,
  language: Language,
  n: (value: number) => string,
): string {
  const text = JSON.stringify(example)
  const value = text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}...`
  return language === 'id'
    ? `${layer}: ${n(features)} fitur tanpa id: ${attribute ?? 'id di berkas'} bukan bilangan bulat 0 sampai 2^53 - 1, misalnya ${value}`
    : `${layer}: ${counted(features, 'feature', n)} without an id: ${attribute ?? 'that of the file'} is no whole number from 0 to 2^53 - 1, such as ${value}`
}
