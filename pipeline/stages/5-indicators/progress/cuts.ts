import { EXACT, groupByLevels, LEVELS, levelAndUnit, TEMP } from './members.ts'

/** Levels above an RT at which works may be known, from the smallest; a place of one may lie within one of the next. */
const PLACE_LEVELS = ['zone', 'kawasan', 'kelurahan', 'city'] as const
const ABOVE_RT = LEVELS.map(([level]) => level)

/**
 * Years that are told: those of surveys and of works.
 *
 * @param totals relation of `score_totals` of the methodology
 */
export function yearsTable(totals: string): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.years} AS
    SELECT DISTINCT year FROM (SELECT vintage AS year FROM ${TEMP.members} UNION ALL SELECT DISTINCT vintage FROM ${totals}
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

/** The last year whose works are done before a survey of the year after which they are expected. */
const beforeSurvey = (year: string, worksOfSurveyYear: 'included' | 'after') =>
  worksOfSurveyYear === 'included' ? year : `${year} - 1`

/**
 * What works take from the volumes of an RT, by criterion and year: `works`, all since the survey that the year starts
 * from; `cut`, what of it the volume had left to give. An unknown volume stays unknown, a negative one as it is.
 * `is_expected`: the year is that of the next survey of the RT, and the row what it should have found.
 *
 * @param scores relation of `criterion_scores` of the methodology
 */
export function cutsTable(scores: string, worksOfSurveyYear: 'included' | 'after'): string {
  return `CREATE OR REPLACE TEMP TABLE ${TEMP.cuts} AS
    WITH own AS (
      SELECT place_id AS rt_id, unnest(criteria) AS criterion, year, volume FROM ${TEMP.works}
      WHERE place_level = 'rt' AND year IS NOT NULL AND volume IS NOT NULL
    ), yearly AS (SELECT rt_id, criterion, year, sum(volume) AS volume FROM own GROUP BY ALL),
    summed AS (
      SELECT m.rt_id, m.vintage, w.criterion, y.year, y.year = m.until AS is_expected, sum(w.volume) AS works
      FROM ${TEMP.members} m JOIN yearly w USING (rt_id)
      JOIN ${TEMP.years} y ON y.year BETWEEN m.works_from AND m.until AND (y.year < m.until OR m.is_followed)
        AND w.year BETWEEN m.works_from
          AND CASE WHEN y.year = m.until THEN ${beforeSurvey('y.year', worksOfSurveyYear)} ELSE y.year END
      GROUP BY ALL
    )
    SELECT s.*, TRY_CAST(c.volume AS ${EXACT}) AS start,
      coalesce(least(greatest(TRY_CAST(c.volume AS ${EXACT}), 0), s.works), 0)::${EXACT} AS cut
    FROM summed s LEFT JOIN ${scores} c
      ON c.level = 'rt' AND c.unit_id = s.rt_id AND c.vintage = s.vintage AND c.criterion = s.criterion
    ORDER BY s.rt_id, s.vintage, s.criterion, s.year`
}

/**
 * Sums of the RT of every unit that start from one survey, by criterion, and the years they speak of (`is_expected` as in
 * {@link cutsTable}); and what works in its RT take of them. RT that share all their units are added up first.
 */
export function sumsTables(scores: string): string[] {
  const exact = (column: string) => `TRY_CAST(c.${column} AS ${EXACT})`
  const counts = ['rt', 'known', 'open', 'den', 'missing', 'unknown', 'absent']
  const key = 'vintage, until, is_followed, works_from, criterion'
  return [
    `CREATE OR REPLACE TEMP TABLE ${TEMP.base} AS
      WITH together AS (
        SELECT ${[...LEVELS.map(([, column]) => column), key].join(', ')}, count(*) AS rt,
          coalesce(sum(volume), 0) AS known, coalesce(sum(den) FILTER (volume IS NULL), 0) AS open, coalesce(sum(den), 0) AS den,
          count(*) FILTER (volume IS NULL OR den IS NULL) AS missing,
          count(*) FILTER (volume IS NULL AND den IS NULL) AS unknown, count(*) FILTER (den IS NULL) AS absent
        FROM (SELECT m.*, c.criterion, ${exact('volume')} AS volume, ${exact('denominator')} AS den
          FROM ${TEMP.members} m JOIN ${scores} c ON c.level = 'rt' AND c.unit_id = m.rt_id AND c.vintage = m.vintage)
        GROUP BY ALL
      )
      SELECT * FROM (
        SELECT ${levelAndUnit()}, ${key}, ${counts.map((name) => `sum(${name}) AS ${name}`).join(', ')}
        FROM together ${groupByLevels(...key.split(', '))}
      ) WHERE unit_id IS NOT NULL`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.cohorts} AS
      SELECT b.*, y.year, y.year = b.until AS is_expected FROM ${TEMP.base} b
      JOIN ${TEMP.years} y ON y.year BETWEEN b.vintage AND b.until AND (y.year < b.until OR b.is_followed)`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.cutSums} AS
      SELECT * FROM (
        SELECT ${levelAndUnit()}, year, is_expected, works_from, criterion, sum(works) AS works, sum(cut) AS cut
        FROM ${TEMP.cuts} JOIN ${TEMP.members} USING (rt_id, vintage) ${groupByLevels('year', 'is_expected', 'works_from', 'criterion')}
      ) WHERE unit_id IS NOT NULL`,
    `CREATE OR REPLACE TEMP TABLE ${TEMP.extras} (place_level VARCHAR, place_id VARCHAR, criterion VARCHAR, year BIGINT,
      is_expected BOOLEAN, works ${EXACT}, cut ${EXACT}, carried ${EXACT})`,
  ]
}

