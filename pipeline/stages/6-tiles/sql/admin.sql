-- Administrative units of one level with the slum hectares inside them.
SELECT
  u.admin_code AS kelurahan_code, u.name, u.kecamatan, u.area_ha_utm, u.area_ha_geodesic,
  coalesce(k.slum_area_ha_utm, 0) AS slum_area_ha_utm,
  100 * coalesce(k.slum_area_ha_utm, 0) / u.area_ha_utm AS slum_share_pct,
  n.buildings, n.density_buildings_per_ha, u.geometry
FROM admin_areas u
LEFT JOIN densities n ON n.level = u.level AND n.unit_id = u.admin_code
LEFT JOIN (
  SELECT unit.admin_code, sum(z.area_ha_utm) AS slum_area_ha_utm
  FROM admin_areas unit JOIN zone_admin z
    ON z.decree_number = $decree AND (unit.level = 'city' OR z.kelurahan_code = unit.admin_code
      OR starts_with(z.kelurahan_code, unit.admin_code || '.'))
  WHERE unit.level = $level
  GROUP BY unit.admin_code
) k ON k.admin_code = u.admin_code
WHERE u.level = $level
ORDER BY u.admin_code
