-- H3 cells that tell of something: a cell of the city that is not here has no located building and no people placed in it.
SELECT
  h3, resolution, area_ha_geodesic, buildings, density_buildings_per_ha,
  population, population_method, population_known_pct, density_population_per_ha, density_population_class, suppressed,
  density_buildings_smoothed_per_ha, density_population_smoothed_per_ha, bandwidth_m, geometry
FROM grid
WHERE buildings > 0 OR population_method IS NOT NULL
  OR density_buildings_smoothed_per_ha > 0 OR density_population_smoothed_per_ha > 0
ORDER BY h3
