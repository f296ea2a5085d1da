import type { Geometry } from 'geojson'
import initGeos from 'geos-wasm'
import { decodeWkb, encodeWkb } from './wkb.ts'

/** A fault that GEOS reports, in its own words, or a geometry that must not reach it. */
export class GeosError extends Error {
  /** The operation that failed, such as `intersection`. */
  readonly operation: string

  constructor(operation: string, message: string) {
    super(`GEOS ${operation}: ${message}`)
    this.name = 'GeosError'
    this.operation = operation
  }
}

/** Address of an object in the memory of the WebAssembly module; 0 is none. */
export type Pointer = number

type Context = Pointer

/** The part of the C API of GEOS that is used (libgeos.org/doxygen/geos__c_8h.html); booleans are 0, 1, and 2 = failed. */
export interface GeosApi {
  GEOS_init_r(): Context
  GEOSContext_setErrorMessageHandler_r(context: Context, handler: Pointer, data: Pointer): Pointer
  GEOSContext_setNoticeMessageHandler_r(context: Context, handler: Pointer, data: Pointer): Pointer
  GEOSWKBReader_create_r(context: Context): Pointer
  GEOSWKBReader_read_r(context: Context, reader: Pointer, bytes: Pointer, length: number): Pointer
  GEOSWKBWriter_create_r(context: Context): Pointer
  GEOSWKBWriter_setByteOrder_r(context: Context, writer: Pointer, order: number): void
  GEOSWKBWriter_setOutputDimension_r(context: Context, writer: Pointer, dimension: number): void
  GEOSWKBWriter_write_r(context: Context, writer: Pointer, geometry: Pointer, length: Pointer): Pointer
  GEOSCoordSeq_copyFromBuffer_r(
    context: Context,
    doubles: Pointer,
    positions: number,
    hasZ: number,
    hasM: number,
  ): Pointer
  GEOSGeom_createLinearRing_r(context: Context, coordinates: Pointer): Pointer
  GEOSGeom_createPolygon_r(context: Context, shell: Pointer, holes: Pointer, count: number): Pointer
  GEOSGeom_createCollection_r(context: Context, type: number, members: Pointer, count: number): Pointer
  GEOSisValid_r(context: Context, geometry: Pointer): number
  GEOSisValidReason_r(context: Context, geometry: Pointer): Pointer
  GEOSGeom_destroy_r(context: Context, geometry: Pointer): void
  GEOSFree_r(context: Context, memory: Pointer): void
  GEOSisValidDetail_r(
    context: Context,
    geometry: Pointer,
    flags: number,
    reason: Pointer,
    location: Pointer,
  ): number
  GEOSMakeValidParams_create_r(context: Context): Pointer
  GEOSMakeValidParams_setMethod_r(context: Context, params: Pointer, method: number): number
  GEOSMakeValidParams_setKeepCollapsed_r(context: Context, params: Pointer, keep: number): number
  GEOSMakeValidParams_destroy_r(context: Context, params: Pointer): void
  GEOSMakeValidWithParams_r(context: Context, geometry: Pointer, params: Pointer): Pointer
  GEOSIntersection_r(context: Context, a: Pointer, b: Pointer): Pointer
  GEOSDifference_r(context: Context, a: Pointer, b: Pointer): Pointer
  GEOSUnaryUnion_r(context: Context, geometry: Pointer): Pointer
  GEOSConstrainedDelaunayTriangulation_r(context: Context, geometry: Pointer): Pointer
  GEOSBufferWithStyle_r(
    context: Context,
    geometry: Pointer,
    distance: number,
    quadrantSegments: number,
    endCap: number,
    join: number,
    mitreLimit: number,
  ): Pointer
  GEOSIntersects_r(context: Context, a: Pointer, b: Pointer): number
  GEOSRelatePattern_r(context: Context, a: Pointer, b: Pointer, pattern: Pointer): number
  GEOSArea_r(context: Context, geometry: Pointer, area: Pointer): number
  GEOSDistance_r(context: Context, a: Pointer, b: Pointer, distance: Pointer): number
  GEOSPrepare_r(context: Context, geometry: Pointer): Pointer
  GEOSPreparedGeom_destroy_r(context: Context, prepared: Pointer): void
  GEOSPreparedCovers_r(context: Context, prepared: Pointer, other: Pointer): number
  GEOSPreparedRelatePattern_r(context: Context, prepared: Pointer, other: Pointer, pattern: Pointer): number
}

interface GeosModule {
  /** Replaced whenever the memory grows: never kept. */
  HEAPU8: Uint8Array
  HEAPF64: Float64Array
  HEAPU32: Uint32Array
  _malloc(bytes: number): Pointer
  _free(memory: Pointer): void
  addFunction(handler: (message: Pointer, data: Pointer) => void, signature: string): Pointer
  UTF8ToString(text: Pointer): string
}

/**
 * Memory and errors of GEOS: geometry crosses as WKB, everything allocated for a call is freed on every path out of it,
 * and a failure is thrown with GEOS's message.
 */
export class GeosRuntime {
  readonly api: GeosApi
  readonly context: Context
  readonly #module: GeosModule
  readonly #reader: Pointer
  readonly #writer: Pointer
  /** Sixteen bytes for out-parameters. */
  readonly #scratch: Pointer
  /** The pattern of DE-9IM by which interiors meet, as a C string. */
  readonly interiorsMeet: Pointer
  #message = ''

