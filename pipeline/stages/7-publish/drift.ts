import { type City, UNKNOWN_DECREE } from '../../city.ts'
import type { RowsCompared, RowsDrift } from './drift-rows.ts'

/** How far a release may be from the one before it; `drift` in `city.yaml`, described in its schema. */
export type DriftLimits = City['drift']

/** What a quantity was in the last good release and is in the new one; null where a release does not state it. */
export interface OldNew<T> {
  old: T | null
  new: T | null
}

/** One layer of two releases, features told apart by the key of the layer's profile. */
export interface LayerDrift {
  layer: string
  /** Number of features; null where the release has no such layer. */
  features: OldNew<number>
  /** Null where the keys of the two cannot be compared. */
  ids: { gone: number; come: number; first_gone: string[] } | null
  /** Of features that both have: those whose `score_class` differs. Null for a layer without classes. */
  classes: { both: number; changed: number; first_changed: ClassChange[] } | null
}

export interface ClassChange {
  id: string
  from: string | null
  to: string | null
}

/** Two releases, measured against each other. */
export interface Comparison {
  /** Number of the decree in force. */
  decree: OldNew<string>
  /** Hectares in total, by the layer or table and the attribute they are the sum of. */
  areas: ({ subject: string } & OldNew<number>)[]
  layers: LayerDrift[]
  rows: RowsCompared
}

export type GateName =
  | 'not_comparable'
  | 'decree'
  | 'layer_gone'
  | 'features'
  | 'ids_gone'
  | 'area'
  | 'class_changes'
  | 'table_gone'
  | 'table_rows'
  | 'source_rows'

/** One thing that was held against its limit. */
export interface Gate extends OldNew<number | string> {
  gate: GateName
  /** Layer, layer and attribute, table, or source. */
  subject: string
  /** Signed, in `unit`; null where a change has no size. */
  change: number | null
  unit: 'features' | 'rows' | '%' | null
  /** The largest change that passes, in `unit`; null where none does. */
  limit: number | null
  beyond: boolean
  /** The first of the features it is about, in order. */
  ids: string[]
}

/** What of the last good release cannot be held against the new one, and why. */
export interface Incomparable {
  /** Layer or table, or the release as a whole. */
  subject: string
  /** What is damaged, and where. */
  what: string
}

/** What cannot be compared may hide any drift: it is beyond every limit. */
export function incomparableGate({ subject, what }: Incomparable): Gate {
  return {
    gate: 'not_comparable',
    subject,
    old: what,
    new: null,
    change: null,
    unit: null,
    limit: null,
    beyond: true,
    ids: [],
  }
}

/** Features a gate names; `drift.json` names all. */
export const NAMED_IDS = 10

/** The layer of the decree's own locations: what a mayor signed does not come or go by the percent. */
const DECREED = 'zones'

/**
 * Holds a comparison against the limits, decree first. A loss counts by its percent even where that is one feature of four;
 * a gain does so from `features_added` on, for few new features make percents silly. What was there and is not any
 * more is always beyond. Rows are held against a limit where they are fewer alone, and a few may always go: years of records
 * make tables longer, and a correction takes some out.
 */
export function judgeDrift({ decree, areas, layers, rows }: Comparison, limits: DriftLimits): Gate[] {
  return [
    decreeGate(decree),
    ...areas.flatMap((area) => areaGate(area, limits)),
    ...layers.flatMap((layer) => layerGates(layer, limits)),
    ...rows.sources.flatMap((source) => sourceGates(source, limits)),
    ...rows.tables.flatMap((table) => tableGates(table, limits)),
  ]
}

function decreeGate(decree: OldNew<string>): Gate {
  return {
    gate: 'decree',
    subject: 'decree in force',
    ...decree,
    change: null,
    unit: null,
    limit: null,
    // A placeholder named no decree: to put the number in its place changes none.
    beyond: decree.old !== decree.new && decree.old !== UNKNOWN_DECREE,
    ids: [],
  }
}

