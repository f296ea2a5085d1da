import { formatNumber } from './report/format.ts'
import type { Text } from './report/types.ts'

/**
 * A measured number as prose says it: 2.762,38 in Indonesian, 2,762.38 in English. Fields that programs read (`got`,
 * `expected`) keep plain digits.
 * @param decimals as many as the number has, at most 9, when left out
 */
export function amount(value: number, decimals: number = decimalsOf(value)): Text {
  return { id: formatNumber(value, decimals, 'id'), en: formatNumber(value, decimals, 'en') }
}

function decimalsOf(value: number): number {
  const [, fraction = ''] = value.toFixed(9).replace(/0+$/, '').split('.')
  return fraction.length
}
