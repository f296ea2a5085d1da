-- Every mapped RT with its counts and its latest score.
SELECT
  u.admin_code AS rt_id, u.rt_rw, u.zone_id, u.kelurahan_code, u.area_ha_utm,
  n.population, n.families, n.buildings,
  n.density_population_per_ha, n.density_population_class, n.density_families_per_ha,
  n.density_buildings_per_ha, n.density_buildings_class, n.building_coverage_pct, n.area_ha_net, n.net_method,
  n.water_ha, n.road_ha, n.roads_without_width,
  n.density_population_net_per_ha, n.density_families_net_per_ha, n.density_buildings_net_per_ha,
  s.score_total, s.score_min, s.score_max, s.score_class, s.vintage AS score_vintage, s.completeness_pct,
  c.corrections, u.geometry
FROM admin_areas u
LEFT JOIN densities n ON n.level = 'rt' AND n.unit_id = u.admin_code
LEFT JOIN latest_scores s ON s.level = 'rt' AND s.unit_id = u.admin_code
LEFT JOIN (
  SELECT rt_id, string_agg(DISTINCT id, ' ' ORDER BY id) AS corrections FROM (
    SELECT rt_id, unnest(string_split(corrections, ' ')) AS id FROM rt_profiles
    UNION ALL SELECT rt_id, unnest(string_split(corrections, ' ')) FROM rt_deficits
    UNION ALL SELECT admin_code, unnest(string_split(corrections, ' ')) FROM admin_units WHERE level = 'rt'
  ) GROUP BY rt_id
) c ON c.rt_id = u.admin_code
WHERE u.level = 'rt'
ORDER BY rt_id
