import type { City } from '../../city.ts'

/** Ids of the sources of a city that some canonical tables are made from, in the order of `city.yaml`. */
export function sourcesOf(city: Pick<City, 'sources'>, tables: readonly string[]): string[] {
  return city.sources.filter((source) => tables.includes(source.table)).map((source) => source.id)
}
