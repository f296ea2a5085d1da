/** Whole numbers in one piece of memory that grows. */
export class Int32List {
  data: Int32Array
  length = 0

  constructor(capacity = 1024) {
    this.data = new Int32Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = value
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.data.length) return
    const grown = new Int32Array(Math.max(wanted, Math.ceil(this.data.length * 1.5)))
    grown.set(this.data.subarray(0, this.length))
    this.data = grown
  }
}

/** Numbers in one piece of memory that grows. */
export class Float64List {
  data: Float64Array
  length = 0

  constructor(capacity = 1024) {
    this.data = new Float64Array(capacity)
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1)
    this.data[this.length++] = value
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const wanted = this.length + more
    if (wanted <= this.data.length) return
    const grown = new Float64Array(Math.max(wanted, Math.ceil(this.data.length * 1.5)))
    grown.set(this.data.subarray(0, this.length))
    this.data = grown
  }
}
