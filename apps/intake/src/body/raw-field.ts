/** A field as the caller named and filled it. */
export interface RawField {
  readonly name: string;
  readonly value: string;
}

/** A body as a flat list of fields, whatever its content type was. */
export interface ParsedBody {
  readonly fields: readonly RawField[];
  readonly warnings: readonly string[];
}

/** No form that people fill has more; a body of empty fields could hold thousands. */
export const MAX_FIELDS = 200;
