import type { Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { polygon, rectangle } from '../../support/made-up-places.ts'
import { changed, changes, type Made, matches, total, zone } from './zone-changes-support.ts'

const said = (row: Made['changes'][number]): string =>
  `${row.from_decree} -> ${row.to_decree} ${row.zone_id} ${row.change} ${row.area_ha_utm.toFixed(4)}`

const OLD = rectangle(0, 0, 200, 100)

describe('what changed between two decrees', () => {
  it('is what a zone kept, lost and gained', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', rectangle(100, 0, 200, 100)))).toEqual([
      'A kept 1.0000',
      'A left 1.0000',
      'A added 1.0000',
    ])
  })

  it('is nothing but what was kept when nothing moved', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', OLD))).toEqual(['A kept 2.0000'])
  })

  it('is left and added when a zone jumped', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'A', rectangle(500, 0, 100, 100)))).toEqual([
      'A left 2.0000',
      'A added 1.0000',
    ])
  })

  it('of a decree: a zone it does not name has left whole, a new one was added whole', () => {
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', 2020, 'B', rectangle(500, 0, 100, 100)))).toEqual([
      'A left 2.0000',
      'B added 1.0000',
    ])
  })

  it('of a verification: it speaks only of the zones it holds', () => {
    const before = [zone('1', 2014, 'A', OLD), zone('1', 2014, 'B', rectangle(500, 0, 100, 100))]
    const seen = zone('v', 2018, 'B', rectangle(500, 0, 50, 100), { kind: 'verification' })
    expect(changes(...before, seen)).toEqual(['B kept 0.5000', 'B left 0.5000'])
    // The next decree is compared with the verified outline of B and the decreed one of A.
    const after = zone('2', 2020, 'A', OLD)
    expect(changed(...before, seen, after).changes.map(said)).toEqual([
      '1 -> v B kept 0.5000',
      '1 -> v B left 0.5000',
      '1 -> 2 A kept 2.0000',
      '1 -> 2 B left 1.0000',
      'v -> 2 A kept 2.0000',
      'v -> 2 B left 0.5000',
    ])
  })

  it('of a verification that comes first: it is the beginning', () => {
    expect(changes(zone('v', 2018, 'A', OLD, { kind: 'verification' }), zone('2', 2020, 'A', OLD))).toEqual([
      'A kept 2.0000',
    ])
  })

  it('is told of every pair of vintages, whatever the order of the file', () => {
    const zones = [zone('c', 2024, 'A', OLD), zone('a', 2014, 'A', OLD), zone('b', 2020, 'A', OLD)]
    const made = changed(...zones)
    for (const rows of [made.changes, made.matches, made.totals]) {
      const pairs = rows.map((row) => [
        row.from_decree,
        row.to_decree,
        row.from_vintage,
        row.to_vintage,
        row.consecutive,
      ])
      expect(new Set(pairs.map((pair) => pair.join(' ')))).toEqual(
        new Set(['a b 2014 2020 true', 'a c 2014 2024 false', 'b c 2020 2024 true']),
      )
    }
  })

  it('is not told of one decree, nor of one without a year', () => {
    expect(changes(zone('1', 2014, 'A', OLD))).toEqual([])
    expect(changes(zone('1', 2014, 'A', OLD), zone('2', null, 'A', OLD))).toEqual([])
  })

  it('conserves area over slanted outlines', () => {
    const old = polygon([0, 0], [310, 20], [290, 190], [120, 260], [-40, 130])
    const now = polygon([60, 40], [350, 70], [240, 230], [30, 210])
    const row = total(changed(zone('1', 2014, 'A', old), zone('2', 2020, 'A', now)), 'zone', 'A')
    expect(row.area_ha_kept + row.area_ha_left).toBeCloseTo(row.area_ha_before, 5)
    expect(row.area_ha_kept + row.area_ha_added).toBeCloseTo(row.area_ha_after, 5)
    expect(row.conserved).toBe(true)
  })

  it('does not take the bend of long straight sides for lost ground', () => {
    // Two kilometres square: cut in two, its sides bend by centimetres in UTM.
    const old = rectangle(0, 0, 2000, 2000)
    const notched = polygon(
      [0, 0],
      [2000, 0],
      [2000, 2000],
      [1100, 2000],
      [1100, 1800],
      [900, 1800],
      [900, 2000],
      [0, 2000],
    )
    const rows = changes(zone('1', 2014, 'A', old), zone('2', 2020, 'A', notched))
    expect(rows).toHaveLength(2)
    expect(rows[1]).toMatch(/^A left 4\.00/)
  })
})

