-- One row per zone of the decree in force: the decree, the three areas, who lives there, the latest score, the rating.
SELECT
  z.zone_id, coalesce(z.name, z.kawasan, z.rt_rw, z.zone_id) AS name, z.decree_number, d.decree_date, d.vintage AS decree_vintage,
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
  j.year AS projected_year, j.score_total AS score_total_projected, j.score_class AS score_class_projected,
  g.area_ha_slum,
  h.percent_min AS people_in_slum_households_pct_min, h.percent_max AS people_in_slum_households_pct_max,
  r.priority, r.priority_min, r.priority_max, r.class_code, r.treatment, r.authority,
  coalesce(r.land_legality, z.land_legality) AS land_legality, r.land_legality_source,
  coalesce(r.other_considerations, z.other_considerations) AS other_considerations, r.considerations_source AS other_considerations_source,
  b.stage AS collaboration_stage, b.partners,
  coalesce(f.findings, 0) AS findings, coalesce(o.findings, 0) AS rt_findings, z.corrections, $synthetic AS synthetic,
  z.source_id, z.source_row, z.geometry
FROM zones z
LEFT JOIN decrees d USING (decree_number)
LEFT JOIN zone_areas a ON a.zone_id = z.zone_id AND a.decree_number = z.decree_number
LEFT JOIN densities n ON n.level = 'zone' AND n.unit_id = z.zone_id
LEFT JOIN latest_scores s ON s.level = 'zone' AND s.unit_id = z.zone_id
LEFT JOIN zone_ratings r ON r.zone_id = z.zone_id
LEFT JOIN zone_collaboration b ON b.zone_id = z.zone_id
-- What the works since the last survey make of the zone, and what of it was still slum when it was last surveyed. A survey
-- replaces every projection of the years before it; in its own year there is one only where works of that year count after it.
LEFT JOIN (
  SELECT unit_id, year, score_total, score_class FROM progress WHERE level = 'zone' AND kind = 'projected'
  QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY year DESC) = 1
) j ON j.unit_id = z.zone_id AND (s.vintage IS NULL OR j.year >= s.vintage)
LEFT JOIN (
  SELECT unit_id, area_ha_slum FROM progress WHERE level = 'zone' AND kind = 'surveyed'
  QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY year DESC) = 1
) g ON g.unit_id = z.zone_id
LEFT JOIN (
  SELECT unit_id, percent_min, percent_max FROM household_indicators
  WHERE level = 'zone' AND published AND counts = 'people'
    AND methodology = 'un-habitat-slum-household' AND indicator = 'slum_5'
  QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY vintage DESC NULLS LAST) = 1
) h ON h.unit_id = z.zone_id
LEFT JOIN (
  SELECT source_id, source_row, count(*) AS findings FROM findings WHERE severity <> 'info' GROUP BY source_id, source_row
) f ON f.source_id = z.source_id AND f.source_row = z.source_row
-- Keys of findings about RT begin with the code of the RT and the year. Without a profile of that year the RT counts in the only
-- zone it ever had, as in the sums.
LEFT JOIN (
  SELECT coalesce(y.zone_id, e.zone_id) AS zone_id, count(*) AS findings
  FROM findings i
  LEFT JOIN rt_zones y ON y.rt_id = split_part(i.key, ' · ', 1) AND y.vintage = TRY_CAST(split_part(i.key, ' · ', 2) AS BIGINT)
  LEFT JOIN (SELECT rt_id, min(zone_id) AS zone_id FROM rt_zones GROUP BY rt_id HAVING count(DISTINCT zone_id) = 1) e
    ON e.rt_id = split_part(i.key, ' · ', 1) AND y.rt_id IS NULL
  WHERE i.table_name IN ('rt_profiles', 'rt_deficits') AND i.severity <> 'info'
  GROUP BY ALL
) o ON o.zone_id = z.zone_id
WHERE z.decree_number = $decree
ORDER BY z.zone_id
