-- Facilities; one drawn as an outline stands at the middle of its box.
SELECT facility_id, name, kind, geometry FROM facilities ORDER BY facility_id