function areaGate({ subject, ...total }: Comparison['areas'][number], limits: DriftLimits): Gate[] {
  // A total that was not stated before has nothing to be held against.
  if (total.old === null || total.old <= 0) return []
  const change = (total.new ?? 0) - total.old
  const vanished = (total.new ?? 0) <= 0
  return [
    {
      gate: 'area',
      subject,
      ...total,
      change: percent(change, total.old),
      unit: '%',
      limit: limits.area_pct,
      beyond: vanished || exceeds(change, total.old, limits.area_pct),
      ids: [],
    },
  ]
}

function layerGates({ layer, features, ids, classes }: LayerDrift, limits: DriftLimits): Gate[] {
  const old = features.old ?? 0
  const now = features.new ?? 0
  if (old === 0) return []
  if (now === 0) {
    const named = ids?.first_gone ?? []
    return [
      {
        gate: 'layer_gone',
        subject: layer,
        old,
        new: 0,
        change: -old,
        unit: 'features',
        limit: 0,
        beyond: true,
        ids: named,
      },
    ]
  }
  const few = layer !== DECREED && now > old && now - old <= limits.features_added
  const gates: Gate[] = [
    {
      gate: 'features',
      subject: layer,
      old,
      new: now,
      change: percent(now - old, old),
      unit: '%',
      limit: limits.features_pct,
      beyond: !few && exceeds(now - old, old, limits.features_pct),
      ids: [],
    },
  ]
  if (ids !== null) gates.push(goneGate(layer, old, ids, limits))
  if (classes !== null && classes.both > 0) gates.push(classGate(layer, classes, limits))
  return gates
}

function goneGate(
  layer: string,
  old: number,
  ids: NonNullable<LayerDrift['ids']>,
  limits: DriftLimits,
): Gate {
  const counted = layer === DECREED
  const limit = counted ? limits.zones_gone : limits.ids_gone_pct
  return {
    gate: 'ids_gone',
    subject: layer,
    old,
    new: old - ids.gone,
    change: counted ? 0 - ids.gone : percent(-ids.gone, old),
    unit: counted ? 'features' : '%',
    limit,
    beyond: counted ? ids.gone > limit : exceeds(ids.gone, old, limit),
    ids: ids.first_gone,
  }
}

function classGate(
  layer: string,
  { both, changed, first_changed }: NonNullable<LayerDrift['classes']>,
  limits: DriftLimits,
): Gate {
  return {
    gate: 'class_changes',
    subject: `${layer}.score_class`,
    old: both,
    new: both - changed,
    change: percent(changed, both),
    unit: '%',
    limit: limits.class_changes_pct,
    beyond: exceeds(changed, both, limits.class_changes_pct),
    ids: first_changed.map(({ id, from, to }) => `${id} (${from ?? 'none'} -> ${to ?? 'none'})`),
  }
}

function sourceGates(source: RowsDrift, limits: DriftLimits): Gate[] {
  return source.old === 0 ? [] : [rowsGate('source_rows', source, limits.source_rows_lost_pct, limits)]
}

function tableGates(table: RowsDrift, limits: DriftLimits): Gate[] {
  const { subject, old } = table
  if (old === 0) return []
  if (table.new > 0) return [rowsGate('table_rows', table, limits.table_rows_lost_pct, limits)]
  const whole = { change: -old, unit: 'rows', limit: 0, beyond: true } as const
  return [{ gate: 'table_gone', subject, old, new: 0, ...whole, ids: [] }]
}

function rowsGate(
  gate: 'source_rows' | 'table_rows',
  { subject, old, new: now }: RowsDrift,
  limit: number,
  { rows_lost }: DriftLimits,
): Gate {
  const lost = old - now
  return {
    gate,
    ...{ subject, old, new: now },
    change: percent(-lost, old),
    ...{ unit: '%', limit },
    beyond: now === 0 || (lost > rows_lost && exceeds(lost, old, limit)),
    ids: [],
  }
}

/** Whether a change is more than so many percent of the whole; multiplied out, so that 1 of 10 is no more than 10 %. */
function exceeds(change: number, whole: number, limit_pct: number): boolean {
  return Math.abs(change) * 100 > limit_pct * whole
}

const PERCENT_DECIMALS = 2

function percent(change: number, whole: number): number {
  const rounded = Number(((change * 100) / whole).toFixed(PERCENT_DECIMALS))
  return rounded === 0 ? 0 : rounded
}
