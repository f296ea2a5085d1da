-- Works at their own point, else inside their RT, else inside their zone; what has no place is in the table only.
SELECT
  i.intervention_id, i.activity, coalesce(i.zone_id, u.zone_id) AS zone_id, i.rt_rw, i.volume, i.unit, i.cost_idr,
  i.fund_source, i.year,
  CASE WHEN i.geometry IS NOT NULL THEN 'point' WHEN u.label_lon IS NOT NULL THEN 'rt' ELSE 'zone' END AS located_by, i.corrections,
  coalesce(i.geometry, point(u.label_lon, u.label_lat), point(a.label_lon, a.label_lat)) AS geometry
FROM interventions i
LEFT JOIN admin_areas u ON u.level = 'rt' AND u.kelurahan_code = i.kelurahan_code AND u.rt_rw = i.rt_rw
LEFT JOIN zone_areas a ON a.zone_id = i.zone_id AND a.decree_number = $decree
WHERE i.geometry IS NOT NULL OR u.label_lon IS NOT NULL OR a.label_lon IS NOT NULL
ORDER BY i.intervention_id
