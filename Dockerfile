# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .swcrc ./
COPY scripts scripts
RUN npm ci --ignore-scripts
COPY src src
COPY migrations migrations
COPY tsconfig.json ./
RUN npm run --silent build && npm prune --omit=dev --ignore-scripts && node scripts/prune.mjs --production

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DEMO=0 DATA_DIR=/tmp/gongjian
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY web/built web/built
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/src/main.js"]
