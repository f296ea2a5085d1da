import type { DecisionKind } from '../values/traced-numbers.ts'

/** What a reader asks the way to; a criterion by its id. */
export type WhyTopic =
  | 'total'
  | 'area_ha_decree'
  | 'area_ha_utm'
  | 'area_ha_geodesic'
  | 'area_difference'
  | 'people'
  | 'density_people'
  | 'density_buildings'
  | Exclude<DecisionKind, 'class_code'>
  | { criterion: string }
  /** A number of `traces/numbers.json`, by its key where there are several of its kind. */
  | { number: string; key: string | null }

/** Opens the way to a number. */
export type AskWhy = (topic: WhyTopic) => void

/** One word for a topic, unlike any other; focus finds its way back by it. */
export function topicKey(topic: WhyTopic): string {
  if (typeof topic === 'string') return topic
  if ('criterion' in topic) return `criterion-${topic.criterion}`
  return ['number', topic.number, topic.key].filter((part) => part !== null).join('-')
}

/** Asks for a number that is the only one of its kind, or for one of several. */
export function numberTopic(number: string, key: string | null = null): WhyTopic {
  return { number, key }
}

/** What a topic adds to the command that explains the zone; a shell takes a quoted key as it is. */
export function topicOption(topic: WhyTopic): string {
  if (typeof topic === 'string') return ''
  if ('criterion' in topic) return ` --criterion ${topic.criterion}`
  const asked = topic.key === null ? topic.number : `${topic.number}:${topic.key}`
  return ` --number ${/^[\w./:-]+$/.test(asked) ? asked : `'${asked.replaceAll("'", `'\\''`)}'`}`
}
