-- A point inside each zone, for its name.
SELECT z.zone_id, z.name, z.area_ha_utm, z.score_class, point(a.label_lon, a.label_lat) AS geometry
FROM zones_layer z JOIN zone_areas a ON a.zone_id = z.zone_id AND a.decree_number = z.decree_number
WHERE a.label_lon IS NOT NULL
ORDER BY z.zone_id
