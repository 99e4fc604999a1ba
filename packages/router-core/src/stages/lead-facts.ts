import type { Facts, FactValue } from "@pointsman/contracts/rule-set";

/**
 * A lead's facts while it is planned: those given, and those that decision tables add one after the other. Rules mostly
 * ask for a fact or two by name, so that a copy with all of them is made only for who wants that: copying was 0.3 µs a lead.
 */
export class LeadFacts {
  readonly given: Facts;
  /** What tables found, and what is looked up by it. An added fact hides a given one of its name, even where it is null. */
  readonly #added: Record<string, FactValue> = {};
  #all: Record<string, FactValue> | null = null;

  constructor(given: Facts) {
    this.given = given;
  }

  /** Given and added, as they stand. */
  get all(): Facts {
    return (this.#all ??= { ...this.given, ...this.#added });
  }

  valueOf(name: string): FactValue | undefined {
    return Object.hasOwn(this.#added, name) ? this.#added[name] : this.given[name];
  }

  add(name: string, value: FactValue): void {
    this.#added[name] = value;
    if (this.#all !== null) this.#all[name] = value;
  }
}
