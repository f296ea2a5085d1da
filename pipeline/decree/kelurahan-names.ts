import { type Store, sqlText } from '../store/index.ts'
import { comparableName } from './names.ts'

/** SQL of the canonical tables, as accepted. */
export interface RecordTables {
  zones: string
  profiles: string
  units: string
}

/** `21.72.03`, the kecamatan, of `21.72.03.1001`. */
const KECAMATAN_LENGTH = 8

/** So many kelurahan tell a kecamatan: one alone may stand in a wrong row. */
const LEAST_KELURAHAN = 2

/** SQL condition on a row of `zones`: that it is of the decree in force. */
export function isInForce(decree: string | null): string {
  return decree === null ? 'false' : `decree_number = ${sqlText(decree)}`
}

/**
 * SQL of relations, for a WITH, that say which kelurahan a name is that of. Names are compared as {@link comparableName} folds
 * them, never by likeness.
 *
 * - `spelled`: `written`, as records have it, and `name`, as it is compared.
 * - `bearers`: `name` and the `code` of each kelurahan that may be meant: those of the map of kelurahan (`is_map`), and of a
 *   name that is not on it those of all records.
 * - `decree_kecamatan`: the `kecamatan` of the map that the decree writes otherwise (`spelled`: Tpi. Barat): that in which most of
 *   the kelurahan lie that it lists there, two at least. A name that several codes bear does not count; one that it lists
 *   elsewhere too, or that the map has not, speaks against.
 * - `kecamatan_of`: the kecamatan of a `code`, as compared (`kecamatan`) and as `written`: by the map; where the map names none,
 *   the one in which the decree lists most of the kelurahan of that kecamatan code, two at least, of those it lists in one alone;
 *   none where it lists the name of the code more often in another, which is that of no other kelurahan of this name.
 * - `names`: of each name `codes`, how many bear it, and `code`, one of them, or null; `kecamatan`, in how many it is met, by the
 *   decree and by the map of its bearers; `is_map`; `is_clear`, whether the name alone says which kelurahan is meant.
 * - `zone_places`: `place` of each row of the decree in force: the code of its kelurahan, or `name ...` where no record has one;
 *   null where it is not clear. A row is judged by its own kecamatan, so that an odd cell leaves the others where they are: it
 *   takes the code that the name has in its kecamatan; of a name with one code at most also where no other kecamatan is met,
 *   and where it states none and the map has the name.
 */
