/** Things that are mentioned many times and stand once, in the order in which they were first mentioned. */
export class Mentioned<T> {
  readonly all: T[] = []
  readonly #keyOf: (one: T) => string
  readonly #places = new Map<string, number>()

  /** @param keyOf what tells two of them apart */
  constructor(keyOf: (one: T) => string) {
    this.#keyOf = keyOf
  }

  /** Its place among {@link all}, where it now stands. */
  at(one: T): number {
    const key = this.#keyOf(one)
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.all.length)
    return this.all.push(one) - 1
  }
}
