import type { TracedCell } from '../../values/traced-numbers.ts'
import { type Cells, type FoundRow, noParts, number, type RowContext } from './row-context.ts'

const PAIR = [
  'from_decree',
  'to_decree',
  'from_vintage',
  'to_vintage',
  'from_order',
  'to_order',
  'consecutive',
]
const PIECE = ['zone_id', 'change', 'from_zone_id', 'to_zone_id', 'area_ha_utm']

/**
 * The ground of a zone that was kept, left and added between its decree and what comes next, else what came before it: the
 * pair and the pieces that the map draws.
 */
export async function changeRows({ tables, unit, decree_number }: RowContext): Promise<FoundRow[]> {
  if (unit.level !== 'zone' || decree_number === null) return []
  const drawn = await tables.once('pieces of zones', () => piecesOf(tables))
  const side = drawn.from.has(decree_number) ? 'from' : 'to'
  const own = drawn[side].get(decree_number)?.get(unit.unit_id) ?? []
  const [first] = own
  if (first === undefined) return []
  const area_ha = (change: string) =>
    own
      .filter((piece) => piece.change === change)
      .reduce((sum, piece) => sum + (number(piece.area_ha_utm) ?? 0), 0)
  const values = {
    ...first,
    ...{ area_ha_kept: area_ha('kept'), area_ha_left: area_ha('left'), area_ha_added: area_ha('added') },
    ...(await accountOf(tables, first, side, unit.unit_id)),
    ...{ side, zone: unit.unit_id },
  }
  return [{ key: null, label: null, year: number(first.to_vintage), values, parts: noParts }]
}

/** Pieces between decrees that follow each other, by the decree on either side and the zones they are of there. */
async function piecesOf(
  tables: RowContext['tables'],
): Promise<Record<'from' | 'to', Map<string, Map<string, Cells[]>>>> {
  const pieces = await tables.rows<Cells>('3-area', 'zone_changes', [...PAIR, ...PIECE], {
    where: 'consecutive',
    order: 'from_order, zone_id, change, from_zone_id',
  })
  const bySide = (side: 'from' | 'to') => {
    const byDecree = new Map<string, Map<string, Cells[]>>()
    for (const piece of pieces) {
      const decree = text(piece[`${side}_decree`])
      if (decree === null) continue
      const byZone = byDecree.get(decree) ?? new Map<string, Cells[]>()
      byDecree.set(decree, byZone)
      for (const zone of new Set(codes(piece[`${side}_zone_id`]))) {
        const own = byZone.get(zone)
        if (own === undefined) byZone.set(zone, [piece])
        else own.push(piece)
      }
    }
    return byDecree
  }
  return { from: bySide('from'), to: bySide('to') }
}

const ACCOUNT = [
  ...['area_ha_before', 'area_ha_after', 'zones_before', 'zones_after'],
  ...['slivers_ha_left', 'slivers_ha_added'],
]

/** What `change_totals` says of the unit that a zone is counted in, with all zones it was merged with or split into. */
async function accountOf(
  tables: RowContext['tables'],
  pair: Cells,
  side: 'from' | 'to',
  zone: string,
): Promise<Cells> {
  const decrees = { from_decree: text(pair.from_decree), to_decree: text(pair.to_decree) }
  const matches = await tables.rows<Cells>(
    '3-area',
    'zone_matches',
    [...PAIR, `${side}_zone_id`, 'unit_id'],
    {
      where: 'unit_id IS NOT NULL',
      of: { ...decrees, [`${side}_zone_id`]: zone },
    },
  )
  // A zone with no heir of its own is told by its decree where another bears its code now.
  const alone = side === 'from' ? [`${zone} (${decrees.from_decree})`, zone] : [zone]
  for (const unit_id of matches.length > 0 ? [text(matches[0]!.unit_id)] : alone) {
    const [row] = await tables.rows<Cells>(
      '3-area',
      'change_totals',
      [...PAIR, 'level', 'unit_id', ...ACCOUNT],
      {
        where: `level = 'zone'`,
        of: { ...decrees, unit_id },
      },
    )
    if (row !== undefined) return Object.fromEntries(ACCOUNT.map((column) => [column, row[column] ?? null]))
  }
  return {}
}

function text(value: TracedCell | undefined): string | null {
  return typeof value === 'string' ? value : null
}

/** Several codes stand in one cell, as of zones that were merged. */
function codes(cell: TracedCell | undefined): string[] {
  return typeof cell === 'string' ? cell.split('; ') : []
}

const ACCESS = ['zone_id', 'decree_number', 'target', 'target_label_id', 'target_label_en']

/** The nearest facility of each kind that the city has any of. */
export async function accessRows(
  { tables, unit, decree_number }: RowContext,
  columns: readonly string[],
): Promise<FoundRow[]> {
  if (unit.level !== 'zone') return []
  const told = columns.filter((column) => column !== 'along_road_m')
  const rows = await tables.rows<Cells>('4-density', 'zone_access', [...new Set([...ACCESS, ...told])], {
    order: 'target',
    of: { zone_id: unit.unit_id, decree_number },
  })
  return rows
    .filter(({ distance_m }) => distance_m !== null)
    .map((row) => ({
      ...{ key: String(row.target), year: null },
      label: { id: String(row.target_label_id), en: String(row.target_label_en) },
      values: { ...row, along_road_m: alongRoad(row) },
      parts: noParts,
    }))
}

function alongRoad({ method, distance_m, snap_from_m, snap_to_m }: Cells): number | null {
  if (method !== 'network' || typeof distance_m !== 'number') return null
  // To the centimetre, as distances are.
  return Number((distance_m - (number(snap_from_m) ?? 0) - (number(snap_to_m) ?? 0)).toFixed(2))
}
