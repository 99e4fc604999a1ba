import { ROLE_SCOPES, type Person } from "@pointsman/contracts/access";
import type { Scope } from "@pointsman/contracts/api";
import { AppError } from "@pointsman/contracts/error";
import type { PersonId } from "@pointsman/contracts/id";
import type { Caller } from "@pointsman/rpc/authenticate";
import type { Tx } from "@pointsman/store/connect";
import { findPerson } from "@pointsman/store/people/people";

interface KeyRights {
  readonly personId: PersonId | null;
  readonly scopes: readonly Scope[] | null;
}

/** Nobody gives more than he has: else the right to make keys would be every right. @throws AppError `FORBIDDEN` */
export function requireMayGive(caller: Caller, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !caller.scopes.includes(scope));
  if (missing.length === 0) return;
  throw new AppError("FORBIDDEN", `The API key cannot give what it lacks itself: ${missing.join(", ")}.`);
}

/**
 * All that a key may do that is to be made.
 *
 * @throws AppError `INVALID_INPUT` for a person who is not on file, and for a scope that his role does not have
 */
export async function resolveScopes(tx: Tx, { personId, scopes }: KeyRights): Promise<readonly Scope[]> {
  if (personId === null) return scopes ?? [];
  const person = await findPerson(tx, personId);
  if (person === undefined) throw invalid("personId", `there is no person ${personId}`, "the id of a person on file");
  const ofRole = scopesOf(person);
  const beyond = scopes?.find((scope) => !ofRole.includes(scope));
  if (beyond === undefined) return scopes ?? ofRole;
  const problem = `${personId} has the role ${person.role}, which lacks ${beyond}`;
  throw invalid("scopes", problem, `some of ${ofRole.join(", ")}`);
}

/** All that a key may do that is on file: of a person's what his role has by now. */
export async function readScopes(tx: Tx, { personId, scopes }: KeyRights): Promise<readonly Scope[]> {
  const person = personId === null ? undefined : await findPerson(tx, personId);
  if (person === undefined) return scopes ?? [];
  return scopesOf(person).filter((scope) => scopes?.includes(scope) ?? true);
}

function scopesOf({ role }: Person): readonly Scope[] {
  return ROLE_SCOPES[role];
}

function invalid(field: string, problem: string, expected: string): AppError {
  return new AppError("INVALID_INPUT", `${field}: ${problem}`, [{ field, problem, expected }]);
}