describe('which zone is which', () => {
  const lot = (place: number): Polygon => rectangle(200 * place, 0, 100, 100)

  it('is told by key: the same, moved, left and new', () => {
    const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'B', lot(1)), zone('1', 2020, 'C', lot(2))]
    const now = [zone('2', 2024, 'A', lot(0)), zone('2', 2024, 'B', lot(5)), zone('2', 2024, 'D', lot(3))]
    expect(matches(...old, ...now)).toEqual([
      'A -> A same key_and_geometry 100 100',
      'B -> B moved key 0 0',
      'C -> - left null 0 0',
      '- -> D new null 0 0',
    ])
  })

  it('is told by the RT where the code was written otherwise', () => {
    const rt = { kelurahan_code: '99.71.01.1001', rt_rw: 'RT001-RW002' }
    const made = changed(
      zone('1', 2020, 'RT 001 RW 002', lot(0), rt),
      zone('2', 2024, '1001-001-002', rectangle(0, 0, 50, 40), rt),
    )
    expect(made.matches.map((row) => [row.relation, row.key])).toEqual([['same', 'rt_rw']])
    expect(total(made, 'zone', '1001-001-002')).toMatchObject({ zones_before: 1, zones_after: 1 })
    const [kept] = made.changes
    expect([kept!.from_zone_id, kept!.to_zone_id]).toEqual(['RT 001 RW 002', '1001-001-002'])
  })

  it('is not told by an RT that a vintage has twice, nor by one of another kelurahan', () => {
    const rt = { kelurahan_code: '99.71.01.1001', rt_rw: 'RT001-RW002' }
    const far = rectangle(5000, 0, 100, 100)
    const twice = [zone('1', 2020, 'A', lot(0), rt), zone('1', 2020, 'B', lot(1), rt)]
    expect(matches(...twice, zone('2', 2024, 'X', far, rt))).toEqual([
      'A -> - left null 0 0',
      'B -> - left null 0 0',
      '- -> X new null 0 0',
    ])
    const elsewhere = { ...rt, kelurahan_code: '99.71.01.1002' }
    expect(matches(twice[0]!, zone('2', 2024, 'X', far, elsewhere))).not.toContainEqual(
      expect.stringContaining('moved'),
    )
  })

  it('is told by the ground of a renamed zone, redrawn by two metres', () => {
    const made = [zone('1', 2020, 'A', lot(0)), zone('2', 2024, 'X', rectangle(2, 2, 100, 100))]
    expect(matches(...made)).toEqual(['A -> X renamed geometry 96 96'])
    const pieces = changed(...made).changes
    expect(pieces.map((row) => [row.zone_id, row.change, row.from_zone_id, row.to_zone_id])).toEqual([
      ['A', 'left', 'A', 'X'],
      ['X', 'kept', 'A', 'X'],
      ['X', 'added', 'A', 'X'],
    ])
  })

  it('is told of a split in three, and of a zone that goes on smaller beside one cut from it', () => {
    const third = (place: number) => rectangle(100 * place, 0, 100, 100)
    const old = zone('1', 2020, 'A', rectangle(0, 0, 300, 100))
    const made = changed(old, ...['X', 'Y', 'Z'].map((id, place) => zone('2', 2024, id, third(place))))
    expect(made.matches.map((row) => row.relation)).toEqual(['split', 'split', 'split'])
    expect(total(made, 'zone', 'X; Y; Z')).toMatchObject({ zones_before: 1, zones_after: 3, conserved: true })
    expect(total(made, 'zone', 'X; Y; Z').area_ha_kept).toBeCloseTo(3, 6)
    expect(made.changes.map((row) => `${row.zone_id} ${row.change}`)).toEqual(['X kept', 'Y kept', 'Z kept'])
    const goesOn = [zone('2', 2024, 'A', third(0)), zone('2', 2024, 'B', rectangle(100, 0, 200, 100))]
    expect(matches(old, ...goesOn)).toEqual([
      'A -> A same key_and_geometry 33 100',
      'A -> B split geometry 67 100',
    ])
  })

  it('is told of a merger, under a new code or that of one of them', () => {
    const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'B', rectangle(100, 0, 100, 100))]
    const both = rectangle(0, 0, 200, 100)
    expect(matches(...old, zone('2', 2024, 'X', both))).toEqual([
      'A -> X merged geometry 100 50',
      'B -> X merged geometry 100 50',
    ])
    expect(matches(...old, zone('2', 2024, 'A', both))).toEqual([
      'A -> A same key_and_geometry 100 50',
      'B -> A merged geometry 100 50',
    ])
    const pieces = changed(...old, zone('2', 2024, 'X', both)).changes
    expect(pieces.map((row) => [row.zone_id, row.change, row.from_zone_id, row.to_zone_id])).toEqual([
      ['X', 'kept', 'A', 'X'],
      ['X', 'kept', 'B', 'X'],
    ])
  })

  describe('and of what each of the merged zones kept', () => {
    const ground = (...zones: Parameters<typeof changed>) =>
      changed(...zones).changes.map((row) => {
        return [row.zone_id, row.change, row.from_zone_id, Number(row.area_ha_utm.toFixed(4))]
      })

    it('which is its own, beside what left it and what was added to all of them', () => {
      const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'B', rectangle(100, 0, 100, 100))]
      expect(ground(...old, zone('2', 2024, 'X', rectangle(20, 0, 200, 100)))).toEqual([
        ['A', 'left', 'A', 0.2],
        ['X', 'kept', 'A', 0.8],
        ['X', 'kept', 'B', 1],
        ['X', 'added', 'A; B', 0.2],
      ])
    })

    it('once where they lay over each other: the first by code has it', () => {
      const old = [zone('1', 2020, 'B', lot(0)), zone('1', 2020, 'A', rectangle(60, 0, 100, 100))]
      const made = changed(...old, zone('2', 2024, 'X', rectangle(0, 0, 160, 100)))
      expect(made.changes.map((row) => [row.from_zone_id, Number(row.area_ha_utm.toFixed(4))])).toEqual([
        ['A', 1],
        ['B', 0.6],
      ])
      expect(total(made, 'zone', 'X').area_ha_kept).toBeCloseTo(1.6, 6)
    })

    it('once of many that lie over all their neighbours, and all of it', () => {
      const old = Array.from({ length: 9 }, (_, i) =>
        zone('1', 2020, `Z${i}`, rectangle((i % 3) * 100, Math.floor(i / 3) * 100, 110, 110)),
      )
      const made = changed(...old, zone('2', 2024, 'X', rectangle(0, 0, 310, 310)))
      expect(made.changes.map((row) => [row.from_zone_id, Number(row.area_ha_utm.toFixed(4))])).toEqual([
        ...[1.21, 1.1, 1.1, 1.1, 1, 1, 1.1, 1, 1].map((ha, i) => [`Z${i}`, ha]),
      ])
      expect(total(made, 'zone', 'X').area_ha_kept).toBeCloseTo(9.61, 6)
    })

    it('without a strip along a border that was drawn twice, which stays with the largest part', () => {
      const old = [
        zone('1', 2020, 'P', rectangle(0, 100, 300, 50)),
        zone('1', 2020, 'Q', rectangle(0, 0, 300, 100)),
      ]
      // X has most of both, Y the rest of Q and 20 cm of P.
      const now = [
        zone('2', 2024, 'X', rectangle(0, 0, 250, 150)),
        zone('2', 2024, 'Y', rectangle(250, 0, 50, 100.2)),
      ]
      expect(ground(...old, ...now).filter(([, change]) => change === 'kept')).toEqual([
        ['X', 'kept', 'P', 1.25],
        ['X', 'kept', 'Q', 2.5],
        ['Y', 'kept', 'Q', 0.501],
      ])
    })
  })

  it('is told of ground passed between two zones that both go on', () => {
    // Most of B goes to A, and B stays B on what is left and new ground.
    const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'B', rectangle(100, 0, 100, 100))]
    const now = [
      zone('2', 2024, 'A', rectangle(0, 0, 170, 100)),
      zone('2', 2024, 'B', rectangle(170, 0, 100, 100)),
    ]
    expect(matches(...old, ...now)).toEqual([
      'A -> A same key_and_geometry 100 59',
      'B -> A partly geometry 70 41',
      'B -> B same key_and_geometry 30 30',
    ])
    const row = total(changed(...old, ...now), 'zone', 'B')
    expect(row.area_ha_left).toBeCloseTo(0.7, 6)
    expect(row.area_ha_left_to_other_zones).toBeCloseTo(0.7, 6)
  })

  it('is a part where neither holds most of the other, and nothing where a border was redrawn', () => {
    const old = zone('1', 2020, 'A', lot(0))
    expect(matches(old, zone('2', 2024, 'X', rectangle(60, 0, 100, 100)))).toEqual([
      'A -> X partly geometry 40 40',
    ])
    expect(matches(old, zone('2', 2024, 'X', rectangle(98, 0, 100, 100)))).toEqual([
      'A -> - left null 0 0',
      '- -> X new null 0 0',
    ])
  })

  it('follows the ground where the same codes were dealt out anew', () => {
    // Codes are numbers of rows: 1 and 2 changed places, and lie side by side.
    const old = [zone('1', 2020, '1', lot(0)), zone('1', 2020, '2', rectangle(100, 0, 100, 100))]
    const now = [
      zone('2', 2024, '2', rectangle(0, 0, 112, 100)),
      zone('2', 2024, '1', rectangle(112, 0, 88, 100)),
    ]
    expect(matches(...old, ...now)).toEqual([
      '1 -> 2 renamed geometry 100 89',
      '2 -> 1 renamed geometry 88 100',
      '2 -> 2 partly geometry 12 11',
    ])
    const made = changed(...old, ...now)
    const keys = made.changes.map((row) => [row.from_decree, row.to_decree, row.zone_id, row.change].join())
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('keeps a zone that jumped one unit', () => {
    const made = changed(zone('1', 2020, 'A', lot(0)), zone('2', 2024, 'A', lot(5)))
    expect(made.totals.filter(({ level }) => level === 'zone')).toMatchObject(
      [{ unit_id: 'A', zones_before: 1, zones_after: 1, area_ha_left: 1, area_ha_added: 1 }].map((row) => ({
        ...row,
        area_ha_left: expect.closeTo(1, 6),
        area_ha_added: expect.closeTo(1, 6),
      })),
    )
  })

  it('takes no key for a jump where the ground of either goes on, or is mostly others', () => {
    const old = zone('1', 2020, '1', lot(0))
    const jumped = zone('2', 2024, '1', lot(5))
    const relations = (...zones: Parameters<typeof matches>) =>
      matches(...zones).map((row) => row.replace(/ (null|key|geometry|key_and_geometry) .*/, ''))
    // Its old ground goes on under another code.
    expect(relations(old, jumped, zone('2', 2024, '9', lot(0)))).toEqual(['1 -> 9 renamed', '- -> 1 new'])
    // Its new ground was another's.
    expect(relations(old, zone('1', 2020, '5', lot(5)), jumped)).toEqual(['1 -> - left', '5 -> 1 renamed'])
    // A third of its old ground goes on, or a third of its new ground was a whole zone.
    const third = (decree: string, year: number, place: number) =>
      zone(decree, year, '9', rectangle(200 * place, 0, 30, 100))
    expect(relations(old, jumped, third('2', 2024, 0))).toEqual(['1 -> 9 partly', '- -> 1 new'])
    expect(relations(old, third('1', 2020, 5), jumped)).toEqual(['1 -> - left', '9 -> 1 partly'])
    // Its old ground went to two others by 40 % each.
    const beside = (decree: string, year: number, more_m: number) => [
      zone(decree, year, '7', rectangle(-100, 0, 100 + more_m, 100)),
      zone(decree, year, '8', rectangle(100 - more_m, 0, 100 + more_m, 100)),
    ]
    expect(relations(old, ...beside('1', 2020, 0), jumped, ...beside('2', 2024, 40))).toEqual([
      '1 -> 7 partly',
      '1 -> 8 partly',
      '7 -> 7 same',
      '8 -> 8 same',
      '- -> 1 new',
    ])
    // Its new ground was two others' by 40 % each, which both go on beside it.
    const west = (decree: string, year: number, width_m: number) =>
      zone(decree, year, '7', rectangle(940 - 40, 0, width_m, 100))
    const east = (decree: string, year: number, from_m: number) =>
      zone(decree, year, '8', rectangle(from_m, 0, 1200 - from_m, 100))
    expect(
      relations(
        old,
        west('1', 2020, 140),
        east('1', 2020, 1060),
        jumped,
        west('2', 2024, 100),
        east('2', 2024, 1100),
      ),
    ).toEqual(['1 -> - left', '7 -> 1 partly', '7 -> 7 same', '8 -> 1 partly', '8 -> 8 same'])
    // By 20 % each is a jump that took ground from its neighbours.
    expect(
      relations(
        old,
        west('1', 2020, 120),
        east('1', 2020, 1080),
        jumped,
        west('2', 2024, 100),
        east('2', 2024, 1100),
      ),
    ).toContain('1 -> 1 moved')
  })

  it.each([
    // Of a hundred metres, how many one is east of the other.
    ['A', 88, 'A -> A same key_and_geometry 12 12'],
    ['A', 91, 'A -> A moved key 9 9'],
    ['X', 94, 'A -> X partly geometry 6 6'],
    ['X', 96, 'A -> - left null 0 0'],
    ['X', 49, 'A -> X renamed geometry 51 51'],
    ['X', 51, 'A -> X partly geometry 49 49'],
  ])('has its thresholds: %s moved by %d m', (code, east_m, first) => {
    expect(
      matches(zone('1', 2020, 'A', lot(0)), zone('2', 2024, code, rectangle(east_m, 0, 100, 100)))[0],
    ).toBe(first)
  })

  it('tells a zone that left from another that bears its code now', () => {
    const rt = { kelurahan_code: '99.71.01.1001', rt_rw: 'RT001-RW002' }
    const made = changed(
      zone('1', 2020, '1', lot(0)),
      zone('1', 2020, '2', lot(1), rt),
      zone('2', 2024, '1', lot(1), rt),
    )
    expect(made.totals.filter((row) => row.level === 'zone').map((row) => row.unit_id)).toEqual([
      '1',
      '1 (1)',
    ])
    expect(made.matches.map((row) => [row.from_zone_id, row.to_zone_id, row.relation, row.unit_id])).toEqual([
      ['1', null, 'left', '1 (1)'],
      ['2', '1', 'same', '1'],
    ])
  })

  it('takes polygons under one code for one zone in parts', () => {
    const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'A', lot(1))]
    const row = total(changed(...old, zone('2', 2024, 'A', lot(1))), 'zone', 'A')
    expect([row.area_ha_before, row.area_ha_kept, row.area_ha_left].map((ha) => ha.toFixed(4))).toEqual([
      '2.0000',
      '1.0000',
      '1.0000',
    ])
  })

  it('takes old zones that repeat over the same ground for a merger', () => {
    const old = [zone('1', 2020, 'A', lot(0)), zone('1', 2020, 'B', lot(0))]
    const made = changed(...old, zone('2', 2024, 'A', lot(0)))
    expect(made.matches.map((row) => row.relation)).toEqual(['same', 'merged'])
    expect(total(made, 'zone', 'A').area_ha_before).toBeCloseTo(1, 6)
  })

  it('of a verification: a renamed zone takes the place of the one before, others are not spoken of', () => {
    const decree = [zone('1', 2014, 'A', lot(0)), zone('1', 2014, 'B', lot(1))]
    const seen = zone('v', 2018, 'A2', rectangle(0, 0, 60, 100), { kind: 'verification' })
    expect(matches(...decree, seen)).toEqual(['A -> A2 renamed geometry 60 100'])
    const after = changed(...decree, seen, zone('2', 2020, 'B', lot(1)))
    expect(
      after.matches.flatMap((row) =>
        row.from_decree === 'v' ? [`${row.from_zone_id} ${row.relation}`] : [],
      ),
    ).toEqual(['A2 left', 'B same'])
  })
})
