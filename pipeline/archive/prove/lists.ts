/** Numbers in one piece of memory that grows. */
class NumberList<T extends Int32Array | Float64Array> {
  data: T
  length = 0
  readonly #make: (capacity: number) => T

  constructor(make: (capacity: number) => T, capacity: number) {
    this.#make = make
    this.data = make(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = value
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.data.length) return
    const grown = this.#make(Math.max(wanted, Math.ceil(this.data.length * 1.5)))
    grown.set(this.data.subarray(0, this.length))
    this.data = grown
  }
}

export class Int32List extends NumberList<Int32Array> {
  constructor(capacity = 1024) {
    super((size) => new Int32Array(size), capacity)
  }
}

export class Float64List extends NumberList<Float64Array> {
  constructor(capacity = 1024) {
    super((size) => new Float64Array(size), capacity)
  }
}
