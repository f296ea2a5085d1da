-- Administrative units of one level with the slum hectares inside them, and the score of their RT.
SELECT
  u.admin_code AS kelurahan_code, u.name, u.kecamatan, u.area_ha_utm, u.area_ha_geodesic,
  coalesce(k.slum_area_ha_utm, 0) AS slum_area_ha_utm,
  100 * coalesce(k.slum_area_ha_utm, 0) / u.area_ha_utm AS slum_share_pct,
  n.population, n.families, n.buildings, n.density_population_per_ha, n.density_population_class,
  n.density_families_per_ha, n.density_buildings_per_ha, n.building_coverage_pct, n.area_ha_net, n.net_method,
  n.density_population_net_per_ha, n.density_families_net_per_ha, n.density_buildings_net_per_ha,
  s.score_total, s.score_min, s.score_max, s.score_class, s.vintage AS score_vintage, s.rt_count AS score_rt,
  s.completeness_pct, a.corrections, u.geometry
FROM admin_areas u
LEFT JOIN admin_units a ON a.level = u.level AND a.admin_code = u.admin_code
LEFT JOIN densities n ON n.level = u.level AND n.unit_id = u.admin_code
LEFT JOIN latest_scores s ON s.level = u.level AND s.unit_id = u.admin_code
LEFT JOIN (
  SELECT unit.admin_code, sum(z.area_ha_utm) AS slum_area_ha_utm
  FROM zone_admin z
  LEFT JOIN (SELECT kelurahan_code, any_value(kecamatan_code) AS kecamatan_code FROM admin_areas
    WHERE level = 'kelurahan' GROUP BY kelurahan_code) home USING (kelurahan_code)
  JOIN admin_areas unit ON CASE unit.level
    WHEN 'city' THEN true
    WHEN 'kecamatan' THEN unit.admin_code = home.kecamatan_code
    ELSE unit.kelurahan_code = z.kelurahan_code END
  WHERE z.decree_number = $decree AND unit.level = $level
  GROUP BY unit.admin_code
) k ON k.admin_code = u.admin_code
WHERE u.level = $level
ORDER BY u.admin_code
