import fc from 'fast-check'
import type { Geometry, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { inTime } from '../../../pipeline/stages/3-area/changes/vintage-order.ts'
import { writeZoneChanges } from '../../../pipeline/stages/3-area/changes/write.ts'
import { area } from '../../../pipeline/stages/3-area/index.ts'
import type { Zone } from '../../../pipeline/stages/3-area/read.ts'
import { zoneChanges } from '../../../pipeline/stages/3-area/zone-changes.ts'
import { csvSource, featureSource, rectangle } from '../../support/made-up-places.ts'
import { stageContext } from '../../support/stage-context.ts'
import { workspace } from '../../support/workspace.ts'
import {
  changed,
  changedIn,
  city,
  geos,
  geosWith,
  type Made,
  total,
  UNITS,
  zone,
} from './zone-changes-support.ts'

const lot = (place: number): Polygon => rectangle(200 * place, 0, 100, 100)
const VERIFICATION = { kind: 'verification' }

describe('vintages in time', () => {
  const order = (...decrees: [string, number, string | null][]): string[] => {
    const dated = decrees.map(([decree_number, vintage, decree_date]) => ({
      decree_number,
      vintage,
      decree_date,
    }))
    const sorted = dated.toSorted(inTime)
    expect(dated.toReversed().sort(inTime)).toEqual(sorted)
    return sorted.map(({ decree_number }) => decree_number)
  }

  it('stand by year, then date, then number as a number', () => {
    expect(order(['10/2020', 2020, null], ['9/2020', 2020, null], ['100/2019', 2019, null])).toEqual([
      '100/2019',
      '9/2020',
      '10/2020',
    ])
    expect(order(['9/2020', 2020, '2020-11-02'], ['10/2020', 2020, '2020-01-15'])).toEqual([
      '10/2020',
      '9/2020',
    ])
    // As the decree in force is found: one without a date is not the last.
    expect(order(['9/2020', 2020, '2020-01-15'], ['10/2020', 2020, null])).toEqual(['10/2020', '9/2020'])
    expect(
      order(['SK 2', 2020, null], ['SK', 2020, null], ['SK 02', 2020, null], ['SK 1b', 2020, null]),
    ).toEqual(['SK', 'SK 1b', 'SK 02', 'SK 2'])
  })

  it('are compared in it, with the date read from the table of decrees', async () => {
    const square = (width_m: number) => rectangle(0, 0, width_m, 100)
    const made = await workspace({
      sources: [
        csvSource(
          'decrees',
          `decree_number,kind,vintage,decree_date
           7/2020,decree,2020,2020-12-01
           9/2020,decree,2020,2020-01-15
           10/2020,decree,2020,2020-11-02`,
        ),
        featureSource(
          'zones',
          ['7/2020', '9/2020', '10/2020'].map((decree_number, i) => ({
            zone_id: 'A',
            decree_number,
            geometry: square(100 + 10 * i),
          })),
        ),
      ],
    })
    await made.run('3-area')
    const rows = await made.rows<Made['totals'][number]>('3-area', 'change_totals')
    expect(
      rows.flatMap((row) =>
        row.level === 'city'
          ? [[row.from_decree, row.to_decree, Number(row.from_order), Number(row.to_order)]]
          : [],
      ),
    ).toEqual([
      ['9/2020', '10/2020', 1, 2],
      ['9/2020', '7/2020', 1, 3],
      ['10/2020', '7/2020', 2, 3],
    ])
  })

  it('leave out zones of a decree without a year, which the stage says', async () => {
    const context = await stageContext(area)
    try {
      const zones = [
        zone('1', 2020, 'A', lot(0)),
        ...['A', 'B'].map((code, place) => zone('?', null, code, lot(place))),
      ]
      expect((await writeZoneChanges(context, zones, [], geos)).rows).toEqual({
        zone_changes: 0,
        zone_matches: 0,
        change_totals: 0,
      })
      expect(context.said).toEqual(['  note   2 zones of 1 decrees without a year: left out of change'])
    } finally {
      context.close()
    }
  })

  it('are told of while they are compared, step by step to the end', () => {
    const tasks: { label: string; steps: number; done: number; ended: boolean }[] = []
    const watch = (label: string, steps: number) => {
      const task = { label, steps, done: 0, ended: false }
      tasks.push(task)
      return {
        advance: (more: number) => {
          task.done += more
        },
        end: () => {
          task.ended = true
        },
      }
    }
    const zones = [
      ...[0, 1, 2].map((place) => zone('1', 2014, `A${place}`, lot(place))),
      zone('v', 2018, 'A1', lot(1), VERIFICATION),
    ]
    expect([...zoneChanges(zones, UNITS, city, geos, watch)]).toHaveLength(1)
    expect(tasks).toEqual([
      { label: 'match zones of 1 and v', steps: 3, done: 3, ended: true },
      // A1 of either side as a zone; again, and the two others, by kelurahan.
      { label: 'cut 1 by v', steps: 6, done: 6, ended: true },
    ])
  })
})

describe('a verification', () => {
  it('whose codes are numbers of rows removes no ground it never saw', () => {
    const decree = [1, 2, 3, 4].map((place) => zone('1', 2014, String(place), lot(place)))
    const seen = [3, 4].map((place) => zone('v', 2018, String(place - 2), lot(place), VERIFICATION))
    const made = changed(...decree, ...seen)
    const whole = total(made, 'city', '99.71')
    expect(whole).toMatchObject({ zones_before: 4, zones_after: 4 })
    expect([whole.area_ha_left, whole.area_ha_not_verified].map((ha) => ha.toFixed(6))).toEqual([
      '0.000000',
      '2.000000',
    ])
    expect(made.matches.map((row) => `${row.from_zone_id} ${row.relation} ${row.to_zone_id}`)).toEqual([
      '3 renamed 1',
      '4 renamed 2',
    ])
  })

  it('speaks of a zone it names where neither ground is another zone, and of none it lies beside', () => {
    const decree = [0, 1].map((place) => zone('1', 2014, `A${place}`, lot(place)))
    const whole = total(changed(...decree, zone('v', 2018, 'A0', lot(5), VERIFICATION)), 'city', '99.71')
    expect(
      [whole.area_ha_left, whole.area_ha_added, whole.area_ha_not_verified].map((ha) => ha.toFixed(6)),
    ).toEqual(['1.000000', '1.000000', '1.000000'])
    // A tenth of A0 under another code: no part of it is told of a zone that was not verified.
    const beside = changed(...decree, zone('v', 2018, 'N', rectangle(90, 0, 100, 100), VERIFICATION))
    expect(beside.matches.map((row) => `${row.from_zone_id} ${row.relation} ${row.to_zone_id}`)).toEqual([
      'null new N',
    ])
  })

  it('is matched once', () => {
    const [unspoken, seen] = [
      zone('1', 2014, 'B', lot(1)),
      zone('v', 2018, 'N', rectangle(0, 0, 210, 100), VERIFICATION),
    ]
    let asked = 0
    const intersection = (a: Geometry, b: Geometry) => {
      if (a === unspoken.geometry && b === seen.geometry) asked++
      return geos.intersection(a, b)
    }
    const counting = geosWith({ intersection: intersection as typeof geos.intersection })
    const zones = [zone('1', 2014, 'A', lot(0)), unspoken, seen]
    expect([...zoneChanges(zones, [], city, counting)]).toHaveLength(1)
    expect(asked).toBe(1)
  })

  it('that gives a code to another zone leaves two of that code, told apart by decree', () => {
    const rt = (number: number) => ({ kelurahan_code: '99.71.01.1001', rt_rw: `RT00${number}-RW001` })
    const zones = [
      zone('1', 2014, 'X', lot(1), rt(1)),
      zone('1', 2014, 'Y', lot(2), rt(2)),
      zone('v', 2018, 'X', lot(2), { ...rt(2), ...VERIFICATION }),
    ]
    const later = changed(...zones, zone('2', 2020, 'Q', rectangle(5000, 0, 10, 10)))
    const after = (row: { from_decree: string }) => row.from_decree === 'v'
    expect(later.matches.filter(after).map((row) => [row.from_zone_id, row.unit_id])).toEqual([
      ['X', 'X'],
      ['X (1)', 'X (1)'],
      [null, 'Q'],
    ])
    expect(later.changes.filter(after).map((row) => row.zone_id)).toEqual(['Q', 'X', 'X (1)'])
    expect(
      later.totals.filter((row) => after(row) && row.level === 'zone').map((row) => row.unit_id),
    ).toEqual(['Q', 'X', 'X (1)'])
    // Both bear the code of the zone that goes on: the ground says which it is.
    const goesOn = changed(...zones, zone('2', 2020, 'X', lot(1)))
    expect(goesOn.matches.filter(after).map((row) => [row.from_zone_id, row.relation, row.unit_id])).toEqual([
      ['X', 'left', 'X (v)'],
      ['X (1)', 'same', 'X'],
    ])
  })
})

describe('keys of the tables', () => {
  /** Zones of one vintage: which lots, under which codes and RT. */
  const drawn = fc.uniqueArray(
    fc.record({
      place: fc.integer({ min: 0, max: 5 }),
      code: fc.constantFrom('1', '2', '3', '4', '5'),
      rt: fc.constantFrom(null, 1, 2, 3),
      shift_m: fc.constantFrom(0, 0, 30, 60),
    }),
    { minLength: 1, maxLength: 5, selector: ({ code }) => code },
  )
  type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never
  const zonesOf = (decree: string, year: number, kind: string, lots: Drawn): Zone[] =>
    lots.map(({ place, code, rt, shift_m }) =>
      zone(decree, year, code, rectangle(100 * place + shift_m, 0, 100, 100), {
        kind,
        ...(rt === null ? {} : { kelurahan_code: '99.71.01.1001', rt_rw: `RT00${rt}-RW001` }),
      }),
    )
  const kind = fc.constantFrom('decree', 'verification')

  it('are unique over vintages with verifications, codes dealt out anew and RT that point elsewhere', () => {
    const unique = <T>(rows: readonly T[], keyOf: (row: T) => unknown[]): void => {
      const keys = rows.map((row) => JSON.stringify(keyOf(row)))
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
    }
    let namesakes = 0
    fc.assert(
      fc.property(drawn, drawn, drawn, drawn, kind, kind, (first, second, third, fourth, kind2, kind3) => {
        const made = changedIn(UNITS, [
          ...zonesOf('a', 2014, 'decree', first),
          ...zonesOf('b', 2016, kind2, second),
          ...zonesOf('c', 2018, kind3, third),
          ...zonesOf('d', 2020, 'decree', fourth),
        ])
        const pair = (row: Made['totals' | 'changes' | 'matches'][number]) => [row.from_decree, row.to_decree]
        unique(made.changes, (row) => [...pair(row), row.zone_id, row.change, row.from_zone_id])
        unique(made.matches, (row) => [...pair(row), row.from_zone_id, row.to_zone_id])
        unique(made.totals, (row) => [...pair(row), row.level, row.unit_id])
        unique(made.checks, (row) => [row.overlay, row.decree_number, row.unit_id])
        const units = new Set(made.totals.map((row) => JSON.stringify([...pair(row), row.unit_id])))
        for (const row of made.matches)
          if (row.unit_id !== null) expect(units).toContain(JSON.stringify([...pair(row), row.unit_id]))
        namesakes += made.matches.filter((row) => row.from_zone_id?.includes('(')).length
      }),
      { numRuns: 30, seed: 20_240_614 },
    )
    expect(namesakes).toBeGreaterThan(10)
  })
})
