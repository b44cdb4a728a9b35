# SPDX-License-Identifier: MIT
# docker build .              the command alone: no shell, no user but one without rights
# docker build --target ci .  the same with a shell, for build services that want one
FROM debian:12-slim AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
        cmake gcc libc6-dev libjansson-dev libssl-dev ninja-build pkg-config \
    && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN sh /src/ci/build.sh /out && strip /out/bin/kvjwk

FROM debian:12-slim AS ci
COPY --from=build /out/bin/kvjwk /usr/local/bin/kvjwk
COPY LICENSE /usr/share/doc/kvjwk/copyright
USER 65532:65532
WORKDIR /src
CMD ["kvjwk", "--help"]

FROM scratch
COPY --from=build /out/bin/kvjwk /kvjwk
COPY LICENSE /LICENSE
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/kvjwk"]
CMD ["--help"]
