-- Works at their own point, else inside their RT, else inside their zone or that of their RT; what has no place is in the table only.
WITH works AS (
  SELECT i.*, coalesce(own.zone_id, same.zone_id) AS rt_zone_id,
    coalesce(own.label_lon, same.label_lon) AS rt_lon, coalesce(own.label_lat, same.label_lat) AS rt_lat
  FROM interventions i
  LEFT JOIN admin_areas own ON own.level = 'rt' AND own.admin_code = i.rt_id
  LEFT JOIN admin_areas same
    ON own.admin_code IS NULL AND same.level = 'rt' AND same.kelurahan_code = i.kelurahan_code AND same.rt_rw = i.rt_rw
), profiled AS (
  SELECT rt_id, arg_max(zone_id, coalesce(vintage, 0)) AS zone_id FROM rt_zones GROUP BY rt_id
)
SELECT
  w.intervention_id, w.activity, coalesce(w.zone_id, w.rt_zone_id, p.zone_id) AS zone_id, w.rt_rw, w.volume, w.unit,
  w.cost_idr, w.fund_source, w.year,
  CASE WHEN w.geometry IS NOT NULL THEN 'point' WHEN w.rt_lon IS NOT NULL THEN 'rt' ELSE 'zone' END AS located_by, w.corrections,
  coalesce(w.geometry, point(w.rt_lon, w.rt_lat), point(a.label_lon, a.label_lat)) AS geometry
FROM works w
LEFT JOIN profiled p ON p.rt_id = w.rt_id
LEFT JOIN zone_areas a ON a.zone_id = coalesce(w.zone_id, p.zone_id) AND a.decree_number = $decree
WHERE w.geometry IS NOT NULL OR w.rt_lon IS NOT NULL OR a.label_lon IS NOT NULL
ORDER BY w.intervention_id
