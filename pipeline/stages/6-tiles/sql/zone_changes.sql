-- What each zone kept, lost and gained, between vintages that follow each other and between the decree in force and any
-- other; the table of 3-area holds the other pairs too. One pair is the map's own, since pairs lie over each other: from
-- the decree in force to what comes next, else from what came before it, else the last.
SELECT
  zone_id, change, from_zone_id, to_zone_id, from_decree, to_decree, from_vintage, to_vintage, consecutive,
  consecutive AND dense_rank() OVER (
    ORDER BY consecutive DESC, coalesce(from_decree = $decree, false) DESC, coalesce(to_decree = $decree, false) DESC,
      to_order DESC, from_order
  ) = 1 AS shown,
  area_ha_utm, geometry
FROM zone_changes
WHERE consecutive OR from_decree = $decree OR to_decree = $decree
ORDER BY from_decree, to_decree, zone_id, change, from_zone_id
