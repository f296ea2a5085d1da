-- What each zone kept, lost and gained from one decree or verification to the next.
SELECT zone_id, change, from_decree, to_decree, from_vintage, to_vintage, area_ha_utm, geometry
FROM zone_changes
ORDER BY from_decree, to_decree, zone_id, change
