import { startBenchServers } from "../../src/bench/router/servers.ts";

/** Starts what a bench measures, says where it is, and stays until it is killed. */
const servers = await startBenchServers();
const [router] = await servers.startRouters(1);
process.stdout.write(`${JSON.stringify({ router, databaseUrl: servers.databaseUrl })}\n`);
setInterval(() => {}, 60_000);
