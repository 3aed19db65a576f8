# One image for every service of eventmart's own. The compose file sets the launcher of each container.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends default-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home eventmart \
    && install --directory --owner eventmart --mode 700 /var/lib/eventmart
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    EVENTMART_JARS_DIR=/opt/jars \
    EVENTMART_STATE_DIR=/var/lib/eventmart
WORKDIR /opt/eventmart

FROM base AS build
COPY requirements.txt ./
RUN python -m venv /opt/venv && pip install --no-cache-dir --require-hashes -r requirements.txt
# A third of Spark, and parts of Arrow, that nothing here uses: streaming state, Spark Connect, machine learning,
# Kubernetes, the Scala shell; Flight, Substrait, headers, tests. A name that matches nothing fails the build.
RUN cd /opt/venv/lib/python3.*/site-packages \
    && (cd pyspark/jars && rm rocksdbjni-* spark-connect_* spark-mllib* spark-graphx* breeze* spire* cats-kernel* \
        algebra* JTransforms* arpack* lapack* kubernetes-* spark-kubernetes* vertx-* scala-compiler* spark-repl* \
        spark-pipelines* netty-tcnative-boringssl-static-*-osx-* netty-tcnative-boringssl-static-*-windows-*) \
    && (cd pyarrow && rm -r libarrow_flight* libarrow_substrait* include tests)
COPY eventmart eventmart
RUN python -m eventmart.jars

FROM base
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/jars /opt/jars
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . && python -m compileall -q .
USER eventmart
