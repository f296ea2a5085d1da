/** A cell as the file holds it: text stays text, so that `004` and `12,75` survive until a schema says what they mean. */
export type Cell = string | number | boolean | null
