import { EXACT, groupByLevels, LEVELS, levelAndUnit, TEMP } from './members.ts'

/** Levels above an RT at which works may be known, from the smallest; a place of one may lie within one of the next. */
const PLACE_LEVELS = ['zone', 'kawasan', 'kelurahan', 'city'] as const
const ABOVE_RT = LEVELS.map(([level]) => level)

/** Years that are told: those of surveys and of works. */
export function yearsTable(): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.years} AS
    SELECT DISTINCT year FROM (SELECT vintage AS year FROM ${TEMP.members}
      UNION ALL SELECT year FROM ${TEMP.works} WHERE year IS NOT NULL AND place_level <> 'outside')
    WHERE year >= (SELECT min(vintage) FROM ${TEMP.members}) ORDER BY year`
}

/**
 * The units that hold each place of works: itself, and every unit all of whose surveyed RT of the place belong to.
 * `is_crossing`: the place has RT in a unit above that does not hold all of them.
 */
export function holdsTable(cityCode: string): string {
  const of = (level: string, column: string) => {
    const above = LEVELS.slice(ABOVE_RT.indexOf(level) + 1)
    const held = above.map(
      ([
        name,
        unit,
      ]) => `{level: '${name}', unit_id: CASE WHEN count(DISTINCT ${unit}) = 1 AND count(${unit}) = count(*)
        THEN min(${unit}) END, is_partly: count(${unit}) > 0 AND NOT (count(DISTINCT ${unit}) = 1 AND count(${unit}) = count(*))}`,
    )
    return `SELECT '${level}' AS place_level, ${column} AS place_id, [${held.join(', ')}] AS held
      FROM ${TEMP.latest} SEMI JOIN (SELECT place_id FROM ${TEMP.works} WHERE place_level = '${level}') w
        ON w.place_id = ${column} GROUP BY ${column}`
  }
  const named = LEVELS.filter(([level]) => level === 'zone' || level === 'kawasan' || level === 'kelurahan')
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.holds} AS
    WITH places AS (${named.map(([level, column]) => of(level, column)).join(' UNION ALL ')}),
    flat AS (SELECT place_level, place_id, len(list_filter(held, x -> x.is_partly)) > 0 AS is_crossing, unnest(held) AS h FROM places)
    SELECT place_level, place_id, h.level AS level, h.unit_id AS unit_id, is_crossing FROM flat WHERE h.unit_id IS NOT NULL
    UNION ALL SELECT DISTINCT place_level, place_id, place_level, place_id, false FROM ${TEMP.works}
      WHERE place_level NOT IN ('rt', 'outside')
    UNION ALL SELECT DISTINCT w.place_level, w.place_id, 'city', '${cityCode}', false FROM ${TEMP.works} w
      ANTI JOIN places p USING (place_level, place_id) WHERE w.place_level IN ('zone', 'kawasan', 'kelurahan')`
}

/**
 * What works take from the volumes of an RT, by criterion and year: `works`, all since the survey that the year starts
 * from; `cut`, what of it the volume had left to give. An unknown volume stays unknown, a negative one as it is.
 *
 * @param scores relation of `criterion_scores` of the methodology
 */
