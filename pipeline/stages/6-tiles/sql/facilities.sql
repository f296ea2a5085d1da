-- Facilities; one drawn as an outline is a point inside it.
SELECT facility_id, name, kind, corrections, geometry FROM facilities ORDER BY facility_id
