-- Footprints with the zone and RT they were located in.
SELECT b.building_id, b.use, b.storeys, b.condition, l.zone_id, l.rt_id, b.corrections, b.geometry
FROM buildings b LEFT JOIN building_locations l ON l.id = b.building_id
ORDER BY b.building_id
