import type { Atlas } from './atlas.ts'
import type { Lang } from './i18n.ts'
import type { ThemeValues } from './theme-values.ts'
import type { Theme } from './themes.ts'

/** What the columns of the list are made of. */
export interface ColumnModel {
  atlas: Atlas
  lang: Lang
  theme: Theme
  values: ThemeValues
}
