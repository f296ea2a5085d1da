-- One row per zone of the decree in force: the decree, the three areas, who lives there, the latest score, the rating.
SELECT
  z.zone_id, coalesce(z.name, z.kawasan, z.rt_rw, z.zone_id) AS name, z.decree_number, d.decree_date,
  z.kawasan, z.kecamatan, z.kelurahan, z.kelurahan_code, z.rt_rw,
  z.area_ha_decree, a.area_ha_utm, a.area_ha_geodesic, a.area_difference_pct, a.area_status,
  n.population, n.families, n.vintage AS population_vintage, n.population_method, n.rt_in_unit, n.rt_told, n.rt_ground_inside_pct,
  n.population_standard_error, n.buildings,
  n.density_population_per_ha, n.density_population_class, n.density_families_per_ha,
  n.density_buildings_per_ha, n.density_buildings_class, n.building_coverage_pct, n.area_ha_net, n.net_method,
  n.water_ha, n.road_ha, n.roads_without_width,
  n.density_population_net_per_ha, n.density_families_net_per_ha, n.density_buildings_net_per_ha,
  s.score_total, s.score_min, s.score_max, s.score_class, s.score_source, s.vintage AS score_vintage, s.methodology,
  s.completeness_pct,
  r.priority, r.class_code, r.treatment, r.authority, z.land_legality,
  coalesce(f.findings, 0) AS findings, z.corrections, $synthetic AS synthetic,
  z.source_id, z.source_row, z.geometry
FROM zones z
LEFT JOIN decrees d USING (decree_number)
LEFT JOIN zone_areas a ON a.zone_id = z.zone_id AND a.decree_number = z.decree_number
LEFT JOIN densities n ON n.level = 'zone' AND n.unit_id = z.zone_id
LEFT JOIN latest_scores s ON s.level = 'zone' AND s.unit_id = z.zone_id
LEFT JOIN zone_ratings r ON r.zone_id = z.zone_id
LEFT JOIN (
  SELECT source_id, source_row, count(*) AS findings FROM findings WHERE severity <> 'info' GROUP BY source_id, source_row
) f ON f.source_id = z.source_id AND f.source_row = z.source_row
WHERE z.decree_number = $decree
ORDER BY z.zone_id
