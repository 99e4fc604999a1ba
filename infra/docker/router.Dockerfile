# The image of the routing service. From the root of the repository:
#
#   docker build -f infra/docker/router.Dockerfile -t pointsman-router .
#
# Migrations are a step of their own, with the same image: docker run … pointsman-router apps/router/src/commands/migrate.ts

FROM node:24.21.0-bookworm-slim AS install
WORKDIR /app
RUN npm install --global pnpm@12.21.0
COPY . .
# Only what this service imports, and nothing that only tests need.
RUN pnpm install --frozen-lockfile --prod --filter-prod @pointsman/router...

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8788 DRAIN_DELAY_MS=5000
# Owned by root, run by another: the process cannot change its own code.
COPY --from=install /app /app
USER node
EXPOSE 8788
# Alive, not ready: a process that waits for its database must not be ended for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8788/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning"]
CMD ["apps/router/src/main.ts"]
