/** What of its work the stack tells whoever starts it: how much is logged, and which collector traces go to. By default none. */
export function readWatching(): Readonly<Record<string, string>> {
  const { LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG } = process.env;
  const given = Object.entries({ LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER_ARG });
  return Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
