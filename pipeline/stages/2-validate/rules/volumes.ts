import { parquet } from '../../../store/index.ts'
import type { JudgeTables } from '../judge.ts'
import { cellKey, type DeficitCell, deficitCells, setsOfRows, trustedDeficits } from './deficits.ts'
import { volumeHalfDigit } from './digits.ts'

/** VOL_NEGATIVE of the deficits of RT, less the records whose columns are shifted, and of kawasan. */
export const checkNegativeVolumes: JudgeTables = async ({ store, table, world, report }) => {
  const sources = [
    ['rt_deficits', 'rt_id'],
    ['kawasan_deficits', 'kawasan'],
  ] as const
  for (const [name, place] of sources) {
    const path = table(name)
    if (path === null) continue
    const sets = name === 'rt_deficits' ? await setsOfRows(store, path, world) : []
    const trusted = sets.map((set) => trustedDeficits(path, set, world.methodology))
    const query = trusted.length === 0 ? `FROM ${parquet(path)}` : trusted.join(' UNION ALL ')
    const rows = await store.rows<DeficitCell & { volume: number; place: string }>(
      `SELECT *, ${place} AS place FROM (${query}) WHERE volume < 0 ORDER BY source_id, source_row, criterion`,
    )
    for (const row of rows) {
      report({
        code: 'VOL_NEGATIVE',
        table: name,
        source_id: row.source_id,
        source_row: row.source_row,
        key: cellKey({ ...row, rt_id: row.place }),
        field: 'volume',
        got: String(row.volume),
        expected: '>= 0',
        message: { id: 'Volume kekumuhan tidak boleh negatif.', en: 'A deficit volume cannot be negative.' },
      })
    }
  }
}

/** VOL_OVER_DEN and DEN_ZERO: each volume against the denominator its methodology names, within the rounding of both. */
export const checkVolumes: JudgeTables = async ({ store, table, world, report }) => {
  const [profiles, deficits] = [table('rt_profiles'), table('rt_deficits')]
  if (profiles === null || deficits === null) return
  const cells = (await setsOfRows(store, deficits, world)).map(
    (
      set,
    ) => `SELECT *, ${volumeHalfDigit('volume', set)} AS half_volume, ${volumeHalfDigit('denominator', set)} AS half_denominator
       FROM (${deficitCells(profiles, deficits, set, world.methodology)})`,
  )
  const rows = await store.rows<DeficitCell>(
    `SELECT * FROM (${cells.join(' UNION ALL ')})
     WHERE volume - half_volume > (denominator + half_denominator) * (1 + 1e-9) OR denominator = 0
     ORDER BY source_id, source_row, criterion`,
  )
  for (const row of rows) {
    const at = {
      table: 'rt_deficits',
      source_id: row.source_id,
      source_row: row.source_row,
      key: cellKey(row),
      field: 'volume',
    }
    if (row.denominator === 0) {
      report({
        code: 'DEN_ZERO',
        ...at,
        got: '0',
        expected: '> 0',
        message: {
          id: `Penyebut kriteria ${row.criterion} nol: lebih sering data hilang daripada nol sungguhan.`,
          en: `The denominator of criterion ${row.criterion} is zero: more often missing data than a true zero.`,
        },
      })
      continue
    }
    report({
      code: 'VOL_OVER_DEN',
      ...at,
      got: String(row.volume),
      expected: `<= ${row.denominator}`,
      message: {
        id: `Volume kriteria ${row.criterion} melebihi penyebutnya.`,
        en: `The volume of criterion ${row.criterion} exceeds its denominator.`,
      },
    })
  }
}
