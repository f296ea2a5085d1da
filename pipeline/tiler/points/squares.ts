const DIGIT_BITS = 11
const DIGITS = 2 ** DIGIT_BITS

/** Items sorted into the squares of a grid; squares are numbered along rows. */
export interface Squares {
  count: number
  /** Place of each square. */
  columns: Uint32Array
  rows: Uint32Array
  /** Number of the square of each item. */
  squareOf: Uint32Array
}

/** Sorts items, whose squares are at `columns` and `rows`, by radix: linear in the items. */
export function sortIntoSquares(columns: Uint32Array, rows: Uint32Array): Squares {
  const items = columns.length
  const order = sortedBy(rows, sortedBy(columns, undefined))
  const squareOf = new Uint32Array(items)
  const squareColumns = new Uint32Array(items)
  const squareRows = new Uint32Array(items)
  let count = 0
  for (let i = 0; i < items; i++) {
    const item = order[i]!
    const column = columns[item]!
    const row = rows[item]!
    if (count === 0 || squareColumns[count - 1] !== column || squareRows[count - 1] !== row) {
      squareColumns[count] = column
      squareRows[count] = row
      count++
    }
    squareOf[item] = count - 1
  }
  return {
    count,
    columns: squareColumns.slice(0, count),
    rows: squareRows.slice(0, count),
    squareOf,
  }
}

/** Items in rising order of their keys; those with the same key stay in the order given. */
function sortedBy(keys: Uint32Array, given: Uint32Array | undefined): Uint32Array {
  let order: Uint32Array = given ?? countedTo(keys.length)
  let lowest = 2 ** 32 - 1
  let highest = 0
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!
    if (key < lowest) lowest = key
    if (key > highest) highest = key
  }
  const starts = new Uint32Array(DIGITS)
  let next: Uint32Array = new Uint32Array(order.length)
  for (let shift = 0; shift < 32 && (highest - lowest) / 2 ** shift >= 1; shift += DIGIT_BITS) {
    starts.fill(0)
    for (let i = 0; i < keys.length; i++) {
      const digit = ((keys[i]! - lowest) >>> shift) & (DIGITS - 1)
      starts[digit] = starts[digit]! + 1
    }
    let start = 0
    for (let digit = 0; digit < DIGITS; digit++) {
      const count = starts[digit]!
      starts[digit] = start
      start += count
    }
    for (let i = 0; i < order.length; i++) {
      const item = order[i]!
      const digit = ((keys[item]! - lowest) >>> shift) & (DIGITS - 1)
      next[starts[digit]!] = item
      starts[digit] = starts[digit]! + 1
    }
    ;[order, next] = [next, order]
  }
  return order
}

function countedTo(count: number): Uint32Array {
  const numbers = new Uint32Array(count)
  for (let i = 0; i < count; i++) numbers[i] = i
  return numbers
}
