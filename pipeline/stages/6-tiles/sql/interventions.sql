-- Works at their own point, else inside their RT, else inside their zone; what has no place is in the table only. The zone is the
-- one whose costs hold the work, as the table `works` says; one that counts in none still stands where its list says it is.
WITH counted AS (
  SELECT unnest(from_json(interventions, '["VARCHAR"]')) AS intervention_id, zone_id FROM works
), placed AS (
  SELECT i.* EXCLUDE (zone_id), c.zone_id, i.zone_id AS stated_zone_id,
    coalesce(own.label_lon, same.label_lon) AS rt_lon, coalesce(own.label_lat, same.label_lat) AS rt_lat
  FROM interventions i
  LEFT JOIN counted c USING (intervention_id)
  LEFT JOIN admin_areas own ON own.level = 'rt' AND own.admin_code = i.rt_id
  LEFT JOIN admin_areas same
    ON own.admin_code IS NULL AND same.level = 'rt' AND same.kelurahan_code = i.kelurahan_code AND same.rt_rw = i.rt_rw
)
SELECT
  p.intervention_id, p.activity, p.zone_id, p.rt_rw, p.volume, p.unit, p.cost_idr, p.fund_source, p.year,
  CASE WHEN p.geometry IS NOT NULL THEN 'point' WHEN p.rt_lon IS NOT NULL THEN 'rt' ELSE 'zone' END AS located_by, p.corrections,
  coalesce(p.geometry, point(p.rt_lon, p.rt_lat), point(a.label_lon, a.label_lat), point(s.label_lon, s.label_lat)) AS geometry
FROM placed p
LEFT JOIN zone_areas a ON a.zone_id = p.zone_id AND a.decree_number = $decree
LEFT JOIN zone_areas s ON s.zone_id = p.stated_zone_id AND s.decree_number = $decree
WHERE p.geometry IS NOT NULL OR p.rt_lon IS NOT NULL OR a.label_lon IS NOT NULL OR s.label_lon IS NOT NULL
ORDER BY p.intervention_id
