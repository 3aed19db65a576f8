# One image for every service of eventmart's own. The compose file sets the launcher of each container.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# the modules of Java that Hadoop and Spark use, a third of Debian's runtime
FROM ${PYTHON_IMAGE} AS java
# Debian's package links its manuals, whose folder slim images lack
RUN mkdir -p /usr/share/man/man1 \
    && apt-get update \
    && apt-get install --yes --no-install-recommends default-jdk-headless
RUN jlink --output /opt/java --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2 \
    --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.incubator.vector,jdk.jcmd,jdk.management,jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs \
    && cp --remove-destination --dereference /etc/ssl/certs/java/cacerts /opt/java/lib/security/cacerts

FROM ${PYTHON_IMAGE} AS base
RUN useradd --uid 10001 --create-home eventmart \
    && install --directory --owner eventmart --mode 700 /var/lib/eventmart
COPY --from=java /opt/java /opt/java
ENV PATH=/opt/venv/bin:/opt/java/bin:$PATH \
    JAVA_HOME=/opt/java \
    PYTHONUNBUFFERED=1 \
    EVENTMART_JARS_DIR=/opt/jars \
    EVENTMART_STATE_DIR=/var/lib/eventmart
WORKDIR /opt/eventmart

FROM base AS build
COPY requirements.txt ./
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --no-cache-dir --require-hashes -r requirements.txt
# A third of Spark, and parts of Arrow, that nothing here uses: streaming state, Spark Connect, machine learning,
# Kubernetes, the Scala shell; Flight, S3, headers. A name that matches nothing fails the build.
RUN cd /opt/venv/lib/python3.*/site-packages \
    && (cd pyspark/jars && rm rocksdbjni-* spark-connect_* spark-mllib* spark-graphx* breeze* spire* cats-kernel* \
        algebra* JTransforms* arpack* lapack* kubernetes-* spark-kubernetes* vertx-* scala-compiler* spark-repl* \
        spark-pipelines* netty-tcnative-boringssl-static-*-osx-* netty-tcnative-boringssl-static-*-windows-*) \
    && (cd pyarrow && rm -r libarrow_flight* libarrow_s3* include)
# 750 MB that only a mart on ClickHouse needs
ARG MART_ENGINE=postgres
COPY requirements-clickhouse.txt ./
RUN if [ "$MART_ENGINE" = clickhouse ]; then \
        pip --python /opt/venv/bin/python install --no-cache-dir --require-hashes -r requirements-clickhouse.txt; \
    fi
COPY eventmart eventmart
RUN python -m eventmart.jars

FROM base
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/jars /opt/jars
COPY . .
# the files may be closed to others where they come from
RUN chmod -R a+rX . \
    && pip --python /opt/venv/bin/python install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && python -m compileall -q . \
    && eventmart --version
USER eventmart