  private constructor(api: GeosApi, module: GeosModule) {
    this.api = api
    this.#module = module
    // A context of our own: the default one prints notices and throws through C++ frames, which leaks.
    this.context = api.GEOS_init_r()
    const onError = module.addFunction((message) => {
      this.#message = module.UTF8ToString(message)
    }, 'vii')
    const onNotice = module.addFunction(() => {}, 'vii')
    api.GEOSContext_setErrorMessageHandler_r(this.context, onError, 0)
    api.GEOSContext_setNoticeMessageHandler_r(this.context, onNotice, 0)
    this.#reader = api.GEOSWKBReader_create_r(this.context)
    this.#writer = api.GEOSWKBWriter_create_r(this.context)
    api.GEOSWKBWriter_setByteOrder_r(this.context, this.#writer, 1)
    api.GEOSWKBWriter_setOutputDimension_r(this.context, this.#writer, 2)
    this.#scratch = module._malloc(16)
    const pattern = new TextEncoder().encode('T********\0')
    this.interiorsMeet = module._malloc(pattern.length)
    module.HEAPU8.set(pattern, this.interiorsMeet)
  }

  static async start(): Promise<GeosRuntime> {
    const geos = (await initGeos()) as unknown as GeosApi & { Module: GeosModule }
    return new GeosRuntime(geos, geos.Module)
  }

  /** Memory for a caller that fills it through `doubles` and `words`, and frees it. */
  allocate(bytes: number): Pointer {
    const memory = this.#module._malloc(bytes)
    if (memory === 0) throw new GeosError('allocate', `no memory for ${bytes} bytes`)
    return memory
  }

  free(memory: Pointer): void {
    if (memory !== 0) this.#module._free(memory)
  }

  /** All memory as numbers of 8 bytes; not to be kept, as it is replaced when the memory grows. */
  get doubles(): Float64Array {
    return this.#module.HEAPF64
  }

  /** All memory as unsigned numbers of 4 bytes; not to be kept. */
  get words(): Uint32Array {
    return this.#module.HEAPU32
  }

  /** Runs `use` with the geometries inside GEOS and frees them afterwards. */
  using<T>(operation: string, geometries: readonly Geometry[], use: (...pointers: Pointer[]) => T): T {
    const pointers: Pointer[] = []
    try {
      for (const geometry of geometries) pointers.push(this.#read(operation, geometry))
      return use(...pointers)
    } finally {
      for (const pointer of pointers) this.destroy(pointer)
    }
  }

  /** Copies a geometry into GEOS; the pointer is the caller's to destroy. */
  take(operation: string, geometry: Geometry): Pointer {
    return this.#read(operation, geometry)
  }

  /** Checks a pointer that an operation gave, runs `use` with it and frees it afterwards. */
  taking<T>(operation: string, pointer: Pointer, use: (pointer: Pointer) => T): T {
    if (pointer === 0) throw this.error(operation)
    try {
      return use(pointer)
    } finally {
      this.destroy(pointer)
    }
  }

  /** Copies a geometry out of GEOS; the pointer stays with the caller. */
  write(operation: string, geometry: Pointer): Geometry {
    const bytes = this.api.GEOSWKBWriter_write_r(this.context, this.#writer, geometry, this.#scratch)
    if (bytes === 0) throw this.error(operation)
    try {
      return decodeWkb(this.#module.HEAPU8.subarray(bytes, bytes + this.uint32At(0)))
    } finally {
      this.api.GEOSFree_r(this.context, bytes)
    }
  }

  destroy(geometry: Pointer): void {
    if (geometry !== 0) this.api.GEOSGeom_destroy_r(this.context, geometry)
  }

  /** Address of the out-parameter at byte 0, 4 or 8 of the scratch memory, cleared. */
  out(offset: 0 | 4 | 8): Pointer {
    const address = this.#scratch + offset
    this.#module.HEAPU8.fill(0, address, this.#scratch + (offset === 8 ? 16 : offset + 4))
    return address
  }

  uint32At(offset: 0 | 4): number {
    return this.#view().getUint32(offset, true)
  }

  doubleAt(offset: 8): number {
    return this.#view().getFloat64(offset, true)
  }

  /** Copies a string that GEOS allocated, and frees it. */
  takeText(text: Pointer): string {
    if (text === 0) return ''
    try {
      return this.#module.UTF8ToString(text)
    } finally {
      this.api.GEOSFree_r(this.context, text)
    }
  }

  /** The last message of GEOS as an error; the message is used up. */
  error(operation: string): GeosError {
    const message = this.#message.replace(/^\w*Exception: /, '') || 'failed without a message'
    this.#message = ''
    return new GeosError(operation, message)
  }

  #read(operation: string, geometry: Geometry): Pointer {
    const bytes = encodeWkb(geometry)
    const memory = this.#module._malloc(bytes.length)
    if (memory === 0) throw new GeosError(operation, `no memory for ${bytes.length} bytes`)
    try {
      this.#module.HEAPU8.set(bytes, memory)
      const pointer = this.api.GEOSWKBReader_read_r(this.context, this.#reader, memory, bytes.length)
      if (pointer === 0) throw this.error(operation)
      return pointer
    } finally {
      this.#module._free(memory)
    }
  }

  #view(): DataView {
    return new DataView(this.#module.HEAPU8.buffer, this.#scratch, 16)
  }
}