export function cutsTable(scores: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.cuts} AS
    WITH own AS (
      SELECT place_id AS rt_id, unnest(criteria) AS criterion, year, volume FROM ${TEMP.works}
      WHERE place_level = 'rt' AND year IS NOT NULL AND volume IS NOT NULL
    ), yearly AS (SELECT rt_id, criterion, year, sum(volume) AS volume FROM own GROUP BY ALL),
    summed AS (
      SELECT m.rt_id, m.vintage, w.criterion, y.year, sum(w.volume) AS works
      FROM ${TEMP.members} m JOIN yearly w USING (rt_id)
      JOIN ${TEMP.years} y ON y.year BETWEEN m.from_year AND m.to_year AND w.year BETWEEN m.from_year AND y.year
      GROUP BY ALL
    )
    SELECT s.*, TRY_CAST(c.volume AS ${EXACT}) AS start,
      coalesce(least(greatest(TRY_CAST(c.volume AS ${EXACT}), 0), s.works), 0)::${EXACT} AS cut
    FROM summed s LEFT JOIN ${scores} c
      ON c.level = 'rt' AND c.unit_id = s.rt_id AND c.vintage = s.vintage AND c.criterion = s.criterion
    ORDER BY s.rt_id, s.vintage, s.criterion, s.year`
}

/** Sums of the RT of every unit that start from one survey, by criterion; and what works in its RT take of them. */
export function sumsTables(scores: string): string[] {
  const exact = (column: string) => `TRY_CAST(c.${column} AS ${EXACT})`
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.base} AS
      SELECT * FROM (
        SELECT ${levelAndUnit()}, vintage, from_year, to_year, criterion, count(*) AS rt,
          coalesce(sum(volume), 0) AS known, coalesce(sum(den) FILTER (volume IS NULL), 0) AS open, coalesce(sum(den), 0) AS den,
          count(*) FILTER (volume IS NULL OR den IS NULL) AS missing,
          count(*) FILTER (volume IS NULL AND den IS NULL) AS unknown, count(*) FILTER (den IS NULL) AS absent
        FROM (SELECT m.*, c.criterion, ${exact('volume')} AS volume, ${exact('denominator')} AS den
          FROM ${TEMP.members} m JOIN ${scores} c ON c.level = 'rt' AND c.unit_id = m.rt_id AND c.vintage = m.vintage)
        ${groupByLevels('vintage', 'from_year', 'to_year', 'criterion')}
      ) WHERE unit_id IS NOT NULL`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.cutSums} AS
      SELECT * FROM (
        SELECT ${levelAndUnit()}, year, criterion, sum(works) AS works, sum(cut) AS cut
        FROM ${TEMP.cuts} JOIN ${TEMP.members} USING (rt_id, vintage) ${groupByLevels('year', 'criterion')}
      ) WHERE unit_id IS NOT NULL`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.extras}
      (place_level VARCHAR, place_id VARCHAR, criterion VARCHAR, year BIGINT, works ${EXACT}, cut ${EXACT}, carried ${EXACT})`,
  ]
}

/**
 * Works that are known for a place alone, level by level from the smallest: they take from the sum of the place what works
 * in its RT, and in the places within it, have left (`cut`). Units that hold the place lose as much (`carried`). A place
 * that crosses the border of a unit above is cut by its own sum alone, so that more works elsewhere never give it less.
 */
export function extrasInserts(): string[] {
  return PLACE_LEVELS.map(
    (level) => `INSERT INTO ${TEMP.extras}
      WITH own AS (
        SELECT place_id, unnest(criteria) AS criterion, year, volume FROM ${TEMP.works}
        WHERE place_level = '${level}' AND year IS NOT NULL AND volume IS NOT NULL
      ), yearly AS (SELECT place_id, criterion, year, sum(volume) AS volume FROM own GROUP BY ALL),
      start AS (
        SELECT b.unit_id, b.criterion, y.year, sum(b.known) AS known, max(b.from_year) AS from_year
        FROM ${TEMP.base} b SEMI JOIN yearly ON yearly.place_id = b.unit_id
        JOIN ${TEMP.years} y ON y.year BETWEEN b.from_year AND b.to_year
        WHERE b.level = '${level}' GROUP BY ALL
      ), works AS (
        SELECT s.unit_id, s.criterion, s.year, s.known, sum(w.volume) AS works
        FROM start s JOIN yearly w ON w.place_id = s.unit_id AND w.criterion = s.criterion
          AND w.year BETWEEN s.from_year AND s.year GROUP BY ALL
      ), within AS (
        SELECT h.unit_id, e.criterion, e.year, sum(e.carried) AS cut
        FROM ${TEMP.extras} e JOIN ${TEMP.holds} h USING (place_level, place_id)
        WHERE h.level = '${level}' GROUP BY ALL
      )
      SELECT '${level}', w.unit_id, w.criterion, w.year, w.works,
        least(w.works, greatest(w.known - coalesce(c.cut, 0) - coalesce(i.cut, 0), 0)),
        CASE WHEN coalesce(x.is_crossing, false) THEN least(w.works, greatest(w.known, 0))
          ELSE least(w.works, greatest(w.known - coalesce(c.cut, 0) - coalesce(i.cut, 0), 0)) END
      FROM works w
      LEFT JOIN ${TEMP.cutSums} c ON c.level = '${level}' AND c.unit_id = w.unit_id AND c.criterion = w.criterion AND c.year = w.year
      LEFT JOIN within i ON i.unit_id = w.unit_id AND i.criterion = w.criterion AND i.year = w.year
      LEFT JOIN (SELECT place_id, bool_or(is_crossing) AS is_crossing FROM ${TEMP.holds}
        WHERE place_level = '${level}' GROUP BY place_id) x ON x.place_id = w.unit_id`,
  )
}