/**
 * Works that are known for a place alone, level by level from the smallest: they take from the sum of the place what works
 * in its RT, and in the places within it, have left (`cut`). Units that hold the place lose as much (`carried`). A place
 * that crosses the border of a unit above is cut by its own sum alone, so that more works elsewhere never give it less.
 *
 * Works of a year lower only RT whose survey is older. Of RT with surveys of several years they take at most, for each
 * year that splits them, the works since and what the RT surveyed before have left (a cut of a flow over nested sets).
 *
 * @param levels those at which the city has works; statements for others would insert nothing
 */
export function extrasInserts(
  levels: ReadonlySet<string>,
  worksOfSurveyYear: 'included' | 'after',
): string[] {
  const key = 'unit_id, criterion, year, is_expected'
  return PLACE_LEVELS.filter((level) => levels.has(level)).map(
    (level) => `INSERT INTO ${TEMP.extras}
      WITH own AS (
        SELECT place_id, unnest(criteria) AS criterion, year, volume FROM ${TEMP.works}
        WHERE place_level = '${level}' AND year IS NOT NULL AND volume IS NOT NULL
      ), yearly AS (SELECT place_id, criterion, year AS done, sum(volume) AS volume FROM own GROUP BY ALL),
      cohorts AS (
        SELECT c.unit_id, c.criterion, c.year, c.is_expected, c.works_from, sum(c.known) AS known
        FROM ${TEMP.cohorts} c SEMI JOIN yearly w ON w.place_id = c.unit_id AND w.criterion = c.criterion
        WHERE c.level = '${level}' GROUP BY ALL
      ), rests AS (
        SELECT c.*, c.known - coalesce(s.cut, 0) AS rest FROM cohorts c
        LEFT JOIN ${TEMP.cutSums} s ON s.level = '${level}' AND s.unit_id = c.unit_id AND s.criterion = c.criterion
          AND s.year = c.year AND s.is_expected = c.is_expected AND s.works_from = c.works_from
      ), splits AS (
        SELECT *, greatest(coalesce(sum(known) OVER before, 0), 0) AS known_before,
          greatest(coalesce(sum(rest) OVER before, 0), 0) AS rest_before
        FROM rests WINDOW before AS (PARTITION BY ${key} ORDER BY works_from ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
      ), since AS (
        SELECT s.*, coalesce(sum(w.volume), 0) AS works FROM splits s
        LEFT JOIN yearly w ON w.place_id = s.unit_id AND w.criterion = s.criterion AND w.done BETWEEN s.works_from
          AND CASE WHEN s.is_expected THEN ${beforeSurvey('s.year', worksOfSurveyYear)} ELSE s.year END
        GROUP BY ALL
      ), whole AS (
        SELECT ${key}, max(works) AS works, least(min(works + known_before), greatest(sum(known), 0)) AS most,
          min(works + rest_before) AS most_left, sum(rest) AS rest
        FROM since GROUP BY ALL HAVING max(works) > 0
      ), within AS (
        SELECT h.unit_id, e.criterion, e.year, e.is_expected, sum(e.carried) AS cut
        FROM ${TEMP.extras} e JOIN ${TEMP.holds} h USING (place_level, place_id)
        WHERE h.level = '${level}' GROUP BY ALL
      ), taken AS (
        SELECT w.*, least(w.most_left, greatest(w.rest - coalesce(i.cut, 0), 0)) AS cut
        FROM whole w LEFT JOIN within i USING (${key})
      )
      SELECT '${level}', t.unit_id, t.criterion, t.year, t.is_expected, t.works, t.cut,
        CASE WHEN coalesce(x.is_crossing, false) THEN t.most ELSE t.cut END
      FROM taken t
      LEFT JOIN (SELECT place_id, bool_or(is_crossing) AS is_crossing FROM ${TEMP.holds}
        WHERE place_level = '${level}' GROUP BY place_id) x ON x.place_id = t.unit_id`,
  )
}
