# syntax=docker/dockerfile:1
# One image for every process of ours; docker-compose.yml says which one a container runs.

FROM node:24-slim AS build
WORKDIR /app
# Dependencies first: they change less often than the code, and their layer is then taken from the cache.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit

FROM node:24-slim
# Temporal's native client verifies TLS servers with the system's certificates, which the slim image lacks.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/dist ./dist
# A volume that is mounted here first takes this owner: the emulators' webhook secrets are handed over in it.
RUN mkdir /run/holdfast && chown node:node /run/holdfast
USER node
# Node itself is the process that gets SIGTERM; npm would not pass it on reliably.
CMD ["node", "dist/apps/api/src/main.js"]
