import type { DecisionKind } from '../values/traced-numbers.ts'

/** What a reader asks the way to; a criterion by its id. */
export type WhyTopic =
  | 'total'
  | 'area_ha_decree'
  | 'area_ha_utm'
  | 'area_ha_geodesic'
  | 'people'
  | 'density_people'
  | 'density_buildings'
  | Exclude<DecisionKind, 'class_code'>
  | { criterion: string }

/** Opens the way to a number. */
export type AskWhy = (topic: WhyTopic) => void

/** One word for a topic, unlike any other; focus finds its way back by it. */
export function topicKey(topic: WhyTopic): string {
  return typeof topic === 'string' ? topic : `criterion-${topic.criterion}`
}
