import type { Bounds } from './bounds.ts'

const CELLS_PER_BOX = 2
const MAX_CELLS = 1 << 22
/** Boxes that cover each other would be listed everywhere: the grid is made coarser until they fit. */
const MAX_ENTRIES_PER_BOX = 16
/** Cells with more boxes than this are divided again, so that one stray polygon far away does not fill one cell. */
const CROWDED = 24
const MAX_DEPTH = 6
/** Bound on the entries of all grids together, per box. */
const MAX_ENTRIES_PER_BOX_IN_ALL = 64

/** The boxes of one cell: items[from] to items[to - 1], ascending. Reused from call to call. */
export interface CellCursor {
  items: Uint32Array
  from: number
  to: number
}

/**
 * A uniform grid over boxes, divided again where it is crowded. A cell lists every box that meets it. Boxes and points
 * find their cells by the same monotone arithmetic, clamped to the extent: the cell of a point lists every box that
 * holds the point, whatever the rounding.
 */
export interface BoxGrid {
  readonly west: number
  readonly south: number
  readonly columnsPerUnit: number
  readonly rowsPerUnit: number
  readonly columns: number
  readonly rows: number
  /** Cell c lists items[starts[c]] to items[starts[c + 1] - 1]. */
  readonly starts: Uint32Array
  readonly items: Uint32Array
  readonly children: Map<number, BoxGrid>
}

/**
 * @param boxes west, south, east, north of box i at 4 i, finite
 * @param members indices of the boxes to hold, ascending
 * @param extent the box around them all
 */
export function buildBoxGrid(boxes: Float64Array, members: Uint32Array, extent: Bounds): BoxGrid {
  const budget = { entries: members.length * MAX_ENTRIES_PER_BOX_IN_ALL }
  return buildGrid(boxes, members, extent, 0, budget)
}

/** Points the cursor at the boxes that may hold (x, y), which must be finite. */
export function seekCell(root: BoxGrid, x: number, y: number, cursor: CellCursor): void {
  let grid = root
  let cell = cellOf(grid, x, y)
  while (grid.children.size > 0) {
    const child = grid.children.get(cell)
    if (child === undefined) break
    grid = child
    cell = cellOf(grid, x, y)
  }
  cursor.items = grid.items
  cursor.from = grid.starts[cell]!
  cursor.to = grid.starts[cell + 1]!
}

function buildGrid(
  boxes: Float64Array,
  members: Uint32Array,
  extent: Bounds,
  depth: number,
  budget: { entries: number },
): BoxGrid {
  let cells = Math.min(MAX_CELLS, Math.max(1, members.length * CELLS_PER_BOX))
  let frame = frameOf(extent, cells)
  let entries = countEntries(frame, boxes, members)
  while (cells > 1 && entries > members.length * MAX_ENTRIES_PER_BOX) {
    cells = Math.max(1, cells >> 2)
    frame = frameOf(extent, cells)
    entries = countEntries(frame, boxes, members)
  }
  budget.entries -= entries
  const { columns, rows } = frame
  const starts = new Uint32Array(columns * rows + 1)
  const items = new Uint32Array(entries)
  eachEntry(frame, boxes, members, (cell) => {
    starts[cell + 1]!++
  })
  for (let cell = 0; cell < columns * rows; cell++) starts[cell + 1]! += starts[cell]!
  const next = starts.slice()
  eachEntry(frame, boxes, members, (cell, member) => {
    items[next[cell]!++] = member
  })

  const children = new Map<number, BoxGrid>()
  const cellWidth = (extent[2] - extent[0]) / columns
  const cellHeight = (extent[3] - extent[1]) / rows
  for (let cell = 0; cell < columns * rows; cell++) {
    const count = starts[cell + 1]! - starts[cell]!
    // A grid of one cell is the best that can be done for boxes that cover each other.
    if (count <= CROWDED || depth >= MAX_DEPTH || cells === 1) continue
    if (budget.entries < count * MAX_ENTRIES_PER_BOX) break
    const west = frame.west + (cell % columns) * cellWidth
    const south = frame.south + Math.floor(cell / columns) * cellHeight
    const inner: Bounds = [west, south, west + cellWidth, south + cellHeight]
    const held = items.slice(starts[cell]!, starts[cell + 1]!)
    children.set(cell, buildGrid(boxes, held, inner, depth + 1, budget))
  }
  return { ...frame, starts, items, children }
}

type Frame = Pick<BoxGrid, 'west' | 'south' | 'columnsPerUnit' | 'rowsPerUnit' | 'columns' | 'rows'>

function frameOf(extent: Bounds, cells: number): Frame {
  const width = extent[2] - extent[0]
  const height = extent[3] - extent[1]
  const columns = divisions(width, height, cells)
  const rows = divisions(height, width, cells)
  return {
    west: extent[0],
    south: extent[1],
    columnsPerUnit: width > 0 ? columns / width : 0,
    rowsPerUnit: height > 0 ? rows / height : 0,
    columns,
    rows,
  }
}

/** Cells along a side so that cells are about square and about `cells` in all. */
function divisions(side: number, other: number, cells: number): number {
  if (!(side > 0)) return 1
  if (!(other > 0)) return cells
  return Math.min(cells, Math.max(1, Math.floor(Math.sqrt((cells * side) / other))))
}

function cellOf(frame: Frame, x: number, y: number): number {
  return rowOf(frame, y) * frame.columns + columnOf(frame, x)
}

function columnOf(frame: Frame, x: number): number {
  const column = Math.floor((x - frame.west) * frame.columnsPerUnit)
  return column < 0 ? 0 : column >= frame.columns ? frame.columns - 1 : column
}

function rowOf(frame: Frame, y: number): number {
  const row = Math.floor((y - frame.south) * frame.rowsPerUnit)
  return row < 0 ? 0 : row >= frame.rows ? frame.rows - 1 : row
}

function countEntries(frame: Frame, boxes: Float64Array, members: Uint32Array): number {
  let entries = 0
  for (const member of members) {
    const columns = columnOf(frame, boxes[4 * member + 2]!) - columnOf(frame, boxes[4 * member]!) + 1
    const rows = rowOf(frame, boxes[4 * member + 3]!) - rowOf(frame, boxes[4 * member + 1]!) + 1
    entries += columns * rows
  }
  return entries
}

function eachEntry(
  frame: Frame,
  boxes: Float64Array,
  members: Uint32Array,
  put: (cell: number, member: number) => void,
): void {
  for (const member of members) {
    const west = columnOf(frame, boxes[4 * member]!)
    const east = columnOf(frame, boxes[4 * member + 2]!)
    const north = rowOf(frame, boxes[4 * member + 3]!)
    for (let row = rowOf(frame, boxes[4 * member + 1]!); row <= north; row++) {
      for (let column = west; column <= east; column++) put(row * frame.columns + column, member)
    }
  }
}
