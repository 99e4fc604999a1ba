const SOCKET_ERRORS = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);

/** What `pg` says, without a code, of a connection that broke or could not be had. */
const PG_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect)/;

/**
 * The server could not be reached, or went away: nothing is known of what was under way. Where it was a commit, it may
 * have been done.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // Class 08 is the connection, 57P01–57P03 a server that stops or starts, 53300 one without a free connection.
  return SOCKET_ERRORS.has(code) || /^(08...|57P0[123]|53300)$/.test(code) || PG_MESSAGES.test(error.message);
}