export async function kelurahanNames(
  store: Store,
  tables: RecordTables,
  decree: string | null,
): Promise<string> {
  const { zones, profiles, units } = tables
  return `spelled(written, name) AS (${await comparedNames(store, tables)}),
      written AS (
        SELECT kelurahan AS written, kelurahan_code AS code, kecamatan, 'decree' AS told_by FROM ${zones} WHERE ${isInForce(decree)}
        UNION ALL SELECT kelurahan, kelurahan_code, NULL, 'profile' FROM ${profiles}
        UNION ALL SELECT coalesce(kelurahan, CASE WHEN level = 'kelurahan' THEN name END), kelurahan_code, kecamatan,
          CASE WHEN level = 'kelurahan' THEN 'map' ELSE 'mapped' END FROM ${units}
      ),
      told_as_written AS (
        SELECT s.name, w.code, k.name AS kecamatan, w.kecamatan AS kecamatan_written, w.told_by
        FROM written w LEFT JOIN spelled s USING (written) LEFT JOIN spelled k ON k.written = w.kecamatan
      ),
      coded AS (
        SELECT name, code, bool_or(told_by = 'map') AS is_map FROM told_as_written WHERE name IS NOT NULL AND code IS NOT NULL GROUP BY name, code
      ),
      bearers AS (SELECT * FROM coded QUALIFY is_map = bool_or(is_map) OVER (PARTITION BY name)),
      mapped_kecamatan AS (
        SELECT code, kecamatan, min(kecamatan_written) AS written FROM told_as_written
        WHERE told_by IN ('map', 'mapped') AND code IS NOT NULL AND kecamatan IS NOT NULL GROUP BY code, kecamatan
        QUALIFY row_number() OVER (PARTITION BY code ORDER BY bool_or(told_by = 'map') DESC, count(*) DESC, kecamatan) = 1
      ),
      listed_as_written AS (
        SELECT name, kecamatan, count(*) OVER (PARTITION BY name) AS kecamatan_of_name
        FROM (SELECT DISTINCT name, kecamatan FROM told_as_written WHERE told_by = 'decree' AND name IS NOT NULL AND kecamatan IS NOT NULL)
      ),
      lying_in AS (
        SELECT l.kecamatan AS spelled, CASE WHEN l.kecamatan_of_name = 1 AND b.is_map THEN m.kecamatan END AS kecamatan, count(*) AS names
        FROM listed_as_written l LEFT JOIN bearers b USING (name) LEFT JOIN mapped_kecamatan m USING (code)
        WHERE l.name NOT IN (SELECT name FROM bearers GROUP BY name HAVING count(*) > 1)
          AND l.kecamatan NOT IN (SELECT kecamatan FROM told_as_written WHERE told_by <> 'decree' AND kecamatan IS NOT NULL)
        GROUP BY ALL
      ),
      decree_kecamatan AS (
        SELECT spelled, kecamatan FROM lying_in
        QUALIFY kecamatan IS NOT NULL AND names >= ${LEAST_KELURAHAN} AND 2 * names > sum(names) OVER (PARTITION BY spelled)
      ),
      told AS (
        SELECT t.* REPLACE (coalesce(d.kecamatan, t.kecamatan) AS kecamatan)
        FROM told_as_written t LEFT JOIN decree_kecamatan d ON d.spelled = t.kecamatan
      ),
      met_in AS (
        SELECT name, kecamatan, kecamatan_written AS written FROM told WHERE told_by = 'decree' AND kecamatan IS NOT NULL
        UNION ALL SELECT b.name, m.kecamatan, m.written FROM bearers b JOIN mapped_kecamatan m USING (code)
      ),
      names AS (
        SELECT *, codes <= 1 AND kecamatan <= 1 AS is_clear FROM (
          SELECT name, count(DISTINCT b.code) AS codes, min(b.code) AS code, count(DISTINCT m.kecamatan) AS kecamatan,
            coalesce(bool_or(b.is_map), false) AS is_map
          FROM (SELECT DISTINCT name FROM told WHERE name IS NOT NULL) LEFT JOIN bearers b USING (name) LEFT JOIN met_in m USING (name)
          GROUP BY name)
      ),
      listed_kecamatan AS (
        SELECT left(n.code, ${KECAMATAN_LENGTH}) AS kecamatan_code, m.kecamatan, min(m.written) AS written
        FROM names n JOIN met_in m USING (name) WHERE n.is_map AND n.is_clear GROUP BY kecamatan_code, m.kecamatan
        QUALIFY count(DISTINCT n.name) >= ${LEAST_KELURAHAN}
          AND 2 * count(DISTINCT n.name) > sum(count(DISTINCT n.name)) OVER (PARTITION BY kecamatan_code)
      ),
      coded_kecamatan AS (
        SELECT b.name, b.code, coalesce(m.kecamatan, l.kecamatan) AS kecamatan, coalesce(m.written, l.written) AS written, m.code IS NULL AS is_told
        FROM bearers b LEFT JOIN mapped_kecamatan m USING (code)
        LEFT JOIN listed_kecamatan l ON b.is_map AND l.kecamatan_code = left(b.code, ${KECAMATAN_LENGTH})
        WHERE coalesce(m.kecamatan, l.kecamatan) IS NOT NULL
      ),
      listed AS (
        SELECT name, kecamatan, count(*) AS zones FROM told WHERE told_by = 'decree' AND name IS NOT NULL AND kecamatan IS NOT NULL GROUP BY ALL
      ),
      elsewhere AS (
        SELECT name, max(zones) AS zones FROM listed ANTI JOIN coded_kecamatan USING (name, kecamatan) GROUP BY name
      ),
      kecamatan_of AS (
        SELECT DISTINCT code, kecamatan, written FROM coded_kecamatan LEFT JOIN listed USING (name, kecamatan) LEFT JOIN elsewhere e USING (name)
        WHERE NOT (is_told AND coalesce(e.zones, 0) > coalesce(listed.zones, 0))
      ),
      meant AS (
        SELECT name, kecamatan, min(code) AS code FROM bearers JOIN kecamatan_of USING (code)
        WHERE name NOT IN (SELECT name FROM bearers WHERE code NOT IN (SELECT code FROM kecamatan_of))
        GROUP BY name, kecamatan HAVING count(*) = 1
      ),
      zone_places AS (
        SELECT z.zone_id, z.rt_rw, s.name, z.kelurahan, z.kecamatan,
          coalesce(z.kelurahan_code, m.code, CASE WHEN n.codes <= 1 AND (n.kecamatan <= 1 OR (k.name IS NULL AND n.is_map))
            THEN coalesce(n.code, 'name ' || n.name) END) AS place
        FROM ${zones} z LEFT JOIN spelled s ON s.written = z.kelurahan LEFT JOIN names n ON n.name = s.name
        LEFT JOIN spelled k ON k.written = z.kecamatan LEFT JOIN decree_kecamatan d ON d.spelled = k.name
        LEFT JOIN meant m ON m.name = s.name AND m.kecamatan = coalesce(d.kecamatan, k.name)
        WHERE ${isInForce(decree)}
      )`
}

/** SQL rows of each name of a kelurahan or kecamatan as written, and as names are compared. */
async function comparedNames(store: Store, { zones, profiles, units }: RecordTables): Promise<string> {
  const rows = await store.rows<{ written: string }>(
    `SELECT DISTINCT written FROM (
       SELECT kelurahan AS written FROM ${zones} UNION ALL SELECT kecamatan FROM ${zones} UNION ALL SELECT kelurahan FROM ${profiles}
       UNION ALL SELECT coalesce(kelurahan, CASE WHEN level = 'kelurahan' THEN name END) FROM ${units}
       UNION ALL SELECT kecamatan FROM ${units})
     WHERE written IS NOT NULL ORDER BY written`,
  )
  const pairs = rows.flatMap(({ written }) => {
    const name = comparableName(written)
    return name === '' ? [] : [`(${sqlText(written)}, ${sqlText(name)})`]
  })
  return pairs.length === 0
    ? `SELECT ''::VARCHAR, ''::VARCHAR WHERE false`
    : `SELECT * FROM (VALUES ${pairs.join(', ')})`
}
